package torch.utils.data;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Torch;
import torch.TorchException;
import torch.distributed.Dist;

/**
 * The share that one of several training processes has in a dataset; all shares are of one length. Mirrors
 * {@code torch.utils.data.DistributedSampler}.
 *
 * {@snippet :
 * var sampler = new DistributedSampler(dataset); // of the default process group
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *     sampler.setEpoch(epoch); // another order in each epoch
 *     for (var batch : loader) { … }
 * }
 * }
 */
public class DistributedSampler implements Sampler<Long> {
    private final Dataset<?> dataset;
    private final int numReplicas;
    private final int rank;
    private final Options options = new Options();
    private final long numSamples;
    private long epoch;

    /** The share of this process in the default process group, shuffled. */
    public DistributedSampler(Dataset<?> dataset) {
        this(dataset, o -> {});
    }

    /** The share of one of several processes, shuffled. */
    public DistributedSampler(Dataset<?> dataset, int numReplicas, int rank) {
        this(dataset, o -> o.numReplicas(numReplicas).rank(rank));
    }

    /**
     * The share of one of several processes, with keyword arguments.
     *
     * @throws TorchException if {@code numReplicas} or {@code rank} is not given and this libtorch has no process groups
     * @throws IllegalArgumentException if {@code rank} is not one of {@code numReplicas}, or they are not given and no
     *     process group was joined
     */
    public DistributedSampler(Dataset<?> dataset, Consumer<? super Options> options) {
        options.accept(this.options);
        this.dataset = dataset;
        Integer replicas = this.options.numReplicas;
        Integer own = this.options.rank;
        numReplicas = replicas == null ? asked(Dist::getWorldSize) : replicas;
        rank = own == null ? asked(Dist::getRank) : own;
        if (rank >= numReplicas || rank < 0)
            throw new IllegalArgumentException(
                    "Invalid rank %d, rank should be in the interval [0, %d]"
                            .formatted(rank, numReplicas - 1));
        long size = dataset.size();
        numSamples =
                this.options.dropLast && size % numReplicas != 0
                        ? Math.ceilDiv(size - numReplicas, (long) numReplicas)
                        : Math.ceilDiv(size, (long) numReplicas);
    }

    private static int asked(IntSupplier group) {
        if (!Dist.isAvailable())
            throw new TorchException("Requires distributed package to be available");
        return group.getAsInt();
    }

    @Override
    public Iterator<Long> iterator() {
        long size = dataset.size();
        long[] order =
                options.shuffle
                        ? Stretches.elements(
                                Torch.randperm(
                                        size, new Generator().manualSeed(options.seed + epoch)))
                        : LongStream.range(0, size).toArray();
        long total = numSamples * numReplicas;
        if (options.dropLast ? order.length < total : order.length > total)
            throw new IllegalArgumentException(
                    "Number of indices (%d) does not match total_size (%d)"
                            .formatted(order.length, total));
        // Samples are repeated, in the same order, until all shares are full.
        return LongStream.iterate(rank, i -> i < total, i -> i + numReplicas)
                .map(i -> order[(int) (i % order.length)])
                .iterator();
    }

    @Override
    public long size() {
        return numSamples;
    }

    /** Chooses the order of the coming iteration. Mirrors {@code set_epoch}. */
    public void setEpoch(long epoch) {
        this.epoch = epoch;
    }

    /** The keyword arguments of {@link DistributedSampler}. */
    public static final class Options {
        private @Nullable Integer numReplicas;
        private @Nullable Integer rank;
        private boolean shuffle = true;
        private long seed;
        private boolean dropLast;

        private Options() {}

        /** How many processes there are. Default: as many as in the default process group */
        public Options numReplicas(int numReplicas) {
            this.numReplicas = numReplicas;
            return this;
        }

        /** Which one this is, from 0. Default: its rank in the default process group */
        public Options rank(int rank) {
            this.rank = rank;
            return this;
        }

        /** Whether the order is random. Default: true */
        public Options shuffle(boolean shuffle) {
            this.shuffle = shuffle;
            return this;
        }

        /** Of the random order; the same in all processes. Default: 0 */
        public Options seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Whether the samples that would make the shares unequal are left out instead of others repeated. Default: false */
        public Options dropLast(boolean dropLast) {
            this.dropLast = dropLast;
            return this;
        }
    }
}
