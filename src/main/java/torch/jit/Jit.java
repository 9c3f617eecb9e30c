package torch.jit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.FusionStrategy;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.StringVectorOptional;
import org.bytedeco.pytorch.global.torch.FusionBehavior;
import torch.Device;
import torch.TorchException;
import torch.internal.Presets;

/**
 * Loads, saves, compiles and optimizes TorchScript. Mirrors the functions of {@code torch.jit}.
 *
 * <p>A file of TorchScript is a program: whoever calls a module runs what its author wrote, who may also have written a
 * loop without an end or an allocation without a limit. Load only files whose author you trust. A file that is damaged, or
 * whose tensors do not fit their memory, is refused before libtorch sees it.
 */
public final class Jit {
    /** How often, and for which shapes, the executor compiles fused kernels. */
    public enum Fusion {
        /** For the shapes that came up. */
        STATIC,
        /** For all shapes of the same number of dimensions. */
        DYNAMIC
    }

    /**
     * A step of the strategy of fusion.
     *
     * @param kind which shapes a kernel serves
     * @param depth how many kernels of the kind may be compiled
     */
    public record FusionStep(Fusion kind, int depth) {}

    private Jit() {}

    /**
     * Loads what {@code torch.jit.save} or {@link #save} wrote, with its tensors on the devices that they were on.
     *
     * @throws UncheckedIOException where the file cannot be read
     * @throws torch.FileFormatException where it is not a file of TorchScript, or is damaged
     */
    public static ScriptModule load(Path file) {
        return ScriptFiles.load(file, null);
    }

    /** {@link #load(Path)} of a file by its name. */
    public static ScriptModule load(String file) {
        return load(Path.of(file));
    }

    /** {@link #load(Path)} with all tensors on one device; Python's {@code map_location}. */
    public static ScriptModule load(Path file, Device device) {
        return ScriptFiles.load(file, device);
    }

    /** {@link #load(Path)} of a file's content. */
    public static ScriptModule load(byte[] content) {
        return ScriptFiles.load(content, null);
    }

    /** {@link #load(byte[])} with all tensors on one device. */
    public static ScriptModule load(byte[] content, Device device) {
        return ScriptFiles.load(content, device);
    }

    /** {@link #load(byte[])} of all that a stream gives; the stream stays open. */
    public static ScriptModule load(InputStream content) {
        try {
            return load(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The extra files that lie in a file of TorchScript, by name. */
    public static Map<String, byte[]> extraFiles(Path file) {
        Presets.call(() -> null);
        return ScriptFiles.extraFiles(file);
    }

    /**
     * Saves a module in one step: the file is as it was, or whole. Python loads it by {@code torch.jit.load}.
     *
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void save(ScriptModule module, Path file) {
        module.save(file);
    }

    /** {@link #save(ScriptModule, Path)} with extra files beside it; Python's {@code _extra_files}. */
    public static void save(ScriptModule module, Path file, Map<String, byte[]> extraFiles) {
        module.save(file, extraFiles);
    }

    /** Compiles functions; see {@link CompilationUnit}. */
    public static CompilationUnit compile(String source) {
        return new CompilationUnit(source);
    }

    /**
     * A copy of a module in evaluation mode whose parameters and attributes are constants of its methods.
     *
     * @throws torch.TorchException where the module is in training mode
     */
    public static ScriptModule freeze(ScriptModule module) {
        return freeze(module, List.of(), true);
    }

    /**
     * {@link #freeze(ScriptModule)} that keeps some attributes.
     *
     * @param preservedAttrs the names of attributes and methods to keep beside {@code forward}
     * @param optimizeNumerics whether operations are folded into each other that round differently then
     */
    public static ScriptModule freeze(
            ScriptModule module, List<String> preservedAttrs, boolean optimizeNumerics) {
        if (module.isTraining())
            throw new TorchException(
                    "Freezing is currently only implemented for modules in eval mode. Please call .eval() on your module before freezing.");
        return module.derived(
                script ->
                        org.bytedeco.pytorch.global.torch.freeze(
                                script,
                                new StringVectorOptional(strings(preservedAttrs)),
                                optimizeNumerics));
    }

    /** A frozen copy of a module that libtorch prepared for this machine's processor. */
    public static ScriptModule optimizeForInference(ScriptModule module) {
        ScriptModule frozen =
                module.isTraining() || !module.hasattr("training") ? null : freeze(module);
        try {
            return (frozen == null ? module : frozen)
                    .derived(
                            script ->
                                    org.bytedeco.pytorch.global.torch.optimize_for_inference(
                                            script, new StringVector()));
        } finally {
            if (frozen != null) frozen.close();
        }
    }

    /** Sets whether scripts are optimized before they run, for all threads; the value before. */
    public static boolean setGraphExecutorOptimize(boolean optimize) {
        return Presets.call(
                () -> {
                    boolean before = org.bytedeco.pytorch.global.torch.getGraphExecutorOptimize();
                    org.bytedeco.pytorch.global.torch.setGraphExecutorOptimize(optimize);
                    return before;
                });
    }

    /** Sets how scripts' operations are fused; the strategy before. Mirrors {@code torch.jit.set_fusion_strategy}. */
    public static List<FusionStep> setFusionStrategy(List<FusionStep> strategy) {
        return Presets.call(
                () -> {
                    FusionStrategy given = new FusionStrategy(strategy.size());
                    for (int i = 0; i < strategy.size(); i++) {
                        given.first(
                                i,
                                strategy.get(i).kind == Fusion.STATIC
                                        ? FusionBehavior.STATIC
                                        : FusionBehavior.DYNAMIC);
                        given.second(i, strategy.get(i).depth);
                    }
                    FusionStrategy before =
                            org.bytedeco.pytorch.global.torch.setFusionStrategy(given);
                    var steps = new ArrayList<FusionStep>();
                    for (long i = 0; i < before.size(); i++) {
                        boolean isStatic = before.first(i).intern() == FusionBehavior.STATIC;
                        steps.add(
                                new FusionStep(
                                        isStatic ? Fusion.STATIC : Fusion.DYNAMIC,
                                        (int) before.second(i)));
                    }
                    return List.copyOf(steps);
                });
    }

    private static StringVector strings(List<String> strings) {
        StringVector vector = new StringVector();
        strings.forEach(vector::push_back);
        return vector;
    }
}
