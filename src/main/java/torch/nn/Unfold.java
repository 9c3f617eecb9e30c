package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.Size;
import torch.Tensor;

/**
 * Takes the blocks that slide over an image and makes a column of each.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H, W)} or {@code (C, H, W)}
 *   <li>Output: {@code (N, C · kernelSize[0] · kernelSize[1], L)} or without {@code N}, where {@code L} is the number
 *       of blocks, the product of {@code ⌊(size[d] + 2 padding[d] - dilation[d] (kernelSize[d] - 1) - 1) / stride[d]
 *       + 1⌋}
 * </ul>
 *
 * {@snippet :
 * var unfold = new Unfold(Torch.shape(2, 3));
 * unfold.call(Torch.randn(2, 5, 3, 4)).shape(); // torch.Size([2, 30, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.Unfold}.
 */
public class Unfold extends SlidingBlocks {
    /** A layer of square blocks that lie densely and move by 1. */
    public Unfold(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer of blocks that lie densely and move by 1. */
    public Unfold(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer of square blocks with keyword arguments. */
    public Unfold(long kernelSize, Consumer<? super FoldOptions> options) {
        super(IntOrTuple.of(kernelSize), Keywords.set(new FoldOptions(), options));
    }

    /** A layer of blocks with keyword arguments. */
    public Unfold(Size kernelSize, Consumer<? super FoldOptions> options) {
        super(IntOrTuple.of(kernelSize), Keywords.set(new FoldOptions(), options));
    }

    @Override
    public Tensor forward(Tensor input) {
        return Aten.im2col(
                input,
                kernelSize.toArray(),
                dilation.toArray(),
                padding.toArray(),
                stride.toArray());
    }
}
