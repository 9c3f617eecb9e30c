package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;

/** The functions of {@link F} that resize, sample and rearrange images. */
abstract class VisionFunctions extends PoolingFunctions {
    VisionFunctions() {}

    /** Resizes to this size in all dimensions after the channels, taking the nearest values. */
    public static Tensor interpolate(Tensor input, long size) {
        return interpolate(input, o -> o.size(size));
    }

    /** Resizes to this size, taking the nearest values. */
    public static Tensor interpolate(Tensor input, Size size) {
        return interpolate(input, o -> o.size(size));
    }

    /**
     * Resizes the dimensions after batch and channels; see {@link Upsample}.
     *
     * <p>Making something smaller without antialiasing leaves artefacts. Bicubic and Lanczos values may lie beyond
     * those of the input.
     *
     * @throws IllegalArgumentException where not exactly one of {@code size} and {@code scaleFactor} is given, or
     *     arguments do not go together
     * @throws UnsupportedOperationException where the mode does not take an input of so many dimensions
     */
    public static Tensor interpolate(Tensor input, Consumer<? super InterpolateOptions> options) {
        InterpolateOptions o = Keywords.set(new InterpolateOptions(), options);
        return new Interpolation(
                        o.size,
                        o.scaleFactor,
                        o.mode,
                        o.alignCorners,
                        o.recomputeScaleFactor,
                        o.antialias)
                .apply(input);
    }

    /** Takes the values of an image or volume at the places of a grid, with bilinear interpolation and zeros around. */
    public static Tensor gridSample(Tensor input, Tensor grid) {
        return gridSample(input, grid, o -> {});
    }

    /**
     * Takes the values of an image or volume at the places of a grid.
     *
     * @param input {@code (N, C, H_in, W_in)} or {@code (N, C, D_in, H_in, W_in)}
     * @param grid {@code (N, H_out, W_out, 2)} or {@code (N, D_out, H_out, W_out, 3)}: places as x, y and z, each
     *     from -1 to 1 over the input
     * @return {@code (N, C, H_out, W_out)} or {@code (N, C, D_out, H_out, W_out)}
     * @throws IllegalArgumentException where the mode is not bilinear, nearest or bicubic
     */
    public static Tensor gridSample(
            Tensor input, Tensor grid, Consumer<? super GridSampleOptions> options) {
        GridSampleOptions o = Keywords.set(new GridSampleOptions(), options);
        long mode =
                switch (o.mode) {
                    case BILINEAR -> 0;
                    case NEAREST -> 1;
                    case BICUBIC -> 2;
                    default ->
                            throw new IllegalArgumentException(
                                    "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or "
                                            + "'bicubic', but got: '"
                                            + o.mode
                                            + "'");
                };
        return Aten.grid_sampler(
                input, grid, mode, o.paddingMode.ordinal(), alignCorners(o.alignCorners));
    }

    /** The grid of an affine map, in which -1 and 1 are the outer edges of the outermost elements. */
    public static Tensor affineGrid(Tensor theta, Size size) {
        return affineGrid(theta, size, null);
    }

