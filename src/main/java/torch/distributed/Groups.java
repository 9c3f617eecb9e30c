package torch.distributed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.cuda.Cuda;

/** The process groups: the default one, and those made of it. */
abstract class Groups extends ObjectCollectives {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration NCCL_TIMEOUT = Duration.ofMinutes(10);

    private static @Nullable ProcessGroup world;
    private static final Map<String, ProcessGroup> groups = new TreeMap<>();
    private static final Map<String, Integer> local = new HashMap<>();
    private static int count;
    private static int numbered;

    Groups() {}

    static Duration defaultTimeout(String backend) {
        return backend.equals(Backend.NCCL) ? NCCL_TIMEOUT : DEFAULT_TIMEOUT;
    }

    // ---- The default group

    /** Joins the default group with the environment's rank and size; NCCL where there is a CUDA device, otherwise Gloo. */
    public static void initProcessGroup() {
        initProcessGroup(o -> {});
    }

    /** Joins the default group with the environment's rank and size. */
    public static void initProcessGroup(String backend) {
        initProcessGroup(o -> o.backend(backend));
    }

    /**
     * Joins the default group: waits until all processes are there.
     *
     * @throws IllegalArgumentException if it was joined before, or rank, size or address are missing or make no sense
     * @throws DistException if the others are not there within the time-out, or the port is in use
     * @throws UnsupportedOperationException if the backend is not there, or libtorch is not the presets'
     */
    public static void initProcessGroup(Consumer<? super InitOptions> options) {
        synchronized (groups) {
            init(InitOptions.of(options));
        }
    }

    private static void init(InitOptions o) {
        Dist.require();
        if (world != null) {
            throw new IllegalArgumentException(
                    "trying to initialize the default process group twice!");
        }
        if (o.store != null && o.initMethod != null)
            throw new IllegalArgumentException("Cannot specify both init_method and store.");
        if (o.store != null && o.worldSize <= 0)
            throw new IllegalArgumentException("world_size must be positive if using store");
        if (o.store != null && o.rank < 0)
            throw new IllegalArgumentException("rank must be non-negative if using store");
        checkDevice(o.deviceId);
        String backend = o.backend;
        if (backend == null && o.deviceId != null)
            backend = Backend.DEVICE_DEFAULTS.get(o.deviceId.type());
        BackendConfig config = BackendConfig.of(backend);
        Duration timeout = o.timeout == null ? defaultTimeout(config.backend()) : o.timeout;
        Rendezvous met;
        if (o.store == null) {
            String url = o.initMethod == null ? "env://" : o.initMethod;
            met = Rendezvous.at(url, o.rank, o.worldSize, timeout, System.getenv());
            met.store().setTimeout(timeout);
        } else {
            met = new Rendezvous(o.store, o.rank, o.worldSize);
        }
        if (met.rank() < 0 || met.rank() >= met.worldSize()) {
            throw new IllegalArgumentException(
                    "rank %d is not in a world of size %d: RANK counts from 0 to WORLD_SIZE - 1"
                            .formatted(met.rank(), met.worldSize()));
        }
        var plan =
                new ProcessGroup.Plan(
                        String.valueOf(numbered),
                        "default_pg",
                        config,
                        IntStream.range(0, met.worldSize()).toArray(),
                        timeout,
                        o.deviceId,
                        o.highPriorityStream);
        Store store = new PrefixStore("default_pg", met.store());
        ProcessGroup made = ProcessGroup.connect(plan, store, met.rank(), null);
        world = made;
        count++;
        numbered++;
        groups.put(made.name(), made);
        if (isBarrierAfterInit()) meetIn(store, plan, met.rank(), met.worldSize());
    }

    private static void checkDevice(@Nullable Device device) {
        if (device == null || device.type().equals("cpu")) {
            if (device != null) {
                throw new IllegalArgumentException(
                        "init_process_group device_id parameter must be an accelerator with an index");
            }
            return;
        }
        if (!Cuda.isAvailable() || !device.type().equals("cuda")) {
            throw new IllegalArgumentException(
                    "device_id %s does not match the current compilation's accelerator support: %s. Please use a different compiled version that supports your accelerator."
                            .formatted(device, Cuda.isAvailable() ? "cuda" : "None"));
        }
        if (device.index() < 0)
            throw new IllegalArgumentException("Please use a device_id with index.");
        if (device.index() >= Cuda.deviceCount()) {
            throw new IllegalArgumentException(
                    "device_id %s is out of range. Please use a device index less than the number of accelerators available: %d."
                            .formatted(device, Cuda.deviceCount()));
        }
    }

