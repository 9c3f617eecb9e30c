package benchmarks;

import java.util.function.Function;
import java.util.stream.IntStream;
import torch.Tensor;
import torch.Torch;
import torch.distributed.Dist;
import torch.distributed.DistributedDataParallel;
import torch.optim.Adam;

/**
 * One process of several: what does a training step cost in which they average their gradients, and what does an
 * all-reduce cost by size? {@link CompareDistributed} runs this beside {@code python/distributed.py}, which is the same in
 * Python.
 *
 * <p>Prints, on rank 0, a line per question, opponent and time in microseconds, separated by tabs.
 */
public final class Distributed {
    private static final int BATCH = 128;
    private static final int WARMUP_STEPS = 30;
    private static final int BLOCKS = 8;
    private static final int STEPS_PER_BLOCK = 10;
    private static final int[] KIBIBYTES = {1, 32, 1024, 16 * 1024, 64 * 1024};

    private Distributed() {}

    public static void main(String[] arguments) {
        Torch.setNumThreads(1);
        Dist.initProcessGroup("gloo");
        training();
        if (Dist.getWorldSize() > 1) {
            for (int kibibytes : KIBIBYTES) allReduce(kibibytes);
        }
        Dist.destroyProcessGroup();
    }

    /** {@link VaeStep}'s model with a batch of each process's own. */
    private static void training() {
        Torch.manualSeed(Dist.getRank());
        var vae = new VaeStep.Vae();
        var copies = Dist.getWorldSize() == 1 ? null : new DistributedDataParallel<>(vae);
        var adam = new Adam(vae.parameters());
        Tensor x = Torch.rand(BATCH, 784);
        Function<VaeStep.Vae, Tensor> forward = model -> model.loss(x);
        Runnable step =
                () -> {
                    try (var _ = Torch.scope()) {
                        Tensor loss = copies == null ? forward.apply(vae) : copies.call(forward);
                        adam.zeroGrad();
                        loss.backward();
                        adam.step();
                    }
                };
        repeat(WARMUP_STEPS, step);
        measure("TrainingStep " + Dist.getWorldSize() + " processes", STEPS_PER_BLOCK, step);
    }

    private static void allReduce(int kibibytes) {
        Tensor x = Torch.ones(kibibytes * 256L);
        int times = Math.clamp(16 * 1024 / kibibytes, 1, 200);
        Runnable step =
                () -> {
                    Dist.allReduce(x);
                    x.fill_(1);
                };
        repeat(Math.max(2, times / 4), step);
        measure(
                "AllReduce %d processes %05d KiB".formatted(Dist.getWorldSize(), kibibytes),
                times,
                step);
    }

    private static void repeat(int times, Runnable step) {
        IntStream.range(0, times).forEach(_ -> step.run());
    }

    private static void measure(String question, int times, Runnable step) {
        for (int block = 0; block < BLOCKS; block++) {
            Dist.barrier();
            long start = System.nanoTime();
            repeat(times, step);
            double micros = (System.nanoTime() - start) / 1e3 / times;
            if (Dist.getRank() == 0) System.out.println(question + "\tjtorch\t" + micros);
        }
    }
}
