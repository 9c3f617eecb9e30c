package torch.nn;

import torch.Size;

/** What {@link Fold} and {@link Unfold} share: the blocks that slide over an image. */
abstract class SlidingBlocks extends UnaryModule {
    /** Height and width of a block. */
    public final Size kernelSize;

    /** Distance between the elements of a block. */
    public final Size dilation;

    /** Padding with zeros on both sides of the image. */
    public final Size padding;

    /** Step of the blocks. */
    public final Size stride;

    private final String printed;

    SlidingBlocks(IntOrTuple kernelSize, FoldOptions o) {
        this.kernelSize = kernelSize.size(2);
        dilation = o.dilation.size(2);
        padding = o.padding.size(2);
        stride = o.stride.size(2);
        printed =
                "kernel_size=%s, dilation=%s, padding=%s, stride=%s"
                        .formatted(kernelSize, o.dilation, o.padding, o.stride);
    }

    @Override
    public String extraRepr() {
        return printed;
    }
}
