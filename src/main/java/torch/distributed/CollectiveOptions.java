package torch.distributed;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of collectives. */
public final class CollectiveOptions {
    ReduceOp op = ReduceOp.SUM;
    @Nullable ProcessGroup group;
    boolean asyncOp;
    int tag;

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
}
