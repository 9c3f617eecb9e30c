package torch.nn;

/** The keyword arguments of {@link Fold} and {@link Unfold} and of their functions. */
public final class FoldOptions extends Keywords<FoldOptions> {
    IntOrTuple dilation = IntOrTuple.of(1);
    IntOrTuple padding = IntOrTuple.of(0);
    IntOrTuple stride = IntOrTuple.of(1);

    FoldOptions() {}

    /** Distance between the elements of a block: one number for both dimensions, or one for each. Default: 1 */
    public FoldOptions dilation(long... dilation) {
        this.dilation = IntOrTuple.of(dilation);
        return this;
    }

    /** Padding with zeros on both sides of the image: one number for both dimensions, or one for each. Default: 0 */
    public FoldOptions padding(long... padding) {
        this.padding = IntOrTuple.of(padding);
        return this;
    }

    /** Step of the blocks: one number for both dimensions, or one for each. Default: 1 */
    public FoldOptions stride(long... stride) {
        this.stride = IntOrTuple.of(stride);
        return this;
    }
}
