package torch.accelerator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.cuda.DeviceGuard;
import torch.cuda.MemoryInfo;
import torch.cuda.Stream;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * The accelerator, whichever it is: a program written with these functions names none. Of libtorch's accelerators JTorch
 * knows CUDA. Mirrors the functions of {@code torch.accelerator}.
 *
 * {@snippet :
 * Device device = Accelerator.isAvailable() ? Accelerator.currentAccelerator() : Device.CPU;
 * model.to(device);
 * }
 *
 * <p>Without an accelerator all but the first three throw a {@link TorchException}, as in PyTorch.
 */
public final class Accelerator {
    private static final Device CUDA = new Device("cuda", -1);

    private Accelerator() {}

    // ---- What there is

    /** Whether there is an accelerator that can be used. Mirrors {@code torch.accelerator.is_available}. */
    public static boolean isAvailable() {
        return Cuda.isAvailable();
    }

    /** How many accelerators there are. Mirrors {@code torch.accelerator.device_count}. */
    public static int deviceCount() {
        return Cuda.deviceCount();
    }

    /**
     * What this libtorch was built for, which the machine may lack; null for one of the CPU. Mirrors
     * {@code torch.accelerator.current_accelerator}.
     */
    public static @Nullable Device currentAccelerator() {
        return currentAccelerator(false);
    }

    /**
     * What this libtorch was built for.
     *
     * @param checkAvailable whether an accelerator that cannot be used is none
     */
    public static @Nullable Device currentAccelerator(boolean checkAvailable) {
        boolean isThere =
                checkAvailable ? isAvailable() : Downcalls.plain(Function.CUDA_DEVICES) >= 0;
        return isThere ? CUDA : null;
    }

    private static void require() {
        if (!isAvailable())
            throw new TorchException("Cannot access accelerator device when none is available.");
    }

    /** The number of a device, of null and a device without a number that of the current one. */
    private static int index(@Nullable Device device) {
        if (device == null) return currentDeviceIndex();
        Device accelerator = currentAccelerator();
        if (accelerator == null) throw new TorchException("Accelerator expected");
        if (!accelerator.type().equals(device.type()))
            throw new IllegalArgumentException(
                    device.type() + " doesn't match the current accelerator " + accelerator + ".");
        return device.index() < 0 ? currentDeviceIndex() : device.index();
    }

    // ---- The current device and its stream

    /** The number of the thread's current device. Mirrors {@code torch.accelerator.current_device_index}. */
    public static int currentDeviceIndex() {
        require();
        return Cuda.currentDevice();
    }

    /**
     * Makes a device the thread's current one; a negative number changes nothing. Mirrors
     * {@code torch.accelerator.set_device_index}.
     */
    public static void setDeviceIndex(int device) {
        if (device < 0) return;
        require();
        Cuda.setDevice(device);
    }

    /**
     * Makes a device the thread's current one.
     *
     * @throws IllegalArgumentException if the device is no accelerator, or has no number
     */
    public static void setDeviceIndex(Device device) {
        index(device);
        if (device.index() < 0)
            throw new IllegalArgumentException(
                    "Expected a torch.device with a specified index or an integer, but got:"
                            + device);
        setDeviceIndex(device.index());
    }

    /**
     * Makes a device the thread's current one until the guard is closed. Mirrors
     * {@code with torch.accelerator.device_index(1):}.
     */
    public static DeviceGuard deviceIndex(int device) {
        require();
        return Cuda.device(device);
    }

    /** The current device's stream. Mirrors {@code torch.accelerator.current_stream}. */
    public static Stream currentStream() {
        return currentStream(null);
    }

    /** A device's current stream. */
    public static Stream currentStream(@Nullable Device device) {
        return Cuda.currentStream(index(device));
    }

    /** Makes a stream current, and its device. Mirrors {@code torch.accelerator.set_stream}. */
    public static void setStream(Stream stream) {
        require();
        if (stream == null)
            throw new NullPointerException(
                    "set_stream: argument 'stream' must be a Stream, not null");
        Cuda.setStream(stream);
    }

    /** Waits for all that was started on the current device. Mirrors {@code torch.accelerator.synchronize}. */
    public static void synchronize() {
        synchronize(null);
    }

    /** Waits for all that was started on a device. */
    public static void synchronize(@Nullable Device device) {
        Cuda.synchronize(index(device));
    }

    // ---- Memory

    /** Gives cached memory back to the device. Mirrors {@code torch.accelerator.empty_cache}. */
    public static void emptyCache() {
        require();
        Cuda.emptyCache();
    }

