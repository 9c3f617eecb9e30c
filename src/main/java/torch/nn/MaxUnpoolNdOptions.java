package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of every unpooling, those of the pooling that it undoes. */
public abstract class MaxUnpoolNdOptions<S extends MaxUnpoolNdOptions<S>> extends Keywords<S> {
    @Nullable IntOrTuple stride;
    IntOrTuple padding = IntOrTuple.of(0);

    MaxUnpoolNdOptions() {}

    /** Step of the window: one number for all dimensions, or one for each. Default: the size of the window */
    public S stride(long... stride) {
        this.stride = IntOrTuple.of(stride);
        return self();
    }

    /** Padding that was added to the input: one number for all dimensions, or one for each. Default: 0 */
    public S padding(long... padding) {
        this.padding = IntOrTuple.of(padding);
        return self();
    }
}
