package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;

/** The states, which are the host's: no number that a device drew is looked at. */
@CudaTest
class CudaRandomTest {
    @AfterEach
    void firstDevice() {
        Cuda.setDevice(0);
    }

    private static void draw() {
        Torch.rand(new long[] {10}, Torch.device("cuda")).close();
    }

    @Test
    void manualSeed_isTheSeed() {
        Cuda.manualSeed(-7);
        assertEquals(-7, Cuda.initialSeed());
        assertEquals(-7, Cuda.defaultGenerators().getFirst().initialSeed());
        Cuda.seed();
        long foreseen = Cuda.initialSeed();
        Cuda.seed();
        assertFalse(foreseen == Cuda.initialSeed(), "two seeds that nobody can foresee");
    }

    @Test
    void state_setBack_isTheSame() {
        Cuda.manualSeed(3);
        try (Tensor before = Cuda.getRngState()) {
            draw();
            try (Tensor after = Cuda.getRngState()) {
                assertFalse(before.equal(after), "a draw changes the state");
                Cuda.setRngState(before);
                draw();
                try (Tensor again = Cuda.getRngState(0)) {
                    assertTrue(after.equal(again));
                }
            }
            assertThrows(IllegalArgumentException.class, () -> Cuda.setRngState(before, -2));
        }
        try (Tensor broken = Torch.zeros(5)) {
            assertThrows(RuntimeException.class, () -> Cuda.setRngState(broken));
        }
    }

    @Test
    void devices_haveGeneratorsOfTheirOwn() {
        assumeTrue(Cuda.deviceCount() > 1, "there is one device only");
        Cuda.manualSeedAll(5);
        Cuda.setDevice(1);
        assertEquals(5, Cuda.initialSeed());
        Cuda.manualSeed(6);
        Cuda.setDevice(0);
        assertEquals(5, Cuda.initialSeed());
        List<Tensor> states = Cuda.getRngStateAll();
        assertEquals(Cuda.deviceCount(), states.size());
        assertFalse(states.get(0).equal(states.get(1)));
        Cuda.seedAll();
        long seed = Cuda.initialSeed();
        Cuda.setDevice(1);
        assertEquals(seed, Cuda.initialSeed());
        Cuda.setRngStateAll(states);
        assertEquals(6, Cuda.initialSeed());
        states.forEach(Tensor::close);
    }
}
