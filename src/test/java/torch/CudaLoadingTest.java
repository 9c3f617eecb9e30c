package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import torch.cuda.Cuda;

/**
 * Why a libtorch with CUDA has no device: told by a libtorch that works on the CPU, beside which lie CUDA libraries of
 * our own that lack what a case is about.
 */
@EnabledOnOs(OS.LINUX)
class CudaLoadingTest {
    private static final String PRESETS = "only with the JavaCPP presets' libtorch";

    /** What libtorch's CUDA library has that JTorch asks: how many devices there are. */
    private static final String NO_DEVICE =
            "signed char _ZN3c104cuda12device_countEv(void) { return 0; }";

    private static final String RUNTIME =
            """
            #include <stdlib.h>
            static int number(const char* name) { const char* value = getenv(name); return value ? atoi(value) : 0; }
            int cudaGetDeviceCount(int* count) { *count = number("FAKE_COUNT"); return number("FAKE_ERROR"); }
            int cudaGetLastError(void) { return 0; }
            int cudaDriverGetVersion(int* version) { *version = number("FAKE_DRIVER"); return 0; }
            int cudaRuntimeGetVersion(int* version) { *version = 13000; return 0; }
            const char* cudaGetErrorName(int error) { return "cudaErrorSystemDriverMismatch"; }
            const char* cudaGetErrorString(int error) { return "system has unsupported display driver"; }
            """;

    @TempDir Path folder;
    private final List<Path> links = new ArrayList<>();

    @AfterEach
    void unlink() throws IOException {
        for (Path link : links) Files.deleteIfExists(link);
    }

    private Path lib() {
        return folder.resolve("site-packages/torch/lib");
    }

    private Path nvidia() {
        return folder.resolve("site-packages/nvidia/cu13/lib");
    }

    static final class Program {
        public static void main(String[] arguments) {
            System.out.println("sum " + Torch.ones(2).add(1).sum().itemDouble());
            System.out.println(Cuda.isAvailable() + ", " + Cuda.unavailableReason());
            try {
                Torch.ones(2).cuda();
            } catch (UnsupportedOperationException e) {
                System.out.println("asked for: " + e.getMessage());
            }
        }
    }

