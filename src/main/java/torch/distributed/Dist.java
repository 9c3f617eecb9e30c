package torch.distributed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Torch;

/**
 * The functions of {@code torch.distributed}: the process groups and what there is. Its collectives are in
 * {@link Collectives} and {@link ObjectCollectives}, from which this class inherits.
 */
public final class Dist extends Groups {
    private static boolean isDebugLevelRead;

    private Dist() {}

    /** Refuses a libtorch that the presets do not bind. */
    static synchronized void require() {
        Torch.empty(0).javacpp().close();
        if (!isDebugLevelRead) {
            isDebugLevelRead = true;
            setDebugLevelFromEnv();
        }
    }

    // ---- What there is

    /** Whether there is a libtorch with c10d that can be reached: the presets' own. */
    public static boolean isAvailable() {
        try {
            require();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** Whether groups can use Gloo. */
    public static boolean isGlooAvailable() {
        return isAvailable();
    }

    /** Whether groups can use NCCL: on the presets' libtorch for CUDA, and where NVIDIA's libraries are found. */
    public static boolean isNcclAvailable() {
        return isAvailable() && Nccl.fault() == null;
    }

    /** Whether groups can use MPI: never. */
    public static boolean isMpiAvailable() {
        return false;
    }

    /** Whether groups can use UCC: never. */
    public static boolean isUccAvailable() {
        return false;
    }

    /** Whether groups can use XCCL: never. */
    public static boolean isXcclAvailable() {
        return false;
    }

    /** Whether a backend, or all of {@code cpu:gloo,cuda:nccl}, can be used. */
    public static boolean isBackendAvailable(String backend) {
        return BackendConfig.isAvailable(backend);
    }

    /** Whether this process was started by {@code torchrun}. */
    public static boolean isTorchelasticLaunched() {
        return System.getenv("TORCHELASTIC_RUN_ID") != null;
    }

    /** Whether a reduction makes sense on complex tensors. */
    public static boolean supportsComplex(ReduceOp reduceOp) {
        return reduceOp.supportsComplex();
    }

    // ---- Backends

    /** The backend that a type of device has by default, as {@code gloo} for {@code cpu}. */
    public static String getDefaultBackendForDevice(String device) {
        String backend = Backend.DEVICE_DEFAULTS.get(Device.of(device).type());
        if (backend == null) {
            throw new IllegalArgumentException(
                    "Default backend not registered for device : " + device);
        }
        return backend;
    }

    /** The backend that a type of device has by default. */
    public static String getDefaultBackendForDevice(Device device) {
        return getDefaultBackendForDevice(device.toString());
    }

    /** The backend of the default group. */
    public static String getBackend() {
        return getBackend(null);
    }

    /** The backend of a group, as it was asked for: {@code undefined} where it was not. */
    public static String getBackend(@Nullable ProcessGroup group) {
        ProcessGroup asked = registered(group);
        if (asked.isDestroyed()) {
            throw new IllegalArgumentException(
                    "Process group "
                            + asked
                            + " is not initialized in the world group map. Please initialize the group first.");
        }
        return asked.config().backend();
    }

    /** The backend of each type of device in the default group, as {@code cpu:gloo,cuda:nccl}. */
    public static String getBackendConfig() {
        return getBackendConfig(null);
    }

    /** The backend of each type of device in a group, as {@code cpu:gloo,cuda:nccl}. */
    public static String getBackendConfig(@Nullable ProcessGroup group) {
        return registered(group).config().toString();
    }

    /** The engine of the default group. */
    public static Backend getBackendImpl() {
        return getBackendImpl(null, null);
    }

    /** The engine of a group. */
    public static Backend getBackendImpl(@Nullable ProcessGroup group) {
        return getBackendImpl(group, null);
    }

    /**
     * The engine of a group for a device.
     *
     * @param device null for the one that the group was told, or the only engine
     * @throws IllegalArgumentException if there are several, and the device is not given
     * @throws DistException if there is none for that type of device
     */
    public static Backend getBackendImpl(@Nullable ProcessGroup group, @Nullable Device device) {
        ProcessGroup of = registered(group);
        Device asked = device == null ? of.boundDevice() : device;
        if (asked != null) return impl(of, asked.type());
        Backend only = null;
        for (String type : of.config().devices().keySet()) {
            Backend impl = impl(of, type);
            if (only != null && !only.equals(impl)) {
                throw new IllegalArgumentException(
                        "Process group has multiple backend implementations; pass the device argument to select one.");
            }
            only = impl;
        }
        return java.util.Objects.requireNonNull(only);
    }

    private static Backend impl(ProcessGroup group, String device) {
        return C10d.call(
                "get_backend_impl",
                () -> new Backend(group.natively().getBackend(ProcessGroup.deviceType(device))));
    }

    // ---- Ranks

    /** This process's rank. */
    public static int getRank() {
        return groupOr(null).rank();
    }

    /** This process's rank in a group; -1 if it is not a member. */
    public static int getRank(@Nullable ProcessGroup group) {
        return groupOr(group).rank();
    }

    /** How many processes there are. */
    public static int getWorldSize() {
        return groupOr(null).size();
    }

    /** How many processes are in a group; -1 if this one is not a member. */
    public static int getWorldSize(@Nullable ProcessGroup group) {
        return groupOr(group).size();
    }

    /** The rank in the default group of a group's member. */
    public static int getGlobalRank(ProcessGroup group, int groupRank) {
        return group.globalRank(groupRank);
    }

    /** The rank in a group of a member's rank in the default one. */
    public static int getGroupRank(ProcessGroup group, int globalRank) {
        return group.groupRank(globalRank);
    }

    /** The members' ranks in the default group. */
    public static int[] getProcessGroupRanks(@Nullable ProcessGroup group) {
        return groupOr(group).ranks();
    }

    /**
     * This process's rank among those of its machine.
     *
     * @throws DistException if LOCAL_RANK is not set
     */
    public static int getNodeLocalRank() {
        String rank = System.getenv("LOCAL_RANK");
        if (rank == null) {
            throw new DistException(
                    "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank`"
                            + " to work, assuming you are not running in a multi-device context and want the code to run"
                            + " locally instead.");
        }
        return Integer.parseInt(rank);
    }

    /** This process's rank among those of its machine; {@code fallbackRank} if LOCAL_RANK is not set. */
    public static int getNodeLocalRank(int fallbackRank) {
        return System.getenv("LOCAL_RANK") == null ? fallbackRank : getNodeLocalRank();
    }

    // ---- Settings

    /** Sets how long the default group's collectives wait from now on. */
    public static void setTimeout(Duration timeout) {
        setTimeout(timeout, null);
    }

    /** Sets how long a group's collectives wait from now on. */
    public static void setTimeout(Duration timeout, @Nullable ProcessGroup group) {
        ProcessGroup of = registered(group);
        C10d.run("set_timeout", () -> of.natively().setTimeout(C10d.millis(timeout)));
    }

    /** How much is looked after, as {@code TORCH_DISTRIBUTED_DEBUG} or {@link #setDebugLevel} say. */
    public static DebugLevel getDebugLevel() {
        require();
        return switch (org.bytedeco.pytorch.global.torch.debug_level().intern()) {
            case Off -> DebugLevel.OFF;
            case Info -> DebugLevel.INFO;
            case Detail -> DebugLevel.DETAIL;
        };
    }

    /** Sets how much is looked after; groups made from now on see {@link DebugLevel#DETAIL}. */
    public static void setDebugLevel(DebugLevel level) {
        require();
        org.bytedeco.pytorch.global.torch.setDebugLevel(level.natively());
    }

    /**
     * Sets how much is looked after from {@code TORCH_DISTRIBUTED_DEBUG}.
     *
     * @throws DistException if it is none of OFF, INFO, DETAIL
     */
    public static void setDebugLevelFromEnv() {
        require();
        C10d.run(
                "set_debug_level_from_env",
                org.bytedeco.pytorch.global.torch::setDebugLevelFromEnvironment);
    }

    /** Names collectives in profiles from here on: {@code try (var named = Dist.recordComm("tp")) { … }}. */
    public static RecordComm recordComm(String name) {
        require();
        return new RecordComm(name);
    }

    /** What {@link #recordComm} opens. */
    public static final class RecordComm implements AutoCloseable {
        private final String before;

        private RecordComm(String name) {
            var now = org.bytedeco.pytorch.global.torch.get_comm_profiling_name();
            before = now == null ? "" : now.getString();
            org.bytedeco.pytorch.global.torch.set_comm_profiling_name(name);
        }

        @Override
        public void close() {
            org.bytedeco.pytorch.global.torch.set_comm_profiling_name(before);
        }
    }

    // ---- Meeting

    /**
     * Makes another scheme of {@code initMethod} known.
     *
     * @throws DistException if there is one of this name
     */
    public static void registerRendezvousHandler(String scheme, Rendezvous.Handler handler) {
        Rendezvous.register(scheme, handler);
    }

    /**
     * Meets the others, and makes no group.
     *
     * @param url {@code env://}, {@code tcp://host:port}, {@code file:///path}, or of a registered scheme
     * @param rank this process's rank; -1 where the URL or the environment say it
     * @param worldSize how many processes there are; -1 where the URL or the environment say it
     */
    public static Rendezvous rendezvous(String url, int rank, int worldSize, Duration timeout) {
        return Rendezvous.at(url, rank, worldSize, timeout, System.getenv());
    }

    /** As {@link #rendezvous(String, int, int, Duration)}, which waits half an hour. */
    public static Rendezvous rendezvous(String url) {
        return rendezvous(url, -1, -1, defaultTimeout(Backend.GLOO));
    }

    /** {@link DeviceMesh} of these sizes, over all processes. */
    public static DeviceMesh initDeviceMesh(String deviceType, long... meshShape) {
        return DeviceMesh.init(deviceType, meshShape, o -> {});
    }

    /** {@link DeviceMesh} of these sizes, over all processes, with keyword arguments. */
    public static DeviceMesh initDeviceMesh(
            String deviceType,
            long[] meshShape,
            java.util.function.Consumer<? super DeviceMesh.Options> options) {
        return DeviceMesh.init(deviceType, meshShape, options);
    }
}
