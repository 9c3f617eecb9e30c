package torch.serialization;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import torch.FileFormatException;
import torch.Tensor;
import torch.Torch;
import torch.internal.AtomicFile;

/** Tensors in several safetensors files, with an index of which is where, as Hugging Face lays them out. */
final class Shards {
    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern PART = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private Shards() {}

    // ---- Saving

    static void save(Map<String, ? extends Tensor> tensors, Path folder, long most) {
        if (most <= 0)
            throw new IllegalArgumentException("max_shard_size must be positive, got " + most);
        // what is wrong with any of them is found before the first file is written
        new SafetensorsWriter(tensors, METADATA);
        List<Map<String, Tensor>> parts = split(tensors, most);
        var files = new LinkedHashMap<String, Map<String, Tensor>>();
        for (int i = 0; i < parts.size(); i++)
            files.put(
                    parts.size() == 1
                            ? WHOLE
                            : "model-%05d-of-%05d.safetensors".formatted(i + 1, parts.size()),
                    parts.get(i));
        files.forEach((name, part) -> Safetensors.saveFile(part, folder.resolve(name), METADATA));
        if (files.size() > 1) {
            byte[] index = index(files);
            AtomicFile.write(
                    folder.resolve(INDEX),
                    channel -> {
                        ByteBuffer bytes = ByteBuffer.wrap(index);
                        while (bytes.hasRemaining()) channel.write(bytes);
                    });
        }
        deleteOthers(folder, files);
    }

    /** In the tensors' order, without an attempt to fill the parts well. */
    private static List<Map<String, Tensor>> split(
            Map<String, ? extends Tensor> tensors, long most) {
        var parts = new ArrayList<Map<String, Tensor>>();
        var current = new LinkedHashMap<String, Tensor>();
        long size = 0;
        for (var entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long bytes = bytes(tensor);
            if (bytes > most) {
                parts.add(Map.of(entry.getKey(), tensor));
                continue;
            }
            if (size + bytes > most) {
                parts.add(current);
                current = new LinkedHashMap<>();
                size = 0;
            }
            current.put(entry.getKey(), tensor);
            size += bytes;
        }
        if (!current.isEmpty() || parts.isEmpty()) parts.add(current);
        return parts;
    }

    private static long bytes(Tensor tensor) {
        return tensor.numel() * tensor.elementSize();
    }

    /** As Python's {@code json.dumps(index, indent=2, sort_keys=True)} and an end of line. */
    private static byte[] index(Map<String, Map<String, Tensor>> files) {
        long total = 0;
        var weights = new TreeMap<String, String>(SafetensorsHeader.BY_CODE_POINTS);
        for (var file : files.entrySet())
            for (var tensor : file.getValue().entrySet()) {
                total += bytes(tensor.getValue());
                weights.put(tensor.getKey(), file.getKey());
            }
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.pythonWriter(bytes)) {
            json.writeStartObject();
            json.writeName("metadata").writeStartObject();
            json.writeNumberProperty("total_size", total).writeEndObject();
            json.writeName("weight_map").writeStartObject();
            weights.forEach(json::writeStringProperty);
            json.writeEndObject().writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    /** Deletes what an earlier saving left and this one has no use for. */
    private static void deleteOthers(Path folder, Map<String, ?> files) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = String.valueOf(file.getFileName());
                boolean ours =
                        name.equals(WHOLE)
                                || PART.matcher(name).matches()
                                || name.equals(INDEX) && files.size() == 1;
                if (ours && !files.containsKey(name)) Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- Loading

    static Map<String, Tensor> load(Path given, Consumer<Safetensors.Options> options) {
        Path index = Files.isDirectory(given) ? given.resolve(INDEX) : given;
        if (index != given && Files.notExists(index) && Files.exists(given.resolve(WHOLE)))
            return Safetensors.loadFile(given.resolve(WHOLE), options);
        Map<String, String> weights = readIndex(index);
        var open = new LinkedHashMap<String, SafeOpen>();
        var tensors = LinkedHashMap.<String, Tensor>newLinkedHashMap(weights.size());
        try (var scope = Torch.scope()) {
            weights.forEach(
                    (name, file) -> {
                        SafeOpen part =
                                open.computeIfAbsent(
                                        file,
                                        f ->
                                                Safetensors.safeOpen(
                                                        index.resolveSibling(f), options));
                        if (!part.has(name))
                            throw new FileFormatException(
                                    index,
                                    "tensor `" + name + "` is not in " + file + ", as it says");
                        tensors.put(name, part.getTensor(name));
                    });
            tensors.values().forEach(scope::keep);
            return tensors;
        } finally {
            open.values().forEach(SafeOpen::close);
        }
    }

    private static Map<String, String> readIndex(Path index) {
        Map<String, String> weights = null;
        try (InputStream bytes = Files.newInputStream(index);
                var json = new StrictJson(index, "index", bytes)) {
            json.beginObject("the index");
            for (String name; (name = json.nextName()) != null; ) {
                if (name.equals("weight_map")) weights = weightMap(index, json);
                else json.skipValue();
            }
            json.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (weights == null) throw new FileFormatException(index, "it has no `weight_map`");
        return weights;
    }

    private static Map<String, String> weightMap(Path index, StrictJson json) {
        json.beginObject("weight_map");
        var weights = new LinkedHashMap<String, String>();
        for (String name; (name = json.nextName()) != null; ) {
            String file = json.nextString("file of tensor `" + name + "`");
            if (!isPlainName(file))
                throw new FileFormatException(
                        index,
                        "the file of tensor `"
                                + name
                                + "` must be one beside the index, got `"
                                + file
                                + "`");
            weights.put(name, file);
        }
        return weights;
    }

    /** Whether a name leads to a file of the same folder, on any system. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    }
}
