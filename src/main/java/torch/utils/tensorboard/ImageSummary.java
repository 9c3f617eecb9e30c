package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.framework.Summary;
import torch.DType;
import torch.Images;
import torch.Tensor;
import torch.Torch;

/** Images as PNG files. The only class here that needs the module {@code java.desktop}. */
final class ImageSummary {
    private static final String CANNOT =
            "size of input tensor and input format are different."
                    + " ".repeat(9)
                    + "tensor shape: %s, input_format: %s";

    private ImageSummary() {}

    static Summary of(String tag, Tensor pixels, String dataformats) {
        Summary.Value.Builder value = Summary.Value.newBuilder().setTag(tag);
        return Summary.newBuilder().addValue(value.setImage(image(pixels, dataformats))).build();
    }

    private static Summary.Image image(Tensor pixels, String dataformats) {
        try (var _ = Torch.scope()) {
            Tensor hwc = toHwc(Numbers.onCpu(pixels), dataformats);
            int channels = (int) hwc.size(2);
            if (channels > 4) {
                throw new IllegalArgumentException(
                        "Cannot handle this data type: (1, 1, %d), |u1".formatted(channels));
            }
            int scale = hwc.dtype() == DType.UINT8 ? 1 : 255;
            Tensor bytes = hwc.to(DType.FLOAT32).mul(scale).clamp(0, 255).to(DType.UINT8);
            return Summary.Image.newBuilder()
                    .setHeight((int) hwc.size(0))
                    .setWidth((int) hwc.size(1))
                    .setColorspace(channels)
                    .setEncodedImageString(png(bytes.permute(2, 0, 1)))
                    .build();
        }
    }

    /** A PNG file of bytes of shape (C, H, W). */
    static ByteString png(Tensor bytes) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(file)) {
            ImageIO.write(Images.toPilImage(bytes), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(file.toByteArray());
    }

    private static Tensor toHwc(Tensor x, String dataformats) {
        if (dataformats.chars().distinct().count() != dataformats.length()) {
            throw new IllegalArgumentException(
                    "You can not use the same dimension shorthand twice."
                            + " ".repeat(13)
                            + "input_format: "
                            + dataformats);
        }
        if (x.dim() != dataformats.length() || x.dim() < 2 || x.dim() > 4) {
            throw new IllegalArgumentException(CANNOT.formatted(tuple(x), dataformats));
        }
        return switch (x.dim()) {
            case 4 -> grid(ordered(x, dataformats, "NCHW"), 8).permute(1, 2, 0);
            case 3 -> {
                Tensor hwc = ordered(x, dataformats, "HWC");
                yield hwc.size(2) == 1 ? Torch.cat(List.of(hwc, hwc, hwc), 2) : hwc;
            }
            default -> {
                Tensor hw = ordered(x, dataformats, "HW");
                yield Torch.stack(List.of(hw, hw, hw), 2);
            }
        };
    }

    private static String tuple(Tensor x) {
        String extents = String.join(", ", x.shape().stream().mapToObj(String::valueOf).toList());
        return x.dim() == 1 ? "(" + extents + ",)" : "(" + extents + ")";
    }

    private static Tensor ordered(Tensor x, String dataformats, String order) {
        String upper = dataformats.toUpperCase(Locale.ROOT);
        return x.permute(order.chars().mapToLong(upper::indexOf).toArray());
    }

    /** Images (N, C, H, W) side by side in rows, black where there are too few. */
    static Tensor grid(Tensor images, long ncols) {
        if (images.size(1) == 1) images = Torch.cat(List.of(images, images, images), 1);
        if (images.size(1) != 3) {
            throw new IllegalArgumentException("Input should be a 4D numpy array with 3 channels");
        }
        long count = images.size(0);
        if (count == 0) throw new IllegalArgumentException("there is no image");
        long height = images.size(2);
        long width = images.size(3);
        long columns = Math.min(count, ncols);
        long rows = (count + columns - 1) / columns;
        Tensor canvas =
                Torch.zeros(
                        Torch.shape(3, height * rows, width * columns),
                        Torch.dtype(images.dtype()));
        for (long i = 0; i < count; i++) {
            canvas.narrow(1, i / columns * height, height)
                    .narrow(2, i % columns * width, width)
                    .copy_(images.select(0, i));
        }
        return canvas;
    }
}
