package torch.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;

/**
 * The functions of {@code torch.distributed}: the process groups. Its collectives are in {@link Collectives}, from which
 * this class inherits.
 */
public final class Dist extends ObjectCollectives {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    private static @Nullable World world;

    /** The default group, and how many groups were made since. */
    private static final class World {
        final ProcessGroup group;
        int count = 1;

        World(ProcessGroup group) {
            this.group = group;
        }
    }

    private Dist() {}

    /** Refuses a libtorch that the presets do not bind. */
    static void require() {
        Torch.empty(0).javacpp().close();
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

    /** Whether groups can use NCCL: not on the presets' libtorch for the CPU. */
    public static boolean isNcclAvailable() {
        return false;
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

    /** Whether a backend of this name can be used. */
    public static boolean isBackendAvailable(String backend) {
        return backend.equalsIgnoreCase("gloo") && isAvailable();
    }

    /** Whether this process was started by {@code torchrun}. */
    public static boolean isTorchelasticLaunched() {
        return System.getenv("TORCHELASTIC_RUN_ID") != null;
    }

    /** The backend that a type of device has by default, as {@code gloo} for {@code cpu}. */
    public static String getDefaultBackendForDevice(String device) {
        String type = device.split(":")[0];
        return switch (type) {
            case "cpu" -> "gloo";
            case "cuda" -> "nccl";
            default ->
                    throw new IllegalArgumentException(
                            "Default backend not registered for device : " + device);
        };
    }

    // ---- Groups

    /** Joins the default group with the environment's rank and size, Gloo for tensors on the CPU. */
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
    public static synchronized void initProcessGroup(Consumer<? super InitOptions> options) {
        InitOptions o = InitOptions.of(options);
        require();
        if (world != null) {
            throw new IllegalArgumentException(
                    "trying to initialize the default process group twice!");
        }
        if (o.store != null && o.initMethod != null) {
            throw new IllegalArgumentException("Cannot specify both init_method and store.");
        }
        Map<String, String> backends = ProcessGroup.backends(o.backend, false);
        Duration timeout = o.timeout == null ? DEFAULT_TIMEOUT : o.timeout;
        Rendezvous met;
        if (o.store == null) {
            met =
                    Rendezvous.at(
                            o.initMethod == null ? "env://" : o.initMethod,
                            o.rank,
                            o.worldSize,
                            timeout,
                            System.getenv());
        } else {
            if (o.worldSize <= 0)
                throw new IllegalArgumentException("world_size must be positive if using store");
            if (o.rank < 0)
                throw new IllegalArgumentException("rank must be non-negative if using store");
            met = new Rendezvous(o.store, o.rank, o.worldSize);
        }
        if (met.rank() < 0 || met.rank() >= met.worldSize()) {
            throw new IllegalArgumentException(
                    "rank %d is not in a world of size %d: RANK counts from 0 to WORLD_SIZE - 1"
                            .formatted(met.rank(), met.worldSize()));
        }
        met.store().setTimeout(timeout);
        world =
                new World(
                        ProcessGroup.connect(
                                new PrefixStore("default_pg", met.store()),
                                o.groupName == null ? "0" : o.groupName,
                                backends,
                                IntStream.range(0, met.worldSize()).toArray(),
                                met.rank(),
                                timeout));
    }

    /** Whether {@link #initProcessGroup} was called. */
    public static synchronized boolean isInitialized() {
        return world != null;
    }

    private static synchronized World world() {
        if (world == null) {
            throw new IllegalArgumentException(
                    "Default process group has not been initialized, please make sure to call init_process_group.");
        }
        return world;
    }

    /** The group that is given, or the default one. */
    static ProcessGroup groupOr(@Nullable ProcessGroup group) {
        return group == null ? world().group : group;
    }

    /**
     * A group of some processes. All processes call it, in the same order, members or not.
     *
     * @param ranks the members' ranks in the default group; null for all
     */
    public static ProcessGroup newGroup(
            int @Nullable [] ranks, Consumer<? super InitOptions> options) {
        InitOptions o = InitOptions.of(options);
        World now = world();
        ProcessGroup all = now.group;
        Map<String, String> backends =
                o.backend == null ? all.backends() : ProcessGroup.backends(o.backend, false);
        Duration timeout = o.timeout == null ? DEFAULT_TIMEOUT : o.timeout;
        int[] members = ranks == null ? all.ranks() : Arrays.stream(ranks).sorted().toArray();
        if (members.length > all.size()) {
            throw new DistException(
                    "the new group's world size should be less or equal to the world size set by init_process_group");
        }
        for (int rank : members) {
            if (rank < 0 || rank >= all.size()) {
                throw new DistException(
                        "The new group's rank should be within the world_size set by init_process_group");
            }
        }
        if (Arrays.stream(members).distinct().count() != members.length) {
            throw new IllegalArgumentException(
                    "the new group has a rank twice: " + Arrays.toString(members));
        }
        String name;
        synchronized (Dist.class) {
            name = o.groupName == null ? String.valueOf(now.count++) : o.groupName;
        }
        int rank = Arrays.binarySearch(members, all.rank());
        return rank < 0
                ? ProcessGroup.without(name, backends, members, timeout)
                : ProcessGroup.connect(all.store(), name, backends, members, rank, timeout);
    }

    /** A group of some processes; see {@link #newGroup(int[], Consumer)}. */
    public static ProcessGroup newGroup(int... ranks) {
        return newGroup(ranks, o -> {});
    }

    /** A group of all processes. */
    public static ProcessGroup newGroup() {
        return newGroup(null, o -> {});
    }

    /** Leaves the default group and with it all others. */
    public static synchronized void destroyProcessGroup() {
        ProcessGroup group = world().group;
        world = null;
        group.shutdown();
    }

    /** Leaves a group; see {@link #destroyProcessGroup()} for the default one. */
    public static void destroyProcessGroup(@Nullable ProcessGroup group) {
        if (group == null || group == world().group) destroyProcessGroup();
        else group.shutdown();
    }

    // ---- Ranks

    /** This process's rank. */
    public static int getRank() {
        return world().group.rank();
    }

    /** This process's rank in a group; -1 if it is not a member. */
    public static int getRank(@Nullable ProcessGroup group) {
        return groupOr(group).rank();
    }

    /** How many processes there are. */
    public static int getWorldSize() {
        return world().group.size();
    }

    /** How many processes are in a group; -1 if this one is not a member. */
    public static int getWorldSize(@Nullable ProcessGroup group) {
        return groupOr(group).size();
    }

    /** The backend of the default group. */
    public static String getBackend() {
        return getBackend(null);
    }

    /** The backend of a group. */
    public static String getBackend(@Nullable ProcessGroup group) {
        return groupOr(group).backends().values().iterator().next();
    }

    /** The backend of each type of device in a group, as {@code cpu:gloo,cuda:nccl}. */
    public static String getBackendConfig(@Nullable ProcessGroup group) {
        StringBuilder config = new StringBuilder();
        groupOr(group)
                .backends()
                .forEach(
                        (device, name) ->
                                config.append(config.isEmpty() ? "" : ",")
                                        .append(device + ":" + name));
        return config.toString();
    }

    /** The rank in the default group of a group's member. */
    public static int getGlobalRank(ProcessGroup group, int groupRank) {
        return Objects.requireNonNull(group, "group").globalRank(groupRank);
    }

    /** The rank in a group of a member's rank in the default one. */
    public static int getGroupRank(ProcessGroup group, int globalRank) {
        return Objects.requireNonNull(group, "group").groupRank(globalRank);
    }

    /** The members' ranks in the default group. */
    public static int[] getProcessGroupRanks(@Nullable ProcessGroup group) {
        return groupOr(group).ranks();
    }

    /** How many groups were made, the default one included. */
    public static int getPgCount() {
        return world().count;
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

    /** Sets how long a group's collectives wait from now on. */
    public static void setTimeout(Duration timeout, @Nullable ProcessGroup group) {
        C10d.run("set_timeout", () -> groupOr(group).natively().setTimeout(C10d.millis(timeout)));
    }

    // ---- Several messages at once

    /** A message to send or to receive, for {@link #batchIsendIrecv}. Mirrors {@code torch.distributed.P2POp}. */
    public record P2POp(Kind kind, Tensor tensor, int peer, @Nullable ProcessGroup group, int tag) {
        /** Which way it goes. */
        public enum Kind {
            ISEND,
            IRECV
        }

        /** In the default group. */
        public P2POp(Kind kind, Tensor tensor, int peer) {
            this(kind, tensor, peer, null, 0);
        }

        private @Nullable Work start() {
            Consumer<CollectiveOptions> options = o -> o.group(group).tag(tag);
            return kind == Kind.ISEND ? isend(tensor, peer, options) : irecv(tensor, peer, options);
        }
    }

    /** Starts several messages; the works of those whose group this process is a member of. */
    public static List<Work> batchIsendIrecv(List<P2POp> operations) {
        if (operations.isEmpty())
            throw new IllegalArgumentException("p2p_op_list must not be empty");
        List<Work> started = new ArrayList<>();
        for (P2POp operation : operations) {
            Work work = operation.start();
            if (work != null) started.add(work);
        }
        return started;
    }
}
