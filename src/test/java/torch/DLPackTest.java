package torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors through DLPack's C structures, read and written by their layouts. */
class DLPackTest {

    // ---- The structure

    private static MemorySegment tensorOf(DLPack capsule) {
        StructLayout struct = capsule.isVersioned() ? DLPack.MANAGED_VERSIONED : DLPack.MANAGED;
        long offset = struct.byteOffset(PathElement.groupElement("dl_tensor"));
        return capsule.segment().asSlice(offset, DLPack.TENSOR);
    }

    private static long at(String field) {
        return DLPack.TENSOR.byteOffset(PathElement.groupElement(field));
    }

    private static long[] longs(MemorySegment tensor, String field, int count) {
        MemorySegment address = tensor.get(ADDRESS, at(field)).reinterpret(8L * count);
        return address.toArray(JAVA_LONG);
    }

    private static DLPack export(Tensor x, boolean versioned) {
        return versioned ? x.toDlpackVersioned() : x.toDlpack();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toDlpack_fillsTheStructure(boolean versioned) {
        assertEquals(
                versioned ? 80 : 64,
                (versioned ? DLPack.MANAGED_VERSIONED : DLPack.MANAGED).byteSize());
        Tensor x = Torch.arange(24).to(DType.FLOAT32).reshape(2, 3, 4).get(1).t();
        try (DLPack capsule = export(x, versioned)) {
            MemorySegment tensor = tensorOf(capsule);
            assertEquals(2, tensor.get(JAVA_INT, at("ndim")));
            assertEquals(1, tensor.get(JAVA_INT, at("device_type"))); // kDLCPU
            assertEquals(0, tensor.get(JAVA_INT, at("device_id")));
            assertEquals(2, tensor.get(JAVA_BYTE, at("code"))); // kDLFloat
            assertEquals(32, tensor.get(JAVA_BYTE, at("bits")));
            assertEquals(1, tensor.get(JAVA_SHORT, at("lanes")));
            assertArrayEquals(new long[] {4, 3}, longs(tensor, "shape", 2));
            assertArrayEquals(new long[] {1, 4}, longs(tensor, "strides", 2));
            long offset = tensor.get(JAVA_LONG, at("byte_offset"));
            MemorySegment data = tensor.get(ADDRESS, at("data")).reinterpret(48 + offset);
            assertEquals(12f, data.get(JAVA_FLOAT, offset));
            data.set(JAVA_FLOAT, offset + 4, -3);
            assertEquals(-3, x.get(1, 0).itemFloat());
            if (versioned) {
                assertEquals(1, capsule.segment().get(JAVA_INT, 0));
                assertEquals(0, capsule.segment().get(JAVA_LONG, 24)); // flags
            }
            assertEquals(versioned ? "dltensor_versioned" : "dltensor", capsule.toString());
        }
    }

    // ---- Round trips

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {
                "UINT8",
                "INT8",
                "INT16",
                "INT32",
                "INT64",
                "FLOAT16",
                "FLOAT32",
                "FLOAT64",
                "COMPLEX64",
                "COMPLEX128",
                "BOOL",
                "BFLOAT16",
                "FLOAT8_E5M2",
                "FLOAT8_E4M3FN",
                "FLOAT8_E5M2FNUZ",
                "FLOAT8_E4M3FNUZ",
                "FLOAT8_E8M0FNU",
                "UINT16",
                "UINT32",
                "UINT64",
                "COMPLEX32"
            })
    void fromDlpack_keepsTypeAndMemory(DType dtype) {
        Tensor x = Torch.tensor(new int[] {1, 0, 2}, Torch.dtype(dtype));
        for (boolean versioned : new boolean[] {false, true}) {
            Tensor y = Torch.fromDlpack(export(x, versioned));
            assertEquals(dtype, y.dtype());
            assertEquals(x.tolist(), y.tolist());
            assertEquals(x.dataAddress(), y.dataAddress());
        }
    }

    @Test
    void fromDlpack_keepsStrides() {
        for (Tensor x :
                new Tensor[] {
                    Torch.ones(2, 1, 3).transpose(0, 2),
                    Torch.ones(1, 3).get(Index.ALL, Index.slice(null, null, 2)),
                    Torch.ones(0, 3),
                    Torch.tensor(1.5),
                    Torch.ones(1).expand(4)
                }) {
            Tensor y = Torch.fromDlpack(x.toDlpack());
            assertEquals(x.shape(), y.shape());
            assertArrayEquals(x.stride(), y.stride());
            assertTrue(x.equal(y));
        }
    }

    @Test
    void fromDlpack_eitherSideMayBeClosedFirst() {
        Tensor x = Torch.full(new long[] {1000}, 3.0);
        Tensor y = Torch.fromDlpack(x.toDlpack());
        x.close();
        for (int i = 0; i < 50; i++) Torch.zeros(1000).close();
        assertEquals(3000, y.sum().itemDouble());
        Tensor z = Torch.fromDlpack(y.toDlpackVersioned());
        z.close();
        assertEquals(3000, y.sum().itemDouble());
    }

