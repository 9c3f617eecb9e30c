package torch.inductor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.AOTIModelPackageLoader;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.StringTensorUMap;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;
import torch.Tensor;
import torch.internal.Presets;

/**
 * A model compiled ahead of time. Several threads may call it, as many at once as it has runners.
 *
 * <p>Mirrors {@code torch._inductor.package.AOTICompiledModel}.
 */
public final class AOTICompiledModel implements AutoCloseable {
    private static final String FOLDER = "data/aotinductor/";

    private final Path file;
    private final Presets.Owned<AOTIModelPackageLoader> loader;

    AOTICompiledModel(Path file, PackageOptions options) {
        this.file = file;
        Presets.call(() -> null); // before anything is said about the file
        check(file, options.modelName);
        String path = file.toAbsolutePath().toString();
        this.loader =
                Presets.call(
                        () ->
                                new Presets.Owned<>(
                                        this,
                                        new AOTIModelPackageLoader(
                                                path,
                                                options.modelName,
                                                options.runSingleThreaded,
                                                options.numRunners,
                                                (byte) options.deviceIndex),
                                        "this compiled model"));
    }

    /** That there is a compiled library to load: libtorch would start a compiler for one that is not there. */
    private static void check(Path file, String model) {
        var models = new TreeSet<String>();
        boolean library = false;
        try {
            if (Files.isDirectory(file)) throw new IOException(file + " is a folder, not a file");
            Files.newByteChannel(file).close(); // a missing one is named as such
            try (ZipFile zip = new ZipFile(file.toFile())) {
                var entries = zip.entries();
                while (entries.hasMoreElements()) {
                    String name = entries.nextElement().getName();
                    if (name.contains("..") || name.startsWith("/"))
                        throw new FileFormatException(
                                file, "the record " + name + " leads out of it");
                    int at = name.indexOf(FOLDER);
                    if (at < 0) continue;
                    String inside = name.substring(at + FOLDER.length());
                    int slash = inside.indexOf('/');
                    if (slash < 0) continue;
                    models.add(inside.substring(0, slash));
                    library |= inside.startsWith(model + "/") && inside.endsWith(".so");
                }
            }
        } catch (ZipException e) {
            throw new FileFormatException(file, "no package of AOTInductor: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (models.isEmpty())
            throw new FileFormatException(file, "no package of AOTInductor: it has no " + FOLDER);
        if (!models.contains(model))
            throw new FileFormatException(
                    file, "Model " + model + " not found in package, which has " + models);
        if (!library)
            throw new FileFormatException(file, "it has no compiled library of model " + model);
    }

    /**
     * Runs the model.
     *
     * @param inputs the tensors that the model was compiled for, flattened
     * @return its outputs, flattened; they belong to the thread's {@link torch.Scope}
     */
    public List<Tensor> call(Tensor... inputs) {
        return use(
                () -> {
                    TensorVector given = new TensorVector();
                    for (Tensor input : inputs) given.push_back(input.javacpp());
                    TensorVector outputs = loader.get().run(given);
                    var results = new ArrayList<Tensor>();
                    for (long i = 0; i < outputs.size(); i++)
                        results.add(Tensor.of(outputs.get(i)));
                    return List.copyOf(results);
                });
    }

    /** What the package says of its compilation. Mirrors {@code get_metadata}. */
    public Map<String, String> metadata() {
        return use(
                () -> {
                    var metadata = new LinkedHashMap<String, String>();
                    ExtraFilesMap map = loader.get().get_metadata();
                    var entry = map.begin();
                    for (long left = map.size(); left > 0; left--, entry.increment())
                        metadata.put(Presets.text(entry.first()), Presets.text(entry.second()));
                    return metadata;
                });
    }

    /** The full names of the parameters, buffers and constants. Mirrors {@code get_constant_fqns}. */
    public List<String> constantFqns() {
        return use(
                () -> {
                    StringVector names = loader.get().get_constant_fqns();
                    var result = new ArrayList<String>();
                    for (long i = 0; i < names.size(); i++) result.add(Presets.text(names.get(i)));
                    return List.copyOf(result);
                });
    }

    /** {@link #loadConstants(Map, boolean, boolean)} that copies. */
    public void loadConstants(Map<String, Tensor> constants, boolean checkFullUpdate) {
        loadConstants(constants, checkFullUpdate, false);
    }

    /**
     * Gives the model other parameters, buffers and constants. Mirrors {@code load_constants}.
     *
     * @param constants tensors by the names of {@link #constantFqns()}
     * @param checkFullUpdate whether all of them have to be given
     * @param userManaged whether the model uses the tensors' own memory, which must stay as long as it is used, instead of
     *     copying them
     * @throws IllegalArgumentException where a name is not the model's, or one is missing
     */
    public void loadConstants(
            Map<String, Tensor> constants, boolean checkFullUpdate, boolean userManaged) {
        List<String> known = constantFqns();
        for (String name : constants.keySet()) {
            if (!known.contains(name))
                throw new IllegalArgumentException(
                        "Unknown constant name '" + name + "': the model has " + known);
        }
        if (checkFullUpdate && !constants.keySet().containsAll(known))
            throw new IllegalArgumentException(
                    "Expected all constants " + known + ", but got " + constants.keySet());
        use(
                () -> {
                    StringTensorUMap map = new StringTensorUMap();
                    constants.forEach(
                            (name, tensor) -> map.put(new BytePointer(name), tensor.javacpp()));
                    loader.get().load_constants(map, false, checkFullUpdate, userManaged, false);
                    return null;
                });
    }

    /** Frees the model; a second call does nothing. */
    @Override
    public void close() {
        loader.close();
    }

    /** {@code AOTICompiledModel(model.pt2)}. */
    @Override
    public String toString() {
        return "AOTICompiledModel(" + file.getFileName() + ")";
    }

    private <T extends @Nullable Object> T use(Supplier<T> calls) {
        loader.get();
        try {
            return Presets.call(calls);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
