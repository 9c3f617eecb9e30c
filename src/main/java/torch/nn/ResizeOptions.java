package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Size;

/** The keyword arguments of everything that resizes: how large the output is. */
public abstract class ResizeOptions<S extends ResizeOptions<S>> extends Keywords<S> {
    @Nullable IntOrTuple size;
    double @Nullable [] scaleFactor;

    ResizeOptions() {}

    /** Size of the output: one number for all dimensions after the channels, or one for each. */
    public S size(long... size) {
        this.size = IntOrTuple.of(size);
        return self();
    }

    /** Size of the output in each dimension after the channels, also where it is only one. */
    public S size(Size size) {
        this.size = IntOrTuple.of(size);
        return self();
    }

    /** Size of the output in sizes of the input: one factor for all dimensions after the channels, or one for each. */
    public S scaleFactor(double... scaleFactor) {
        this.scaleFactor = scaleFactor.clone();
        return self();
    }
}
