package torch.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a libtorch with CUDA found no device: what CUDA's runtime says, and what is on the machine. */
final class CudaDiagnosis {
    private static final int INSUFFICIENT_DRIVER = 35;
    private static final int NO_DEVICE = 100;

    private CudaDiagnosis() {}

    static String text() {
        // The runtime is in the process with libtorch's CUDA libraries, unless it is a part of
        // them.
        if (Dl.find("cudaGetDeviceCount") == null) return withoutRuntime();
        int error;
        int devices;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            error = number("cudaGetDeviceCount", count);
            devices = count.get(JAVA_INT, 0);
        }
        if (Dl.find("cudaGetLastError") != null) number("cudaGetLastError", null); // forgets it
        int driver = version("cudaDriverGetVersion");
        int runtime = version("cudaRuntimeGetVersion");
        return switch (error) {
            case 0 ->
                    devices == 0
                            ? noDevice()
                            : "libtorch counted no CUDA device when it first looked, though there is one now:"
                                    + " start the process again";
            case NO_DEVICE -> noDevice();
            case INSUFFICIENT_DRIVER ->
                    driver == 0
                            ? noDriver()
                            : "The NVIDIA driver on your system is too old: it supports CUDA up to "
                                    + spelled(driver)
                                    + ", and this libtorch runs on CUDA "
                                    + spelled(runtime)
                                    + ". Update the driver, or use a libtorch for CUDA "
                                    + driver / 1000;
            default ->
                    "CUDA driver initialization failed: "
                            + words("cudaGetErrorName", error)
                            + " ("
                            + error
                            + ": "
                            + words("cudaGetErrorString", error)
                            + "; the driver supports CUDA up to "
                            + spelled(driver)
                            + ", this libtorch runs on CUDA "
                            + spelled(runtime)
                            + ")";
        };
    }

    private static String withoutRuntime() {
        return Dl.open("libcuda.so.1", false) == null ? noDevice() : noDriver();
    }

    private static String noDriver() {
        String why = Dl.open("libcuda.so.1", false);
        return "Found no NVIDIA driver on your system: "
                + (why == null
                        ? "libcuda.so.1 is there, but is no driver"
                        : why.startsWith(
                                        "libcuda.so.1: cannot open shared object file: No such file")
                                ? "libcuda.so.1 was not found"
                                : "libcuda.so.1 cannot be opened: " + why)
                + ". Install the driver; a container has to be started with the host's (docker run --gpus all)";
    }

    private static String noDevice() {
        String visible = System.getenv("CUDA_VISIBLE_DEVICES");
        return "No CUDA GPUs are available: " + noDevice(visible, Path.of("/dev"));
    }

    /** @param visible what CUDA_VISIBLE_DEVICES is */
    static String noDevice(@Nullable String visible, Path dev) {
        List<Path> files = files(dev);
        if (files.isEmpty() && !Files.exists(dev.resolve("dxg"))) {
            return "the NVIDIA driver is there, but "
                    + dev.resolve("nvidia0")
                    + " is not: this machine has no GPU, or this container was not given one"
                    + (visible == null ? "" : " (CUDA_VISIBLE_DEVICES is \"" + visible + "\")");
        }
        for (Path file :
                Stream.concat(files.stream(), Stream.of(dev.resolve("nvidiactl"))).toList()) {
            if (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))) {
                return "user "
                        + System.getProperty("user.name")
                        + " may not open "
                        + file
                        + " for reading and writing";
            }
        }
        if (visible != null) return "CUDA_VISIBLE_DEVICES is \"" + visible + "\", which names none";
        return "the NVIDIA driver finds none"
                + (files.isEmpty() ? "" : ", though there is " + files.getFirst());
    }

    private static List<Path> files(Path dev) {
        try (Stream<Path> files = Files.list(dev)) {
            return files.filter(f -> f.getFileName().toString().matches("nvidia[0-9]+"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String spelled(int version) {
        return version == 0 ? "unknown" : version / 1000 + "." + version % 1000 / 10;
    }

    /** 0 where it cannot be asked. */
    private static int version(String function) {
        if (Dl.find(function) == null) return 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(JAVA_INT);
            return number(function, version) == 0 ? version.get(JAVA_INT, 0) : 0;
        }
    }

    private static String words(String function, int error) {
        MemorySegment address = Dl.find(function);
        if (address == null) return "error " + error;
        try {
            return Dl.text(
                    (MemorySegment)
                            Linker.nativeLinker()
                                    .downcallHandle(
                                            address, FunctionDescriptor.of(ADDRESS, JAVA_INT))
                                    .invokeExact(error));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static int number(String function, @Nullable MemorySegment argument) {
        MemorySegment address = Dl.find(function);
        if (address == null) throw new AssertionError(function);
        var type =
                argument == null
                        ? FunctionDescriptor.of(JAVA_INT)
                        : FunctionDescriptor.of(JAVA_INT, new MemoryLayout[] {ADDRESS});
        var call = Linker.nativeLinker().downcallHandle(address, type);
        try {
            return argument == null ? (int) call.invokeExact() : (int) call.invokeExact(argument);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
