package torchvision.utils;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import torch.DType;
import torch.Images;
import torch.Index;
import torch.Tensor;
import torch.Torch;
import torch.internal.Warnings;
import torchvision.transforms.Functional;

/** Masks and boxes upon images. */
final class Drawing {
    /** How opaque a filled box is, of 255. */
    private static final int FILL = 100;

    private Drawing() {}

    private static void checkImage(Tensor image, boolean gray) {
        if (image.dtype() != DType.UINT8 && !image.isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "The image dtype must be uint8 or float, got " + image.dtype());
        }
        if (image.dim() != 3) {
            throw new IllegalArgumentException("Pass individual images, not batches");
        }
        long channels = image.size(0);
        if (gray && channels != 1 && channels != 3) {
            throw new IllegalArgumentException("Only grayscale and RGB images are supported");
        }
        if (!gray && channels != 3) {
            throw new IllegalArgumentException(
                    "Pass an RGB image. Other Image formats are not supported");
        }
    }

    // ---- Masks

    static Tensor masks(Tensor image, Tensor given, double alpha, Object[] colours) {
        checkImage(image, false);
        Tensor masks = given.dim() == 2 ? given.unsqueeze(0) : given;
        if (masks.dim() != 3) {
            throw new IllegalArgumentException(
                    "masks must be of shape (H, W) or (batch_size, H, W)");
        }
        if (masks.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    "The masks must be of dtype bool. Got " + masks.dtype());
        }
        if (masks.size(-1) != image.size(-1) || masks.size(-2) != image.size(-2)) {
            throw new IllegalArgumentException(
                    "The image and the masks must have the same height and width");
        }
        int count = Math.toIntExact(masks.size(0));
        if (count == 0) {
            Warnings.warnOnce(
                    "torchvision.utils", "masks doesn't contain any mask. No mask was drawn");
            return image;
        }
        List<int[]> rgb = Colours.of(colours, count);
        double scale = image.isFloatingPoint() ? 255.0 : 1;
        Tensor painted = image.detach().clone();
        for (int i = 0; i < count; i++) {
            int[] c = rgb.get(i);
            Tensor colour =
                    Torch.tensor(
                            (Object) new double[] {c[0] / scale, c[1] / scale, c[2] / scale},
                            Torch.dtype(image.dtype()).device(image.device()));
            painted.set(Index.ALL, masks.select(0, i), colour.unsqueeze(1));
        }
        painted.set(Index.ALL, masks.sum(0).gt(1), 0);
        return image.mul(1 - alpha).add(painted.mul(alpha)).to(image.dtype());
    }

    // ---- Boxes

    static Tensor boxes(Tensor image, Tensor boxes, Utils.BoxOptions o) {
        checkImage(image, true);
        if (boxes.dim() != 2 || boxes.size(1) != 4) {
            throw new IllegalArgumentException(
                    "boxes must be of shape (N, 4), got " + boxes.shape());
        }
        if (boxes.select(1, 0).gt(boxes.select(1, 2)).any().itemBoolean()
                || boxes.select(1, 1).gt(boxes.select(1, 3)).any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use"
                            + " torchvision.ops.box_convert to convert them");
        }
        int count = Math.toIntExact(boxes.size(0));
        if (count == 0) {
            Warnings.warnOnce(
                    "torchvision.utils", "boxes doesn't contain any box. No box was drawn");
            return image;
        }
        if (o.labels != null && o.labels.size() != count) {
            throw new IllegalArgumentException(
                    "Number of boxes (%d) and labels (%d) mismatch. Please specify labels for each box."
                            .formatted(count, o.labels.size()));
        }
        List<int[]> rgb = Colours.of(o.colors, count);
        Tensor three = image.size(0) == 1 ? Torch.cat(List.of(image, image, image), 0) : image;
        BufferedImage picture =
                Images.toPilImage(Functional.convertImageDtype(three.cpu(), DType.UINT8));
        long[] places = boxes.to(DType.INT64).reshape(-1).toLongArray();
        for (int i = 0; i < count; i++) {
            int[] box = new int[4];
            for (int k = 0; k < 4; k++) box[k] = Math.clamp(places[4 * i + k], -1 << 20, 1 << 20);
            if (o.fill) filled(picture, box, rgb.get(i));
            outline(picture, box, o.width, rgb.get(i));
            if (o.labels != null) label(picture, box, o, rgb.get(i), o.labels.get(i));
        }
        Tensor drawn = Images.pilToTensor(picture).to(image.device());
        return image.isFloatingPoint() ? drawn.to(image.dtype()).mul_(1.0 / 255) : drawn;
    }

    private static void filled(BufferedImage picture, int[] box, int[] rgb) {
        int bottom = Math.min(box[3], picture.getHeight() - 1);
        for (int y = Math.max(box[1], 0); y <= bottom; y++) row(picture, box, y, rgb, FILL);
    }

    private static void outline(BufferedImage picture, int[] box, int width, int[] rgb) {
        for (int i = 0; i < width; i++) {
            row(picture, box, box[1] + i, rgb, 255);
            row(picture, box, box[3] - i, rgb, 255);
            // The sides of a box that is less than twice as high as its lines cross, as Pillow's
            // do.
            int from = Math.min(box[1] + width, box[3] - width + 1);
            int to = Math.max(box[1] + width, box[3] - width + 1);
            int bottom = Math.min(to, picture.getHeight() - 1);
            for (int y = Math.max(from, 0); y <= bottom; y++) {
                dot(picture, box[2] - i, y, rgb, 255);
                dot(picture, box[0] + i, y, rgb, 255);
            }
        }
    }

    private static void row(BufferedImage picture, int[] box, int y, int[] rgb, int alpha) {
        int right = Math.min(box[2], picture.getWidth() - 1);
        for (int x = Math.max(box[0], 0); x <= right; x++) dot(picture, x, y, rgb, alpha);
    }

    private static void dot(BufferedImage picture, int x, int y, int[] rgb, int alpha) {
        if (x < 0 || y < 0 || x >= picture.getWidth() || y >= picture.getHeight()) return;
        int[] pixel = picture.getRaster().getPixel(x, y, (int[]) null);
        for (int c = 0; c < 3; c++) {
            int mixed = pixel[c] * (255 - alpha) + rgb[c] * alpha + 128;
            pixel[c] = ((mixed >> 8) + mixed) >> 8;
        }
        picture.getRaster().setPixel(x, y, pixel);
    }

    private static void label(
            BufferedImage picture, int[] box, Utils.BoxOptions o, int[] rgb, String text) {
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(o.font);
            graphics.setColor(new Color(rgb[0], rgb[1], rgb[2]));
            int margin = o.width + 1;
            int baseline = box[1] + margin + graphics.getFontMetrics().getAscent();
            graphics.drawString(text, box[0] + margin, baseline);
        } catch (RuntimeException | InternalError | NoClassDefFoundError e) {
            // Many containers lack the fonts.
            throw new UnsupportedOperationException(
                    "labels need a font and Java finds none: install fontconfig and a font", e);
        } finally {
            graphics.dispose();
        }
    }
}
