package torch.internal;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The libtorch of the JavaCPP presets on the class or module path: the one with CUDA where it is there. */
final class PresetLibraries {
    private static final String CUDA = "13.3-9.25-1.5.14";
    private static final String OR_A_FOLDER =
            ", or name the folder of a libtorch with -D"
                    + Libraries.PROPERTY
                    + "=DIR or "
                    + Libraries.VARIABLE;

    private PresetLibraries() {}

    /** Opens its libraries; what is wrong with the CUDA ones is told to {@link CudaStatus}. */
    static void open() {
        // OpenBLAS and the GNU runtimes first: libtorch names them without a folder.
        for (String name : List.of("libquadmath.so.0", "libgfortran.so.5", "libgfortran.so.4")) {
            Path library = find("openblas", Platform.NAME, name);
            if (library != null) openPlainly(library);
        }
        openPlainly(
                required(
                        "openblas",
                        Platform.NAME,
                        Platform.MAC ? "libopenblas.0.dylib" : "libopenblas.so.0"));
        String platform = Platform.NAME + "-gpu";
        boolean gpu = resource("pytorch", platform, "libtorch_cpu.so") != null;
        if (!gpu) platform = Platform.NAME;
        Path openMp = find("pytorch", platform, Platform.MAC ? "libomp.dylib" : "libgomp.so.1");
        if (openMp != null) openPlainly(openMp);
        openPlainly(required("pytorch", platform, "libc10" + Platform.SUFFIX));
        Path libtorch = required("pytorch", platform, "libtorch_cpu" + Platform.SUFFIX);
        if (!gpu) {
            openPlainly(libtorch);
            CudaStatus.notBuilt("the presets, " + platform);
            return;
        }
        // JavaCPP would open the other one's libraries, where that is there too, beside these.
        System.setProperty("org.bytedeco.javacpp.platform.extension", "-gpu");
        LibraryOpener opener = new LibraryOpener(new Redistributables());
        opener.require(libtorch);
        openCuda(opener, platform);
    }

    private static void openCuda(LibraryOpener opener, String platform) {
        // It names libc10_cuda, which must be a file beside it.
        Path base = required("pytorch", platform, "libc10_cuda.so");
        String why = Elf.fault(base);
        opener.openNeeded(base);
        // libtorch opens that one itself.
        opener.openNeeded(required("pytorch", platform, "libtorch_cuda_linalg.so"));
        if (why == null) why = opener.open(required("pytorch", platform, "libtorch_cuda.so"), true);
        if (why != null) CudaStatus.notLoaded(why);
    }

    private static void openPlainly(Path file) {
        String why = Elf.fault(file);
        if (why == null) {
            why = Dl.open(file.toString(), true);
            if (why != null) why = "cannot open " + file + ": " + why;
        }
        if (why != null) throw new UnsatisfiedLinkError(why);
    }

    /** NVIDIA's libraries, which {@code org.bytedeco:cuda-redist} and its siblings carry. */
    private static final class Redistributables implements LibraryOpener.Source {
        private static final List<String> PARTS =
                List.of("cublas", "cudnn", "cusolver", "cusparse", "nccl");
        private static final List<String> CUDNN =
                List.of(
                        "graph",
                        "ops",
                        "cnn",
                        "adv",
                        "heuristic",
                        "engines_precompiled",
                        "engines_runtime_compiled",
                        "engines_tensor_ir",
                        "ext");

        private static String artifact(String name) {
            for (String part : PARTS)
                if (name.startsWith("lib" + part)) return "cuda-redist-" + part;
            return "cuda-redist";
        }

        @Override
        public @Nullable Path find(String name) {
            return extract(resource("cuda", artifact(name), Platform.NAME, name), name);
        }