    private static boolean isBarrierAfterInit() {
        return "1".equals(System.getenv("TORCH_DIST_INIT_BARRIER"));
    }

    /** Waits in the store until all processes have made the group. */
    private static void meetIn(Store store, ProcessGroup.Plan plan, int rank, int size) {
        String key = "store_based_barrier_key:" + plan.name();
        if (store.add(key, 1) == size) store.set(key + ":last_worker", "1");
        try {
            store.await(List.of(key + ":last_worker"), plan.timeout());
        } catch (DistException e) {
            throw new DistException(
                    "Timed out initializing process group in store based barrier on rank %d, for key: %s (world_size=%d, num_workers_joined=%d, timeout=%s error=%s)"
                            .formatted(
                                    rank,
                                    key,
                                    size,
                                    store.add(key, 0),
                                    plan.timeout(),
                                    e.getMessage()));
        }
    }

    /** Whether {@link #initProcessGroup} was called. */
    public static boolean isInitialized() {
        synchronized (groups) {
            return world != null;
        }
    }

    static boolean isDefault(ProcessGroup group) {
        synchronized (groups) {
            return world == group;
        }
    }

    static ProcessGroup groupOr(@Nullable ProcessGroup group) {
        if (group != null) return group;
        synchronized (groups) {
            if (world == null) {
                throw new IllegalArgumentException(
                        "Default process group has not been initialized, please make sure to call init_process_group.");
            }
            return world;
        }
    }

    /** The group of a name. */
    static ProcessGroup named(String name) {
        synchronized (groups) {
            ProcessGroup group = groups.get(name);
            if (group == null)
                throw new IllegalArgumentException(
                        "Could not resolve the process group registered under the name " + name);
            return group;
        }
    }

    /** A registered group; this process's members only are. */
    static ProcessGroup registered(@Nullable ProcessGroup group) {
        ProcessGroup found = groupOr(group);
        if (!found.isMember())
            throw new IllegalArgumentException("Invalid process group specified");
        return found;
    }

    // ---- Further groups

    /**
     * Makes a group of some processes. All processes call it, members or not.
     *
     * @param ranks the members' ranks in the default group; null for all
     * @throws IllegalArgumentException if a rank is not there, or there twice
     */
    public static ProcessGroup newGroup(
            int @Nullable [] ranks, Consumer<? super InitOptions> options) {
        InitOptions o = InitOptions.of(options);
        ProcessGroup all = groupOr(null);
        Device device = o.deviceId == null ? all.boundDevice() : o.deviceId;
        if (all.boundDevice() != null && !all.boundDevice().equals(device)) {
            throw new IllegalArgumentException(
                    "Mismatched bound device between new pg and the default pg.");
        }
        checkDevice(device);
        BackendConfig config = o.backend == null ? all.config() : BackendConfig.of(o.backend);
        Duration timeout = o.timeout == null ? defaultTimeout(config.backend()) : o.timeout;
        int[] members = ranks == null ? all.ranks() : ranks.clone();
        boolean member = Arrays.stream(members).anyMatch(rank -> rank == all.rank());
        if (ranks != null) {
            if (o.sortRanks) Arrays.sort(members);
            if (!o.useLocalSynchronization || member) check(members, all.size());
        }
        String name = null;
        if (!o.useLocalSynchronization || member)
            name = groupName(members, o.useLocalSynchronization);
        var plan =
                new ProcessGroup.Plan(
                        name == null ? "" : name,
                        o.groupDesc == null ? "undefined" : o.groupDesc,
                        config,
                        members,
                        timeout,
                        device,
                        o.highPriorityStream);
        if (!member) return ProcessGroup.without(plan, o.useLocalSynchronization ? null : all);
        int rank = indexOf(members, all.rank());
        ProcessGroup made = ProcessGroup.connect(plan, worldStore(all), rank, all);
        register(made);
        if (isBarrierAfterInit()) {
            if (o.useLocalSynchronization) meetIn(made.store(), plan, all.rank(), members.length);
            else meetIn(worldStore(all), plan, all.rank(), all.size());
        }
        return made;
    }

    private static Store worldStore(ProcessGroup all) {
        // PyTorch's default store has the default group's own prefix.
        return all.store();
    }

