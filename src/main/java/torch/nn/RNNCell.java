package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.Tensor;
import torch.TorchException;
import torch.nn.init.Nonlinearity;

/**
 * One step of an Elman network: {@code h' = tanh(W_ih x + b_ih + W_hh h + b_hh)}, or with ReLU in place of tanh.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, H_in)} or {@code (H_in)} with {@code H_in = inputSize}
 *   <li>State: {@code (N, H)} or {@code (H)} with {@code H = hiddenSize}; zeros where it is not given
 *   <li>Output: the next state, the same as the state
 * </ul>
 *
 * <p>All weights are drawn from {@code U(-√k, √k)} with {@code k = 1 / hiddenSize}.
 *
 * {@snippet :
 * var cell = new RNNCell(10, 20);
 * Tensor h = Torch.zeros(3, 20);
 * for (Tensor x : Torch.randn(6, 3, 10)) {
 *     h = cell.call(x, h);
 * }
 * }
 *
 * <p>Mirrors {@code torch.nn.RNNCell}.
 */
public class RNNCell extends HiddenCell {
    /** The function of each step, tanh or ReLU. */
    public final Nonlinearity nonlinearity;

    /** A cell with biases and tanh. */
    public RNNCell(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A cell with or without biases. */
    public RNNCell(long inputSize, long hiddenSize, boolean bias) {
        this(inputSize, hiddenSize, o -> o.bias(bias));
    }

    /** A cell with or without biases, with a function of its own. */
    public RNNCell(long inputSize, long hiddenSize, boolean bias, Nonlinearity nonlinearity) {
        this(inputSize, hiddenSize, o -> o.bias(bias).nonlinearity(nonlinearity));
    }

    /** A cell with keyword arguments. */
    public RNNCell(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, Keywords.set(new Options(), options));
    }

    private RNNCell(long inputSize, long hiddenSize, Options o) {
        super(RNNMode.RNN_TANH, inputSize, hiddenSize, o);
        nonlinearity = o.nonlinearity;
    }

    @Override
    final Tensor step(Tensor input, Tensor hx) {
        return switch (nonlinearity) {
            case TANH -> Aten.rnn_tanh_cell(input, hx, weightIh, weightHh, biasIh, biasHh);
            case RELU -> Aten.rnn_relu_cell(input, hx, weightIh, weightHh, biasIh, biasHh);
            default -> throw new TorchException("Unknown nonlinearity: " + nonlinearity);
        };
    }

    @Override
    public String extraRepr() {
        return super.extraRepr()
                + (nonlinearity == Nonlinearity.TANH ? "" : ", nonlinearity=" + nonlinearity);
    }

    /** The keyword arguments of {@link RNNCell}. */
    public static final class Options extends RNNCellOptions<Options> {
        private Nonlinearity nonlinearity = Nonlinearity.TANH;

        private Options() {}

        /** The function of each step, tanh or ReLU. Default: {@link Nonlinearity#TANH} */
        public Options nonlinearity(Nonlinearity nonlinearity) {
            this.nonlinearity = nonlinearity;
            return this;
        }
    }
}
