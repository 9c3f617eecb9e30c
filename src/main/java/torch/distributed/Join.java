package torch.distributed;

import java.util.function.Consumer;
import org.bytedeco.pytorch.GradBucket;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Warnings;

/**
 * Training where processes have unequal numbers of batches: one that has used up its own takes part in what the others
 * still send, with zeros, until all have. Mirrors {@code DistributedDataParallel.join} and
 * {@code torch.distributed.algorithms.Join}.
 *
 * {@snippet :
 * ddp.join(() -> {
 *     for (Batch batch : loader) { … ddp.call(batch.x()) … }
 * });
 * }
 */
public final class Join {
    private static final int WARN_THRESHOLD = 1000;

    private final DistributedDataParallel<?> ddp;
    private final ProcessGroup group;
    private final Options options = new Options();

    Join(DistributedDataParallel<?> ddp, Consumer<? super Options> options) {
        this.ddp = ddp;
        group = ddp.group();
        options.accept(this.options);
    }

    void run(Runnable training) {
        if (!options.enable) {
            training.run();
            return;
        }
        ddp.joining(this);
        try {
            training.run();
            shadowOthers();
        } finally {
            ddp.joining(null);
        }
    }

    private void shadowOthers() {
        boolean isLast = true;
        for (int step = 0; sum(0) != 0; step++) {
            if (step > WARN_THRESHOLD) {
                Warnings.warnOnce(
                        "torch.distributed",
                        "Detected uneven input skew of greater than %d. This means that rank %d has at least %d fewer inputs than other currently-active ranks. This level of skew could lead to performance degradation during training."
                                .formatted(WARN_THRESHOLD, group.rank(), WARN_THRESHOLD));
            }
            if (options.throwOnEarlyTermination) {
                sum(1);
                throw new TorchException("Rank " + group.rank() + " exhausted all inputs.");
            }
            ddp.shadow(this);
            isLast = false;
        }
        ddp.syncState(ddp.syncsBuffers(), commonRank(isLast));
    }

    private Tensor one(double value) {
        return Torch.full(Torch.shape(1), value, Torch.device(ddp.device()));
    }

    private double sum(double own) {
        try (Tensor number = one(own)) {
            Collectives.allReduce(number, o -> o.group(group));
            return number.itemDouble();
        }
    }

    /** Tells the others that this process has a batch yet. */
    void notifyOthers() {
        try (Tensor here = one(1)) {
            Work work = Collectives.allReduce(here, o -> o.group(group).asyncOp(true));
            if (options.throwOnEarlyTermination && sum(0) != 0) {
                throw new TorchException(
                        "Detected at least one rank that exhausted inputs. Throwing across all ranks.");
            }
            if (work != null) {
                ddp.reducer()
                        .set_forward_pass_work_handle(
                                work.natively(), options.divideByInitialWorldSize);
            }
        }
    }

    void tellWhetherBackwardSyncs(boolean syncs) {
        try (Tensor flag = one(syncs ? 1 : 0)) {
            // The others wait for it; this process knows already.
            Collectives.allReduce(flag, o -> o.group(group).asyncOp(true));
        }
    }

    boolean doOthersSync() {
        return sum(0) != 0;
    }

    /** The highest rank of those that say so. */
    int commonRank(boolean self) {
        try (Tensor rank = one(self ? group.rank() : -1)) {
            Collectives.allReduce(rank, o -> o.group(group).op(ReduceOp.MAX));
            return (int) rank.itemDouble();
        }
    }

    /** Sends zeros where the others send gradients. */
    void matchBackward() {
        C10d.run(
                "join",
                () -> {
                    GradBucket buckets = ddp.reducer().get_grad_buckets(true);
                    for (long i = 0; i < Math.max(1, buckets.limit()); i++) {
                        GradBucket bucket = buckets.getPointer(GradBucket.class, i);
                        ddp.reducer().run_comm_hook(bucket)._wait();
                    }
                    if (ddp.findsUnusedParameters()) {
                        @Nullable Tensor used = null;
                        try {
                            used = Tensor.of(ddp.reducer().get_local_used_map_on_device());
                            Tensor map = used;
                            Collectives.allReduce(map, o -> o.group(group));
                        } finally {
                            if (used != null) used.close();
                        }
                    }
                    ddp.reducer().push_rebuilt_params_for_all_indices();
                });
    }

    /** The keyword arguments of {@link DistributedDataParallel#join(Consumer, Runnable)}. */
    public static final class Options {
        private boolean divideByInitialWorldSize = true;
        private boolean enable = true;
        private boolean throwOnEarlyTermination;

        private Options() {}

        /** Whether gradients are divided by all processes, or by those that have a batch. Default: true */
        public Options divideByInitialWorldSize(boolean divideByInitialWorldSize) {
            this.divideByInitialWorldSize = divideByInitialWorldSize;
            return this;
        }

        /** Whether processes may have unequal numbers of batches. Default: true */
        public Options enable(boolean enable) {
            this.enable = enable;
            return this;
        }

        /** Whether all processes end with an exception when one has no more batches. Default: false */
        public Options throwOnEarlyTermination(boolean throwOnEarlyTermination) {
            this.throwOnEarlyTermination = throwOnEarlyTermination;
            return this;
        }
    }
}
