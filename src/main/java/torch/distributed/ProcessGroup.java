package torch.distributed;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroup.BackendType;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.jspecify.annotations.Nullable;

/**
 * Processes that communicate with each other: all of them, or those that {@link Dist#newGroup} was given. Mirrors
 * {@code torch.distributed.ProcessGroup}.
 */
public final class ProcessGroup {
    private final org.bytedeco.pytorch.@Nullable ProcessGroup group;
    private final String name;
    private final Map<String, String> backends;
    private final int[] ranks;
    private final @Nullable Store store;
    private final Duration timeout;

    private ProcessGroup(
            org.bytedeco.pytorch.@Nullable ProcessGroup group,
            String name,
            Map<String, String> backends,
            int[] ranks,
            @Nullable Store store,
            Duration timeout) {
        this.group = group;
        this.name = name;
        this.backends = backends;
        this.ranks = ranks;
        this.store = store;
        this.timeout = timeout;
    }

    /** The group of which this process is not a member. */
    static ProcessGroup without(
            String name, Map<String, String> backends, int[] ranks, Duration timeout) {
        return new ProcessGroup(null, name, backends, ranks, null, timeout);
    }

    /**
     * Connects to the other members, with the keys that PyTorch uses.
     *
     * @param ranks the members' ranks in the default group, in the order of their ranks in this one
     */
    static ProcessGroup connect(
            Store store,
            String name,
            Map<String, String> backends,
            int[] ranks,
            int rank,
            Duration timeout) {
        Store own = new PrefixStore(name + "/", store);
        var group = new org.bytedeco.pytorch.ProcessGroup(own.natively(), rank, ranks.length);
        boolean one = backends.values().stream().distinct().count() == 1;
        @Nullable BackendOptional backend = null;
        for (var entry : backends.entrySet()) {
            BackendType type = BackendType.valueOf(entry.getValue().toUpperCase(Locale.ROOT));
            if (backend == null || !one) {
                backend =
                        backend(
                                entry.getValue(),
                                new PrefixStore(entry.getKey() + "/", own),
                                rank,
                                ranks.length,
                                timeout);
                group.setDefaultBackend(type);
            }
            group.setBackend(
                    DeviceType.valueOf(entry.getKey().toUpperCase(Locale.ROOT)), type, backend);
        }
        group.setGroupName(name);
        return new ProcessGroup(group, name, backends, ranks, own, timeout);
    }

    private static BackendOptional backend(
            String backend, Store store, int rank, int size, Duration timeout) {
        if (!backend.equals("gloo"))
            throw new UnsupportedOperationException("no backend " + backend);
        return C10d.call(
                "init_process_group",
                () -> {
                    // As PyTorch does it: the interfaces that the user names, or what the host's
                    // name stands for.
                    String interfaces = System.getenv("GLOO_SOCKET_IFNAME");
                    var devices = new GlooDeviceVector();
                    if (interfaces == null || interfaces.isEmpty()) {
                        devices.push_back(ProcessGroupGloo.createDefaultDevice());
                    } else {
                        for (String each : interfaces.split(",")) {
                            devices.push_back(ProcessGroupGloo.createDeviceForInterface(each));
                        }
                    }
                    var options = ProcessGroupGloo.Options.create(C10d.millis(timeout));
                    options.devices(devices);
                    options.threads((int) devices.size() * 2);
                    var made = new ProcessGroupGloo(store.natively(), rank, size, options);
                    return new BackendOptional(made);
                });
    }

    /** The backend of each type of device: a name for all, or as {@code cpu:gloo,cuda:nccl}. */
    static Map<String, String> backends(@Nullable String config, boolean cuda) {
        Map<String, String> backends = new LinkedHashMap<>();
        String lower = config == null ? "" : config.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) lower = cuda ? "nccl" : "gloo";
        if (!lower.contains(":")) {
            if (lower.equals("gloo")) backends.put("cpu", "gloo");
            if (cuda || lower.equals("nccl")) backends.put("cuda", lower);
            if (backends.isEmpty()) backends.put("cpu", lower);
        } else {
            for (String pair : lower.split(",")) {
                String[] parts = pair.split(":");
                if (parts.length != 2) {
                    throw new IllegalArgumentException(
                            "Invalid device:backend pairing: " + pair + ". " + invalid(config));
                }
                if (backends.put(parts[0], parts[1]) != null) {
                    throw new IllegalArgumentException(
                            "Duplicate device type "
                                    + parts[0]
                                    + " in backend string: "
                                    + parts[1]
                                    + ". "
                                    + invalid(config));
                }
            }
        }
        backends.values().forEach(ProcessGroup::checkBackend);
        return backends;
    }

    private static String invalid(@Nullable String config) {
        return "The custom backend string argument is invalid: "
                + config
                + ". Custom backend string is an experimental feature where the backend string must be in the format:"
                + " \"<device_type1>:<backend1>,<device_type2>:<backend2>...\". e.g. 'cpu:gloo,cuda:nccl'";
    }

    private static void checkBackend(String backend) {
        switch (backend) {
            case "gloo" -> {}
            case "nccl" ->
                    throw new UnsupportedOperationException(
                            "Distributed package doesn't have NCCL built in: the presets' libtorch for the CPU has none");
            case "mpi", "ucc", "xccl" ->
                    throw new UnsupportedOperationException(
                            "Distributed package doesn't have "
                                    + backend.toUpperCase(Locale.ROOT)
                                    + " built in");
            default -> throw new IllegalArgumentException("Invalid backend: '" + backend + "'");
        }
    }

    /** libtorch's group. */
    org.bytedeco.pytorch.ProcessGroup natively() {
        if (group == null)
            throw new IllegalStateException("this process is not a member of group " + name);
        return group;
    }

    Store store() {
        if (store == null)
            throw new IllegalStateException("this process is not a member of group " + name);
        return store;
    }

    Duration timeout() {
        return timeout;
    }

    Map<String, String> backends() {
        return backends;
    }

    /** Whether this process is a member. Collectives of a group without this process do nothing here. */
    public boolean isMember() {
        return group != null;
    }

    /** This process's rank in the group; -1 without it. */
    public int rank() {
        return group == null ? -1 : group.getRank();
    }

    /** How many processes are in the group; -1 in a process that is not. */
    public int size() {
        return group == null ? -1 : ranks.length;
    }

    /** The group's name. */
    public String name() {
        return name;
    }

    /** The members' ranks in the default group. */
    public int[] ranks() {
        return ranks.clone();
    }

    /** The rank in this group of a rank in the default one. */
    int groupRank(int globalRank) {
        for (int i = 0; i < ranks.length; i++) if (ranks[i] == globalRank) return i;
        throw new IllegalArgumentException(
                "Global rank " + globalRank + " is not part of group " + this);
    }

    int globalRank(int groupRank) {
        if (groupRank < 0 || groupRank >= ranks.length) {
            throw new IllegalArgumentException(
                    "Group rank " + groupRank + " is not part of group " + this);
        }
        return ranks[groupRank];
    }

    void shutdown() {
        if (group != null) C10d.run("destroy_process_group", group::shutdown);
    }

    @Override
    public String toString() {
        return "ProcessGroup(" + name + ", ranks " + Arrays.toString(ranks) + ", " + backends + ")";
    }
}
