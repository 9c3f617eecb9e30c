package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/** What the recurrent cells share: sizes, weights, checks and the printed form. */
abstract class RNNCellBase extends Module {
    /** Number of features of the input. */
    public final long inputSize;

    /** Number of features of the state. */
    public final long hiddenSize;

    /** Whether the cell learns biases. */
    public final boolean bias;

    /** The learned map of the input, its gates one below the other, {@code (gates H, H_in)}. */
    public Parameter weightIh;

    /** The learned map of the state, its gates one below the other, {@code (gates H, H)}. */
    public Parameter weightHh;

    /** The learned shift of the input's map, {@code (gates H)}; null without one. */
    public @Nullable Parameter biasIh;

    /** The learned shift of the state's map, {@code (gates H)}; null without one. */
    public @Nullable Parameter biasHh;

    final RNNMode mode;

    @SuppressWarnings("this-escape")
    RNNCellBase(RNNMode mode, long inputSize, long hiddenSize, RNNCellOptions<?> o) {
        this.mode = mode;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        bias = o.bias;
        long size = mode.gates * hiddenSize;
        weightIh = registerParameter("weight_ih", o.parameter(size, inputSize));
        weightHh = registerParameter("weight_hh", o.parameter(size, hiddenSize));
        biasIh = registerParameter("bias_ih", bias ? o.parameter(size) : null);
        biasHh = registerParameter("bias_hh", bias ? o.parameter(size) : null);
        resetParameters();
    }

    /** Draws all weights anew. */
    public void resetParameters() {
        double bound = hiddenSize > 0 ? 1 / Math.sqrt(hiddenSize) : 0;
        for (Parameter weight : parameters()) {
            Init.uniform_(weight, -bound, bound);
        }
    }

    @Override
    public String extraRepr() {
        return inputSize + ", " + hiddenSize + (bias ? "" : ", bias=False");
    }

    /** Refuses a tensor that is neither a batch of rows nor one row. */
    final void checkDims(String what, Tensor tensor) {
        int dims = tensor.dim();
        if (dims != 1 && dims != 2) {
            throw new IllegalArgumentException(
                    "%sCell: Expected %s to be 1D or 2D, got %dD instead"
                            .formatted(mode.layer, what, dims));
        }
    }

    /** The first state of a batch. */
    final Tensor zeros(Tensor input) {
        return Torch.zeros(
                Torch.shape(input.size(0), hiddenSize),
                Torch.dtype(input.dtype()).device(input.device()));
    }
}