        @Override
        public List<Path> companions(String name) {
            Stream<String> names =
                    name.equals("libnvrtc.so.13")
                            ? Stream.of("libnvrtc-builtins.so.13.3")
                            : name.equals("libcudnn.so.9")
                                    ? CUDNN.stream().map(part -> "libcudnn_" + part + ".so.9")
                                    : Stream.of();
            return names.map(this::find).filter(java.util.Objects::nonNull).toList();
        }

        @Override
        public String advice(Set<String> names) {
            String where = " and put their folder on LD_LIBRARY_PATH before starting Java";
            if (!names.stream().allMatch(LibraryOpener::isNvidia))
                return "install the package that has it" + where;
            return "add org.bytedeco:"
                    + names.stream()
                            .map(Redistributables::artifact)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + " in version "
                    + CUDA
                    + " with classifier "
                    + Platform.NAME
                    + ", or install NVIDIA's libraries"
                    + where
                    + OR_A_FOLDER;
        }
    }

    /** A library of the presets as a file, or null where it is not there. */
    private static @Nullable Path find(String artifact, String platform, String name) {
        return extract(resource(artifact, platform, name), name);
    }

    private static Path required(String artifact, String platform, String name) {
        Path file = find(artifact, platform, name);
        if (file == null) {
            throw new UnsatisfiedLinkError(
                    "no libtorch: "
                            + path(artifact, platform, name).substring(1)
                            + " is not on the class or module path. Add the dependency org.bytedeco:"
                            + artifact
                            + " with classifier "
                            + platform
                            + OR_A_FOLDER);
        }
        return file;
    }

    private static String path(String artifact, String platform, String name) {
        return "/org/bytedeco/" + artifact + "/" + platform + "/" + name;
    }

    private static @Nullable URL resource(String artifact, String platform, String name) {
        return resource(artifact, artifact, platform, name);
    }

    private static @Nullable URL resource(
            String folder, String artifact, String platform, String name) {
        try {
            return Presets.find(
                    path(folder, platform, name),
                    "org.bytedeco."
                            + artifact.replace('-', '.')
                            + "."
                            + platform.replace('-', '.'));
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("cannot look for " + name + ": " + e);
        } catch (NoClassDefFoundError e) {
            throw new UnsatisfiedLinkError(
                    "no libtorch: the JavaCPP presets (org.bytedeco:pytorch) are not on the class or module path."
                            + " Add them"
                            + OR_A_FOLDER);
        }
    }

    /** Extracted and cached by JavaCPP. */
    private static @Nullable Path extract(@Nullable URL resource, String name) {
        try {
            return resource == null ? null : Presets.extract(resource);
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("cannot unpack " + name + ": " + e);
        }
    }

    /** What touches JavaCPP's classes, which need not be there. */
    private static final class Presets {
        private static @Nullable ModuleFinder modules;

        static @Nullable URL find(String resource, String module) throws IOException {
            URL url = org.bytedeco.javacpp.Loader.class.getResource(resource);
            if (url == null) url = Libraries.class.getResource(resource);
            if (url == null) url = ClassLoader.getSystemResource(resource.substring(1));
            return url == null ? onModulePath(resource, module) : url;
        }

        static @Nullable Path extract(URL url) throws IOException {
            java.io.File file = org.bytedeco.javacpp.Loader.cacheResource(url);
            return file == null ? null : file.toPath();
        }

        /** Nothing requires the modules that only carry a platform's libraries, so they are on the module path unresolved. */
        private static @Nullable URL onModulePath(String resource, String module)
                throws IOException {
            String path = System.getProperty("jdk.module.path", "");
            if (path.isEmpty()) return null;
            if (modules == null) {
                modules =
                        ModuleFinder.of(
                                Stream.of(path.split(java.io.File.pathSeparator))
                                        .map(Path::of)
                                        .toArray(Path[]::new));
            }
            ModuleReference found = modules.find(module).orElse(null);
            if (found == null) return null;
            try (ModuleReader reader = found.open()) {
                URI uri = reader.find(resource.substring(1)).orElse(null);
                return uri == null ? null : uri.toURL();
            }
        }
    }
}
