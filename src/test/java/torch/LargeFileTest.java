package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files beyond what 32 bits count, where {@code -Djtorch.large=true} allows 4.3 GB of disk in the folder target. */
class LargeFileTest {
    private static final long BYTES = (1L << 32) + 1000;

    @Test
    void fileBeyond4GiB_isWrittenMappedAndRead() throws Exception {
        assumeTrue(Boolean.getBoolean("jtorch.large"), "no -Djtorch.large=true");
        Python.check(LargeFileTest::write, "serialization_large.py");
    }

    private static void write(Path folder) throws java.io.IOException {
        Path file = folder.resolve("large.pt");
        try (var scope = Torch.scope()) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            Tensor large = Torch.zeros(Torch.shape(BYTES), Torch.dtype(DType.UINT8));
            large.set(-1, 7);
            large.set(1L << 31, 5);
            state.put("large", large);
            state.put("behind", Torch.arange(5.0));
            long start = System.nanoTime();
            Torch.save(state, file);
            System.out.printf(
                    "%d bytes saved in %.1f s%n",
                    Files.size(file), (System.nanoTime() - start) / 1e9);
        }
        long free = Runtime.getRuntime().maxMemory();
        assertTrue(free < BYTES, "the heap alone could hold the file");
        for (boolean mmap : new boolean[] {true, false}) {
            long start = System.nanoTime();
            Map<String, Tensor> loaded = Torch.loadStateDict(file, o -> o.mmap(mmap));
            System.out.printf(
                    "%s in %.3f s%n", mmap ? "mapped" : "read", (System.nanoTime() - start) / 1e9);
            try (Tensor large = loaded.get("large");
                    Tensor behind = loaded.get("behind")) {
                assertEquals(BYTES, large.numel());
                assertEquals(
                        7, large.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, BYTES - 1));
                assertEquals(
                        5, large.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 1L << 31));
                assertEquals("tensor([0., 1., 2., 3., 4.])", behind.toString());
            }
        }
    }
}
