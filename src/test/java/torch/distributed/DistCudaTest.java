package torch.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.ChildJvm;
import torch.cuda.Cuda;
import torch.cuda.CudaTest;

/** NCCL, in a process for each CUDA device, two at most. */
@CudaTest
class DistCudaTest {
    @ParameterizedTest
    @ValueSource(strings = {"bound", "both", "default", "norm"})
    void nccl_carriesTensorsOfCuda(String scenario) throws Exception {
        assumeTrue(Dist.isAvailable(), "c10d is reached through the presets' own libtorch");
        assumeTrue(Dist.isNcclAvailable(), "the presets' part for NCCL is not there");
        int world = Math.min(2, Cuda.deviceCount());
        int port = DistTest.freePort();
        try (var pool = Executors.newFixedThreadPool(world)) {
            List<Callable<ChildJvm.Ended>> ranks = new ArrayList<>();
            for (int rank = 0; rank < world; rank++) {
                ChildJvm jvm =
                        new ChildJvm()
                                .flag("-Xmx256m")
                                .environment("MASTER_ADDR", "127.0.0.1")
                                .environment("MASTER_PORT", String.valueOf(port))
                                .environment("WORLD_SIZE", String.valueOf(world))
                                .environment("LOCAL_RANK", String.valueOf(rank))
                                .environment("RANK", String.valueOf(rank));
                ranks.add(() -> jvm.run(180, RankCuda.class, scenario));
            }
            for (Future<ChildJvm.Ended> each : pool.invokeAll(ranks)) {
                ChildJvm.Ended rank = each.get();
                assertEquals(0, rank.status(), rank::output);
                assertTrue(rank.output().contains("ended well"), rank::output);
            }
        }
    }
}
