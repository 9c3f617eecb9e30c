package torchvision.transforms;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Consumer;
import torch.Tensor;

/** The part of {@link Functional} that moves pixels. */
abstract class GeometryFunctions extends ColourFunctions {
    GeometryFunctions() {}

    /** The image in another size: height and width, or the length of the smaller edge. Mirrors {@code torchvision.transforms.functional.resize}. */
    public static Tensor resize(Tensor img, int... size) {
        return tensor(img, i -> resized(ImageOps.TENSORS, i, size, o -> {}));
    }

    /** As {@link #resize(Tensor, int...)}, of an image. */
    public static BufferedImage resize(BufferedImage img, int... size) {
        return image(img, i -> resized(ImageOps.IMAGES, i, size, o -> {}));
    }

    /** As {@link #resize(Tensor, int...)} with keyword arguments. */
    public static Tensor resize(Tensor img, int[] size, Consumer<? super ResizeOptions> options) {
        return tensor(img, i -> resized(ImageOps.TENSORS, i, size, options));
    }

    /** As {@link #resize(Tensor, int[], Consumer)}, of an image. */
    public static BufferedImage resize(
            BufferedImage img, int[] size, Consumer<? super ResizeOptions> options) {
        return image(img, i -> resized(ImageOps.IMAGES, i, size, options));
    }

    /** The image with borders: one width for all, two for left and right and for top and bottom, or four for left, top, right and bottom. A negative one crops. Mirrors {@code torchvision.transforms.functional.pad}. */
    public static Tensor pad(Tensor img, int... padding) {
        return tensor(img, i -> ImageOps.TENSORS.pad(i, padding, new double[0], "constant"));
    }

    /** As {@link #pad(Tensor, int...)}, of an image. */
    public static BufferedImage pad(BufferedImage img, int... padding) {
        return image(img, i -> ImageOps.IMAGES.pad(i, padding, new double[0], "constant"));
    }

    /** As {@link #pad(Tensor, int...)}, filled with a value, or in the mode constant, edge, reflect or symmetric. */
    public static Tensor pad(Tensor img, int[] padding, double fill, String paddingMode) {
        return tensor(img, i -> ImageOps.TENSORS.pad(i, padding, new double[] {fill}, paddingMode));
    }

    /** As {@link #pad(Tensor, int[], double, String)}, of an image. */
    public static BufferedImage pad(
            BufferedImage img, int[] padding, double fill, String paddingMode) {
        return image(img, i -> ImageOps.IMAGES.pad(i, padding, new double[] {fill}, paddingMode));
    }

    /** As {@link #pad(Tensor, int...)}, filled with a value for each channel: of an image alone. */
    public static Tensor pad(Tensor img, int[] padding, double[] fill, String paddingMode) {
        return tensor(img, i -> ImageOps.TENSORS.pad(i, padding, fill, paddingMode));
    }

    /** As {@link #pad(Tensor, int[], double[], String)}, of an image. */
    public static BufferedImage pad(
            BufferedImage img, int[] padding, double[] fill, String paddingMode) {
        return image(img, i -> ImageOps.IMAGES.pad(i, padding, fill, paddingMode));
    }

    /** A part of the image; what lies outside is 0. Mirrors {@code torchvision.transforms.functional.crop}. */
    public static Tensor crop(Tensor img, int top, int left, int height, int width) {
        return tensor(img, i -> ImageOps.TENSORS.crop(i, top, left, height, width));
    }

    /** As {@link #crop(Tensor, int, int, int, int)}, of an image. */
    public static BufferedImage crop(BufferedImage img, int top, int left, int height, int width) {
        return image(img, i -> ImageOps.IMAGES.crop(i, top, left, height, width));
    }

    /** The middle of the image: height and width, or the side of a square; a smaller image is padded with 0. Mirrors {@code torchvision.transforms.functional.center_crop}. */
    public static Tensor centerCrop(Tensor img, int... outputSize) {
        return tensor(img, i -> Common.centerCrop(ImageOps.TENSORS, i, outputSize));
    }

    /** As {@link #centerCrop(Tensor, int...)}, of an image. */
    public static BufferedImage centerCrop(BufferedImage img, int... outputSize) {
        return image(img, i -> Common.centerCrop(ImageOps.IMAGES, i, outputSize));
    }