    /** Gives cached pinned memory back to the system. Mirrors {@code torch.accelerator.empty_host_cache}. */
    public static void emptyHostCache() {
        require();
        if (Cuda.isInitialized()) Downcalls.call(Function.CUDA_HOST_EMPTY_CACHE);
    }

    /** What the current device's allocator counts, by name. Mirrors {@code torch.accelerator.memory_stats}. */
    public static SortedMap<String, Long> memoryStats() {
        return memoryStats(null);
    }

    /** What a device's allocator counts, by name; nothing before it is set up. */
    public static SortedMap<String, Long> memoryStats(@Nullable Device device) {
        require();
        return Cuda.isInitialized()
                ? Cuda.memoryStats(index(device))
                : Collections.unmodifiableSortedMap(new TreeMap<>());
    }

    private static long stat(@Nullable Device device, String name) {
        Map<String, Long> stats = memoryStats(device);
        return stats.getOrDefault(name, 0L);
    }

    /** Bytes that tensors have on the current device. Mirrors {@code torch.accelerator.memory_allocated}. */
    public static long memoryAllocated() {
        return memoryAllocated(null);
    }

    /** Bytes that tensors have on a device. */
    public static long memoryAllocated(@Nullable Device device) {
        return stat(device, "allocated_bytes.all.current");
    }

    /** The most bytes that tensors had on the current device. Mirrors {@code torch.accelerator.max_memory_allocated}. */
    public static long maxMemoryAllocated() {
        return maxMemoryAllocated(null);
    }

    /** The most bytes that tensors had on a device. */
    public static long maxMemoryAllocated(@Nullable Device device) {
        return stat(device, "allocated_bytes.all.peak");
    }

    /** Bytes that the allocator holds on the current device. Mirrors {@code torch.accelerator.memory_reserved}. */
    public static long memoryReserved() {
        return memoryReserved(null);
    }

    /** Bytes that the allocator holds on a device. */
    public static long memoryReserved(@Nullable Device device) {
        return stat(device, "reserved_bytes.all.current");
    }

    /** The most bytes that the allocator held on the current device. Mirrors {@code max_memory_reserved}. */
    public static long maxMemoryReserved() {
        return maxMemoryReserved(null);
    }

    /** The most bytes that the allocator held on a device. */
    public static long maxMemoryReserved(@Nullable Device device) {
        return stat(device, "reserved_bytes.all.peak");
    }

    /** Starts the sums anew. Mirrors {@code torch.accelerator.reset_accumulated_memory_stats}. */
    public static void resetAccumulatedMemoryStats() {
        resetAccumulatedMemoryStats(null);
    }

    /** Starts a device's sums anew. */
    public static void resetAccumulatedMemoryStats(@Nullable Device device) {
        require();
        if (Cuda.isInitialized())
            Cuda.resetAccumulatedMemoryStats(new Device(CUDA.type(), index(device)));
    }

    /** Starts the peaks anew. Mirrors {@code torch.accelerator.reset_peak_memory_stats}. */
    public static void resetPeakMemoryStats() {
        resetPeakMemoryStats(null);
    }

    /** Starts a device's peaks anew. */
    public static void resetPeakMemoryStats(@Nullable Device device) {
        require();
        if (Cuda.isInitialized()) Cuda.resetPeakMemoryStats(index(device));
    }

    /** The current device's memory, free and in all. Mirrors {@code torch.accelerator.get_memory_info}. */
    public static MemoryInfo getMemoryInfo() {
        return getMemoryInfo(null);
    }

    /** A device's memory, free and in all. */
    public static MemoryInfo getMemoryInfo(@Nullable Device device) {
        return Cuda.memGetInfo(index(device));
    }

    // ---- Random numbers

    /** What the current device's generator began with. Mirrors {@code torch.accelerator.random.initial_seed}. */
    public static long initialSeed() {
        require();
        return Cuda.initialSeed();
    }

    /** The state of the current device's generator. Mirrors {@code torch.accelerator.random.get_rng_state}. */
    public static Tensor getRngState() {
        return getRngState(null);
    }

    /** The state of a device's generator. */
    public static Tensor getRngState(@Nullable Device device) {
        return Cuda.getRngState(index(device));
    }

    /** The states of all devices' generators. Mirrors {@code torch.accelerator.random.get_rng_state_all}. */
    public static List<Tensor> getRngStateAll() {
        require();
        return Cuda.getRngStateAll();
    }
}
