package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.internal.Upcalls;

/** Who frees what, and when: scopes, close, the collector. */
class MemoryTest {
    private MemoryStats before;

    @BeforeEach
    void settle() throws InterruptedException {
        Torch.ones(1).close();
        // What other tests dropped is freed first.
        for (int quiet = 0; quiet < 3; ) {
            MemoryStats now = Torch.memory();
            quiet = before != null && now.liveHandles() == before.liveHandles() ? quiet + 1 : 0;
            before = now;
            System.gc();
            Thread.sleep(20);
        }
    }

    private void assertAsBefore() {
        MemoryStats now = Torch.memory();
        assertEquals(before.liveHandles(), now.liveHandles());
        assertEquals(before.liveBytes(), now.liveBytes());
    }

    /** Collects until what is unreachable is freed. */
    private void awaitAsBefore() throws InterruptedException {
        for (int i = 0; i < 100 && Torch.memory().liveHandles() > before.liveHandles(); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertAsBefore();
    }

    @Test
    void close_freesAtOnceAndOnlyOnce() {
        Tensor x = Torch.ones(1000);
        assertEquals(before.liveHandles() + 1, Torch.memory().liveHandles());
        assertEquals(before.liveBytes() + 4000, Torch.memory().liveBytes());
        assertFalse(x.isClosed());
        x.close();
        x.close();
        assertTrue(x.isClosed());
        assertAsBefore();
    }

    @Test
    void unreachableTensors_areFreed() throws InterruptedException {
        for (int i = 0; i < 1000; i++) Torch.ones(100).add(1);
        awaitAsBefore();
    }

    @Test
    void graphs_ofUnreachableTensorsAreFreed() throws InterruptedException {
        long hooks = Upcalls.kept();
        for (int i = 0; i < 100; i++) {
            Tensor x = Torch.ones(10).requiresGrad_();
            x.registerHook(gradient -> gradient.mul(2));
            x.mul(x).sum().backward();
            assertArrayEquals(new double[] {4}, x.grad().narrow(0, 0, 1).toDoubleArray());
        }
        awaitAsBefore();
        assertEquals(hooks, Upcalls.kept());
    }

    @Test
    void scope_closesWhatItsThreadCreated() {
        Tensor inner;
        try (Scope scope = Torch.scope()) {
            inner = Torch.ones(3).add(1);
            assertEquals(2, scope.size());
        }
        assertTrue(inner.isClosed());
        assertAsBefore();
    }

    @Test
    void scope_leavesTheTensorsOfOtherThreads() throws InterruptedException {
        Tensor[] other = new Tensor[1];
        try (Scope scope = Torch.scope()) {
            Thread.ofPlatform().start(() -> other[0] = Torch.ones(2)).join();
            assertEquals(0, scope.size());
        }
        assertEquals(2, other[0].numel());
        other[0].close();
    }

    @Test
    void keep_handsToTheOuterScopeAndFromThereToTheCollector() {
        Tensor kept;
        Tensor left;
        try (Scope outer = Torch.scope()) {
            try (Scope inner = Torch.scope()) {
                kept = inner.keep(Torch.ones(2));
                left = inner.keep(Torch.zeros(2));
            }
            assertFalse(kept.isClosed());
            assertEquals(2, outer.size());
            outer.keep(left);
        }
        assertTrue(kept.isClosed());
        assertFalse(left.isClosed());
        left.close();
        assertAsBefore();
    }

    @Test
    void keep_ofAForeignTensorChangesNothing() {
        Tensor outside = Torch.ones(2);
        try (Scope scope = Torch.scope()) {
            scope.keep(outside);
            assertEquals(0, scope.size());
        }
        assertFalse(outside.isClosed());
        outside.close();
    }

    @Test
    void tensorKeep_leavesAllScopes() {
        Tensor kept;
        try (Scope outer = Torch.scope();
                Scope inner = Torch.scope()) {
            kept = Torch.ones(2).keep();
        }
        assertEquals(2, kept.numel());
        kept.close();
        assertAsBefore();
    }

    @Test
    void keep_ofATensorClosedBeforeIsHarmless() {
        try (Scope outer = Torch.scope();
                Scope inner = Torch.scope()) {
            Tensor x = Torch.ones(2);
            x.close();
            inner.keep(x);
        }
        assertAsBefore();
    }

    @Test
    void close_insideAScopeIsNoSecondFree() {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.ones(2);
            x.close();
            assertEquals(0, scope.size());
            Torch.ones(2);
        }
        assertAsBefore();
    }

    @Test
    void scope_endedByAnExceptionClosesItsTensors() {
        assertThrows(
                TorchException.class,
                () -> {
                    try (Scope scope = Torch.scope()) {
                        Torch.ones(2, 3).add(Torch.ones(5));
                    }
                });
        assertAsBefore();
        try (Scope scope = Torch.scope()) {
            assertEquals(0, scope.size());
        }
    }

    @Test
    void scopes_closedOutOfOrderAreRefusedAndStayUsable() {
        Scope outer = Torch.scope();
        Scope inner = Torch.scope();
        Tensor x = Torch.ones(2);
        assertThrows(IllegalStateException.class, outer::close);
        assertFalse(x.isClosed());
        inner.close();
        assertTrue(x.isClosed());
        outer.close();
        outer.close();
        assertThrows(IllegalStateException.class, () -> outer.keep(x));
        assertAsBefore();
    }