    /** A part of the image in another size. Mirrors {@code torchvision.transforms.functional.resized_crop}. */
    public static Tensor resizedCrop(
            Tensor img, int top, int left, int height, int width, int... size) {
        return tensor(
                img,
                i ->
                        resized(
                                ImageOps.TENSORS,
                                ImageOps.TENSORS.crop(i, top, left, height, width),
                                size,
                                o -> {}));
    }

    /** As {@link #resizedCrop(Tensor, int, int, int, int, int...)}, of an image. */
    public static BufferedImage resizedCrop(
            BufferedImage img, int top, int left, int height, int width, int... size) {
        return image(
                img,
                i ->
                        resized(
                                ImageOps.IMAGES,
                                ImageOps.IMAGES.crop(i, top, left, height, width),
                                size,
                                o -> {}));
    }

    /** As {@link #resizedCrop(Tensor, int, int, int, int, int...)} with keyword arguments. */
    public static Tensor resizedCrop(
            Tensor img,
            int top,
            int left,
            int height,
            int width,
            int[] size,
            Consumer<? super ResizeOptions> options) {
        return tensor(
                img,
                i ->
                        resized(
                                ImageOps.TENSORS,
                                ImageOps.TENSORS.crop(i, top, left, height, width),
                                size,
                                options));
    }

    /** As {@link #resizedCrop(Tensor, int, int, int, int, int[], Consumer)}, of an image. */
    public static BufferedImage resizedCrop(
            BufferedImage img,
            int top,
            int left,
            int height,
            int width,
            int[] size,
            Consumer<? super ResizeOptions> options) {
        return image(
                img,
                i ->
                        resized(
                                ImageOps.IMAGES,
                                ImageOps.IMAGES.crop(i, top, left, height, width),
                                size,
                                options));
    }

