package torch.distributed;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Device;

/** The keyword arguments of collectives. */
public final class CollectiveOptions {
    ReduceOp op = ReduceOp.SUM;
    @Nullable ProcessGroup group;
    boolean asyncOp;
    int tag;
    @Nullable Integer groupSrc;
    @Nullable Integer groupDst;
    int @Nullable [] deviceIds;
    @Nullable Duration timeout;
    @Nullable Device device;

    CollectiveOptions() {}

    static CollectiveOptions of(Consumer<? super CollectiveOptions> options) {
        var o = new CollectiveOptions();
        options.accept(o);
        return o;
    }

    /** How elements are joined, where they are. Default: {@link ReduceOp#SUM} */
    public CollectiveOptions op(ReduceOp op) {
        this.op = op;
        return this;
    }

    /** The processes that take part. Default: null, all */
    public CollectiveOptions group(@Nullable ProcessGroup group) {
        this.group = group;
        return this;
    }

    /** Whether the call returns at once, before the work is done: {@link Work#await} waits for it. Default: false */
    public CollectiveOptions asyncOp(boolean asyncOp) {
        this.asyncOp = asyncOp;
        return this;
    }

    /** Which message of several between two ranks it is, for send and recv. Default: 0 */
    public CollectiveOptions tag(int tag) {
        this.tag = tag;
        return this;
    }

    /** The source by its rank in the group, in place of its rank in the default one. Default: null */
    public CollectiveOptions groupSrc(@Nullable Integer groupSrc) {
        this.groupSrc = groupSrc;
        return this;
    }

    /** The destination by its rank in the group, in place of its rank in the default one. Default: null */
    public CollectiveOptions groupDst(@Nullable Integer groupDst) {
        this.groupDst = groupDst;
        return this;
    }

    /** The device on which a barrier of NCCL waits, one index. Default: null, the current one */
    public CollectiveOptions deviceIds(int @Nullable ... deviceIds) {
        this.deviceIds = deviceIds;
        return this;
    }

    /** How long a barrier waits. Default: null, as long as the group does */
    public CollectiveOptions timeout(@Nullable Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** Where the bytes of objects travel. Default: null, the CPU where the group serves it */
    public CollectiveOptions device(@Nullable Device device) {
        this.device = device;
        return this;
    }
}
