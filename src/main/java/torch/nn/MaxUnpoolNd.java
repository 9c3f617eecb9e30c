package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/** What all unpoolings share: settings, forward and the printed form. */
abstract class MaxUnpoolNd extends BinaryModule {
    /** Size of the window in each dimension. */
    public final Size kernelSize;

    /** Step of the window in each dimension. */
    public final Size stride;

    /** Padding that was added to the input in each dimension. */
    public final Size padding;

    private final int dims;

    MaxUnpoolNd(int dims, IntOrTuple kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        MaxUnpoolOptions o = Keywords.set(new MaxUnpoolOptions(), options);
        this.dims = dims;
        this.kernelSize = kernelSize.size(dims);
        stride = o.stride == null ? this.kernelSize : o.stride.size(dims);
        padding = o.padding.size(dims);
    }

    @Override
    public Tensor forward(Tensor input, Tensor indices) {
        return unpool(input, indices, null);
    }

    /**
     * Applies the layer so that the output has {@code outputSize}, where pooling leaves several sizes to choose from.
     *
     * @param outputSize the size in every unpooled dimension, or the whole shape of the output
     * @throws IllegalArgumentException where the output cannot have this size; the message says which it can have
     */
    public final Tensor call(Tensor input, Tensor indices, @Nullable Size outputSize) {
        return invokeAll(
                args -> unpool((Tensor) args.get(0), (Tensor) args.get(1), (Size) args.get(2)),
                input,
                indices,
                outputSize);
    }

    private Tensor unpool(Tensor input, Tensor indices, @Nullable Size outputSize) {
        return F.maxUnpool(
                dims,
                input,
                indices,
                kernelSize.toArray(),
                stride.toArray(),
                padding.toArray(),
                outputSize);
    }

    @Override
    public String extraRepr() {
        return "kernel_size=%s, stride=%s, padding=%s"
                .formatted(
                        Repr.tuple(kernelSize.toArray()),
                        Repr.tuple(stride.toArray()),
                        Repr.tuple(padding.toArray()));
    }
}
