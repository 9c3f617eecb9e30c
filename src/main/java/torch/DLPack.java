package torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicLong;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * A tensor on its way between libraries, as the C structure that they agreed on: what Python's capsules hold. Neither
 * way copies elements.
 *
 * {@snippet :
 * DLPack capsule = x.toDlpack();            // hand capsule.segment() to another library, or
 * Tensor y = Torch.fromDlpack(capsule);     // the same memory as x
 * }
 *
 * <p>A capsule is consumed once, by {@link Torch#fromDlpack} or by another library, which is told with
 * {@link #release}. One that nobody consumed is freed by {@link #close}, or after it became unreachable.
 */
public final class DLPack implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    /** The C structure {@code DLTensor}. */
    public static final StructLayout TENSOR =
            MemoryLayout.structLayout(
                    ADDRESS.withName("data"),
                    JAVA_INT.withName("device_type"),
                    JAVA_INT.withName("device_id"),
                    JAVA_INT.withName("ndim"),
                    JAVA_BYTE.withName("code"),
                    JAVA_BYTE.withName("bits"),
                    JAVA_SHORT.withName("lanes"),
                    ADDRESS.withName("shape"),
                    ADDRESS.withName("strides"),
                    JAVA_LONG.withName("byte_offset"));

    /** The C structure {@code DLManagedTensor}. */
    public static final StructLayout MANAGED =
            MemoryLayout.structLayout(
                    TENSOR.withName("dl_tensor"),
                    ADDRESS.withName("manager_ctx"),
                    ADDRESS.withName("deleter"));

    /** The C structure {@code DLManagedTensorVersioned}. */
    public static final StructLayout MANAGED_VERSIONED =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("major"),
                    JAVA_INT.withName("minor"),
                    ADDRESS.withName("manager_ctx"),
                    ADDRESS.withName("deleter"),
                    JAVA_LONG.withName("flags"),
                    TENSOR.withName("dl_tensor"));

    private static final int MAX_DIMENSIONS = 64;
    private static final int MAJOR = 1;

    private final MemorySegment managed;
    private final boolean versioned;
    private final AtomicLong owned;
    private final Cleaner.Cleanable cleanable;

    private DLPack(MemorySegment managed, boolean versioned) {
        this.managed = managed;
        this.versioned = versioned;
        AtomicLong owned = new AtomicLong(managed.address());
        this.owned = owned;
        this.cleanable =
                CLEANER.register(
                        this,
                        () -> {
                            long left = owned.getAndSet(0);
                            if (left != 0)
                                Downcalls.plain(
                                        Function.DELETE_DLPACK, left, versioned ? 1 : 0);
                        });
    }

    // ---- Tensors

    /** What {@link Tensor#toDlpack} gives. */
    static DLPack of(Tensor tensor, boolean versioned) {
        if (tensor.requiresGrad())
            throw new TorchException(
                    "Can't export tensors that require gradient, use tensor.detach()");
        if (Aten.is_conj(tensor))
            throw new TorchException("Can't export tensors with the conjugate bit set");
        // PyTorch lets these out with the wrong sign
        if (Aten.is_neg(tensor))
            throw new TorchException("Can't export tensors with the negative bit set");
        if (tensor.layout() != Layout.STRIDED)
            throw new TorchException("Can't export tensors with layout other than torch.strided");
        if (tensor.device().type().equals("meta"))
            throw new TorchException("Cannot pack tensors on meta");
        long address =
                Downcalls.call(
                        Function.TO_DLPACK, Tensor.handle(tensor, "self"), versioned ? 1 : 0);
        Reference.reachabilityFence(tensor);
        return new DLPack(memory(address, versioned), versioned);
    }

    /** What {@link Torch#fromDlpack} gives. */
    Tensor consume() {
        long address = owned.get();
        if (address == 0)
            throw new IllegalStateException(
                    "from_dlpack received an invalid capsule. Note that DLTensor capsules can be"
                            + " consumed only once, so you might have already constructed a tensor"
                            + " from it once.");
        check();
        Tensor made =
                Tensor.wrap(Downcalls.call(Function.FROM_DLPACK, address, versioned ? 1 : 0));
        owned.set(0);
        cleanable.clean();
        Reference.reachabilityFence(this);
        return made;
    }

    // ---- Structures

    /**
     * A capsule over a structure that another library made; it now belongs to the capsule, which calls its deleter in
     * time.
     *
     * @param managed the address of a {@code DLManagedTensor}, or of a {@code DLManagedTensorVersioned}. Its memory is
     *     the producer's, and stays until the deleter was called. A deleter written in Java must let no exception out
     * @param versioned which of the two it is
     */
    public static DLPack of(MemorySegment managed, boolean versioned) {
        if (managed.address() == 0 || !managed.isNative())
            throw new IllegalArgumentException("not the address of a DLPack structure in native memory");
        return new DLPack(memory(managed.address(), versioned), versioned);
    }

    private static MemorySegment memory(long address, boolean versioned) {
        return MemorySegment.ofAddress(address)
                .reinterpret((versioned ? MANAGED_VERSIONED : MANAGED).byteSize());
    }

    /** Whether the structure is a {@code DLManagedTensorVersioned}. */
    public boolean isVersioned() {
        return versioned;
    }

    /** Whether nothing is left to consume: a tensor or another library took over, or the capsule was closed. */
    public boolean isConsumed() {
        return owned.get() == 0;
    }

    /**
     * The structure: laid out as {@link #MANAGED}, or as {@link #MANAGED_VERSIONED}. It is there until the capsule is
     * consumed or closed, and must not be read afterwards.
     *
     * @throws IllegalStateException if it was
     */
    public MemorySegment segment() {
        if (isConsumed()) throw new IllegalStateException("this DLPack capsule was consumed or closed");
        return managed;
    }

    /**
     * Hands the structure to another library, which calls the deleter when it is done with it: the capsule is consumed.
     *
     * @throws IllegalStateException if it was consumed or closed before
     */
    public MemorySegment release() {
        if (owned.getAndSet(0) == 0)
            throw new IllegalStateException("this DLPack capsule was consumed or closed");
        cleanable.clean();
        return managed;
    }

    /** Frees a structure that was not consumed; else does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** The name that Python's capsule has: {@code dltensor}, {@code used_dltensor_versioned} and so on. */
    @Override
    public String toString() {
        return (isConsumed() ? "used_" : "") + (versioned ? "dltensor_versioned" : "dltensor");
    }

    /** libtorch trusts these numbers of a foreign structure. */
    private void check() {
        if (versioned && managed.get(JAVA_INT, 0) != MAJOR)
            throw new TorchException(
                    "from_dlpack received a capsule of DLPack version "
                            + Integer.toUnsignedString(managed.get(JAVA_INT, 0))
                            + ", version "
                            + MAJOR
                            + " is understood");
        StructLayout struct = versioned ? MANAGED_VERSIONED : MANAGED;
        MemorySegment tensor =
                managed.asSlice(
                        struct.byteOffset(PathElement.groupElement("dl_tensor")), TENSOR);
        int dims = tensor.get(JAVA_INT, TENSOR.byteOffset(PathElement.groupElement("ndim")));
        if (dims < 0 || dims > MAX_DIMENSIONS)
            throw new IllegalArgumentException("a DLPack tensor cannot have " + dims + " dimensions");
        if (dims == 0) {
            requireData(tensor, false);
            return;
        }
        MemorySegment shape =
                tensor.get(ADDRESS, TENSOR.byteOffset(PathElement.groupElement("shape")));
        if (shape.address() == 0)
            throw new IllegalArgumentException("a DLPack tensor of " + dims + " dimensions has no shape");
        MemorySegment extents = shape.reinterpret(8L * dims);
        boolean empty = false;
        for (int i = 0; i < dims; i++) {
            long extent = extents.getAtIndex(JAVA_LONG, i);
            if (extent < 0)
                throw new IllegalArgumentException("a DLPack tensor cannot have negative extents");
            empty |= extent == 0;
        }
        requireData(tensor, empty);
    }

    private static void requireData(MemorySegment tensor, boolean empty) {
        boolean missing = tensor.get(ADDRESS, 0).address() == 0;
        if (missing && !empty) throw new IllegalArgumentException("a DLPack tensor has no data");
    }
}