    /**
     * The places at which {@link #gridSample} has to take the values of an image or volume to map it affinely.
     *
     * @param theta the maps, {@code (N, 2, 3)} or {@code (N, 3, 4)}
     * @param size of the output image, {@code (N, C, H, W)} or {@code (N, C, D, H, W)}
     * @param alignCorners whether -1 and 1 are the centres of the outermost elements rather than their outer edges;
     *     null, which is warned of, for false
     * @return {@code (N, H, W, 2)} or {@code (N, D, H, W, 3)}
     */
    public static Tensor affineGrid(Tensor theta, Size size, @Nullable Boolean alignCorners) {
        boolean align = alignCorners(alignCorners);
        if (!theta.isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "Expected theta to have floating point type, but got " + theta.dtype());
        }
        int dims = size.size() - 2;
        if (dims != 2 && dims != 3) {
            throw new UnsupportedOperationException(
                    "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. "
                            + "Got size %s.".formatted(text(size)));
        }
        Size shape = theta.shape();
        if (shape.size() != 3 || shape.get(1) != dims || shape.get(2) != dims + 1) {
            throw new IllegalArgumentException(
                    "Expected a batch of %dD affine matrices of shape Nx%dx%d for size %s. Got %s."
                            .formatted(dims, dims, dims + 1, text(size), shape));
        }
        if (align && size.slice(2).stream().min().orElse(0) == 1) {
            Warnings.warnOnce(
                    "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when "
                            + "align_corners=True. This is not an intended use case of affine_grid. See the "
                            + "documentation of affine_grid for details.");
        } else if (size.stream().anyMatch(extent -> extent <= 0)) {
            throw new IllegalArgumentException(
                    "Expected non-zero, positive output size. Got " + text(size));
        }
        return Aten.affine_grid_generator(theta, size.toArray(), align);
    }

    /** Turns channels into pixels; see {@link PixelShuffle}. */
    public static Tensor pixelShuffle(Tensor input, long upscaleFactor) {
        return Aten.pixel_shuffle(input, upscaleFactor);
    }

    /** Turns pixels into channels; see {@link PixelUnshuffle}. */
    public static Tensor pixelUnshuffle(Tensor input, long downscaleFactor) {
        return Aten.pixel_unshuffle(input, downscaleFactor);
    }

    /** Deals the channels of several groups out anew; see {@link ChannelShuffle}. */
    public static Tensor channelShuffle(Tensor input, long groups) {
        return Aten.channel_shuffle(input, groups);
    }

    /** Square blocks that slide over an image, as columns. */
    public static Tensor unfold(Tensor input, long kernelSize) {
        return unfold(input, kernelSize, o -> {});
    }

    /** Square blocks that slide over an image, as columns, with keyword arguments; see {@link Unfold}. */
    public static Tensor unfold(
            Tensor input, long kernelSize, Consumer<? super FoldOptions> options) {
        return unfold(input, IntOrTuple.of(kernelSize), Keywords.set(new FoldOptions(), options));
    }

    /** Blocks that slide over an image, as columns, with keyword arguments; see {@link Unfold}. */
    public static Tensor unfold(
            Tensor input, Size kernelSize, Consumer<? super FoldOptions> options) {
        return unfold(input, IntOrTuple.of(kernelSize), Keywords.set(new FoldOptions(), options));
    }

    /** The sum of square blocks, given as columns, laid onto an image of this height and width. */
    public static Tensor fold(Tensor input, long outputSize, long kernelSize) {
        return fold(input, outputSize, kernelSize, o -> {});
    }

    /** The sum of square blocks, given as columns, laid onto an image, with keyword arguments; see {@link Fold}. */
    public static Tensor fold(
            Tensor input, long outputSize, long kernelSize, Consumer<? super FoldOptions> options) {
        return fold(input, IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    /** The sum of square blocks, given as columns, laid onto an image of any size; see {@link Fold}. */
    public static Tensor fold(
            Tensor input, Size outputSize, long kernelSize, Consumer<? super FoldOptions> options) {
        return fold(input, IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    /** The sum of blocks, given as columns, laid onto an image, with keyword arguments; see {@link Fold}. */
    public static Tensor fold(
            Tensor input, Size outputSize, Size kernelSize, Consumer<? super FoldOptions> options) {
        return fold(input, IntOrTuple.of(outputSize), IntOrTuple.of(kernelSize), options);
    }

    private static Tensor unfold(Tensor input, IntOrTuple kernelSize, FoldOptions o) {
        return Aten.im2col(
                input, pair(kernelSize), pair(o.dilation), pair(o.padding), pair(o.stride));
    }

    private static Tensor fold(
            Tensor input,
            IntOrTuple outputSize,
            IntOrTuple kernelSize,
            Consumer<? super FoldOptions> options) {
        FoldOptions o = Keywords.set(new FoldOptions(), options);
        return Aten.col2im(
                input,
                pair(outputSize),
                pair(kernelSize),
                pair(o.dilation),
                pair(o.padding),
                pair(o.stride));
    }

    private static long[] pair(IntOrTuple value) {
        return value.size(2).toArray();
    }

    private static boolean alignCorners(@Nullable Boolean given) {
        if (given != null) {
            return given;
        }
        Warnings.warnOnce(
                "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please "
                        + "specify align_corners=True if the old behavior is desired. See the documentation of "
                        + "grid_sample for details.");
        return false;
    }

    private static String text(Size size) {
        return Repr.tuple(size.toArray());
    }
}