    @Test
    void scope_keepByAnotherThreadIsRefused() throws InterruptedException {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.ones(2);
            Throwable[] thrown = new Throwable[1];
            Thread.ofPlatform()
                    .start(
                            () -> {
                                try {
                                    scope.keep(x);
                                } catch (IllegalStateException e) {
                                    thrown[0] = e;
                                }
                            })
                    .join();
            assertNotNull(thrown[0]);
        }
    }

    @Test
    void views_keepTheStorageAlive() {
        Tensor x = Torch.arange(6);
        Tensor view = x.narrow(0, 2, 3);
        x.close();
        assertArrayEquals(new long[] {2, 3, 4}, view.toLongArray());
        view.close();
        assertAsBefore();
    }

    @Test
    void inPlaceOperations_returnTheirTensor() {
        Tensor x = Torch.ones(2);
        assertTrue(x == x.add_(1));
        assertEquals(before.liveHandles() + 1, Torch.memory().liveHandles());
        x.close();
    }

    @Test
    void hook_gradientKeptOutlivesTheScopeOfBackward() {
        Tensor x = Torch.ones(2).requiresGrad_();
        List<Tensor> seen = new ArrayList<>();
        x.registerHook(
                gradient -> {
                    seen.add(gradient.keep());
                    return null;
                });
        try (Scope scope = Torch.scope()) {
            x.mul(3).sum().backward();
        }
        assertArrayEquals(new double[] {3, 3}, seen.getFirst().toDoubleArray());
    }

    @Test
    void hook_isReleasedWithItsTensor() {
        int kept = Upcalls.kept();
        Tensor x = Torch.ones(2).requiresGrad_();
        HookHandle handle = x.registerHook(gradient -> null);
        assertEquals(kept + 1, Upcalls.kept());
        handle.close();
        x.registerHook(gradient -> null);
        x.close();
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void hook_mayOpenScopesAndCallOperators() {
        Tensor x = Torch.ones(2).requiresGrad_();
        x.registerHook(
                gradient -> {
                    try (Scope scope = Torch.scope()) {
                        return scope.keep(
                                Torch.cat(List.of(gradient, gradient), 0).narrow(0, 0, 2).mul(10));
                    }
                });
        Autograd.backward(
                List.of(x.mul(1), x.mul(2)),
                List.of(Torch.ones(2), Torch.ones(2)),
                false,
                false,
                null);
        assertArrayEquals(new double[] {30, 30}, x.grad().toDoubleArray());
    }

    @Test
    void segment_outlivesClose() throws InterruptedException {
        Tensor x = Torch.ones(1000);
        MemorySegment segment = x.segment();
        x.close();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Torch.full(new long[] {1000}, 7).close();
            Thread.sleep(5);
        }
        assertEquals(1f, segment.getAtIndex(ValueLayout.JAVA_FLOAT, 999));
        assertEquals(4000, segment.byteSize());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, 1000));
    }

    @Test
    void segment_writesThrough() {
        Tensor x = Torch.zeros(3);
        x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
        assertArrayEquals(new float[] {0, 5, 0}, x.toFloatArray());
        assertThrows(IllegalStateException.class, () -> Torch.zeros(2, 3).t().segment());
        assertEquals(0, Torch.zeros(0).segment().byteSize());
    }

    @Test
    void ofSegment_sharesPinsAndReleases() throws InterruptedException {
        int kept = Upcalls.kept();
        Tensor view;
        MemorySegment segment = Arena.ofAuto().allocate(16, 8);
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, 3, 2);
        try (Tensor x = Tensor.of(segment, Size.of(2, 2), DType.FLOAT32)) {
            segment = null;
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(5);
            }
            view = x.select(0, 1);
        }
        assertEquals(kept + 1, Upcalls.kept());
        assertArrayEquals(new float[] {0, 2}, view.toFloatArray());
        view.close();
        assertEquals(kept, Upcalls.kept());
        assertAsBefore();
    }

    @Test
    void ofSegment_refusesWhatCannotBeATensor() {
        MemorySegment memory = Arena.ofAuto().allocate(16, 8);
        Size two = Size.of(2, 2);
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(memory, two, DType.FLOAT64));
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.of(memory.asReadOnly(), two, DType.FLOAT32));
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.of(memory.asSlice(1), Size.of(1), DType.FLOAT32));
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.of(MemorySegment.ofArray(new float[4]), two, DType.FLOAT32));
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.of(memory, Size.of(-1), DType.FLOAT32));
        Arena closing = Arena.ofConfined();
        MemorySegment gone = closing.allocate(16, 8);
        closing.close();
        assertThrows(IllegalStateException.class, () -> Tensor.of(gone, two, DType.FLOAT32));
    }

    @Test
    void subclass_sharesTheNativeTensor() {
        Tensor x = Torch.ones(2);
        Tensor same = new Tensor(x) {};
        assertTrue(x.isSame(same));
        x.close();
        assertEquals(2, same.numel());
        same.close();
        assertAsBefore();
    }

    @Test
    void generators_areFreedByTheCollector() {
        Tensor first =
                Torch.rand(
                        new long[] {3}, new Generator().manualSeed(1), Torch.dtype(DType.FLOAT32));
        Generator used = new Generator().manualSeed(1);
        Tensor again = Torch.rand(new long[] {3}, used, Torch.dtype(DType.FLOAT32));
        assertArrayEquals(first.toFloatArray(), again.toFloatArray());
        assertEquals(1, used.initialSeed());
        for (int i = 0; i < 200; i++) new Generator();
        System.gc();
        assertEquals(1, used.initialSeed());
    }
}
