package torch.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * The devices: which one is current, and waiting for it. The current device belongs to the thread, as in PyTorch; a
 * virtual thread shares the carrier thread's.
 */
abstract class CudaDevices {
    private static volatile boolean initialized;

    CudaDevices() {}

    // ---- What there is

    /** @throws UnsupportedOperationException that names the operation and says why, where CUDA is not available */
    static void require(String operation) {
        String reason = Cuda.unavailableReason();
        if (reason != null)
            throw new UnsupportedOperationException(
                    operation + ": CUDA is not available: " + reason);
    }

    /** Sets CUDA up, for an operation that needs it. */
    static void initialize(String operation) {
        if (initialized) return;
        require(operation);
        Torch.empty(new long[] {0}, Torch.device("cuda")).close();
        initialized = true;
    }

    /** The number of a device, where null and a device without a number stand for the current one. */
    static int indexOrCurrent(@Nullable Device device) {
        int index = device == null ? -1 : checked(device).index();
        return index < 0 ? Cuda.currentDevice() : index;
    }

    /** The number of a device that has one. */
    static int index(Device device) {
        if (checked(device).index() < 0)
            throw new IllegalArgumentException(
                    "Expected a torch.device with a specified index or an integer, but got:"
                            + device);
        return device.index();
    }

    private static Device checked(Device device) {
        if (!Objects.requireNonNull(device, "device").type().equals("cuda"))
            throw new IllegalArgumentException("Expected a cuda device, but got: " + device);
        return device;
    }

    /**
     * Whether libtorch has set CUDA up, which the first use of it does. Mirrors {@code torch.cuda.is_initialized}.
     */
    public static boolean isInitialized() {
        if (initialized) return true;
        return Cuda.isAvailable()
                && new Results(Downcalls.call(Function.CUDA_ALLOCATOR_INITIALIZED)).next() != 0;
    }

    /**
     * Sets CUDA up, which the first use of it does otherwise. Mirrors {@code torch.cuda.init}.
     *
     * @throws UnsupportedOperationException without CUDA
     */
    public static void init() {
        initialize("init");
    }

    // ---- The current device

    /** The number of the thread's current device. Mirrors {@code torch.cuda.current_device}. */
    public static int currentDevice() {
        initialize("current_device");
        return (int) new Results(Downcalls.call(Function.CUDA_CURRENT_DEVICE)).next();
    }

    /**
     * Makes a device the thread's current one; a negative number changes nothing. Mirrors
     * {@code torch.cuda.set_device}. {@link #device(int)} puts the one before back.
     *
     * @throws torch.AcceleratorException if there is no such device
     */
    public static void setDevice(int device) {
        if (device < 0) return;
        initialize("set_device");
        Downcalls.call(Function.CUDA_SET_DEVICE, device);
    }

    /** As {@link #setDevice(int)}. */
    public static void setDevice(Device device) {
        setDevice(index(device));
    }

    /**
     * Makes a device the thread's current one until the guard is closed; a negative number changes nothing. Mirrors
     * {@code with torch.cuda.device(1):}.
     *
     * {@snippet :
     * try (var guard = Cuda.device(1)) {
     *     Tensor x = Torch.randn(Torch.shape(3), Torch.device("cuda")); // on cuda:1
     * }
     * }
     */
    public static DeviceGuard device(int device) {
        if (device >= 0) initialize("device");
        return new DeviceGuard(device);
    }

    /** As {@link #device(int)}; a device without a number is the current one. */
    public static DeviceGuard device(Device device) {
        Objects.requireNonNull(device, "device");
        return device(checked(device).index() < 0 ? currentDevice() : device.index());
    }

    /**
     * Makes a tensor's device the thread's current one until the guard is closed; a tensor that is not on a GPU changes
     * nothing. Mirrors {@code with torch.cuda.device_of(x):}.
     */
    public static DeviceGuard deviceOf(Tensor tensor) {
        Device device = tensor.device();
        return device(device.type().equals("cuda") ? device.index() : -1);
    }

