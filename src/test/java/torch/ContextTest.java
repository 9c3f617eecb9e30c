package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The process's settings; those that cannot be put back are tried in a JVM of their own. */
@ExtendWith(HandlesReturn.class)
class ContextTest {

    @AfterEach
    void putBack() {
        Torch.useDeterministicAlgorithms(false);
        Torch.fillUninitializedMemory(true);
        Torch.setFloat32MatmulPrecision("highest");
    }

    @Test
    void deterministicAlgorithms_areOffAtFirstAndSwitched() {
        assertFalse(Torch.areDeterministicAlgorithmsEnabled());
        assertFalse(Torch.isDeterministicAlgorithmsWarnOnlyEnabled());
        assertEquals(0, Torch.getDeterministicDebugMode());
        Torch.useDeterministicAlgorithms(true);
        assertTrue(Torch.areDeterministicAlgorithmsEnabled());
        assertFalse(Torch.isDeterministicAlgorithmsWarnOnlyEnabled());
        assertEquals(2, Torch.getDeterministicDebugMode());
        Torch.useDeterministicAlgorithms(true, true);
        assertTrue(Torch.isDeterministicAlgorithmsWarnOnlyEnabled());
        assertEquals(1, Torch.getDeterministicDebugMode());
    }

    @Test
    void debugMode_takesNumbersAndWords() {
        for (String word : new String[] {"error", "warn", "default"}) {
            Torch.setDeterministicDebugMode(word);
            int mode = Torch.getDeterministicDebugMode();
            assertEquals(Arrays.asList("default", "warn", "error").indexOf(word), mode);
            Torch.setDeterministicDebugMode(0);
            Torch.setDeterministicDebugMode(mode);
            assertEquals(mode, Torch.getDeterministicDebugMode());
        }
        assertEquals(
                "invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got no",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.setDeterministicDebugMode("no"))
                        .getMessage());
        assertEquals(
                "invalid value of debug_mode, expected 0, 1, or 2, but got 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.setDeterministicDebugMode(3))
                        .getMessage());
        assertThrows(
                NullPointerException.class, () -> Torch.setDeterministicDebugMode((String) null));
    }

    @Test
    void operatorWithoutADeterministicForm_throwsOrWarns() {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.zeros(4);
            Tensor index = Torch.tensor(new long[] {1});
            Tensor source = Torch.tensor(2.0).reshape(1);
            Torch.useDeterministicAlgorithms(true);
            TorchException thrown = assertThrows(TorchException.class, () -> x.put_(index, source));
            assertTrue(
                    thrown.getMessage()
                            .startsWith(
                                    "put_: put_ does not have a deterministic implementation, but you set"
                                            + " 'torch.use_deterministic_algorithms(True)'. You can turn off"
                                            + " determinism just for this operation, or you can use the"
                                            + " 'warn_only=True' option"),
                    thrown.getMessage());
            Torch.useDeterministicAlgorithms(true, true);
            x.put_(index, source);
            assertArrayEquals(new double[] {0, 2, 0, 0}, x.toDoubleArray());
            Torch.useDeterministicAlgorithms(true);
            // This one has a deterministic form.
            x.put_(index, source, true);
            assertArrayEquals(new double[] {0, 4, 0, 0}, x.toDoubleArray());
        }
    }

    @Test
    void uninitializedMemory_isFilledWhereDeterministic() {
        try (Scope scope = Torch.scope()) {
            Torch.useDeterministicAlgorithms(true);
            assertTrue(Torch.fillUninitializedMemory());
            assertTrue(Torch.empty(1000).isnan().all().itemBoolean());
            Tensor ints = Torch.empty(Size.of(1000), dtype(DType.INT32));
            assertTrue(ints.eq(Integer.MAX_VALUE).all().itemBoolean());
            assertTrue(Torch.empty(Size.of(9), dtype(DType.BOOL)).all().itemBoolean());
            assertTrue(Torch.ones(4).resize_(6).get(Index.slice(4, 6)).isnan().all().itemBoolean());
            Torch.fillUninitializedMemory(false);
            assertFalse(Torch.fillUninitializedMemory());
            // Memory that was just freed comes back as it was.
            boolean untouched = false;
            for (int i = 0; i < 20 && !untouched; i++) {
                Torch.ones(1000).close();
                untouched = !Torch.empty(1000).isnan().all().itemBoolean();
            }
            assertTrue(untouched);
        }
    }

    @Test
    void matmulPrecision_takesPyTorchsWords() {
        assertEquals("highest", Torch.getFloat32MatmulPrecision());
        for (String word : new String[] {"high", "medium", "highest"}) {
            Torch.setFloat32MatmulPrecision(word);
            assertEquals(word, Torch.getFloat32MatmulPrecision());
        }
        // As in Python: a warning, and no effect.
        Torch.setFloat32MatmulPrecision("high");
        Torch.setFloat32MatmulPrecision("higher");
        assertEquals("high", Torch.getFloat32MatmulPrecision());
        assertThrows(NullPointerException.class, () -> Torch.setFloat32MatmulPrecision(null));
    }

    @Test
    void flushDenormal_isThisThreadsOnly() throws InterruptedException {
        boolean[] result = new boolean[3];
        Thread.ofPlatform()
                .start(
                        () -> {
                            try (Scope scope = Torch.scope()) {
                                Tensor tiny = Torch.tensor(1e-310, dtype(DType.FLOAT64));
                                result[0] = Torch.setFlushDenormal(true);
                                result[1] = tiny.mul(1).eq(0).itemBoolean();
                                Torch.setFlushDenormal(false);
                                result[2] = tiny.mul(1).ne(0).itemBoolean();
                            }
                        })
                .join();
        assertTrue(result[0] && result[1] && result[2], () -> Arrays.toString(result));
        assertEquals(1e-310, Double.parseDouble("1e-309") / 10, 1e-320);
    }

    @Test
    void library_saysHowItWasBuilt() {
        assertTrue(Torch.showConfig().startsWith("PyTorch built with:"));
        assertTrue(Torch.showConfig().contains("CPU capability usage"));
        String parallel = Torch.parallelInfo();
        assertTrue(parallel.startsWith("ATen/Parallel:"), parallel);
        assertTrue(parallel.contains("at::get_num_threads() : " + Torch.getNumThreads()), parallel);
    }

    @Test
    void threads_numbersThatAreNotPositiveAreRefused() {
        for (int threads : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertTrue(
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Torch.setNumInteropThreads(threads))
                            .getMessage()
                            .startsWith("set_num_interop_threads expects a positive integer"));
            assertTrue(
                    assertThrows(IllegalArgumentException.class, () -> Torch.setNumThreads(threads))
                            .getMessage()
                            .startsWith("set_num_threads expects a positive integer"));
        }
        int before = Torch.getNumThreads();
        Torch.setNumThreads(before + 1);
        assertEquals(before + 1, Torch.getNumThreads());
        Torch.setNumThreads(before);
    }

    @Test
    void interopThreads_areSetOnce() {
        ChildJvm.Ended ended = new ChildJvm().run(120, Interop.class);
        assertEquals(0, ended.status(), ended::output);
    }

    static final class Interop {
        public static void main(String[] arguments) {
            Torch.setNumInteropThreads(3);
            if (Torch.getNumInteropThreads() != 3) System.exit(2);
            try {
                Torch.setNumInteropThreads(2);
                System.exit(3);
            } catch (TorchException e) {
                String expected =
                        "set_num_interop_threads: Error: cannot set number of interop threads after parallel"
                                + " work has started or set_num_interop_threads called";
                if (!e.getMessage().equals(expected)) throw e;
            }
            if (!Torch.parallelInfo().contains("at::get_num_interop_threads() : 3")) System.exit(4);
        }
    }
}
