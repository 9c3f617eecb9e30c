package torch.inductor;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Loads packages of AOTInductor. Mirrors {@code torch._inductor}.
 *
 * <p>A package ({@code .pt2}) is native code, made by {@code torch._inductor.aoti_compile_and_package} for one kind of
 * machine and one version of libtorch: loading one runs what its author compiled. Load only packages whose author you
 * trust. Where it was compiled for another libtorch, its loading may fail with the name of what this one lacks.
 *
 * <p>Stands on the JavaCPP presets' libtorch: with another one everything here throws
 * {@link UnsupportedOperationException}.
 */
public final class Inductor {
    private Inductor() {}

    /**
     * Loads the model of a package. Mirrors {@code torch._inductor.aoti_load_package}.
     *
     * @throws java.io.UncheckedIOException where the file cannot be read
     * @throws torch.FileFormatException where it is no package, or has no model of that name
     * @throws torch.TorchException where its code does not go with this libtorch, with the loader's reason
     */
    public static AOTICompiledModel aotiLoadPackage(Path file) {
        return aotiLoadPackage(file, o -> {});
    }

    /** {@link #aotiLoadPackage(Path)} with options. */
    public static AOTICompiledModel aotiLoadPackage(Path file, Consumer<PackageOptions> options) {
        PackageOptions given = new PackageOptions();
        options.accept(given);
        return new AOTICompiledModel(file, given);
    }
}