    /** Waits for all that was started on the current device. Mirrors {@code torch.cuda.synchronize}. */
    public static void synchronize() {
        synchronize(-1);
    }

    /** Waits for all that was started on a device. Mirrors {@code torch.cuda.synchronize(1)}. */
    public static void synchronize(int device) {
        initialize("synchronize");
        Downcalls.call(Function.CUDA_SYNCHRONIZE, device);
    }

    /** As {@link #synchronize(int)}. */
    public static void synchronize(Device device) {
        synchronize(checked(device).index());
    }

    /**
     * Whether a device can reach another's memory. Mirrors {@code torch.cuda.can_device_access_peer}.
     *
     * @throws IllegalArgumentException if there is no such device
     */
    public static boolean canDeviceAccessPeer(int device, int peerDevice) {
        initialize("can_device_access_peer");
        int count = Cuda.deviceCount();
        if (device < 0 || device >= count) throw new IllegalArgumentException("Invalid device id");
        if (peerDevice < 0 || peerDevice >= count)
            throw new IllegalArgumentException("Invalid peer device id");
        return new Results(Downcalls.call(Function.CUDA_CAN_ACCESS_PEER, device, peerDevice)).next()
                != 0;
    }

    /** As {@link #canDeviceAccessPeer(int, int)}. */
    public static boolean canDeviceAccessPeer(Device device, Device peerDevice) {
        return canDeviceAccessPeer(indexOrCurrent(device), index(peerDevice));
    }

    // ---- Odds and ends

    /**
     * Frees memory that tensors sent to other processes still hold, where those processes are done with them. Mirrors
     * {@code torch.cuda.ipc_collect}.
     */
    public static void ipcCollect() {
        initialize("ipc_collect");
        Downcalls.call(Function.CUDA_IPC_COLLECT);
    }

    /** The address of the thread's {@code cublasHandle_t}. Mirrors {@code torch.cuda.current_blas_handle}. */
    public static long currentBlasHandle() {
        initialize("current_blas_handle");
        return new Results(Downcalls.call(Function.CUDA_BLAS_HANDLE)).next();
    }

    /** The address of the thread's {@code cusolverDnHandle_t}. Mirrors {@code torch.cuda.current_solver_handle}. */
    public static long currentSolverHandle() {
        initialize("current_solver_handle");
        return new Results(Downcalls.call(Function.CUDA_SOLVER_HANDLE)).next();
    }

    /**
     * What happens at operations that wait for the device: 0 nothing, 1 a warning, 2 an error. It holds for the
     * process. Mirrors {@code torch.cuda.set_sync_debug_mode}.
     */
    public static void setSyncDebugMode(int debugMode) {
        initialize("set_sync_debug_mode");
        if (debugMode < 0 || debugMode > 2)
            throw new IllegalArgumentException(
                    "invalid value of debug_mode, expected one of 0,1,2");
        Downcalls.call(Function.CUDA_SYNC_DEBUG_MODE, debugMode);
    }

    /** As {@link #setSyncDebugMode(int)}, by name: {@code default}, {@code warn} or {@code error}. */
    public static void setSyncDebugMode(String debugMode) {
        setSyncDebugMode(
                switch (debugMode) {
                    case "default" -> 0;
                    case "warn" -> 1;
                    case "error" -> 2;
                    default ->
                            throw new IllegalArgumentException(
                                    "invalid value of debug_mode, expected one of `default`, `warn`, `error`");
                });
    }

    /** What {@link #setSyncDebugMode(int)} set. Mirrors {@code torch.cuda.get_sync_debug_mode}. */
    public static int getSyncDebugMode() {
        initialize("get_sync_debug_mode");
        return (int) new Results(Downcalls.call(Function.CUDA_SYNC_DEBUG_MODE, -1)).next();
    }
}
