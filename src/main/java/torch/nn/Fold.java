package torch.nn;

import java.util.function.Consumer;
import torch.Aten;
import torch.Size;
import torch.Tensor;

/**
 * Lays blocks, a column each, onto an image and adds them where they overlap: the sum that undoes {@link Unfold}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C · kernelSize[0] · kernelSize[1], L)} or without {@code N}, with the {@code L} of
 *       {@link Unfold} over an image of {@code outputSize}
 *   <li>Output: {@code (N, C, outputSize[0], outputSize[1])} or {@code (C, outputSize[0], outputSize[1])}
 * </ul>
 *
 * {@snippet :
 * var fold = new Fold(Torch.shape(4, 5), Torch.shape(2, 2));
 * fold.call(Torch.randn(1, 3 * 2 * 2, 12)).shape(); // torch.Size([1, 3, 4, 5])
 * }
 *
 * <p>Mirrors {@code torch.nn.Fold}.
 */
public class Fold extends SlidingBlocks {
    /** Height and width of the image. */
    public final Size outputSize;

    private final IntOrTuple outputAsGiven;

    /** A layer of square blocks and images, in which the blocks lie densely and move by 1. */
    public Fold(long outputSize, long kernelSize) {
        this(outputSize, kernelSize, o -> {});
    }

    /** A layer of blocks and images, in which the blocks lie densely and move by 1. */
    public Fold(Size outputSize, Size kernelSize) {
        this(outputSize, kernelSize, o -> {});
    }

    /** A layer of square blocks and images with keyword arguments. */
    public Fold(long outputSize, long kernelSize, Consumer<? super FoldOptions> options) {
        this(IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    /** A layer of square blocks in images of any size with keyword arguments. */
    public Fold(Size outputSize, long kernelSize, Consumer<? super FoldOptions> options) {
        this(IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    /** A layer of blocks and images with keyword arguments. */
    public Fold(Size outputSize, Size kernelSize, Consumer<? super FoldOptions> options) {
        this(IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    private Fold(
            IntOrTuple outputSize, IntOrTuple kernelSize, Consumer<? super FoldOptions> options) {
        super(kernelSize, Keywords.set(new FoldOptions(), options));
        this.outputSize = outputSize.size(2);
        outputAsGiven = outputSize;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Aten.col2im(
                input,
                outputSize.toArray(),
                kernelSize.toArray(),
                dilation.toArray(),
                padding.toArray(),
                stride.toArray());
    }

    @Override
    public String extraRepr() {
        return "output_size=" + outputAsGiven + ", " + super.extraRepr();
    }
}