    private ChildJvm.Ended run(String... environment) {
        ChildJvm child =
                new ChildJvm()
                        .withoutLibtorch()
                        .flag("-Djtorch.libtorch=" + folder.resolve("site-packages/torch"));
        for (String setting : environment)
            child.environment(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        return child.run(60, Program.class);
    }

    /** The process works on the CPU and gives a reason, also to who asks for CUDA. */
    private static void assertReason(ChildJvm.Ended ended, String... parts) {
        assertEquals(0, ended.status(), ended::output);
        assertTrue(ended.output().startsWith("sum 4.0\nfalse, "), ended::output);
        String[] said = ended.output().split("\nasked for: ");
        assertEquals(2, said.length, ended::output);
        String reason = said[0].substring("sum 4.0\nfalse, ".length());
        assertEquals(reason, said[1].strip());
        assertFalse(reason.contains("\n"), reason);
        for (String part : parts) assertTrue(reason.contains(part), reason);
    }

    /** The libtorch of this process, as pip lays it out. */
    private void working() throws IOException {
        Files.createDirectories(nvidia());
        linkLibtorch(Files.createDirectories(lib()));
    }

    private void linkLibtorch(Path to) throws IOException {
        Torch.ones(1).close();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            for (Path file :
                    maps.filter(
                                    line ->
                                            line.matches(
                                                    ".*/lib(c10|torch_cpu|openblas|gfortran|quadmath|gomp)[-.].*"))
                            .map(line -> Path.of(line.substring(line.indexOf('/'))))
                            .distinct()
                            .toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("libc10.") || name.startsWith("libtorch_cpu."))
                    name = name.replaceFirst("\\.so.*", ".so");
                links.add(Files.createSymbolicLink(to.resolve(name), file));
            }
        }
    }

    /** A library that needs others, which may be removed afterwards. */
    private static Path library(Path folder, String name, String source, Path... needs)
            throws Exception {
        Files.createDirectories(folder);
        Path code = Files.writeString(folder.resolve(name + ".c"), source + "\n");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "cc",
                                "-shared",
                                "-fPIC",
                                "-Wl,--no-as-needed",
                                "-Wl,--allow-shlib-undefined",
                                "-Wl,-soname," + name,
                                "-Wl,-rpath,$ORIGIN",
                                "-Wl,--enable-new-dtags",
                                "-o",
                                folder.resolve(name).toString(),
                                code.toString()));
        for (Path need : needs) command.add(need.toString());
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException e) {
            Assumptions.abort("no C compiler: " + e.getMessage());
        }
        Files.delete(code);
        return folder.resolve(name);
    }

    private void cuda(Path... needs) throws Exception {
        Path base = library(lib(), "libc10_cuda.so", NO_DEVICE);
        List<Path> all = new ArrayList<>(List.of(needs));
        all.add(base);
        library(lib(), "libtorch_cuda.so", "", all.toArray(Path[]::new));
    }

    // ---- Libraries

    @Test
    void cudaLibrary_withoutWhatItNeedsNamesAllOfIt() throws Exception {
        working();
        Path first = library(folder, "libcublas.so.99", "");
        Path second = library(folder, "libcudnn.so.99", "");
        cuda(first, second);
        Files.delete(first);
        Files.delete(second);
        assertReason(
                run(),
                lib().resolve("libtorch_cuda.so")
                        + ": it needs libcublas.so.99, libcudnn.so.99, which were not found",
                "install NVIDIA's packages for pip (looked in " + nvidia().getParent().getParent(),
                "LD_LIBRARY_PATH");
    }

    @Test
    void cudaLibrary_whoseOwnNeedLacksSomethingNamesBoth() throws Exception {
        working();
        Path missing = library(folder, "libnvJitLink.so.99", "");
        cuda(library(nvidia(), "libcusparse.so.99", "", missing));
        Files.delete(missing);
        assertReason(
                run(),
                "libtorch_cuda.so: it needs libcusparse.so.99: cannot open " + nvidia(),
                "libcusparse.so.99: it needs libnvJitLink.so.99, which was not found");
    }

    @Test
    void cudaLibrary_thatEndsEarlyIsNotOpened() throws Exception {
        working();
        cuda();
        Path library = lib().resolve("libc10_cuda.so");
        byte[] whole = Files.readAllBytes(library);
        Files.write(library, java.util.Arrays.copyOf(whole, 4096));
        assertReason(run(), library + " ends before it is complete (4096 bytes)");
    }

    @Test
    void nvidiasLibrary_thatEndsEarlyIsNotReadByTheLoaderEither() throws Exception {
        working();
        // Found by the loader too, through the run path of the library that needs it.
        Path sparse = library(lib(), "libcusparse.so.99", "");
        cuda(library(lib(), "libcusolver.so.99", "", sparse));
        Files.write(sparse, java.util.Arrays.copyOf(Files.readAllBytes(sparse), 4096));
        assertReason(
                run(),
                "libtorch_cuda.so: it needs libcusolver.so.99: ",
                "libcusolver.so.99: it needs libcusparse.so.99: ",
                "libcusparse.so.99 ends before it is complete (4096 bytes)");
    }

    @Test
    void cudaLibrary_thatIsNoLibraryIsNamed() throws Exception {
        working();
        cuda();
        Files.writeString(lib().resolve("libtorch_cuda.so"), "x".repeat(100));
        assertReason(run(), "libtorch_cuda.so is not a shared library");
    }

    @Test
    void libtorchItself_thatNeedsNvidiasLibrariesSaysWhichAreMissing() throws Exception {
        working();
        Path missing = library(folder, "libcudart.so.99", "");
        Files.delete(lib().resolve("libtorch_cpu.so"));
        library(lib(), "libtorch_cpu.so", "", missing);
        cuda();
        Files.delete(missing);
        ChildJvm.Ended ended = run();
        assertEquals(1, ended.status(), ended::output);
        assertTrue(
                ended.output().contains("it needs libcudart.so.99, which was not found"),
                ended::output);
    }

    // ---- Driver and devices

    private Path runtime() throws Exception {
        return library(nvidia(), "libcudart.so.99", RUNTIME);
    }

    @Test
    void driver_absentIsNamed() throws Exception {
        Assumptions.assumeFalse(
                Files.exists(Path.of("/dev/nvidiactl")), "there is an NVIDIA driver");
        working();
        cuda(runtime());
        assertReason(
                run("FAKE_ERROR=35"),
                "Found no NVIDIA driver on your system: libcuda.so.1 was not found");
    }

    @Test
    void driver_tooOldIsSaidWithBothVersions() throws Exception {
        working();
        cuda(runtime());
        assertReason(
                run("FAKE_ERROR=35", "FAKE_DRIVER=12040"),
                "The NVIDIA driver on your system is too old: it supports CUDA up to 12.4, and this libtorch runs on CUDA 13.0");
    }

    @Test
    void devices_noneIsSaid() throws Exception {
        working();
        cuda(runtime());
        assertReason(run("FAKE_ERROR=100", "FAKE_DRIVER=13000"), "No CUDA GPUs are available: ");
    }

    @Test
    void initialization_failedIsSaidByItsName() throws Exception {
        working();
        cuda(runtime());
        assertReason(
                run("FAKE_ERROR=803", "FAKE_DRIVER=12080"),
                "cudaErrorSystemDriverMismatch (803: system has unsupported display driver",
                "the driver supports CUDA up to 12.8, this libtorch runs on CUDA 13.0");
    }

    // ---- The presets' platform for GPUs

    private ChildJvm.Ended runWithGpuPlatform() {
        return new ChildJvm()
                .withoutLibtorch()
                .flag("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"))
                .classPath(folder.resolve("gpu") + ":" + System.getProperty("java.class.path"))
                .run(60, Program.class);
    }

    private Path gpuPlatform() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("jtorch.libtorch", "").isBlank()
                        && System.getenv("JTORCH_LIBTORCH") == null
                        && System.getProperty("os.arch").equals("amd64"),
                PRESETS);
        Path lib =
                Files.createDirectories(
                        folder.resolve("gpu/org/bytedeco/pytorch/linux-x86_64-gpu"));
        linkLibtorch(lib);
        return lib;
    }

    @Test
    void gpuPresets_goBeforeTheOthersAndNameTheDependencyToAdd() throws Exception {
        Path lib = gpuPlatform();
        Path missing = library(folder, "libcudnn.so.99", "");
        Path solver = library(folder, "libcusolver.so.99", "");
        Path base = library(lib, "libc10_cuda.so", NO_DEVICE);
        library(lib, "libtorch_cuda.so", "", base, missing);
        library(lib, "libtorch_cuda_linalg.so", "", solver);
        Files.delete(missing);
        Files.delete(solver);
        assertReason(
                runWithGpuPlatform(),
                "libtorch_cuda.so: it needs libcudnn.so.99, libcusolver.so.99, which were not found",
                "add org.bytedeco:cuda-redist-cudnn, cuda-redist-cusolver in version 13.3-9.25-1.5.14 with classifier"
                        + " linux-x86_64");
    }

    @Test
    void gpuPresets_findNvidiasLibrariesOnTheClassPath() throws Exception {
        Path lib = gpuPlatform();
        Path redist = folder.resolve("gpu/org/bytedeco/cuda/linux-x86_64");
        Path jit = library(redist, "libnvJitLink.so.99", "");
        Path sparse = library(redist, "libcusparse.so.99", "", jit);
        Path runtime = library(redist, "libcudart.so.99", RUNTIME);
        Path base = library(lib, "libc10_cuda.so", NO_DEVICE, runtime);
        library(lib, "libtorch_cuda.so", "", base, sparse);
        library(lib, "libtorch_cuda_linalg.so", "");
        assertReason(runWithGpuPlatform(), "No CUDA GPUs are available: ");
    }

    @Test
    void gpuPresets_withoutNvidiasRuntimeSayWhatToAdd() throws Exception {
        Path lib = gpuPlatform();
        Path missing = library(folder, "libcudart.so.99", "");
        Files.delete(lib.resolve("libtorch_cpu.so"));
        library(lib, "libtorch_cpu.so", "", missing);
        Files.delete(missing);
        ChildJvm.Ended ended = runWithGpuPlatform();
        assertEquals(1, ended.status(), ended::output);
        assertTrue(
                ended.output()
                        .contains(
                                "libtorch_cpu.so: it needs libcudart.so.99, which was not found: add"
                                        + " org.bytedeco:cuda-redist in version"),
                ended::output);
    }
}
