package torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.TorchException;

/** NVIDIA's management library, which comes with the driver: what its devices do at the moment. */
final class Nvml {
    /** What Python says where there is no driver. */
    static final String NO_DRIVER = "cuda driver can't be loaded, is cuda enabled?";

    private static final int DRIVER_NOT_LOADED = 9;
    private static final int TOO_SMALL = 7;
    private static final int UUID_LENGTH = 96;
    // A process: pid, 4 bytes of nothing, memory, two numbers of MIG.
    private static final long PROCESS_SIZE = 24;
    private static final long UNKNOWN = -1;

    private static @Nullable Nvml opened;

    private final SymbolLookup library;

    private Nvml(SymbolLookup library) {
        this.library = library;
    }

    /** A process that computes on a device; its memory is -1 where the driver does not tell. */
    record Process(int pid, long usedGpuMemory) {}

    /** @throws TorchException if there is no driver */
    static synchronized Nvml open() {
        if (opened == null) {
            Nvml nvml;
            try {
                nvml = new Nvml(SymbolLookup.libraryLookup("libnvidia-ml.so.1", Arena.global()));
            } catch (IllegalArgumentException e) {
                throw new TorchException(NO_DRIVER);
            }
            nvml.init();
            opened = nvml;
        }
        return opened;
    }

    private void init() {
        int status = (int) call("nvmlInit_v2", FunctionDescriptor.of(JAVA_INT));
        if (status == DRIVER_NOT_LOADED) throw new TorchException(NO_DRIVER);
        check(status);
    }

    // ---- Devices

    List<String> uuids() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            ask("nvmlDeviceGetCount_v2", count);
            List<String> uuids = new ArrayList<>();
            for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
                MemorySegment text = arena.allocate(UUID_LENGTH);
                check(
                        (int)
                                call(
                                        "nvmlDeviceGetUUID",
                                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
                                        handle(i, arena),
                                        text,
                                        UUID_LENGTH));
                uuids.add(text.getString(0));
            }
            return uuids;
        }
    }

    private MemorySegment handle(int device, Arena arena) {
        MemorySegment handle = arena.allocate(ADDRESS);
        check(
                (int)
                        call(
                                "nvmlDeviceGetHandleByIndex_v2",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                                device,
                                handle));
        return handle.get(ADDRESS, 0);
    }

    // ---- What they do

    /** Bytes in use, of all processes. */
    long memoryUsed(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(MemoryLayout.sequenceLayout(3, JAVA_LONG));
            ask("nvmlDeviceGetMemoryInfo", handle(device, arena), info);
            return info.getAtIndex(JAVA_LONG, 2);
        }
    }

    /** Percent of the time in which a kernel ran. */
    int utilization(int device) {
        return rates(device, 0);
    }

    /** Percent of the time in which memory was read or written. */
    int memoryUtilization(int device) {
        return rates(device, 1);
    }

    private int rates(int device, int which) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rates = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_INT));
            ask("nvmlDeviceGetUtilizationRates", handle(device, arena), rates);
            return rates.getAtIndex(JAVA_INT, which);
        }
    }

    /** Degrees Celsius of the GPU. */
    int temperature(int device) {
        return sensor("nvmlDeviceGetTemperature", device, 0);
    }

    /** The clock of the multiprocessors in MHz. */
    int clock(int device) {
        return sensor("nvmlDeviceGetClockInfo", device, 1);
    }

    private int sensor(String function, int device, int sensor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            check(
                    (int)
                            call(
                                    function,
                                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
                                    handle(device, arena),
                                    sensor,
                                    value));
            return value.get(JAVA_INT, 0);
        }
    }

    /** Milliwatts. */
    int power(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            ask("nvmlDeviceGetPowerUsage", handle(device, arena), value);
            return value.get(JAVA_INT, 0);
        }
    }

    /** The processes that compute on a device. */
    List<Process> processes(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = handle(device, arena);
            MemorySegment count = arena.allocate(JAVA_INT);
            MemorySegment found = MemorySegment.NULL;
            int status;
            // The library says how many there are; more may have come until the next question.
            while ((status = running(handle, count, found)) == TOO_SMALL) {
                int room = count.get(JAVA_INT, 0) * 2 + 5;
                found = arena.allocate(room * PROCESS_SIZE, 8);
                count.set(JAVA_INT, 0, room);
            }
            check(status);
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
                processes.add(
                        new Process(
                                found.get(JAVA_INT, i * PROCESS_SIZE),
                                found.get(JAVA_LONG, i * PROCESS_SIZE + 8)));
            }
            return processes;
        }
    }

    private int running(MemorySegment handle, MemorySegment count, MemorySegment found) {
        return (int)
                call(
                        "nvmlDeviceGetComputeRunningProcesses_v3",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                        handle,
                        count,
                        found);
    }

    /** A process's line in {@code torch.cuda.list_gpu_processes}. */
    static String line(Process process) {
        String memory =
                process.usedGpuMemory() == UNKNOWN
                        ? "%12s".formatted("unknown")
                        : "%12.3f".formatted(process.usedGpuMemory() / (1024.0 * 1024));
        return "process %10d uses %s MB GPU memory".formatted(process.pid(), memory);
    }

    // ---- Calls

    private void ask(String function, MemorySegment... pointers) {
        FunctionDescriptor shape = FunctionDescriptor.of(JAVA_INT);
        for (var _ : pointers) shape = shape.appendArgumentLayouts(ADDRESS);
        check((int) call(function, shape, (Object[]) pointers));
    }

    private Object call(String function, FunctionDescriptor shape, Object... arguments) {
        MethodHandle handle =
                Linker.nativeLinker()
                        .downcallHandle(
                                library.find(function)
                                        .orElseThrow(
                                                () ->
                                                        new UnsupportedOperationException(
                                                                "this driver's libnvidia-ml.so.1 has no "
                                                                        + function)),
                                shape);
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void check(int status) {
        if (status == 0) return;
        MemorySegment text =
                (MemorySegment)
                        call("nvmlErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT), status);
        throw new TorchException(text.reinterpret(Long.MAX_VALUE).getString(0));
    }
}
