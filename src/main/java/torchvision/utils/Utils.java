package torchvision.utils;

import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Images;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.internal.AtomicFile;

/**
 * The functions of {@code torchvision.utils}.
 *
 * {@snippet :
 * Utils.saveImage(x, Path.of("samples.png"), o -> o.nrow(8).normalize(true));
 * }
 */
public final class Utils {
    /** The keyword arguments of {@link #makeGrid} and {@link #saveImage}. */
    public static final class GridOptions {
        private long nrow = 8;
        private long padding = 2;
        private boolean normalize;
        private double @Nullable [] valueRange;
        private boolean scaleEach;
        private double padValue;
        private @Nullable String format;

        private GridOptions() {}

        /** How many images stand in a row. Default: 8 */
        public GridOptions nrow(long nrow) {
            this.nrow = nrow;
            return this;
        }

        /** How many pixels are between images. Default: 2 */
        public GridOptions padding(long padding) {
            this.padding = padding;
            return this;
        }

        /** Whether values are shifted and scaled to 0 to 1. Default: false */
        public GridOptions normalize(boolean normalize) {
            this.normalize = normalize;
            return this;
        }

        /** The values that become 0 and 1. Default: the least and the largest */
        public GridOptions valueRange(double min, double max) {
            valueRange = new double[] {min, max};
            return this;
        }

        /** Whether each image is scaled for itself. Default: false */
        public GridOptions scaleEach(boolean scaleEach) {
            this.scaleEach = scaleEach;
            return this;
        }

        /** What is between images. Default: 0 */
        public GridOptions padValue(double padValue) {
            this.padValue = padValue;
            return this;
        }

        /** The file's format, such as {@code png}; {@link #saveImage} alone. Default: by the file's ending */
        public GridOptions format(@Nullable String format) {
            this.format = format;
            return this;
        }
    }

    /** The keyword arguments of {@link #drawBoundingBoxes}. */
    public static final class BoxOptions {
        @Nullable List<String> labels;
        Object[] colors = {};
        boolean fill;
        int width = 1;
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

        private BoxOptions() {}

        /** A text for each box. Default: none */
        public BoxOptions labels(@Nullable List<String> labels) {
            this.labels = labels;
            return this;
        }

        /** One colour for all boxes, or one for each: names, {@code #rrggbb} or {@code int[3]}. Default: a palette */
        public BoxOptions colors(Object... colors) {
            this.colors = colors.clone();
            return this;
        }

        /** Whether boxes are filled. Default: false */
        public BoxOptions fill(boolean fill) {
            this.fill = fill;
            return this;
        }

        /** The lines' width. Default: 1 */
        public BoxOptions width(int width) {
            this.width = width;
            return this;
        }

        /** The labels' font. Default: 10 points, sans-serif */
        public BoxOptions font(Font font) {
            this.font = font;
            return this;
        }
    }

    /** The keyword arguments of {@link #drawSegmentationMasks}. */
    public static final class MaskOptions {
        private double alpha = 0.8;
        private Object[] colors = {};

        private MaskOptions() {}

        /** How opaque masks are, from 0 to 1. Default: 0.8 */
        public MaskOptions alpha(double alpha) {
            this.alpha = alpha;
            return this;
        }

        /** One colour for all masks, or one for each: names, {@code #rrggbb} or {@code int[3]}. Default: a palette */
        public MaskOptions colors(Object... colors) {
            this.colors = colors.clone();
            return this;
        }
    }

    private Utils() {}

    // ---- Grids

    /**
     * Images side by side, {@code (C, H, W)}. Mirrors {@code torchvision.utils.make_grid}.
     *
     * @param tensor {@code (N, C, H, W)}, {@code (C, H, W)} or {@code (H, W)}; one channel becomes three
     */
    public static Tensor makeGrid(Tensor tensor) {
        return makeGrid(tensor, o -> {});
    }