    // ---- The capsule

    @Test
    void capsule_isConsumedOnce() {
        DLPack capsule = Torch.ones(3).toDlpack();
        assertFalse(capsule.isConsumed());
        Torch.fromDlpack(capsule);
        assertTrue(capsule.isConsumed());
        assertEquals("used_dltensor", capsule.toString());
        assertEquals(
                "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed"
                        + " only once, so you might have already constructed a tensor from it once.",
                assertThrows(IllegalStateException.class, () -> Torch.fromDlpack(capsule))
                        .getMessage());
        assertThrows(IllegalStateException.class, capsule::segment);
        assertThrows(IllegalStateException.class, capsule::release);
        capsule.close();
        DLPack closed = Torch.ones(3).toDlpack();
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, () -> Torch.fromDlpack(closed));
        assertThrows(NullPointerException.class, () -> Torch.fromDlpack(null));
    }

    @Test
    void toDlpack_refusesAsPyTorch() {
        assertMessage(
                "Can't export tensors that require gradient, use tensor.detach()",
                Torch.ones(2).requiresGrad_());
        Tensor z = Torch.ones(2).to(DType.COMPLEX64).conj();
        assertMessage("Can't export tensors with the conjugate bit set", z);
        assertMessage("Can't export tensors with the negative bit set", z.imag());
        assertMessage(
                "Can't export tensors with layout other than torch.strided",
                Torch.eye(2).toSparse());
        assertMessage("Cannot pack tensors on meta", Torch.zeros(Size.of(2), Torch.device("meta")));
        Tensor quantized = Aten.quantize_per_tensor(Torch.ones(2), 0.1, 0, DType.QINT8);
        String text = assertThrows(TorchException.class, quantized::toDlpack).getMessage();
        assertTrue(text.contains("QUInt/QInt types are not supported by dlpack"), text);
        Tensor closed = Torch.ones(1);
        closed.close();
        assertThrows(IllegalStateException.class, closed::toDlpack);
    }

    private static void assertMessage(String message, Tensor x) {
        assertEquals(message, assertThrows(TorchException.class, x::toDlpack).getMessage());
        assertEquals(
                message, assertThrows(TorchException.class, x::toDlpackVersioned).getMessage());
    }

    // ---- Foreign structures

    /** What another library would make: a structure, its arrays and a deleter. */
    private static final class Foreign {
        final Arena arena = Arena.ofShared();
        final AtomicInteger deleted = new AtomicInteger();
        final boolean versioned;
        final MemorySegment data = arena.allocateFrom(JAVA_FLOAT, 0, 1, 2, 3, 4, 5);
        final MemorySegment managed;
        final MemorySegment tensor;

        Foreign(boolean versioned) throws ReflectiveOperationException {
            this.versioned = versioned;
            StructLayout struct = versioned ? DLPack.MANAGED_VERSIONED : DLPack.MANAGED;
            managed = arena.allocate(struct);
            tensor =
                    managed.asSlice(
                            struct.byteOffset(PathElement.groupElement("dl_tensor")),
                            DLPack.TENSOR);
            var deleter =
                    Linker.nativeLinker()
                            .upcallStub(
                                    MethodHandles.lookup()
                                            .findVirtual(
                                                    Foreign.class,
                                                    "delete",
                                                    MethodType.methodType(
                                                            void.class, MemorySegment.class))
                                            .bindTo(this),
                                    FunctionDescriptor.ofVoid(ADDRESS),
                                    Arena.global());
            managed.set(ADDRESS, struct.byteOffset(PathElement.groupElement("deleter")), deleter);
            if (versioned) managed.set(JAVA_INT, 0, 1);
            tensor.set(ADDRESS, at("data"), data);
            tensor.set(JAVA_INT, at("device_type"), 1);
            tensor.set(JAVA_INT, at("ndim"), 2);
            tensor.set(JAVA_BYTE, at("code"), (byte) 2);
            tensor.set(JAVA_BYTE, at("bits"), (byte) 32);
            tensor.set(JAVA_SHORT, at("lanes"), (short) 1);
            tensor.set(ADDRESS, at("shape"), arena.allocateFrom(JAVA_LONG, 2, 2));
            tensor.set(ADDRESS, at("strides"), arena.allocateFrom(JAVA_LONG, 1, 2));
            tensor.set(JAVA_LONG, at("byte_offset"), 4);
        }

        void delete(MemorySegment self) {
            // nothing may be thrown from here
            deleted.addAndGet(managed.address() == self.address() ? 1 : 1000);
        }

        DLPack capsule() {
            return DLPack.of(managed, versioned);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignStructure_isRead(boolean versioned) throws Exception {
        Foreign foreign = new Foreign(versioned);
        Tensor x = Torch.fromDlpack(foreign.capsule());
        assertArrayEquals(new float[][] {{1, 3}, {2, 4}}, x.toArray(float[][].class));
        x.set(0, 0, 50);
        assertEquals(50f, foreign.data.getAtIndex(JAVA_FLOAT, 1));
        Tensor view = x.get(1);
        x.close();
        assertEquals(0, foreign.deleted.get());
        assertEquals(4, view.get(1).itemFloat());
        view.close();
        for (int i = 0; i < 100 && foreign.deleted.get() == 0; i++) {
            System.gc(); // view.get(1)
            Thread.sleep(10);
        }
        assertEquals(1, foreign.deleted.get());
        foreign.arena.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignStructure_nobodyConsumedIsDeletedByClose(boolean versioned) throws Exception {
        Foreign foreign = new Foreign(versioned);
        DLPack capsule = foreign.capsule();
        capsule.close();
        capsule.close();
        assertEquals(1, foreign.deleted.get());
        Foreign dropped = new Foreign(versioned);
        dropped.capsule();
        for (int i = 0; i < 200 && dropped.deleted.get() == 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertEquals(1, dropped.deleted.get());
    }

    @Test
    void foreignStructure_releasedIsAnothersToDelete() throws Exception {
        Foreign foreign = new Foreign(false);
        DLPack capsule = foreign.capsule();
        assertEquals(foreign.managed.address(), capsule.release().address());
        capsule.close();
        assertEquals(0, foreign.deleted.get());
        assertThrows(IllegalStateException.class, () -> Torch.fromDlpack(capsule));
    }

    @Test
    void foreignStructure_nonsenseIsRefusedAndNotConsumed() throws Exception {
        Foreign foreign = new Foreign(false);
        MemorySegment t = foreign.tensor;
        DLPack capsule = foreign.capsule();
        t.set(JAVA_SHORT, at("lanes"), (short) 4);
        assertThrows(TorchException.class, () -> Torch.fromDlpack(capsule));
        t.set(JAVA_SHORT, at("lanes"), (short) 1);
        t.set(JAVA_BYTE, at("bits"), (byte) 7);
        assertThrows(TorchException.class, () -> Torch.fromDlpack(capsule));
        t.set(JAVA_BYTE, at("bits"), (byte) 32);
        t.set(JAVA_INT, at("device_type"), 99);
        assertThrows(TorchException.class, () -> Torch.fromDlpack(capsule));
        t.set(JAVA_INT, at("device_type"), 1);
        for (int dims : new int[] {-1, 65}) {
            t.set(JAVA_INT, at("ndim"), dims);
            assertThrows(IllegalArgumentException.class, () -> Torch.fromDlpack(capsule));
        }
        t.set(JAVA_INT, at("ndim"), 2);
        MemorySegment shape = t.get(ADDRESS, at("shape"));
        t.set(ADDRESS, at("shape"), MemorySegment.NULL);
        assertThrows(IllegalArgumentException.class, () -> Torch.fromDlpack(capsule));
        t.set(ADDRESS, at("shape"), foreign.arena.allocateFrom(JAVA_LONG, -1, 2));
        assertThrows(IllegalArgumentException.class, () -> Torch.fromDlpack(capsule));
        t.set(ADDRESS, at("shape"), shape);
        t.set(ADDRESS, at("data"), MemorySegment.NULL);
        assertThrows(IllegalArgumentException.class, () -> Torch.fromDlpack(capsule));
        t.set(ADDRESS, at("data"), foreign.data);
        t.set(
                ADDRESS,
                at("strides"),
                MemorySegment.NULL); // row-major, and libtorch wants no offset
        assertThrows(IllegalArgumentException.class, () -> Torch.fromDlpack(capsule));
        t.set(JAVA_LONG, at("byte_offset"), 0);
        assertEquals(0, foreign.deleted.get());
        try (Tensor x = Torch.fromDlpack(capsule)) {
            assertArrayEquals(new float[][] {{0, 1}, {2, 3}}, x.toArray(float[][].class));
        }
        assertEquals(1, foreign.deleted.get());
        Foreign later = new Foreign(true);
        later.managed.set(JAVA_INT, 0, 2);
        assertThrows(TorchException.class, () -> Torch.fromDlpack(later.capsule()));
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        assertThrows(type, () -> DLPack.of(MemorySegment.NULL, false));
        assertThrows(type, () -> DLPack.of(MemorySegment.ofArray(new long[10]), false));
        assertThrows(NullPointerException.class, () -> DLPack.of((MemorySegment) null, false));
    }

    @Test
    void dlpack_leavesNothingBehind() {
        Tensor x = Torch.zeros(4, 4);
        long before = Handles.settled();
        x.toDlpack().close();
        Torch.fromDlpack(x.toDlpackVersioned()).close();
        assertEquals(before, Torch.memory().liveHandles());
        try (Scope scope = Torch.scope()) {
            Torch.fromDlpack(x.toDlpack());
            assertEquals(1, scope.size());
        }
        assertEquals(before, Torch.memory().liveHandles());
    }
}
