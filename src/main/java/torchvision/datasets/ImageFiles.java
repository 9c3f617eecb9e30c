package torchvision.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import torch.FileFormatException;
import torch.internal.Pixels;

/** Images read by ImageIO. */
final class ImageFiles {
    /** Twice Pillow's {@code Image.MAX_IMAGE_PIXELS}, from where on it takes an image for a bomb. */
    private static final long MOST_PIXELS = 2L * 89_478_485;

    private ImageFiles() {}

    /** The image in colour, without transparency. */
    static BufferedImage readRgb(Path file) {
        Pixels pixels = Pixels.of(read(file));
        int channels = pixels.channels();
        if (channels == 3) return pixels.image();
        int[] in = pixels.samples();
        var out = new int[pixels.width() * pixels.height() * 3];
        for (int i = 0; i < out.length; i++) {
            int from = i / 3 * channels;
            out[i] = Math.min(channels == 4 ? in[from + i % 3] : in[from], 255);
        }
        return new Pixels(pixels.width(), pixels.height(), 3, false, out).image();
    }

    private static BufferedImage read(Path file) {
        // Opened first: what ImageIO says of a missing file does not name it.
        try (var stream = Files.newInputStream(file);
                ImageInputStream in = ImageIO.createImageInputStream(stream)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FileFormatException(file, "cannot identify image file");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decoded(file, reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage decoded(Path file, ImageReader reader) {
        try {
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new FileFormatException(
                        file,
                        "Image size (%d pixels) exceeds limit of %d pixels, could be decompression bomb DOS attack."
                                .formatted(pixels, MOST_PIXELS));
            }
            return reader.read(0);
        } catch (FileFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers throw all kinds of exceptions at broken files.
            throw new FileFormatException(file, "is no image or a damaged one: " + e, e);
        }
    }
}
