package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.shape;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import torch.cuda.Cuda;

@ExtendWith(HandlesReturn.class)
class GeneratorTest {

    private static void fails(
            Class<? extends RuntimeException> kind, Executable body, String... words) {
        RuntimeException thrown = assertThrows(kind, body);
        for (String word : words)
            assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
    }

    @Test
    void seed_anyBitsAreTakenAndAreTheInitialSeed() {
        // As in Python: manual_seed(-5).initial_seed() is 18446744073709551611.
        for (long seed : new long[] {0, 1, -1, -5, 42, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertEquals(seed, new Generator().manualSeed(seed).initialSeed());
            assertEquals(seed, Torch.manualSeed(seed).initialSeed());
            assertEquals(seed, Torch.initialSeed());
        }
        assertEquals(
                "18446744073709551611", Long.toUnsignedString(Torch.manualSeed(-5).initialSeed()));
        assertEquals(67280421310721L, new Generator().initialSeed());
    }

    @Test
    void seed_cannotBeForeseenAndIsReturned() {
        try (Scope scope = Torch.scope()) {
            Generator generator = new Generator();
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                long seed = generator.seed();
                seen.add(seed);
                assertEquals(seed, generator.initialSeed());
                Tensor drawn = Torch.rand(shape(3), generator);
                assertArrayEquals(
                        drawn.toFloatArray(),
                        Torch.rand(shape(3), new Generator().manualSeed(seed)).toFloatArray());
            }
            assertEquals(20, seen.size());
            long seed = Torch.seed();
            assertEquals(seed, Torch.initialSeed());
            assertFalse(seen.contains(seed));
        }
    }

    @Test
    void defaultGenerator_isTheOneThatIsUsed() {
        try (Scope scope = Torch.scope()) {
            Generator standard = Torch.defaultGenerator();
            assertSame(standard, Torch.manualSeed(9));
            float[] implicit = Torch.rand(5).toFloatArray();
            standard.manualSeed(9);
            assertArrayEquals(implicit, Torch.rand(shape(5), standard).toFloatArray());
            assertEquals(Device.CPU, standard.device());
            assertTrue(standard.getState().equal(Torch.getRngState()));
        }
    }

    @Test
    void state_goesBackAndRefusesWhatIsNone() {
        try (Scope scope = Torch.scope()) {
            Generator generator = new Generator().manualSeed(3);
            Torch.randn(shape(1), generator); // leaves half a pair behind
            Tensor state = generator.getState();
            assertEquals(5056, state.numel());
            assertEquals(DType.UINT8, state.dtype());
            float[] next = Torch.randn(shape(7), generator).toFloatArray();
            assertSame(generator, generator.setState(state));
            assertArrayEquals(next, Torch.randn(shape(7), generator).toFloatArray());
            assertArrayEquals(
                    next, Torch.randn(shape(7), new Generator().setState(state)).toFloatArray());

            fails(
                    TorchException.class,
                    () -> generator.setState(state.get(Index.slice(0, 3))),
                    "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 3");
            fails(
                    TorchException.class,
                    () -> generator.setState(Torch.zerosLike(state)),
                    "Invalid mt19937 state");
            fails(
                    IllegalArgumentException.class,
                    () -> generator.setState(state.toFloat()),
                    "RNG state must be a torch.ByteTensor");
            fails(
                    IllegalArgumentException.class,
                    () -> Torch.setRngState(state.to("meta")),
                    "RNG state must be a torch.ByteTensor");
            fails(
                    TorchException.class,
                    () -> generator.setState(Torch.stack(List.of(state, state), 1).select(1, 0)),
                    "RNG state must be contiguous");
            fails(NullPointerException.class, () -> generator.setState(null), "'new_state'");
            fails(NullPointerException.class, () -> Torch.setRngState(null), "'new_state'");
            Tensor closed = Torch.ones(2);
            closed.close();
            fails(IllegalStateException.class, () -> generator.setState(closed), "closed");
            // None of this changed the state.
            generator.setState(state);
            assertArrayEquals(next, Torch.randn(shape(7), generator).toFloatArray());
        }
    }

    @Test
    void cloneState_goesOnByItself() {
        try (Scope scope = Torch.scope()) {
            Generator one = new Generator().manualSeed(4);
            Torch.rand(shape(3), one);
            Generator two = one.cloneState();
            float[] next = Torch.rand(shape(5), one).toFloatArray();
            assertArrayEquals(next, Torch.rand(shape(5), two).toFloatArray());
            two.manualSeed(1);
            assertEquals(4, one.initialSeed());
        }
    }

    @Test
    void cpu_hasNoOffsetsAndSharesNoState() {
        Generator generator = new Generator("cpu");
        fails(TorchException.class, generator::getOffset, "CPU Generator does not use offset");
        fails(
                TorchException.class,
                () -> generator.setOffset(4),
                "CPU Generator does not use offset");
        fails(
                UnsupportedOperationException.class,
                generator::graphsafeGetState,
                "graphsafe_get_state is not supported in this Generator");
        fails(
                UnsupportedOperationException.class,
                () -> generator.graphsafeSetState(new Generator()),
                "graphsafe_set_state is not supported in this Generator");
        fails(NullPointerException.class, () -> generator.graphsafeSetState(null), "'state'");
    }

