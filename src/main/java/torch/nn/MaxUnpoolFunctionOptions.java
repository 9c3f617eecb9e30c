package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Size;

/** The keyword arguments of {@link F#maxUnpool1d}, {@link F#maxUnpool2d} and {@link F#maxUnpool3d}. */
public final class MaxUnpoolFunctionOptions extends MaxUnpoolNdOptions<MaxUnpoolFunctionOptions> {
    @Nullable Size outputSize;

    MaxUnpoolFunctionOptions() {}

    /** Size of the output in the unpooled dimensions, or its whole shape. Default: the smallest that was pooled so */
    public MaxUnpoolFunctionOptions outputSize(@Nullable Size outputSize) {
        this.outputSize = outputSize;
        return this;
    }
}
