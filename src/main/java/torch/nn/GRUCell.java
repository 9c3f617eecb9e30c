package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.Tensor;

/**
 * One step of a gated recurrent unit; {@code ⊙} multiplies elementwise:
 *
 * <pre>
 * r  = σ(W_ir x + b_ir + W_hr h + b_hr)
 * z  = σ(W_iz x + b_iz + W_hz h + b_hz)
 * n  = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))
 * h' = (1 - z) ⊙ n + z ⊙ h
 * </pre>
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, H_in)} or {@code (H_in)} with {@code H_in = inputSize}
 *   <li>State: {@code (N, H)} or {@code (H)} with {@code H = hiddenSize}; zeros where it is not given
 *   <li>Output: the next state, the same as the state
 * </ul>
 *
 * <p>All weights are drawn from {@code U(-√k, √k)} with {@code k = 1 / hiddenSize}; the gates r, z and n stand one
 * below the other.
 *
 * {@snippet :
 * var cell = new GRUCell(10, 20);
 * Tensor h = Torch.zeros(3, 20);
 * for (Tensor x : Torch.randn(6, 3, 10)) {
 *     h = cell.call(x, h);
 * }
 * }
 *
 * <p>Mirrors {@code torch.nn.GRUCell}.
 */
public class GRUCell extends HiddenCell {
    /** A cell with biases. */
    public GRUCell(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A cell with or without biases. */
    public GRUCell(long inputSize, long hiddenSize, boolean bias) {
        this(inputSize, hiddenSize, o -> o.bias(bias));
    }

    /** A cell with keyword arguments. */
    public GRUCell(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        super(RNNMode.GRU, inputSize, hiddenSize, Keywords.set(new Options(), options));
    }

    @Override
    final Tensor step(Tensor input, Tensor hx) {
        return Aten.gru_cell(input, hx, weightIh, weightHh, biasIh, biasHh);
    }

    /** The keyword arguments of {@link GRUCell}. */
    public static final class Options extends RNNCellOptions<Options> {
        private Options() {}
    }
}