    @Test
    void device_otherThanCpuAndCudaIsRefused() {
        for (String name : List.of("meta", "mps", "xla"))
            fails(UnsupportedOperationException.class, () -> new Generator(name), name);
        fails(IllegalArgumentException.class, () -> new Generator("foo"), "foo");
        fails(NullPointerException.class, () -> new Generator((Device) null), "'device'");
        fails(NullPointerException.class, () -> new Generator((String) null), "device");
        assertEquals(Device.CPU, new Generator(Device.CPU).device());
    }

    @Test
    void cuda_isThereOrRefused() {
        Generator generator;
        try {
            generator = new Generator("cuda");
        } catch (UnsupportedOperationException e) {
            assertEquals(Cuda.unavailableReason(), e.getMessage());
            return;
        }
        try (Scope scope = Torch.scope()) {
            assertEquals("cuda", generator.device().type());
            generator.manualSeed(3);
            TensorOptions cuda = Torch.device("cuda");
            float[] drawn = Torch.rand(shape(3), generator, cuda).toFloatArray();
            assertArrayEquals(
                    drawn, Torch.rand(shape(3), generator.manualSeed(3), cuda).toFloatArray());
            Torch.manualSeed(8);
            float[] standard = Torch.rand(shape(3), cuda).toFloatArray();
            Torch.manualSeed(8);
            try (RngFork fork = Torch.forkRng()) {
                assertArrayEquals(standard, Torch.rand(shape(3), cuda).toFloatArray());
            }
            assertArrayEquals(standard, Torch.rand(shape(3), cuda).toFloatArray());
        }
    }

    @Test
    void forkRng_putsTheStateBack() {
        try (Scope scope = Torch.scope()) {
            Torch.manualSeed(11);
            float[] expected = Torch.rand(3).toFloatArray();
            Torch.manualSeed(11);
            try (RngFork outer = Torch.forkRng()) {
                Torch.rand(2);
                Tensor inside = Torch.forkRng(() -> Torch.manualSeed(99).getState());
                assertFalse(inside.equal(Torch.getRngState()));
            }
            float[] drawn = Torch.forkRng(() -> Torch.rand(3).toFloatArray());
            assertArrayEquals(expected, drawn);
            Torch.forkRng((Runnable) () -> Torch.manualSeed(1));
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            Torch.forkRng(
                                    (Runnable)
                                            () -> {
                                                Torch.manualSeed(1);
                                                throw new IllegalStateException();
                                            }));
            try (RngFork off = Torch.forkRng(false)) {
                assertArrayEquals(expected, Torch.rand(3).toFloatArray());
            }
            assertFalse(Arrays.equals(expected, Torch.rand(3).toFloatArray()));

            Torch.manualSeed(11);
            RngFork twice = Torch.forkRng(List.of(), true);
            twice.close();
            Torch.rand(3);
            Tensor moved = Torch.getRngState();
            twice.close();
            assertTrue(moved.equal(Torch.getRngState()));
            fails(NullPointerException.class, () -> Torch.forkRng(null, true), "'devices'");
        }
    }

    @Test
    void forkRng_outlivesAScope() {
        try (Scope outer = Torch.scope()) {
            Torch.manualSeed(5);
            Tensor before = Torch.getRngState();
            RngFork fork;
            try (Scope inner = Torch.scope()) {
                fork = Torch.forkRng();
                Torch.rand(4);
            }
            fork.close();
            assertTrue(before.equal(Torch.getRngState()));
        }
    }

    /** A draw is one piece of the stream, however often another thread sets the state meanwhile. */
    @Test
    void setState_waitsForADrawToEnd() throws InterruptedException {
        int length = 4000;
        int draws = 2000;
        Generator generator = new Generator().manualSeed(1);
        try (Scope scope = Torch.scope()) {
            Tensor state = generator.getState();
            Set<List<Float>> pieces = new HashSet<>();
            for (int i = 0; i < draws; i++) pieces.add(ends(generator, length));
            generator.setState(state);
            AtomicBoolean stop = new AtomicBoolean();
            Thread[] resetting = new Thread[2];
            for (int i = 0; i < resetting.length; i++) {
                resetting[i] =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (!stop.get()) {
                                                generator.setState(state);
                                                generator.getState().close();
                                            }
                                        });
            }
            try {
                for (int i = 0; i < draws; i++)
                    assertTrue(pieces.contains(ends(generator, length)), "a draw was cut");
            } finally {
                stop.set(true);
                for (Thread thread : resetting) thread.join();
            }
        }
    }

    private static List<Float> ends(Generator generator, int length) {
        try (Scope scope = Torch.scope()) {
            Tensor piece = Torch.rand(shape(length), generator);
            return List.of(piece.select(0, 0).itemFloat(), piece.select(0, -1).itemFloat());
        }
    }

    @Test
    void generators_unreachableOnesAreFreedWhileOthersAreUsed() {
        try (Scope scope = Torch.scope()) {
            Generator kept = new Generator().manualSeed(2);
            float first = Torch.rand(shape(1), kept).itemFloat();
            for (int i = 0; i < 2000; i++) {
                new Generator().manualSeed(i);
                if (i % 500 == 0) System.gc();
            }
            assertNotEquals(first, Torch.rand(shape(1), kept).itemFloat());
            assertEquals(first, Torch.rand(shape(1), kept.manualSeed(2)).itemFloat());
        }
    }
}