    private static void check(int[] members, int worldSize) {
        if (Arrays.stream(members).distinct().count() != members.length) {
            throw new IllegalArgumentException(
                    "ranks list must not contain duplicate entries, got "
                            + Arrays.toString(members));
        }
        if (members.length > worldSize) {
            throw new IllegalArgumentException(
                    "the new group's world size should be less or equal to the world size set by init_process_group");
        }
        for (int rank : members) {
            if (rank < 0 || rank >= worldSize) {
                throw new IllegalArgumentException(
                        "Rank %d is out of range. Valid ranks are 0 to %d (world_size=%d)"
                                .formatted(rank, worldSize - 1, worldSize));
            }
        }
    }

    private static int indexOf(int[] ranks, int rank) {
        return IntStream.range(0, ranks.length)
                .filter(i -> ranks[i] == rank)
                .findFirst()
                .orElse(-1);
    }

    /** The next number, or one that does not depend on what processes outside the group have made. */
    private static String groupName(int[] ranks, boolean hashed) {
        synchronized (groups) {
            count++;
            if (!hashed) return String.valueOf(numbered++);
            String text =
                    Arrays.stream(ranks).mapToObj(String::valueOf).collect(Collectors.joining("_"));
            // Counted by their ranks: processes outside have not seen these groups.
            text += "_" + local.merge(text, 1, Integer::sum);
            try {
                byte[] hash =
                        MessageDigest.getInstance("SHA-1")
                                .digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void register(ProcessGroup group) {
        synchronized (groups) {
            groups.put(group.name(), group);
        }
    }

    /** A group of some processes; see {@link #newGroup(int[], Consumer)}. */
    public static ProcessGroup newGroup(int... ranks) {
        return newGroup(ranks, o -> {});
    }

    /** A group of all processes. */
    public static ProcessGroup newGroup() {
        return newGroup(null, o -> {});
    }

    /**
     * Several groups.
     *
     * @param current the one with this process; null if there is none
     * @param subgroups all of them
     */
    public record Subgroups(@Nullable ProcessGroup current, List<ProcessGroup> subgroups) {}

    /** Groups of as many processes as there are devices on this machine. */
    public static Subgroups newSubgroups() {
        return newSubgroups(null, null, o -> {});
    }

    /** Groups of equal size. */
    public static Subgroups newSubgroups(int groupSize) {
        return newSubgroups(groupSize, null, o -> {});
    }

    /**
     * Groups of equal size, of the members of a group.
     *
     * @param groupSize how many processes in each; null for as many as this machine has devices
     * @throws IllegalArgumentException if the group's size is no multiple of it
     */
    public static Subgroups newSubgroups(
            @Nullable Integer groupSize,
            @Nullable ProcessGroup group,
            Consumer<? super InitOptions> options) {
        if (groupSize == null && !Cuda.isAvailable()) {
            throw new IllegalArgumentException(
                    "Default group size only takes effect when CUDA/XPU is available.If your subgroup using a backend that does not depend on CUDA/XPU,please pass in 'group_size' correctly.");
        }
        int size = groupSize == null ? Cuda.deviceCount() : groupSize;
        if (size <= 0)
            throw new IllegalArgumentException(
                    "The arg 'group_size' (" + size + ") must be positive");
        int worldSize = groupOr(group).size();
        if (worldSize < size) {
            throw new IllegalArgumentException(
                    "The arg 'group_size' (%d) must not exceed the world size (%d)"
                            .formatted(size, worldSize));
        }
        if (worldSize % size != 0) {
            throw new IllegalArgumentException(
                    "The world size (%d) must be divisible by 'group_size=%d'"
                            .formatted(worldSize, size));
        }
        int[] ranks = groupOr(group).ranks();
        List<int[]> parts = new ArrayList<>();
        for (int i = 0; i < ranks.length; i += size)
            parts.add(Arrays.copyOfRange(ranks, i, i + size));
        return newSubgroupsByEnumeration(parts, options);
    }

    /** Groups of these ranks. */
    public static Subgroups newSubgroupsByEnumeration(List<int[]> ranksPerSubgroupList) {
        return newSubgroupsByEnumeration(ranksPerSubgroupList, o -> {});
    }

    /**
     * As {@link #newSubgroupsByEnumeration(List)} with keyword arguments.
     *
     * @throws IllegalArgumentException if a rank is in two groups
     */
    public static Subgroups newSubgroupsByEnumeration(
            List<int[]> ranksPerSubgroupList, Consumer<? super InitOptions> options) {
        if (ranksPerSubgroupList.isEmpty()) {
            throw new IllegalArgumentException("The arg 'ranks_per_subgroup_list' cannot be empty");
        }
        List<ProcessGroup> made = new ArrayList<>();
        ProcessGroup current = null;
        Map<Integer, int[]> seen = new HashMap<>();
        for (int[] ranks : ranksPerSubgroupList) {
            ProcessGroup group = newGroup(ranks, options);
            made.add(group);
            for (int rank : ranks) {
                int[] before = seen.put(rank, ranks);
                if (before != null) {
                    throw new IllegalArgumentException(
                            "Rank %d has appeared in both subgroup %s and %s"
                                    .formatted(
                                            rank, Arrays.toString(before), Arrays.toString(ranks)));
                }
                if (rank == groupOr(null).rank()) current = group;
            }
        }
        return new Subgroups(current, made);
    }

    // ---- Groups out of groups

    /**
     * Makes a group out of another one, whose connections are used again; NCCL only.
     *
     * @param splitRanks the members of each new group by their ranks in the other; this process joins the first one that
     *     has it
     * @return the group; one without this process if it is in none
     * @throws DistException if the default group was not told its device
     */
    public static ProcessGroup splitGroup(
            @Nullable ProcessGroup parentPg,
            List<int[]> splitRanks,
            Consumer<? super InitOptions> options) {
        return Regroup.split(parentPg, splitRanks, InitOptions.of(options));
    }

    /** Makes a group out of the default one; see {@link #splitGroup(ProcessGroup, List, Consumer)}. */
    public static ProcessGroup splitGroup(List<int[]> splitRanks) {
        return splitGroup(null, splitRanks, o -> {});
    }

    /** The flags of {@link #shrinkGroup}: what is under way goes on. */
    public static final int SHRINK_DEFAULT = 0;

    /** The flags of {@link #shrinkGroup}: what is under way ends. */
    public static final int SHRINK_ABORT = 1;

    /**
     * Makes a group out of another one without the processes that failed, which takes its place; NCCL only.
     *
     * @param ranksToExclude the failed processes' ranks in the group
     * @throws IllegalArgumentException if the ranks make no sense, or the backend cannot
     */
    public static ProcessGroup shrinkGroup(
            List<Integer> ranksToExclude, @Nullable ProcessGroup group, int shrinkFlags) {
        return Regroup.shrink(ranksToExclude, group, shrinkFlags);
    }

    /** The default group without the processes that failed. */
    public static ProcessGroup shrinkGroup(List<Integer> ranksToExclude) {
        return shrinkGroup(ranksToExclude, null, SHRINK_DEFAULT);
    }

    static String nameOf(int[] ranks) {
        return groupName(ranks, true);
    }

    /** Puts a group in the place of another. */
    static void replace(ProcessGroup old, ProcessGroup made) {
        synchronized (groups) {
            boolean isDefault = world == old;
            if (isDefault) {
                groups.values().stream()
                        .filter(group -> group != old && group != made)
                        .forEach(ProcessGroup::abort);
                groups.clear();
                world = made;
            }
            groups.remove(old.name());
            groups.put(made.name(), made);
        }
    }

    static void add(ProcessGroup made) {
        register(made);
    }

    // ---- The end

    /** Leaves the default group and with it all others. */
    public static void destroyProcessGroup() {
        destroyProcessGroup(null);
    }

    /**
     * Leaves a group; null for the default one, and with it all others.
     *
     * @throws IllegalArgumentException if it was left before
     */
    public static void destroyProcessGroup(@Nullable ProcessGroup group) {
        if (group != null && !group.isMember()) return;
        synchronized (groups) {
            ProcessGroup left = group == null ? world : group;
            if (left == null) throw new IllegalArgumentException("Process group cannot be None");
            if (groups.get(left.name()) != left)
                throw new IllegalArgumentException("Invalid process group specified");
            if (left == world) {
                List<ProcessGroup> all = new ArrayList<>(groups.values());
                all.sort(Comparator.comparing(ProcessGroup::name).reversed());
                groups.clear();
                world = null;
                count = 0;
                numbered = 0;
                local.clear();
                all.forEach(ProcessGroup::shutdown);
            } else {
                groups.remove(left.name());
                left.shutdown();
            }
        }
    }

    /** How many groups were made, the default one included. */
    public static int getPgCount() {
        synchronized (groups) {
            return count;
        }
    }
}
