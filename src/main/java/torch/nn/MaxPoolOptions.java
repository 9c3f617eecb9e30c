package torch.nn;

/** The keyword arguments of {@link MaxPool1d}, {@link MaxPool2d} and {@link MaxPool3d} and of their functions. */
public final class MaxPoolOptions extends PaddedPoolOptions<MaxPoolOptions> {
    IntOrTuple dilation = IntOrTuple.of(1);
    boolean returnIndices;

    MaxPoolOptions() {}

    /** Distance between the elements of the window: one number for all dimensions, or one for each. Default: 1 */
    public MaxPoolOptions dilation(long... dilation) {
        this.dilation = IntOrTuple.of(dilation);
        return this;
    }

    /** Whether the places of the maxima are wanted too, as for {@link MaxUnpool2d}. Default: false */
    public MaxPoolOptions returnIndices(boolean returnIndices) {
        this.returnIndices = returnIndices;
        return this;
    }
}
