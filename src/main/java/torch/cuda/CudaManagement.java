package torch.cuda;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.TorchException;

/** What devices do at the moment, as the driver's NVML tells. Programs call these functions as {@code Cuda.…}. */
abstract class CudaManagement extends CudaProperties {
    CudaManagement() {}

    /** What is asked of a device by its number in NVML. */
    private interface Question {
        long ask(Nvml nvml, int device);
    }

    private static long ask(@Nullable Device device, Question question) {
        Nvml nvml = Nvml.open();
        return question.ask(nvml, number(nvml, device));
    }

    private static int number(Nvml nvml, @Nullable Device device) {
        int index = indexOrCurrent(device);
        VisibleDevices visible = VisibleDevices.parse(System.getenv("CUDA_VISIBLE_DEVICES"));
        List<Integer> numbers =
                visible.names().isEmpty()
                        ? visible.numbers()
                        : VisibleDevices.ordinals(visible.names(), nvml.uuids());
        if (index >= numbers.size())
            throw new TorchException(
                    "device %d is not visible (CUDA_VISIBLE_DEVICES=%s)".formatted(index, numbers));
        return numbers.get(index);
    }

    /**
     * Percent of the time in which a kernel ran on the current device, over the driver's last sample. Mirrors
     * {@code torch.cuda.utilization}.
     *
     * @throws TorchException if there is no driver
     */
    public static int utilization() {
        return utilization(null);
    }

    /** Percent of the time in which a kernel ran on a device. */
    public static int utilization(@Nullable Device device) {
        return (int) ask(device, Nvml::utilization);
    }

    /**
     * Percent of the time in which the current device's memory was read or written. Mirrors
     * {@code torch.cuda.memory_usage}.
     *
     * @throws TorchException if there is no driver
     */
    public static int memoryUsage() {
        return memoryUsage(null);
    }

    /** Percent of the time in which a device's memory was read or written. */
    public static int memoryUsage(@Nullable Device device) {
        return (int) ask(device, Nvml::memoryUtilization);
    }

    /**
     * Bytes in use on the current device, of all processes. Mirrors {@code torch.cuda.device_memory_used}.
     *
     * @throws TorchException if there is no driver
     */
    public static long deviceMemoryUsed() {
        return deviceMemoryUsed(null);
    }

    /** Bytes in use on a device, of all processes. */
    public static long deviceMemoryUsed(@Nullable Device device) {
        return ask(device, Nvml::memoryUsed);
    }

    /**
     * The current device's temperature in degrees Celsius. Mirrors {@code torch.cuda.temperature}.
     *
     * @throws TorchException if there is no driver
     */
    public static int temperature() {
        return temperature(null);
    }

    /** A device's temperature in degrees Celsius. */
    public static int temperature(@Nullable Device device) {
        return (int) ask(device, Nvml::temperature);
    }

    /**
     * What the current device draws, in milliwatts. Mirrors {@code torch.cuda.power_draw}.
     *
     * @throws TorchException if there is no driver
     */
    public static int powerDraw() {
        return powerDraw(null);
    }

    /** What a device draws, in milliwatts. */
    public static int powerDraw(@Nullable Device device) {
        return (int) ask(device, Nvml::power);
    }

    /**
     * The clock of the current device's multiprocessors in MHz. Mirrors {@code torch.cuda.clock_rate}.
     *
     * @throws TorchException if there is no driver
     */
    public static int clockRate() {
        return clockRate(null);
    }

    /** The clock of a device's multiprocessors in MHz. */
    public static int clockRate(@Nullable Device device) {
        return (int) ask(device, Nvml::clock);
    }

    /**
     * The processes on the current device and their memory, as text; that there is no driver is said in it. Mirrors
     * {@code torch.cuda.list_gpu_processes}.
     */
    public static String listGpuProcesses() {
        return listGpuProcesses(null);
    }

    /** The processes on a device and their memory, as text. */
    public static String listGpuProcesses(@Nullable Device device) {
        Nvml nvml;
        try {
            nvml = Nvml.open();
        } catch (TorchException e) {
            if (Nvml.NO_DRIVER.equals(e.getMessage())) return Nvml.NO_DRIVER;
            throw e;
        }
        int number = number(nvml, device);
        List<Nvml.Process> processes = nvml.processes(number);
        Stream<String> lines =
                processes.isEmpty()
                        ? Stream.of("no processes are running")
                        : processes.stream().map(Nvml::line);
        return Stream.concat(Stream.of("GPU:" + number), lines).collect(Collectors.joining("\n"));
    }

    // ---- Memory

    /**
     * A table of what the current device's allocator did. Mirrors {@code torch.cuda.memory_summary}.
     *
     * @throws UnsupportedOperationException without CUDA
     */
    public static String memorySummary() {
        return memorySummary(null, false);
    }

    /** A table of what a device's allocator did. */
    public static String memorySummary(int device) {
        return memorySummary(new Device("cuda", device), false);
    }

    /**
     * A table of what a device's allocator did.
     *
     * @param device null for the current one
     * @param abbreviated whether the large and the small pool have no rows of their own
     * @throws UnsupportedOperationException without CUDA
     */
    public static String memorySummary(@Nullable Device device, boolean abbreviated) {
        initialize("memory_summary");
        int index = indexOrCurrent(device);
        return MemorySummary.of(memoryStats(index), index, abbreviated);
    }
}
