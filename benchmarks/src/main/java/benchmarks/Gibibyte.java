package benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import torch.Tensor;
import torch.Torch;
import torch.serialization.Safetensors;

/** Tensors of a gibibyte, and the file that they go to and come from. */
final class Gibibyte {
    /** The property with the folder for the file. */
    static final String FOLDER = "benchmarks.files";

    private static final int TENSORS = 64;
    private static final int SIZE = 2048;

    private Gibibyte() {}

    static Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < TENSORS; i++)
            tensors.put("layers." + i + ".weight", Torch.full(new long[] {SIZE, SIZE}, 0.25 * i));
        return tensors;
    }

    static Path file(String name, String format) {
        return Path.of(System.getProperty(FOLDER), name + "." + format);
    }

    /** The file to load, which the first to ask writes. */
    static Path saved(String format) {
        Path file = file("gibibyte", format);
        if (Files.notExists(file)) save(tensors(), format, file);
        return file;
    }

    static void save(Map<String, Tensor> tensors, String format, Path file) {
        if (format.equals("pt")) Torch.save(tensors, file);
        else Safetensors.saveFile(tensors, file);
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