    /** As {@link #makeGrid(Tensor)}, of images {@code (C, H, W)} of one size. */
    public static Tensor makeGrid(List<Tensor> tensors) {
        return makeGrid(tensors, o -> {});
    }

    /** As {@link #makeGrid(List)} with keyword arguments. */
    public static Tensor makeGrid(List<Tensor> tensors, Consumer<? super GridOptions> options) {
        try (var scope = Torch.scope()) {
            return scope.keep(makeGrid(Torch.stack(tensors), options));
        }
    }

    /** As {@link #makeGrid(Tensor)} with keyword arguments. */
    public static Tensor makeGrid(Tensor tensor, Consumer<? super GridOptions> options) {
        return grid(tensor, set(options));
    }

    private static GridOptions set(Consumer<? super GridOptions> options) {
        var o = new GridOptions();
        options.accept(o);
        return o;
    }

    private static Tensor grid(Tensor tensor, GridOptions o) {
        if (tensor == null) throw new NullPointerException("argument 'tensor' must be a Tensor");
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Tensor images = batch(tensor);
            if (o.normalize) {
                images = images.clone();
                if (o.scaleEach) {
                    for (Tensor image : images) normalize(image, o.valueRange);
                } else {
                    normalize(images, o.valueRange);
                }
            }
            return scope.keep(images.size(0) == 1 ? images.squeeze(0) : laidOut(images, o));
        }
    }

    private static Tensor batch(Tensor tensor) {
        Tensor images = tensor.dim() == 2 ? tensor.unsqueeze(0) : tensor;
        if (images.dim() == 3) {
            if (images.size(0) == 1) images = Torch.cat(List.of(images, images, images), 0);
            images = images.unsqueeze(0);
        }
        return images.dim() == 4 && images.size(1) == 1
                ? Torch.cat(List.of(images, images, images), 1)
                : images;
    }

    private static void normalize(Tensor images, double @Nullable [] range) {
        double low = range != null ? range[0] : images.min().itemDouble();
        double high = range != null ? range[1] : images.max().itemDouble();
        images.clamp_(low, high);
        images.sub_(low).div_(Math.max(high - low, 1e-5));
    }

    private static Tensor laidOut(Tensor images, GridOptions o) {
        long count = images.size(0);
        long columns = Math.min(o.nrow, count);
        if (columns < 1) {
            throw new IllegalArgumentException("nrow must be positive, got " + o.nrow);
        }
        long rows = Math.ceilDiv(count, columns);
        long height = images.size(2) + o.padding;
        long width = images.size(3) + o.padding;
        Size shape =
                Size.of(images.size(1), height * rows + o.padding, width * columns + o.padding);
        Tensor grid = images.newFull(shape, o.padValue);
        for (long k = 0; k < count; k++) {
            long top = k / columns * height + o.padding;
            long left = k % columns * width + o.padding;
            grid.narrow(1, top, height - o.padding)
                    .narrow(2, left, width - o.padding)
                    .copy_(images.select(0, k));
        }
        return grid;
    }

    // ---- Files

    /**
     * Writes images side by side into a file, PNG, JPEG, BMP, GIF or TIFF by its ending, in one step. Mirrors
     * {@code torchvision.utils.save_image}.
     *
     * @param tensor values from 0 to 1; see {@link #makeGrid(Tensor)}
     * @throws UncheckedIOException if the file cannot be written
     * @throws IllegalArgumentException if no format has that ending
     */
    public static void saveImage(Tensor tensor, Path file) {
        saveImage(tensor, file, o -> {});
    }

    /** As {@link #saveImage(Tensor, Path)} with keyword arguments. */
    public static void saveImage(Tensor tensor, Path file, Consumer<? super GridOptions> options) {
        GridOptions o = set(options);
        String name = file.getFileName().toString();
        String format = o.format != null ? o.format : name.substring(name.lastIndexOf('.') + 1);
        BufferedImage image = image(tensor, o);
        checkFormat(format, name);
        AtomicFile.write(file, channel -> write(image, format, Channels.newOutputStream(channel)));
    }

    /** As {@link #saveImage(Tensor, Path)}, of images {@code (C, H, W)} of one size. */
    public static void saveImage(List<Tensor> tensors, Path file) {
        saveImage(tensors, file, o -> {});
    }

    /** As {@link #saveImage(List, Path)} with keyword arguments. */
    public static void saveImage(
            List<Tensor> tensors, Path file, Consumer<? super GridOptions> options) {
        try (var scope = Torch.scope()) {
            saveImage(Torch.stack(tensors), file, options);
        }
    }

    /** As {@link #saveImage(Tensor, Path)}, into a stream, in a format such as {@code png}. */
    public static void saveImage(
            Tensor tensor, OutputStream out, String format, Consumer<? super GridOptions> options) {
        BufferedImage image = image(tensor, set(options));
        checkFormat(format, "." + format);
        try {
            write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage image(Tensor tensor, GridOptions o) {
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Tensor grid = grid(tensor, o);
            return Images.toPilImage(grid.mul(255).add_(0.5).clamp_(0, 255).cpu().to(DType.UINT8));
        }
    }

    private static void checkFormat(String format, String name) {
        if (!ImageIO.getImageWritersByFormatName(format.toLowerCase(Locale.ROOT)).hasNext()) {
            int dot = name.lastIndexOf('.');
            throw new IllegalArgumentException(
                    "unknown file extension: " + (dot < 0 ? "" : name.substring(dot)));
        }
    }

    private static void write(BufferedImage image, String format, OutputStream out)
            throws IOException {
        if (!ImageIO.write(image, format.toLowerCase(Locale.ROOT), out)) {
            throw new IOException(
                    "%s cannot hold an image of %d channels"
                            .formatted(format, image.getColorModel().getNumComponents()));
        }
    }

    // ---- Masks and boxes

    /**
     * An image with boxes. Mirrors {@code torchvision.utils.draw_bounding_boxes}: the same pixels, but for labels, which
     * Java's fonts write.
     *
     * @param image {@code (3, H, W)} or {@code (1, H, W)}, UINT8 or from 0 to 1
     * @param boxes {@code (N, 4)}: left, top, right and bottom
     * @throws IllegalArgumentException if the shapes or types are others, or a box is turned around
     * @throws UnsupportedOperationException if there are labels and Java finds no font
     */
    public static Tensor drawBoundingBoxes(Tensor image, Tensor boxes) {
        return drawBoundingBoxes(image, boxes, o -> {});
    }

    /** As {@link #drawBoundingBoxes(Tensor, Tensor)} with keyword arguments. */
    public static Tensor drawBoundingBoxes(
            Tensor image, Tensor boxes, Consumer<? super BoxOptions> options) {
        var o = new BoxOptions();
        options.accept(o);
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            return scope.keep(Drawing.boxes(image, boxes, o));
        }
    }

    /**
     * An image under coloured masks; where masks overlap it is dark. Mirrors
     * {@code torchvision.utils.draw_segmentation_masks}.
     *
     * @param image {@code (3, H, W)}, UINT8 or from 0 to 1
     * @param masks {@code (N, H, W)} or {@code (H, W)}, BOOL
     * @throws IllegalArgumentException if the shapes or types are others
     */
    public static Tensor drawSegmentationMasks(Tensor image, Tensor masks) {
        return drawSegmentationMasks(image, masks, o -> {});
    }

    /** As {@link #drawSegmentationMasks(Tensor, Tensor)} with keyword arguments. */
    public static Tensor drawSegmentationMasks(
            Tensor image, Tensor masks, Consumer<? super MaskOptions> options) {
        var o = new MaskOptions();
        options.accept(o);
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            return scope.keep(Drawing.masks(image, masks, o.alpha, o.colors));
        }
    }
}
