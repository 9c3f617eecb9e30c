package torch.nn;

import torch.Size;

/** What all average poolings share: settings and the printed form. */
abstract class AvgPoolNd extends UnaryModule {
    /** Size of the window in each dimension. */
    public final Size kernelSize;

    /** Step of the window in each dimension. */
    public final Size stride;

    /** Padding on both sides of each dimension, with zeros. */
    public final Size padding;

    /** Whether a window that only begins inside the input counts too. */
    public final boolean ceilMode;

    /** Whether the zeros of the padding count in the average. */
    public final boolean countIncludePad;

    private final String printed;

    AvgPoolNd(int dims, IntOrTuple kernelSize, AvgPoolNdOptions<?> o) {
        IntOrTuple step = o.strideOr(kernelSize);
        this.kernelSize = kernelSize.size(dims);
        stride = step.size(dims);
        padding = o.padding.size(dims);
        ceilMode = o.ceilMode;
        countIncludePad = o.countIncludePad;
        printed =
                "kernel_size=%s, stride=%s, padding=%s"
                        .formatted(text(dims, kernelSize), text(dims, step), text(dims, o.padding));
    }

    @Override
    public String extraRepr() {
        return printed;
    }

    /** Over one dimension PyTorch makes tuples of the numbers, over more it leaves them as they are. */
    private static String text(int dims, IntOrTuple value) {
        return dims == 1 ? Repr.tuple(value.size(1).toArray()) : value.toString();
    }
}