    /** The image with left and right exchanged. Mirrors {@code torchvision.transforms.functional.hflip}. */
    public static Tensor hflip(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.hflip(i));
    }

    /** As {@link #hflip(Tensor)}, of an image. */
    public static BufferedImage hflip(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.hflip(i));
    }

    /** The image with top and bottom exchanged. Mirrors {@code torchvision.transforms.functional.vflip}. */
    public static Tensor vflip(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.vflip(i));
    }

    /** As {@link #vflip(Tensor)}, of an image. */
    public static BufferedImage vflip(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.vflip(i));
    }

    /** The four corners and the middle. Mirrors {@code torchvision.transforms.functional.five_crop}. */
    public static List<Tensor> fiveCrop(Tensor img, int... size) {
        return tensors(img, i -> Common.fiveCrop(ImageOps.TENSORS, i, size));
    }

    /** As {@link #fiveCrop(Tensor, int...)}, of an image. */
    public static List<BufferedImage> fiveCrop(BufferedImage img, int... size) {
        return images(img, i -> Common.fiveCrop(ImageOps.IMAGES, i, size));
    }

    /** The four corners and the middle, of the image and of the flipped one. Mirrors {@code torchvision.transforms.functional.ten_crop}. */
    public static List<Tensor> tenCrop(Tensor img, int... size) {
        return tensors(img, i -> Common.tenCrop(ImageOps.TENSORS, i, size, false));
    }

    /** As {@link #tenCrop(Tensor, int...)}, of an image. */
    public static List<BufferedImage> tenCrop(BufferedImage img, int... size) {
        return images(img, i -> Common.tenCrop(ImageOps.IMAGES, i, size, false));
    }

    /** As {@link #tenCrop(Tensor, int...)}, flipped top to bottom where asked for. */
    public static List<Tensor> tenCrop(Tensor img, int[] size, boolean verticalFlip) {
        return tensors(img, i -> Common.tenCrop(ImageOps.TENSORS, i, size, verticalFlip));
    }

    /** As {@link #tenCrop(Tensor, int[], boolean)}, of an image. */
    public static List<BufferedImage> tenCrop(BufferedImage img, int[] size, boolean verticalFlip) {
        return images(img, i -> Common.tenCrop(ImageOps.IMAGES, i, size, verticalFlip));
    }

    /** The image turned, in degrees against the clock. Mirrors {@code torchvision.transforms.functional.rotate}. */
    public static Tensor rotate(Tensor img, double angle) {
        return tensor(img, i -> rotated(ImageOps.TENSORS, i, angle, o -> {}));
    }

    /** As {@link #rotate(Tensor, double)}, of an image. */
    public static BufferedImage rotate(BufferedImage img, double angle) {
        return image(img, i -> rotated(ImageOps.IMAGES, i, angle, o -> {}));
    }

    /** As {@link #rotate(Tensor, double)} with keyword arguments. */
    public static Tensor rotate(Tensor img, double angle, Consumer<? super WarpOptions> options) {
        return tensor(img, i -> rotated(ImageOps.TENSORS, i, angle, options));
    }

    /** As {@link #rotate(Tensor, double, Consumer)}, of an image. */
    public static BufferedImage rotate(
            BufferedImage img, double angle, Consumer<? super WarpOptions> options) {
        return image(img, i -> rotated(ImageOps.IMAGES, i, angle, options));
    }

    /** The image turned (in degrees with the clock), moved, scaled and sheared around its middle. Mirrors {@code torchvision.transforms.functional.affine}. */
    public static Tensor affine(
            Tensor img, double angle, double[] translate, double scale, double[] shear) {
        return tensor(
                img, i -> mapped(ImageOps.TENSORS, i, angle, translate, scale, shear, o -> {}));
    }

    /** As {@link #affine(Tensor, double, double[], double, double[])}, of an image. */
    public static BufferedImage affine(
            BufferedImage img, double angle, double[] translate, double scale, double[] shear) {
        return image(img, i -> mapped(ImageOps.IMAGES, i, angle, translate, scale, shear, o -> {}));
    }

    /** As {@link #affine(Tensor, double, double[], double, double[])}, sheared along x alone. */
    public static Tensor affine(
            Tensor img, double angle, double[] translate, double scale, double shear) {
        return tensor(
                img,
                i ->
                        mapped(
                                ImageOps.TENSORS,
                                i,
                                angle,
                                translate,
                                scale,
                                new double[] {shear, 0},
                                o -> {}));
    }

    /** As {@link #affine(Tensor, double, double[], double, double)}, of an image. */
    public static BufferedImage affine(
            BufferedImage img, double angle, double[] translate, double scale, double shear) {
        return image(
                img,
                i ->
                        mapped(
                                ImageOps.IMAGES,
                                i,
                                angle,
                                translate,
                                scale,
                                new double[] {shear, 0},
                                o -> {}));
    }

    /** As {@link #affine(Tensor, double, double[], double, double)} with keyword arguments. */
    public static Tensor affine(
            Tensor img,
            double angle,
            double[] translate,
            double scale,
            double shear,
            Consumer<? super WarpOptions> options) {
        return tensor(
                img,
                i ->
                        mapped(
                                ImageOps.TENSORS,
                                i,
                                angle,
                                translate,
                                scale,
                                new double[] {shear, 0},
                                options));
    }

    /** As {@link #affine(Tensor, double, double[], double, double, Consumer)}, of an image. */
    public static BufferedImage affine(
            BufferedImage img,
            double angle,
            double[] translate,
            double scale,
            double shear,
            Consumer<? super WarpOptions> options) {
        return image(
                img,
                i ->
                        mapped(
                                ImageOps.IMAGES,
                                i,
                                angle,
                                translate,
                                scale,
                                new double[] {shear, 0},
                                options));
    }

    /** As {@link #affine(Tensor, double, double[], double, double[])} with keyword arguments. */
    public static Tensor affine(
            Tensor img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            Consumer<? super WarpOptions> options) {
        return tensor(
                img, i -> mapped(ImageOps.TENSORS, i, angle, translate, scale, shear, options));
    }

    /** As {@link #affine(Tensor, double, double[], double, double[], Consumer)}, of an image. */
    public static BufferedImage affine(
            BufferedImage img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            Consumer<? super WarpOptions> options) {
        return image(img, i -> mapped(ImageOps.IMAGES, i, angle, translate, scale, shear, options));
    }

    /** The image seen so that four points come to lie at four others; points are {@code {x, y}}: top left, top right, bottom right and bottom left. Mirrors {@code torchvision.transforms.functional.perspective}. */
    public static Tensor perspective(Tensor img, int[][] startpoints, int[][] endpoints) {
        return tensor(img, i -> seen(ImageOps.TENSORS, i, startpoints, endpoints, o -> {}));
    }

    /** As {@link #perspective(Tensor, int[][], int[][])}, of an image. */
    public static BufferedImage perspective(
            BufferedImage img, int[][] startpoints, int[][] endpoints) {
        return image(img, i -> seen(ImageOps.IMAGES, i, startpoints, endpoints, o -> {}));
    }

    /** As {@link #perspective(Tensor, int[][], int[][])} with keyword arguments. */
    public static Tensor perspective(
            Tensor img,
            int[][] startpoints,
            int[][] endpoints,
            Consumer<? super WarpOptions> options) {
        return tensor(img, i -> seen(ImageOps.TENSORS, i, startpoints, endpoints, options));
    }

    /** As {@link #perspective(Tensor, int[][], int[][], Consumer)}, of an image. */
    public static BufferedImage perspective(
            BufferedImage img,
            int[][] startpoints,
            int[][] endpoints,
            Consumer<? super WarpOptions> options) {
        return image(img, i -> seen(ImageOps.IMAGES, i, startpoints, endpoints, options));
    }

    /** The image taken at places that a displacement of shape {@code (1, H, W, 2)} shifts. Mirrors {@code torchvision.transforms.functional.elastic_transform}. */
    public static Tensor elasticTransform(Tensor img, Tensor displacement) {
        return tensor(img, i -> displaced(ImageOps.TENSORS, i, displacement, o -> {}));
    }

    /** As {@link #elasticTransform(Tensor, Tensor)}, of an image. */
    public static BufferedImage elasticTransform(BufferedImage img, Tensor displacement) {
        return image(img, i -> displaced(ImageOps.IMAGES, i, displacement, o -> {}));
    }

    /** As {@link #elasticTransform(Tensor, Tensor)} with keyword arguments. */
    public static Tensor elasticTransform(
            Tensor img, Tensor displacement, Consumer<? super WarpOptions> options) {
        return tensor(img, i -> displaced(ImageOps.TENSORS, i, displacement, options));
    }

    /** As {@link #elasticTransform(Tensor, Tensor, Consumer)}, of an image. */
    public static BufferedImage elasticTransform(
            BufferedImage img, Tensor displacement, Consumer<? super WarpOptions> options) {
        return image(img, i -> displaced(ImageOps.IMAGES, i, displacement, options));
    }

    // ---- For both kinds of images

    private static <I> I resized(
            ImageOps<I> ops, I img, int[] size, Consumer<? super ResizeOptions> options) {
        var o = new ResizeOptions();
        options.accept(o);
        return Common.resize(ops, img, size, o.interpolation, o.maxSize, o.antialias);
    }

    private static WarpOptions warp(InterpolationMode mode, Consumer<? super WarpOptions> options) {
        var o = new WarpOptions(mode);
        options.accept(o);
        return o;
    }

    private static <I> I rotated(
            ImageOps<I> ops, I img, double angle, Consumer<? super WarpOptions> options) {
        WarpOptions o = warp(InterpolationMode.NEAREST, options);
        return ops.rotate(img, angle, o.interpolation, o.expand, o.center, o.fill);
    }

    private static <I> I mapped(
            ImageOps<I> ops,
            I img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            Consumer<? super WarpOptions> options) {
        WarpOptions o = warp(InterpolationMode.NEAREST, options);
        return Common.affine(
                ops, img, angle, translate, scale, shear, o.interpolation, o.fill, o.center);
    }

    private static <I> I seen(
            ImageOps<I> ops,
            I img,
            int[][] startpoints,
            int[][] endpoints,
            Consumer<? super WarpOptions> options) {
        WarpOptions o = warp(InterpolationMode.BILINEAR, options);
        double[] coeffs = Common.perspectiveCoeffs(startpoints, endpoints);
        return ops.perspective(img, coeffs, o.interpolation, o.fill);
    }

    private static <I> I displaced(
            ImageOps<I> ops, I img, Tensor displacement, Consumer<? super WarpOptions> options) {
        WarpOptions o = warp(InterpolationMode.BILINEAR, options);
        return ops.elasticTransform(img, displacement, o.interpolation, o.fill);
    }
}
