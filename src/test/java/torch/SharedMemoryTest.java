package torch;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.DType.FLOAT32;
import static torch.DType.INT32;
import static torch.DType.UINT8;
import static torch.Index.ALL;
import static torch.Index.slice;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.internal.Upcalls;

/** Memory that tensors and Java share: who sees whose writes, and who keeps what alive. */
class SharedMemoryTest {

    private static MemorySegment ints(Arena arena, int... values) {
        return arena.allocateFrom(JAVA_INT, values);
    }

    /** Collects until something has happened. */
    private static void await(java.util.function.BooleanSupplier happened)
            throws InterruptedException {
        for (int i = 0; i < 200 && !happened.getAsBoolean(); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertTrue(happened.getAsBoolean(), "not even after 200 collections");
    }

    /** How many objects native code refers to, after what other tests dropped is gone. */
    private static int settled() throws InterruptedException {
        int last = -1;
        for (int quiet = 0; quiet < 4; ) {
            System.gc();
            Thread.sleep(20);
            int now = Upcalls.kept();
            quiet = now == last ? quiet + 1 : 0;
            last = now;
        }
        return last;
    }

    private static void refused(Class<? extends Throwable> type, String message, Runnable call) {
        String text = assertThrows(type, call::run).getMessage();
        assertTrue(text.contains(message), text);
    }

    // ---- Segments of tensors

    @Test
    void segment_seesAndWrites() {
        Tensor x = Torch.zeros(2, 3);
        MemorySegment memory = x.segment();
        assertEquals(24, memory.byteSize());
        memory.setAtIndex(JAVA_FLOAT, 4, 7);
        assertEquals(7, x.get(1, 1).itemFloat());
        x.fill_(2);
        assertEquals(2f, memory.getAtIndex(JAVA_FLOAT, 0));
        Tensor row = x.get(1);
        row.segment().setAtIndex(JAVA_FLOAT, 0, 9);
        assertEquals(9, x.get(1, 0).itemFloat());
        assertEquals(12, row.segment().byteSize());
    }

    @Test
    void segment_holdsTheMemoryAfterCloseAndCollection() throws InterruptedException {
        Tensor x = Torch.full(new long[] {1 << 16}, 3.0);
        MemorySegment memory = x.segment();
        x.close();
        var collected = new WeakReference<>(x);
        x = null;
        await(() -> collected.get() == null);
        for (int i = 0; i < 50; i++) Torch.zeros(1 << 16).close(); // would take freed memory
        for (int i = 0; i < 1 << 16; i++) assertEquals(3f, memory.getAtIndex(JAVA_FLOAT, i));
    }

    @Test
    void segment_forbidsResizingAsNumpyDoes() {
        Tensor x = Torch.ones(3);
        MemorySegment memory = x.segment();
        refused(
                TorchException.class,
                "Trying to resize storage that is not resizable",
                () -> x.resize_(1000));
        x.resize_(2); // within the storage
        assertEquals(1f, memory.getAtIndex(JAVA_FLOAT, 2));
        Tensor untouched = Torch.ones(3);
        untouched.resize_(1000);
        assertEquals(1000, untouched.numel());
    }

    @Test
    void segment_survivesSetOfOtherMemory() {
        Tensor x = Torch.ones(1000);
        MemorySegment memory = x.segment();
        Aten.set__source_Tensor(x, Torch.zeros(5));
        for (int i = 0; i < 50; i++) Torch.zeros(1000).close();
        assertEquals(1f, memory.getAtIndex(JAVA_FLOAT, 999));
        assertEquals(5, x.numel());
    }

    @Test
    void segment_ofALeafWritesBehindAutograd() {
        Tensor w = Torch.ones(2).requiresGrad_();
        w.segment().setAtIndex(JAVA_FLOAT, 0, 5);
        assertArrayEquals(new double[] {5, 1}, w.toDoubleArray());
        assertTrue(w.isLeaf());
    }

    @Test
    void segment_withoutPlainMemoryIsRefused() {
        refused(
                IllegalStateException.class,
                "not contiguous",
                () -> Torch.zeros(2, 3).t().segment());
        Tensor meta = Torch.zeros(Size.of(2), Torch.device("meta"));
        refused(IllegalStateException.class, "the tensor is on meta", meta::segment);
        refused(IllegalStateException.class, "the tensor is on meta", meta::storageSegment);
        refused(
                IllegalStateException.class,
                "layout is torch.sparse_coo",
                () -> Torch.eye(2).toSparse().segment());
        Tensor z = Torch.ones(2).to(DType.COMPLEX64).conj();
        refused(IllegalStateException.class, "conjugate bit", z::segment);
        refused(IllegalStateException.class, "negative bit", () -> z.imag().storageSegment());
        Tensor closed = Torch.ones(1);
        closed.close();
        assertThrows(IllegalStateException.class, closed::segment);
        assertThrows(IllegalStateException.class, closed::storageSegment);
        assertThrows(IllegalStateException.class, closed::asByteBuffer);
    }

    @Test
    void segment_ofNoElementsIsEmpty() {
        assertEquals(0, Torch.zeros(0).segment().byteSize());
        assertEquals(0, Torch.zeros(3, 0).storageSegment().byteSize());
        assertEquals(0, Torch.zeros(0).asByteBuffer().capacity());
        assertEquals(16, Torch.zeros(4).get(slice(2, 2)).storageSegment().byteSize());
    }

    @Test
    void storageSegment_hasTheElementsWhereStridesSay() {
        Tensor x = Torch.arange(12).to(INT32).reshape(3, 4);
        Tensor part = x.get(slice(1, null), slice(1, null, 2)).t();
        MemorySegment memory = part.storageSegment();
        assertEquals(48, memory.byteSize());
        long[] stride = part.stride();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                long at = part.storageOffset() + i * stride[0] + j * stride[1];
                assertEquals(part.get(i, j).itemInt(), memory.getAtIndex(JAVA_INT, at));
            }
        }
        memory.setAtIndex(JAVA_INT, 0, -5);
        assertEquals(-5, x.get(0, 0).itemInt());
    }

    // ---- Tensors over segments

    @Test
    void of_seesAndWrites() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = ints(arena, 1, 2, 3, 4, 5, 6);
            try (Tensor x = Tensor.of(memory, Size.of(2, 3), INT32);
                    Tensor tail = Tensor.of(memory.asSlice(8), Size.of(2), INT32)) {
                x.add_(10);
                assertEquals(16, memory.getAtIndex(JAVA_INT, 5));
                memory.setAtIndex(JAVA_INT, 2, -1);
                assertArrayEquals(new int[] {-1, 14}, tail.toIntArray());
                assertEquals(-1, x.get(0, 2).itemInt());
            }
        }
    }

    @Test
    void of_takesStrides() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = ints(arena, 0, 1, 2, 3, 4, 5);
            long[] columns = {1, 2};
            try (Tensor x = Tensor.of(memory, Size.of(2, 3), columns, INT32);
                    Tensor same = Tensor.of(memory, Size.of(4), new long[] {0}, INT32);
                    Tensor odd = Tensor.of(memory.asSlice(4), Size.of(3), new long[] {2}, INT32)) {
                assertArrayEquals(new int[] {0, 2, 4, 1, 3, 5}, x.toIntArray());
                assertArrayEquals(columns, x.stride());
                assertArrayEquals(new int[] {0, 0, 0, 0}, same.toIntArray());
                odd.set(2, 50);
                assertEquals(50, memory.getAtIndex(JAVA_INT, 5));
                assertEquals(50, x.get(1, 2).itemInt());
            }
            refused(
                    IllegalArgumentException.class,
                    "needs 28",
                    () -> Tensor.of(memory, Size.of(2, 3), new long[] {4, 1}, INT32));
            refused(
                    IllegalArgumentException.class,
                    "negative strides",
                    () -> Tensor.of(memory, Size.of(2), new long[] {-1}, INT32));
            refused(
                    IllegalArgumentException.class,
                    "needs 2 strides, got 1",
                    () -> Tensor.of(memory, Size.of(2, 2), new long[] {1}, INT32));
            assertThrows(
                    NullPointerException.class,
                    () -> Tensor.of(memory, Size.of(2), (long[]) null, INT32));
        }
    }

    @Test
    void of_keepsASegmentOfTheCollectorWhileAnyViewLives() throws InterruptedException {
        int kept = settled();
        MemorySegment memory = ints(Arena.ofAuto(), 1, 2, 3);
        var reachable = new WeakReference<>(memory);
        Tensor x = Tensor.of(memory, Size.of(3), INT32);
        memory = null;
        Tensor view = x.get(slice(1, null));
        x.close();
        for (int i = 0; i < 5; i++) System.gc();
        assertEquals(kept + 1, Upcalls.kept());
        assertArrayEquals(new int[] {2, 3}, view.toIntArray());
        view.close();
        assertEquals(kept, Upcalls.kept());
        await(() -> reachable.get() == null);
    }

    @Test
    void of_letsGoOfTheSegmentWhenTheTensorIsCollected() throws InterruptedException {
        int kept = settled();
        Tensor.of(ints(Arena.ofAuto(), 1, 2, 3), Size.of(3), INT32);
        await(() -> Upcalls.kept() == kept);
    }

    @Test
    void of_arenasClosedByHand() {
        Arena shared = Arena.ofShared();
        MemorySegment memory = ints(shared, 1, 2);
        Tensor x = Tensor.of(memory, Size.of(2), INT32);
        assertEquals(3, x.sum().itemInt());
        x.close(); // the tensor first, as documented
        shared.close();
        refused(
                IllegalStateException.class,
                "arena is closed",
                () -> Tensor.of(memory, Size.of(2), INT32));
        refused(IllegalStateException.class, "", () -> Tensor.copyOf(memory, Size.of(2), INT32));
    }

    @Test
    void of_cannotBeResizedBeyondTheSegment() {
        try (Arena arena = Arena.ofConfined();
                Tensor x = Tensor.of(ints(arena, 1, 2), Size.of(2), INT32)) {
            refused(TorchException.class, "not resizable", () -> x.resize_(100));
        }
    }

    @Test
    void of_badSegmentsAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(16, 8);
            Class<IllegalArgumentException> type = IllegalArgumentException.class;
            refused(
                    type,
                    "on the Java heap",
                    () -> Tensor.of(MemorySegment.ofArray(new int[2]), Size.of(2), INT32));
            refused(type, "read-only", () -> Tensor.of(memory.asReadOnly(), Size.of(2), INT32));
            refused(type, "not aligned", () -> Tensor.of(memory.asSlice(1), Size.of(2), INT32));
            refused(type, "needs 20", () -> Tensor.of(memory, Size.of(5), INT32));
            refused(type, "negative extent", () -> Tensor.of(memory, Size.of(-1), INT32));
            refused(
                    type,
                    "cannot have the shape",
                    () -> Tensor.of(memory, Size.of(1L << 40, 1L << 40), INT32));
            refused(type, "mean nothing", () -> Tensor.of(memory, Size.of(2), DType.QINT8));
            assertThrows(
                    NullPointerException.class, () -> Tensor.of(memory, Size.of(2), (DType) null));
            assertThrows(NullPointerException.class, () -> Tensor.of(memory, null, INT32));
            assertThrows(NullPointerException.class, () -> Tensor.of(null, Size.of(1), INT32));
            assertEquals(0, Tensor.of(memory, Size.of(3, 0), INT32).numel());
        }
    }

    @Test
    void copyOf_takesAnySegment() {
        MemorySegment heap = MemorySegment.ofArray(new int[] {1, 2, 3});
        Tensor x = Tensor.copyOf(heap, Size.of(3), INT32);
        heap.setAtIndex(JAVA_INT, 0, 9);
        assertArrayEquals(new int[] {1, 2, 3}, x.toIntArray());
        byte[] bytes = {0, 1, 0, 0, 0, 2, 0, 0, 0};
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            MemorySegment odd = MemorySegment.ofArray(bytes).asSlice(1).asReadOnly();
            assertArrayEquals(new int[] {1, 2}, Tensor.copyOf(odd, Size.of(2), INT32).toIntArray());
        }
        refused(
                IllegalArgumentException.class,
                "12 bytes do not fill",
                () -> Tensor.copyOf(heap, Size.of(4), INT32));
        refused(
                IllegalArgumentException.class,
                "negative extent",
                () -> Tensor.copyOf(heap, Size.of(-1, -1), INT32));
        refused(
                IllegalArgumentException.class,
                "cannot have the shape",
                () -> Tensor.copyOf(heap, Size.of(1L << 60, 16), INT32));
        assertEquals(0, Tensor.copyOf(heap, Size.of(0, 4), INT32).numel());
    }

    // ---- Buffers

    private static ByteBuffer bytes(int count) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) buffer.put(i, (byte) i);
        return buffer;
    }

    @Test
    void frombuffer_sharesMemory() {
        FloatBuffer floats = bytes(16).asFloatBuffer();
        Tensor x = Torch.frombuffer(floats, FLOAT32);
        assertEquals(Size.of(4), x.shape());
        x.set(1, 2.5);
        assertEquals(2.5f, floats.get(1));
        floats.put(3, -1);
        assertEquals(-1, x.get(3).itemFloat());
        Tensor leaf = Torch.frombuffer(floats, FLOAT32, 2, 4, true);
        assertTrue(leaf.requiresGrad() && leaf.isLeaf());
        assertEquals(2.5, leaf.get(0).itemDouble());
        assertArrayEquals(
                new long[] {14, 15}, Torch.frombuffer(bytes(16), UINT8, 2, 14).toLongArray());
        assertArrayEquals(
                new long[] {5, 6},
                Torch.frombuffer(bytes(16).position(5).limit(7), UINT8).toLongArray());
    }

    @Test
    void frombuffer_takesEveryKindOfBuffer() {
        ByteBuffer b = bytes(16);
        for (Buffer buffer :
                List.of(
                        b,
                        b.asCharBuffer(),
                        b.asShortBuffer(),
                        b.asIntBuffer(),
                        b.asLongBuffer(),
                        b.asFloatBuffer(),
                        b.asDoubleBuffer())) {
            assertEquals(50462976, Torch.frombuffer(buffer, INT32).get(0).itemInt());
        }
    }

    @Test
    void frombuffer_keepsTheBuffersMemory() throws InterruptedException {
        Tensor x = Torch.frombuffer(bytes(1 << 20), UINT8);
        for (int i = 0; i < 20; i++) {
            System.gc();
            ByteBuffer.allocateDirect(1 << 20);
        }
        assertEquals(7, x.get(7).itemInt());
        assertEquals(255, x.max().itemInt());
    }

    @Test
    void frombuffer_errorsArePyTorchs() {
        ByteBuffer b = bytes(16);
        fails("both buffer length (16) and count (0) must not be 0", b, 0, 0);
        fails(
                "offset (16 bytes) must be non-negative and no greater than buffer length (16"
                        + " bytes) minus 1",
                b,
                -1,
                16);
        fails(
                "offset (-1 bytes) must be non-negative and no greater than buffer length (16"
                        + " bytes) minus 1",
                b,
                -1,
                -1);
        fails(
                "buffer length (13 bytes) after offset (3 bytes) must be a multiple of element size"
                        + " (4)",
                b,
                -1,
                3);
        fails(
                "requested buffer length (5 * 4 bytes) after offset (0 bytes) must not be greater"
                        + " than actual buffer length (16 bytes)",
                b,
                5,
                0);
        fails("both buffer length (0) and count (-1) must not be 0", bytes(0), -1, 0);
        refused(
                TorchException.class,
                "nly Tensors of floating point and complex dtype can require gradients",
                () -> Torch.frombuffer(b, INT32, -1, 0, true));
    }

    private static void fails(String message, ByteBuffer buffer, long count, long offset) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.frombuffer(buffer, FLOAT32, count, offset))
                        .getMessage());
    }

    @Test
    void frombuffer_whatCannotBeSharedIsRefused() {
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        refused(type, "on the Java heap", () -> Torch.frombuffer(ByteBuffer.allocate(4), UINT8));
        refused(
                type,
                "on the Java heap",
                () -> Torch.frombuffer(FloatBuffer.wrap(new float[2]), FLOAT32));
        refused(type, "read-only", () -> Torch.frombuffer(bytes(4).asReadOnlyBuffer(), UINT8));
        ByteOrder other =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                        ? ByteOrder.LITTLE_ENDIAN
                        : ByteOrder.BIG_ENDIAN;
        refused(type, "byte order", () -> Torch.frombuffer(bytes(4).order(other), FLOAT32));
        assertEquals(4, Torch.frombuffer(bytes(4).order(other), UINT8).numel());
        refused(type, "not aligned", () -> Torch.frombuffer(bytes(16), FLOAT32, 3, 3));
        assertThrows(NullPointerException.class, () -> Torch.frombuffer(null, UINT8));
        assertThrows(NullPointerException.class, () -> Torch.frombuffer(bytes(4), null));
    }

    @Test
    void asByteBuffer_sharesMemory() {
        Tensor x = Torch.zeros(3);
        ByteBuffer buffer = x.asByteBuffer();
        assertEquals(ByteOrder.nativeOrder(), buffer.order());
        FloatBuffer floats = buffer.asFloatBuffer();
        floats.put(2, 4);
        assertEquals(4, x.get(2).itemFloat());
        x.close();
        assertEquals(4f, floats.get(2));
        assertTrue(buffer.isDirect() && !buffer.isReadOnly());
        assertThrows(
                ReadOnlyBufferException.class, () -> buffer.asReadOnlyBuffer().put(0, (byte) 1));
        assertThrows(IllegalStateException.class, () -> Torch.ones(2, 2).t().asByteBuffer());
    }

    @Test
    void roundTrip_throughSegmentsIsTheSameMemory() {
        Tensor x = Torch.arange(6).reshape(2, 3);
        Tensor y = Tensor.of(x.segment(), x.shape(), x.dtype());
        Tensor z = Torch.frombuffer(x.asByteBuffer(), x.dtype());
        y.get(ALL, 0).fill_(9);
        assertArrayEquals(new long[] {9, 1, 2, 9, 4, 5}, x.toLongArray());
        x.close();
        y.close();
        assertArrayEquals(new long[] {9, 1, 2, 9, 4, 5}, z.toLongArray());
    }

    @Test
    void sharedMemory_leavesNothingBehind() throws InterruptedException {
        int kept = settled();
        Tensor x = Torch.zeros(4, 4);
        Tensor t = x.t();
        ByteBuffer four = bytes(4);
        long before = Handles.settled();
        x.segment();
        t.storageSegment();
        x.asByteBuffer();
        FloatAccessor.of(t);
        assertThrows(IllegalStateException.class, t::segment);
        try (Tensor y = Tensor.of(x.segment(), x.shape(), FLOAT32);
                Tensor z = Torch.frombuffer(four, INT32)) {
            assertEquals(before + 2, Torch.memory().liveHandles());
            assertEquals(kept + 2, Upcalls.kept());
        }
        assertThrows(TorchException.class, () -> Torch.frombuffer(four, INT32, -1, 0, true));
        assertThrows(IllegalArgumentException.class, () -> Torch.frombuffer(four, INT32, 2));
        try (Scope scope = Torch.scope()) {
            t.storageSegment();
            assertEquals(0, scope.size());
        }
        assertEquals(before, Torch.memory().liveHandles());
        assertEquals(kept, Upcalls.kept());
    }
}
