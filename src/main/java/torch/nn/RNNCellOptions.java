package torch.nn;

/** The keyword arguments of every recurrent cell. */
public abstract class RNNCellOptions<S extends RNNCellOptions<S>> extends LayerOptions<S> {
    boolean bias = true;

    RNNCellOptions() {}

    /** Whether the cell learns additive biases. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }
}
