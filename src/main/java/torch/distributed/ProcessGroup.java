package torch.distributed;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroup.BackendType;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jspecify.annotations.Nullable;
import torch.Device;

/**
 * Processes that communicate with each other: all of them, or those that {@link Dist#newGroup} was given. Mirrors
 * {@code torch.distributed.ProcessGroup}.
 */
public final class ProcessGroup {
    /**
     * What a group is made from.
     *
     * @param ranks the members' ranks in the default group, in the order of their ranks in this one
     */
    record Plan(
            String name,
            String desc,
            BackendConfig config,
            int[] ranks,
            Duration timeout,
            @Nullable Device boundDevice,
            boolean highPriorityStream) {}

    private final Plan plan;
    private final @Nullable Store store;
    private final org.bytedeco.pytorch.@Nullable ProcessGroup group;
    // NCCL's part is named only where it is there.
    private @Nullable Object nccl;
    private @Nullable Fingerprint fingerprint;
    private boolean destroyed;

    private ProcessGroup(
            Plan plan, @Nullable Store store, org.bytedeco.pytorch.@Nullable ProcessGroup group) {
        this.plan = plan;
        this.store = store;
        this.group = group;
    }

    /** The group of which this process is not a member. */
    static ProcessGroup without(Plan plan, @Nullable ProcessGroup parent) {
        Device device = parent == null ? null : parent.plan.boundDevice;
        Object nccl = parent == null ? null : parent.nccl;
        if (device != null && nccl != null) {
            C10d.run("new_group", () -> Nccl.splitWithout((ProcessGroupNCCL) nccl, device));
        }
        return new ProcessGroup(plan, null, null);
    }

    /** A group that libtorch made out of another one. */
    static ProcessGroup made(Plan plan, Store store, org.bytedeco.pytorch.ProcessGroup group) {
        return new ProcessGroup(plan, store, group);
    }

    /**
     * Connects to the other members, with the keys that PyTorch uses.
     *
     * @param parent the default group, for all others
     */
    static ProcessGroup connect(Plan plan, Store store, int rank, @Nullable ProcessGroup parent) {
        Store own = new PrefixStore(plan.name + "/", store);
        var group = new org.bytedeco.pytorch.ProcessGroup(own.natively(), rank, plan.ranks.length);
        var made = new ProcessGroup(plan, own, group);
        C10d.run("init_process_group", () -> made.connect(rank, parent));
        return made;
    }

    private void connect(int rank, @Nullable ProcessGroup parent) {
        var group = natively();
        Device bound = plan.boundDevice;
        String main = plan.config.main(bound == null ? null : bound.type());
        group.setDefaultBackend(type(main));
        if (bound != null) group.setBoundDeviceId(new DeviceOptional(C10d.device(bound)));
        @Nullable BackendOptional backend = null;
        for (var entry : plan.config.devices().entrySet()) {
            if (backend == null || !plan.config.isOne()) {
                Store prefixed = new PrefixStore(entry.getKey() + "/", store());
                backend = backend(entry.getValue(), prefixed, rank, parent);
            }
            group.setBackend(deviceType(entry.getKey()), type(entry.getValue()), backend);
        }
        group.setGroupName(plan.name);
        group.setGroupDesc(plan.desc);
        if (bound != null) {
            Backend connected = new Backend(group.getBackend(deviceType(bound.type())));
            if (connected.supportsSplitting()) connected.eagerConnectSingleDevice(bound);
        }
        if (Dist.getDebugLevel() == DebugLevel.DETAIL) {
            fingerprint =
                    new Fingerprint(
                            gloo(
                                    new PrefixStore("pg_wrapper:" + plan.name, store()),
                                    rank,
                                    plan.ranks.length,
                                    plan.timeout),
                            rank);
        }
    }

