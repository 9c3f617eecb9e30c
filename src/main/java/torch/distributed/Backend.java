package torch.distributed;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import torch.Device;

/**
 * What carries a group's messages for one type of device: its name, and what it can do. Mirrors
 * {@code torch.distributed.Backend} and what {@code get_backend_impl} gives.
 */
public final class Backend {
    public static final String UNDEFINED = "undefined";
    public static final String GLOO = "gloo";
    public static final String NCCL = "nccl";
    public static final String UCC = "ucc";
    public static final String MPI = "mpi";
    public static final String XCCL = "xccl";

    /** The backend that a type of device has unless another is asked for. */
    static final Map<String, String> DEVICE_DEFAULTS =
            Map.of("cpu", GLOO, "cuda", NCCL, "xpu", XCCL, "mps", GLOO);

    /** The types of device that a backend serves. */
    static final Map<String, List<String>> CAPABILITY =
            Map.of(
                    GLOO, List.of("cpu", "cuda"),
                    NCCL, List.of("cuda"),
                    XCCL, List.of("xpu"),
                    UCC, List.of("cpu", "cuda"),
                    MPI, List.of("cpu", "cuda"));

    private final org.bytedeco.pytorch.Backend backend;

    Backend(org.bytedeco.pytorch.Backend backend) {
        this.backend = backend;
    }

    /** A name as PyTorch writes it: in small letters. */
    public static String of(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static boolean isBuilt(String backend) {
        return switch (backend) {
            case GLOO -> Dist.isGlooAvailable();
            case NCCL -> Dist.isNcclAvailable();
            default -> false;
        };
    }

    /**
     * Refuses a backend that cannot be used.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws UnsupportedOperationException if libtorch was built without it
     */
    static void check(String backend) {
        switch (backend) {
            case GLOO -> {}
            case NCCL -> Nccl.require();
            case MPI ->
                    throw new UnsupportedOperationException(
                            "Distributed package doesn't have MPI built in. MPI is only included if you build PyTorch from source on a host that has MPI installed.");
            case UCC, XCCL ->
                    throw new UnsupportedOperationException(
                            "Distributed package doesn't have "
                                    + backend.toUpperCase(Locale.ROOT)
                                    + " built in");
            default -> throw new IllegalArgumentException(BackendConfig.unknown(backend));
        }
    }

    org.bytedeco.pytorch.Backend natively() {
        return backend;
    }

    /** Its name, as {@code gloo}. */
    public String name() {
        return C10d.call("name", () -> backend.getBackendName().getString());
    }

    /** This process's rank in it. */
    public int rank() {
        return backend.getRank();
    }

    /** How many processes it connects. */
    public int size() {
        return backend.getSize();
    }

    /** Whether {@link Dist#splitGroup} can make smaller groups of it. */
    public boolean supportsSplitting() {
        return backend.supportsSplitting();
    }

    /** Whether it sends several messages at once. */
    public boolean supportsCoalescing() {
        return backend.supportsCoalescing();
    }

    /** Whether {@link Dist#shrinkGroup} can leave processes out of it. */
    public boolean supportsShrinking() {
        return backend.supportsShrinking();
    }

    /** Whether it can tell how long a collective would take. */
    public boolean supportsTimeEstimate() {
        return backend.supportsTimeEstimation();
    }

    /** How long its collectives wait. */
    public Duration timeout() {
        return C10d.call(
                "timeout", () -> Duration.ofMillis(backend.getBackendOptions().timeout().count()));
    }

    /** Connects the processes of a device now and not at the first collective. */
    public void eagerConnectSingleDevice(Device device) {
        C10d.run(
                "eager_connect_single_device",
                () -> backend.eagerConnectSingleDevice(C10d.device(device)));
    }

    /** Whether the other is the same one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Backend b && b.backend.address() == backend.address();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(backend.address());
    }

    @Override
    public String toString() {
        return "Backend(" + name() + ", rank " + rank() + " of " + size() + ")";
    }
}
