package torch.distributed;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Dist#initProcessGroup} and {@link Dist#newGroup}. */
public final class InitOptions {
    @Nullable String backend;
    @Nullable String initMethod;
    @Nullable Duration timeout;
    int worldSize = -1;
    int rank = -1;
    @Nullable Store store;
    @Nullable String groupName;

    InitOptions() {}

    static InitOptions of(Consumer<? super InitOptions> options) {
        var o = new InitOptions();
        options.accept(o);
        return o;
    }

    /** {@code gloo}, or for each type of device as {@code cpu:gloo,cuda:nccl}. Default: null, Gloo, and NCCL for CUDA */
    public InitOptions backend(@Nullable String backend) {
        this.backend = backend;
        return this;
    }

    /** Where the processes meet: {@code env://}, {@code tcp://host:port}, {@code file:///path}. Default: {@code env://} */
    public InitOptions initMethod(@Nullable String initMethod) {
        this.initMethod = initMethod;
        return this;
    }

    /** How long collectives and the rendezvous wait. Default: 30 minutes */
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

    /** The group's name. Default: a number */
    public InitOptions groupName(@Nullable String groupName) {
        this.groupName = groupName;
        return this;
    }
}