    private BackendOptional backend(
            String backend, Store store, int rank, @Nullable ProcessGroup parent) {
        int size = plan.ranks.length;
        if (backend.equals(Backend.GLOO))
            return new BackendOptional(gloo(store, rank, size, plan.timeout));
        Object split = parent != null && parent.plan.boundDevice != null ? parent.nccl : null;
        ProcessGroupNCCL made =
                Nccl.backend(
                        store,
                        rank,
                        size,
                        plan.name,
                        parent == null ? new int[0] : plan.ranks,
                        plan.timeout,
                        plan.highPriorityStream,
                        (ProcessGroupNCCL) split);
        nccl = made;
        return new BackendOptional(made);
    }

    private static ProcessGroupGloo gloo(Store store, int rank, int size, Duration timeout) {
        // As PyTorch does it: the interfaces that the user names, or what the host's name stands
        // for.
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
        return new ProcessGroupGloo(store.natively(), rank, size, options);
    }

    private static BackendType type(String backend) {
        return BackendType.valueOf(backend.toUpperCase(Locale.ROOT));
    }

    static DeviceType deviceType(String device) {
        return DeviceType.valueOf(device.toUpperCase(Locale.ROOT));
    }

    /** libtorch's group. */
    org.bytedeco.pytorch.ProcessGroup natively() {
        registered();
        if (group == null)
            throw new IllegalStateException("this process is not a member of group " + plan.name);
        return group;
    }

    private void registered() {
        if (destroyed) {
            throw new IllegalStateException(
                    "Group "
                            + this
                            + " is not registered, please create group with torch.distributed.new_group API");
        }
    }

    Store store() {
        if (store == null)
            throw new IllegalStateException("this process is not a member of group " + plan.name);
        return store;
    }

    @Nullable Fingerprint fingerprint() {
        return fingerprint;
    }

    Plan plan() {
        return plan;
    }

    BackendConfig config() {
        return plan.config;
    }

    boolean isDestroyed() {
        return destroyed;
    }

    /** The one device that this process uses; null where it was not said. Mirrors {@code bound_device_id}. */
    public @Nullable Device boundDevice() {
        return plan.boundDevice;
    }

    /** Where bytes of objects travel: the CPU where it is served. */
    Device objectDevice() {
        if (plan.config.devices().containsKey("cpu")) return Device.CPU;
        if (plan.boundDevice != null) return plan.boundDevice;
        return new Device(plan.config.devices().keySet().iterator().next(), -1);
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
        return group == null ? -1 : plan.ranks.length;
    }

    /** The group's name. */
    public String name() {
        return plan.name;
    }

    /** What the group is for. Mirrors {@code group_desc}. */
    public String groupDesc() {
        return plan.desc;
    }

    /** The members' ranks in the default group. */
    public int[] ranks() {
        return plan.ranks.clone();
    }

    private boolean isDefault() {
        return Dist.isDefault(this);
    }

    /** The rank in this group of a rank in the default one. */
    int groupRank(int globalRank) {
        if (isDefault()) return globalRank;
        registered();
        for (int i = 0; i < plan.ranks.length; i++) if (plan.ranks[i] == globalRank) return i;
        throw new IllegalArgumentException(
                "Global rank " + globalRank + " is not part of group " + this);
    }

    int globalRank(int groupRank) {
        if (isDefault()) return groupRank;
        registered();
        if (groupRank < 0 || groupRank >= plan.ranks.length) {
            throw new IllegalArgumentException(
                    "Group rank " + groupRank + " is not part of group " + this);
        }
        return plan.ranks[groupRank];
    }

    void shutdown() {
        destroyed = true;
        if (group != null) C10d.run("destroy_process_group", group::shutdown);
    }

    void abort() {
        destroyed = true;
        if (group != null) C10d.run("abort", group::abort);
    }

    @Override
    public String toString() {
        return "ProcessGroup(%s, ranks %s, %s)"
                .formatted(plan.name, Arrays.toString(plan.ranks), plan.config);
    }
}
