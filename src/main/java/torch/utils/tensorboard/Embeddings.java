package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.internal.AtomicFile;
import torch.internal.PythonFloat;
import torch.internal.PythonText;
import torch.internal.Warnings;

/** The files of the projector: a folder of points for each embedding, and one list of all of them. */
final class Embeddings {
    private final Path logDir;
    private final StringBuilder config = new StringBuilder();

    Embeddings(Path logDir) {
        this.logDir = logDir;
    }

    void add(Tensor mat, EventOptions.Embedding o) {
        String step = String.format(Locale.ROOT, "%05d", o.globalStep == null ? 0 : o.globalStep);
        String subdir = step + "/" + encoded(o.tag);
        Path folder = logDir.resolve(subdir);
        List<?> metadata = o.metadata;
        Tensor images = o.labelImg;
        if (metadata != null && metadata.size() != mat.size(0))
            throw new IllegalArgumentException("#labels should equal with #data points");
        if (images != null && images.size(0) != mat.size(0))
            throw new IllegalArgumentException("#images should equal with #data points");
        if (mat.dim() != 2)
            throw new IllegalArgumentException(
                    "mat should be 2D, where mat.size(0) is the number of data points");
        try {
            if (Files.isDirectory(folder))
                Warnings.warnOnce(
                        "torch.utils.tensorboard",
                        "warning: Embedding dir exists, did you set global_step for add_embedding()?");
            else if (Files.exists(folder))
                throw new NotDirectoryException(
                        "Path: `%s` exists, but is a file. Cannot proceed.".formatted(folder));
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (metadata != null)
            write(folder.resolve("metadata.tsv"), lines(metadata, o.metadataHeader));
        if (images != null) write(folder.resolve("sprite.png"), sprite(images));
        write(folder.resolve("tensors.tsv"), points(mat));
        describe(o.tag + ":" + step, subdir, metadata != null, images);
        write(logDir.resolve("projector_config.pbtxt"), ByteString.copyFromUtf8(config.toString()));
    }

    private static String encoded(String tag) {
        return tag.replace("%", "%25").replace("/", "%2f").replace("\\", "%5c");
    }

    private static void write(Path file, ByteString content) {
        AtomicFile.write(
                file,
                channel -> {
                    for (var part : content.asReadOnlyByteBufferList())
                        while (part.hasRemaining()) channel.write(part);
                });
    }

    private static ByteString lines(List<?> metadata, @Nullable List<String> header) {
        List<String> lines = new ArrayList<>();
        if (header == null || header.isEmpty()) {
            for (Object label : metadata) lines.add(text(label));
        } else {
            lines.add(String.join("\t", header));
            for (Object row : metadata) {
                if (!(row instanceof List<?> cells) || cells.size() != header.size())
                    throw new IllegalArgumentException(
                            "len of header must be equal to the number of columns in metadata");
                lines.add(cells.stream().map(Embeddings::text).collect(Collectors.joining("\t")));
            }
        }
        return ByteString.copyFrom(String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : PythonText.of(value);
    }

    private static ByteString points(Tensor mat) {
        StringBuilder text = new StringBuilder();
        try (var _ = Torch.scope()) {
            Tensor values = Numbers.onCpu(mat);
            int columns = (int) mat.size(1);
            boolean real = values.dtype().isFloatingPoint();
            double[] numbers = Numbers.doubles(values);
            long[] whole = real ? new long[0] : values.to(DType.INT64).toLongArray();
            for (int i = 0; i < numbers.length; i++) {
                text.append(real ? PythonFloat.repr(numbers[i]) : String.valueOf(whole[i]));
                text.append(i % columns == columns - 1 ? '\n' : '\t');
            }
        }
        return ByteString.copyFromUtf8(text.toString());
    }

    /** All images in a square, of as many in a row as in a column. */
    private static ByteString sprite(Tensor images) {
        try (var _ = Torch.scope()) {
            Tensor all = Numbers.onCpu(images);
            Tensor rows = ImageSummary.grid(all, (long) Math.ceil(Math.sqrt(all.size(0))));
            long side = rows.size(2);
            if (rows.size(1) > side)
                throw new IllegalArgumentException(
                        "images of the embedding must not be higher than wide, but are of shape "
                                + images.shape());
            Tensor square = Torch.zeros(Torch.shape(3, side, side), Torch.dtype(DType.FLOAT64));
            square.narrow(1, 0, rows.size(1)).copy_(rows);
            return ImageSummary.png(square.mul(255).clamp(0, 255).to(DType.UINT8));
        }
    }

    private void describe(String name, String subdir, boolean labelled, @Nullable Tensor images) {
        config.append("embeddings {\n  tensor_name: ").append(quoted(name));
        config.append("\n  tensor_path: ").append(quoted(subdir + "/tensors.tsv"));
        if (labelled) config.append("\n  metadata_path: ").append(quoted(subdir + "/metadata.tsv"));
        if (images != null) {
            config.append("\n  sprite {\n    image_path: ").append(quoted(subdir + "/sprite.png"));
            config.append("\n    single_image_dim: ").append(images.size(3));
            config.append("\n    single_image_dim: ").append(images.size(2)).append("\n  }");
        }
        config.append("\n}\n");
    }

    private static String quoted(String text) {
        return '"' + TextFormat.escapeBytes(ByteString.copyFromUtf8(text)) + '"';
    }
}
