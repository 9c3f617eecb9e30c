package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.nn.init.Nonlinearity;

/**
 * An Elman network over a sequence: {@code h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)}, or with ReLU in place of
 * tanh, in one or several layers.
 *
 * <p><b>Shape</b>, with {@code D} directions, {@code H} for {@code hiddenSize}, batch {@code N} and length {@code L}
 * <ul>
 *   <li>Input: {@code (L, N, H_in)}, {@code (N, L, H_in)} where {@code batchFirst}, {@code (L, H_in)} for one sequence;
 *       or a {@link torch.nn.utils.PackedSequence}
 *   <li>First and last state: {@code (D numLayers, N, H)}, {@code (D numLayers, H)} for one sequence
 *   <li>Output: as the input, with {@code D H} features
 * </ul>
 *
 * <p>The weights of layer {@code k} are {@code weight_ih_lk} {@code (H, H_in)} or {@code (H, D H)},
 * {@code weight_hh_lk} {@code (H, H)}, {@code bias_ih_lk} and {@code bias_hh_lk} {@code (H)}, with {@code _reverse}
 * behind the name for the second direction. All are drawn from {@code U(-√k, √k)} with {@code k = 1 / H}.
 *
 * {@snippet :
 * var m = new RNN(10, 20, 2);
 * var result = m.call(Torch.randn(5, 3, 10), Torch.randn(2, 3, 20));
 * result.output().shape(); // torch.Size([5, 3, 20])
 * result.hN().shape(); // torch.Size([2, 3, 20])
 * }
 *
 * <p>Mirrors {@code torch.nn.RNN}.
 */
public class RNN extends HiddenRNN {
    /** The function of each step, tanh or ReLU. */
    public final Nonlinearity nonlinearity;

    /** A network of one layer. */
    public RNN(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A network of several layers. */
    public RNN(long inputSize, long hiddenSize, long numLayers) {
        this(inputSize, hiddenSize, o -> o.numLayers(numLayers));
    }

    /** A network of several layers with a function of its own. */
    public RNN(long inputSize, long hiddenSize, long numLayers, Nonlinearity nonlinearity) {
        this(inputSize, hiddenSize, o -> o.numLayers(numLayers).nonlinearity(nonlinearity));
    }

    /** A network of several layers, with keyword arguments. */
    public RNN(long inputSize, long hiddenSize, long numLayers, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, o -> options.accept(o.numLayers(numLayers)));
    }

    /**
     * A network with keyword arguments.
     *
     * @throws IllegalArgumentException where a size or number is out of range
     */
    public RNN(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, Keywords.set(new Options(), options));
    }

    private RNN(long inputSize, long hiddenSize, Options o) {
        boolean tanh = isTanh(o.nonlinearity);
        super(
                tanh ? RNNMode.RNN_TANH : RNNMode.RNN_RELU,
                inputSize,
                hiddenSize,
                o,
                tanh ? Aten::rnn_tanh_input : Aten::rnn_relu_input,
                tanh ? Aten::rnn_tanh_data : Aten::rnn_relu_data);
        nonlinearity = o.nonlinearity;
    }

    private static boolean isTanh(Nonlinearity nonlinearity) {
        return switch (nonlinearity) {
            case TANH -> true;
            case RELU -> false;
            default ->
                    throw new IllegalArgumentException(
                            "Unknown nonlinearity '%s'. Select from 'tanh' or 'relu'."
                                    .formatted(nonlinearity));
        };
    }

    /** The keyword arguments of {@link RNN}. */
    public static final class Options extends RNNOptions<Options> {
        private Nonlinearity nonlinearity = Nonlinearity.TANH;

        private Options() {}

        /** The function of each step, tanh or ReLU. Default: {@link Nonlinearity#TANH} */
        public Options nonlinearity(Nonlinearity nonlinearity) {
            this.nonlinearity = nonlinearity;
            return this;
        }
    }
}
