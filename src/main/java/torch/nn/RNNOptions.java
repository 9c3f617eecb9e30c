package torch.nn;

/** The keyword arguments of every recurrent network. */
public abstract class RNNOptions<S extends RNNOptions<S>> extends LayerOptions<S> {
    long numLayers = 1;
    boolean bias = true;
    boolean batchFirst;
    double dropout;
    boolean bidirectional;

    RNNOptions() {}

    /** Number of recurrent layers, each fed with what the one before made. Default: 1 */
    public S numLayers(long numLayers) {
        this.numLayers = numLayers;
        return self();
    }

    /** Whether the layers learn additive biases. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }

    /** Whether the first dimension of input and output is the batch, and not the time. Default: false */
    public S batchFirst(boolean batchFirst) {
        this.batchFirst = batchFirst;
        return self();
    }

    /** Probability of {@link Dropout} between the layers in training mode. Default: 0 */
    public S dropout(double dropout) {
        this.dropout = dropout;
        return self();
    }

    /** Whether each layer also runs from the end to the start. Default: false */
    public S bidirectional(boolean bidirectional) {
        this.bidirectional = bidirectional;
        return self();
    }

    final void check(long inputSize, long hiddenSize, long projSize) {
        check(
                dropout >= 0 && dropout <= 1,
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed");
        if (dropout > 0 && numLayers == 1) {
            Warnings.warnOnce(
                    ("dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                                    + "num_layers greater than 1, but got dropout=%s and num_layers=%d")
                            .formatted(Repr.of(dropout), numLayers));
        }
        check(inputSize > 0, "input_size must be greater than zero");
        check(hiddenSize > 0, "hidden_size must be greater than zero");
        check(numLayers > 0, "num_layers must be greater than zero");
        check(
                projSize >= 0,
                "proj_size should be a positive integer or zero to disable projections");
        check(projSize < hiddenSize, "proj_size has to be smaller than hidden_size");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
