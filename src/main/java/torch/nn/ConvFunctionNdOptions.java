package torch.nn;

/** The keyword arguments of every function that convolves: one number for all dimensions, or one for each. */
public abstract class ConvFunctionNdOptions<S extends ConvFunctionNdOptions<S>>
        extends Keywords<S> {
    IntOrTuple stride = IntOrTuple.of(1);
    IntOrTuple padding = IntOrTuple.of(0);
    IntOrTuple dilation = IntOrTuple.of(1);
    long groups = 1;

    ConvFunctionNdOptions() {}

    /** Step of the kernel. Default: 1 */
    public S stride(long... stride) {
        this.stride = IntOrTuple.of(stride);
        return self();
    }

    /** Padding on both sides of the input. Default: 0 */
    public S padding(long... padding) {
        this.padding = IntOrTuple.of(padding);
        return self();
    }

    /** Distance between the elements of the kernel. Default: 1 */
    public S dilation(long... dilation) {
        this.dilation = IntOrTuple.of(dilation);
        return self();
    }

    /** Number of groups into which the channels are split, each with kernels of its own. Default: 1 */
    public S groups(long groups) {
        this.groups = groups;
        return self();
    }
}
