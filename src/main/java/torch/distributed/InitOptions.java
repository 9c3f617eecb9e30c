package torch.distributed;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Device;

/** The keyword arguments of {@link Dist#initProcessGroup}, {@link Dist#newGroup} and their kin. */
public final class InitOptions {
    @Nullable String backend;
    @Nullable String initMethod;
    @Nullable Duration timeout;
    int worldSize = -1;
    int rank = -1;
    @Nullable Store store;
    @Nullable Device deviceId;
    boolean highPriorityStream;
    boolean useLocalSynchronization;
    @Nullable String groupDesc;
    boolean sortRanks = true;

    InitOptions() {}

    static InitOptions of(Consumer<? super InitOptions> options) {
        var o = new InitOptions();
        options.accept(o);
        return o;
    }

    /**
     * {@code gloo}, {@code nccl}, or for each type of device as {@code cpu:gloo,cuda:nccl}. Default: null, NCCL where
     * there is a CUDA device and Gloo where there is none; for a further group, what the default one has
     */
    public InitOptions backend(@Nullable String backend) {
        this.backend = backend;
        return this;
    }

    /** Where the processes meet: {@code env://}, {@code tcp://host:port}, {@code file:///path}. Default: {@code env://} */
    public InitOptions initMethod(@Nullable String initMethod) {
        this.initMethod = initMethod;
        return this;
    }

    /** How long collectives and the rendezvous wait. Default: null, 10 minutes with NCCL and 30 with Gloo */
    public InitOptions timeout(@Nullable Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** How many processes there are. Default: -1, as the environment says */
    public InitOptions worldSize(int worldSize) {
        this.worldSize = worldSize;
        return this;
    }

    /** Which of them this one is. Default: -1, as the environment says */
    public InitOptions rank(int rank) {
        this.rank = rank;
        return this;
    }

    /** The store in which they meet, in place of {@link #initMethod}. */
    public InitOptions store(@Nullable Store store) {
        this.store = store;
        return this;
    }

    /** The one device that this process uses: NCCL connects at once, and barriers need not guess. Default: null */
    public InitOptions deviceId(@Nullable Device deviceId) {
        this.deviceId = deviceId;
        return this;
    }

    /** The one device of CUDA that this process uses. */
    public InitOptions deviceId(int deviceId) {
        return deviceId(new Device("cuda", deviceId));
    }

    /** Whether NCCL runs on a stream of high priority, as {@code ProcessGroupNCCL.Options} says it. Default: false */
    public InitOptions isHighPriorityStream(boolean isHighPriorityStream) {
        this.highPriorityStream = isHighPriorityStream;
        return this;
    }

    /** Whether only the members of a new group call {@code newGroup}. Default: false, all processes do */
    public InitOptions useLocalSynchronization(boolean useLocalSynchronization) {
        this.useLocalSynchronization = useLocalSynchronization;
        return this;
    }

    /** What a new group is for. Default: null */
    public InitOptions groupDesc(@Nullable String groupDesc) {
        this.groupDesc = groupDesc;
        return this;
    }

    /** Whether the ranks in a new group follow those in the default one, whatever order they are given in. Default: true */
    public InitOptions sortRanks(boolean sortRanks) {
        this.sortRanks = sortRanks;
        return this;
    }
}
