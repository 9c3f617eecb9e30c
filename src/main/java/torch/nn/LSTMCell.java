package torch.nn;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/**
 * One step of a long short-term memory; {@code ⊙} multiplies elementwise:
 *
 * <pre>
 * i  = σ(W_ii x + b_ii + W_hi h + b_hi)
 * f  = σ(W_if x + b_if + W_hf h + b_hf)
 * g  = tanh(W_ig x + b_ig + W_hg h + b_hg)
 * o  = σ(W_io x + b_io + W_ho h + b_ho)
 * c' = f ⊙ c + i ⊙ g
 * h' = o ⊙ tanh(c')
 * </pre>
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, H_in)} or {@code (H_in)} with {@code H_in = inputSize}
 *   <li>State: h and c {@code (N, H)} or {@code (H)} with {@code H = hiddenSize}; zeros where it is not given
 *   <li>Output: the next state, the same as the state
 * </ul>
 *
 * <p>All weights are drawn from {@code U(-√k, √k)} with {@code k = 1 / hiddenSize}; the gates i, f, g and o stand one
 * below the other.
 *
 * {@snippet :
 * var cell = new LSTMCell(10, 20);
 * LSTM.State state = null;
 * for (Tensor x : Torch.randn(6, 3, 10)) {
 *     state = cell.call(x, state);
 * }
 * }
 *
 * <p>Mirrors {@code torch.nn.LSTMCell}.
 */
public class LSTMCell extends RNNCellBase {
    /** A cell with biases. */
    public LSTMCell(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A cell with or without biases. */
    public LSTMCell(long inputSize, long hiddenSize, boolean bias) {
        this(inputSize, hiddenSize, o -> o.bias(bias));
    }

    /** A cell with keyword arguments. */
    public LSTMCell(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        super(RNNMode.LSTM, inputSize, hiddenSize, Keywords.set(new Options(), options));
    }

    /** The state after {@code input} from a state of zeros. */
    public final LSTM.State call(Tensor input) {
        return invoke(x -> forward(x, null), input);
    }

    /** The state after {@code input} from {@code state}, null for zeros. */
    public final LSTM.State call(Tensor input, LSTM.@Nullable State state) {
        return invokeAll(
                args -> forward((Tensor) args.getFirst(), (LSTM.State) args.getLast()),
                input,
                state);
    }

    /**
     * Computes the next state; run through {@link #call(Tensor, LSTM.State)}.
     *
     * @throws IllegalArgumentException where input or state have neither one nor two dimensions
     */
    public LSTM.State forward(Tensor input, LSTM.@Nullable State state) {
        checkDims("input", input);
        if (state != null) {
            checkDims("hx[0]", state.h());
            checkDims("hx[1]", state.c());
        }
        boolean batched = input.dim() == 2;
        Tensor x = batched ? input : input.unsqueeze(0);
        var next = Aten.lstm_cell(x, states(x, state, batched), weightIh, weightHh, biasIh, biasHh);
        return batched
                ? new LSTM.State(next.first(), next.second())
                : new LSTM.State(next.first().squeeze(0), next.second().squeeze(0));
    }

    private List<Tensor> states(Tensor input, LSTM.@Nullable State state, boolean batched) {
        if (state == null) {
            Tensor zeros = zeros(input);
            return List.of(zeros, zeros);
        }
        return batched
                ? List.of(state.h(), state.c())
                : List.of(state.h().unsqueeze(0), state.c().unsqueeze(0));
    }

    /** The keyword arguments of {@link LSTMCell}. */
    public static final class Options extends RNNCellOptions<Options> {
        private Options() {}
    }
}
