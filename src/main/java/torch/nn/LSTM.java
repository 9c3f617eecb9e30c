package torch.nn;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.nn.utils.PackedSequence;

/**
 * A long short-term memory over a sequence, in one or several layers; {@code ⊙} multiplies elementwise:
 *
 * <pre>
 * i_t = σ(W_ii x_t + b_ii + W_hi h_{t-1} + b_hi)
 * f_t = σ(W_if x_t + b_if + W_hf h_{t-1} + b_hf)
 * g_t = tanh(W_ig x_t + b_ig + W_hg h_{t-1} + b_hg)
 * o_t = σ(W_io x_t + b_io + W_ho h_{t-1} + b_ho)
 * c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
 * h_t = o_t ⊙ tanh(c_t), and W_hr h_t with a projection
 * </pre>
 *
 * <p><b>Shape</b>, with {@code D} directions, {@code H} for {@code hiddenSize}, {@code P} for {@code projSize} or else
 * {@code H}, batch {@code N} and length {@code L}
 * <ul>
 *   <li>Input: {@code (L, N, H_in)}, {@code (N, L, H_in)} where {@code batchFirst}, {@code (L, H_in)} for one sequence;
 *       or a {@link PackedSequence}
 *   <li>First and last state: h {@code (D numLayers, N, P)}, c {@code (D numLayers, N, H)}, without {@code N} for one
 *       sequence
 *   <li>Output: as the input, with {@code D P} features
 * </ul>
 *
 * <p>The weights of layer {@code k} are {@code weight_ih_lk} {@code (4 H, H_in)} or {@code (4 H, D P)},
 * {@code weight_hh_lk} {@code (4 H, P)}, {@code bias_ih_lk} and {@code bias_hh_lk} {@code (4 H)}, the gates i, f, g and
 * o one below the other, and {@code weight_hr_lk} {@code (P, H)} of the projection, with {@code _reverse} behind the
 * name for the second direction. All are drawn from {@code U(-√k, √k)} with {@code k = 1 / H}.
 *
 * {@snippet :
 * var m = new LSTM(10, 20, 2);
 * var result = m.call(Torch.randn(5, 3, 10));
 * result.output().shape(); // torch.Size([5, 3, 20])
 * m.call(Torch.randn(7, 3, 10), result.state());
 * }
 *
 * <p>Mirrors {@code torch.nn.LSTM}.
 */
public class LSTM extends RNNBase {
    /** A network of one layer. */
    public LSTM(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A network of several layers. */
    public LSTM(long inputSize, long hiddenSize, long numLayers) {
        this(inputSize, hiddenSize, o -> o.numLayers(numLayers));
    }

    /** A network of several layers, with keyword arguments. */
    public LSTM(
            long inputSize, long hiddenSize, long numLayers, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, o -> options.accept(o.numLayers(numLayers)));
    }

    /**
     * A network with keyword arguments.
     *
     * @throws IllegalArgumentException where a size or number is out of range
     */
    public LSTM(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, Keywords.set(new Options(), options));
    }

    private LSTM(long inputSize, long hiddenSize, Options o) {
        super(RNNMode.LSTM, inputSize, hiddenSize, o.projSize, o);
    }

    /** Runs over {@code input} from a state of zeros. */
    public final Output call(Tensor input) {
        return invoke(x -> forward(x, null), input);
    }

    /** Runs over {@code input} from {@code state}, null for zeros. */
    public final Output call(Tensor input, @Nullable State state) {
        return invokeAll(
                args -> forward((Tensor) args.getFirst(), (State) args.getLast()), input, state);
    }

    /** Runs over sequences of several lengths from a state of zeros. */
    public final PackedOutput call(PackedSequence input) {
        return invoke(x -> forward(x, null), input);
    }

    /** Runs over sequences of several lengths from {@code state}, null for zeros. */
    public final PackedOutput call(PackedSequence input, @Nullable State state) {
        return invokeAll(
                args -> forward((PackedSequence) args.getFirst(), (State) args.getLast()),
                input,
                state);
    }

    /** Computes the output; run through {@link #call(Tensor, State)}. */
    public Output forward(Tensor input, @Nullable State state) {
        List<Tensor> results = new RNNPass(this).over(input, list(state));
        return new Output(results.getFirst(), new State(results.get(1), results.get(2)));
    }

    /** Computes the output; run through {@link #call(PackedSequence, State)}. */
    public PackedOutput forward(PackedSequence input, @Nullable State state) {
        List<Tensor> results = new RNNPass(this).over(input, list(state));
        return new PackedOutput(
                RNNPass.packed(results.getFirst(), input),
                new State(results.get(1), results.get(2)));
    }

    @Override
    final long[] stateSizes() {
        return new long[] {outputSize(), hiddenSize};
    }

    @Override
    final List<Tensor> run(Tensor input, @Nullable Tensor batchSizes, List<Tensor> states) {
        var results =
                batchSizes == null
                        ? Aten.lstm_input(
                                input,
                                states,
                                weights(),
                                bias,
                                numLayers,
                                dropout,
                                isTraining(),
                                bidirectional,
                                batchFirst)
                        : Aten.lstm_data(
                                input,
                                batchSizes,
                                states,
                                weights(),
                                bias,
                                numLayers,
                                dropout,
                                isTraining(),
                                bidirectional);
        return List.of(results.first(), results.second(), results.third());
    }

    private static @Nullable List<Tensor> list(@Nullable State state) {
        return state == null ? null : List.of(state.h, state.c);
    }

    /**
     * The state between two steps.
     *
     * @param h the hidden state, which is also the output of a step
     * @param c the cell's state
     */
    public record State(Tensor h, Tensor c) {
        /** Holds both. */
        public State {
            Objects.requireNonNull(h, "argument 'h' must be a Tensor, not null");
            Objects.requireNonNull(c, "argument 'c' must be a Tensor, not null");
        }
    }

    /**
     * What a network makes of its input.
     *
     * @param output the hidden state of the last layer at every step, those of both directions side by side
     * @param state the last state of every layer and direction
     */
    public record Output(Tensor output, State state) {
        /** The last hidden state of every layer and direction. */
        public Tensor hN() {
            return state.h;
        }

        /** The last state of the cell of every layer and direction. */
        public Tensor cN() {
            return state.c;
        }
    }

    /**
     * What a network makes of sequences of several lengths.
     *
     * @param output the hidden state of the last layer at every step, those of both directions side by side
     * @param state the last state of every layer and direction, in the order in which the sequences were packed
     */
    public record PackedOutput(PackedSequence output, State state) {}

    /** The keyword arguments of {@link LSTM}. */
    public static final class Options extends RNNOptions<Options> {
        private long projSize;

        private Options() {}

        /** Number of features to which the hidden state is projected, 0 for no projection. Default: 0 */
        public Options projSize(long projSize) {
            this.projSize = projSize;
            return this;
        }
    }
}
