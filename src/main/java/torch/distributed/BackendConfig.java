package torch.distributed;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.cuda.Cuda;

/**
 * The backend of each type of device in a group. Mirrors {@code torch.distributed.BackendConfig}.
 *
 * @param backend what the group was asked for: a name, or as {@code cpu:gloo,cuda:nccl}
 * @param devices the backend of each type of device
 */
record BackendConfig(String backend, Map<String, String> devices) {
    /** @throws IllegalArgumentException if it is malformed */
    static BackendConfig of(@Nullable String asked) {
        String backend = Backend.of(asked == null ? Backend.UNDEFINED : asked);
        if (backend.equals(Backend.UNDEFINED)) {
            boolean cuda = Cuda.isAvailable();
            String only = cuda ? Backend.NCCL : Backend.GLOO;
            Backend.check(only);
            return new BackendConfig(backend, Map.of(cuda ? "cuda" : "cpu", only));
        }
        Map<String, String> devices = new LinkedHashMap<>();
        if (backend.contains(":")) {
            for (String pair : backend.split(",")) {
                String[] parts = pair.split(":");
                if (parts.length != 2) {
                    throw new IllegalArgumentException(
                            "Invalid device:backend pairing: " + pair + ". " + invalid(backend));
                }
                if (devices.put(parts[0], parts[1]) != null) {
                    throw new IllegalArgumentException(
                            "Duplicate device type "
                                    + parts[0]
                                    + " in backend string: "
                                    + parts[1]
                                    + ". "
                                    + invalid(backend));
                }
            }
        } else {
            List<String> capable = Backend.CAPABILITY.get(backend);
            if (capable == null) throw new IllegalArgumentException(unknown(backend));
            capable.forEach(device -> devices.put(device, backend));
        }
        devices.values().forEach(Backend::check);
        return new BackendConfig(backend, devices);
    }

    static String unknown(String backend) {
        return "Unknown backend type " + backend;
    }

    private static String invalid(String backend) {
        return "The custom backend string argument is invalid: "
                + backend
                + ". Custom backend string is an experimental feature where the backend string must be in the format:"
                + " \"<device_type1>:<backend1>,<device_type2>:<backend2>...\". e.g. 'cpu:gloo,cuda:nccl,xpu:xccl'";
    }

    boolean isOne() {
        return devices.values().stream().distinct().count() == 1;
    }

    /** The backend that speaks for the whole group: the accelerator's where there is one. */
    String main(@Nullable String boundDevice) {
        return devices.entrySet().stream()
                .min(
                        java.util.Comparator.comparingInt(
                                e ->
                                        e.getKey().equals(boundDevice)
                                                ? 0
                                                : e.getKey().equals("cpu") ? 2 : 1))
                .orElseThrow()
                .getValue();
    }

    /** As {@code cpu:gloo,cuda:nccl}. */
    @Override
    public String toString() {
        return devices.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue())
                .collect(Collectors.joining(","));
    }

    /** Whether all backends of a name or of a list of pairs can be used. */
    static boolean isAvailable(String backend) {
        return Arrays.stream(backend.toLowerCase(Locale.ROOT).split(","))
                .map(part -> part.substring(part.indexOf(':') + 1))
                .allMatch(Backend::isBuilt);
    }
}
