package torch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.cuda.Stream;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Slots;

/**
 * The methods of {@link Tensor} that PyTorch writes in Python or in its binding, over the operators; {@link Tensor} is
 * the class to use.
 */
public abstract class TensorForms extends TensorMethods {
    TensorForms() {}

    private Tensor self() {
        return (Tensor) this;
    }

    // ---- Arithmetic

    /**
     * Multiplies each element by a number, in place. Mirrors {@code torch.Tensor.mul_}: as there, the number is not
     * rounded to the 16 bits of a tensor that has no more.
     */
    @Override
    public Tensor mul_(Number other) {
        boolean rounded = self().dtype() == DType.FLOAT16 || self().dtype() == DType.BFLOAT16;
        if (!rounded || other == null || other instanceof Complex || self().dim() == 0) {
            return super.mul_(other);
        }
        try (Tensor number = Torch.tensor(other.doubleValue(), Torch.dtype(DType.FLOAT64))) {
            return Aten.mul__Tensor(self(), number);
        }
    }

    // ---- What it is

    /** The number of dimensions. Mirrors {@code torch.Tensor.ndim}. */
    public int ndim() {
        return self().dim();
    }

    /** The number of elements. Mirrors {@code torch.Tensor.nelement}. */
    public long nelement() {
        return self().numel();
    }

    /**
     * The bytes of all elements. Mirrors {@code torch.Tensor.nbytes}.
     *
     * @throws TorchException for a sparse tensor
     */
    public long nbytes() {
        if (isSparse())
            throw new TorchException(
                    "nbytes is not defined for sparse tensors.  If you want the size of the constituent tensors, add"
                            + " the nbytes of the indices and values.  If you want the size of the  equivalent dense"
                            + " tensor, multiply numel() by element_size()");
        return self().numel() * self().elementSize();
    }

    /** Whether elements are on the CPU. Mirrors {@code torch.Tensor.is_cpu}. */
    public boolean isCpu() {
        return isOn("cpu");
    }

    /** Whether elements are on an NVIDIA or AMD GPU. Mirrors {@code torch.Tensor.is_cuda}. */
    public boolean isCuda() {
        return isOn("cuda");
    }

    /** Whether elements are on Apple's GPU. Mirrors {@code torch.Tensor.is_mps}. */
    public boolean isMps() {
        return isOn("mps");
    }

    /** Whether there is a shape without elements. Mirrors {@code torch.Tensor.is_meta}. */
    public boolean isMeta() {
        return isOn("meta");
    }

    private boolean isOn(String type) {
        return self().device().type().equals(type);
    }

    /** Whether elements are kept with their coordinates. Mirrors {@code torch.Tensor.is_sparse}. */
    public boolean isSparse() {
        return self().layout() == Layout.SPARSE_COO;
    }

    /** Whether elements are kept in compressed rows. Mirrors {@code torch.Tensor.is_sparse_csr}. */
    public boolean isSparseCsr() {
        return self().layout() == Layout.SPARSE_CSR;
    }

    /**
     * Whether elements follow each other in memory in an order. Mirrors
     * {@code torch.Tensor.is_contiguous(memory_format=…)}.
     */
    public boolean isContiguous(MemoryFormat memoryFormat) {
        return Aten.is_contiguous_memory_format(self(), memoryFormat);
    }

    /**
     * The address of the first element, 0 where there are none. It is valid as long as this tensor, and nothing checks
     * what is done with it: {@code segment()} is the safe way to the elements. Mirrors {@code torch.Tensor.data_ptr}.
     *
     * @throws TorchException for a sparse tensor, which has no storage
     */
    public long dataPtr() {
        Tensor self = self();
        if (self.layout() != Layout.STRIDED)
            throw new TorchException(
                    "Cannot access data pointer of Tensor that doesn't have storage");
        long address = Downcalls.plain(Function.DATA, Tensor.handle(self, "self"));
        java.lang.ref.Reference.reachabilityFence(self);
        return address;
    }

    /** As {@link #dataPtr}, to read only. Mirrors {@code torch.Tensor.const_data_ptr}. */
    public long constDataPtr() {
        return dataPtr();
    }

    // ---- Conversion

    /** Mirrors {@code torch.Tensor.half}. */
    public Tensor half() {
        return self().to(DType.FLOAT16);
    }

    /** Mirrors {@code torch.Tensor.bfloat16}. */
    public Tensor bfloat16() {
        return self().to(DType.BFLOAT16);
    }

    /** Mirrors {@code torch.Tensor.bool}. */
    public Tensor bool() {
        return self().to(DType.BOOL);
    }

    /** Mirrors {@code torch.Tensor.cfloat}. */
    public Tensor cfloat() {
        return self().to(DType.COMPLEX64);
    }

    /** Mirrors {@code torch.Tensor.cdouble}. */
    public Tensor cdouble() {
        return self().to(DType.COMPLEX128);
    }

    /** Mirrors {@code torch.Tensor.to(dtype, non_blocking)}. */
    public Tensor to(DType dtype, boolean nonBlocking) {
        return to(dtype, nonBlocking, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(dtype, non_blocking, copy)}. */
    public Tensor to(DType dtype, boolean nonBlocking, boolean copy) {
        return to(dtype, nonBlocking, copy, null);
    }

    /**
     * This tensor with another type of elements; itself where nothing changes. Mirrors
     * {@code torch.Tensor.to(dtype, non_blocking, copy, memory_format=…)}.
     *
     * @param nonBlocking whether a copy between pinned memory and a GPU may go on behind the call's back
     * @param copy whether to copy also where nothing changes
     * @param memoryFormat the order of the elements in memory, null to keep it
     */
    public Tensor to(
            DType dtype, boolean nonBlocking, boolean copy, @Nullable MemoryFormat memoryFormat) {
        return sameOr(Aten.to_dtype(self(), dtype, nonBlocking, copy, memoryFormat));
    }

    /** Mirrors {@code torch.Tensor.to(device, non_blocking=…)}. */
    public Tensor to(Device device, boolean nonBlocking) {
        return to(device, null, nonBlocking, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(device, non_blocking=…, copy=…)}. */
    public Tensor to(Device device, boolean nonBlocking, boolean copy) {
        return to(device, null, nonBlocking, copy, null);
    }

    /** Mirrors {@code torch.Tensor.to(device, dtype, non_blocking)}. */
    public Tensor to(Device device, @Nullable DType dtype, boolean nonBlocking) {
        return to(device, dtype, nonBlocking, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(device, dtype, non_blocking, copy)}. */
    public Tensor to(Device device, @Nullable DType dtype, boolean nonBlocking, boolean copy) {
        return to(device, dtype, nonBlocking, copy, null);
    }

    /**
     * This tensor on another device; itself where nothing changes. Mirrors
     * {@code torch.Tensor.to(device, dtype, non_blocking, copy, memory_format=…)}.
     *
     * @param dtype the type of elements, null to keep it
     * @param nonBlocking whether a copy between pinned memory and a GPU may go on behind the call's back
     * @param copy whether to copy also where nothing changes
     * @param memoryFormat the order of the elements in memory, null to keep it
     */
    public Tensor to(
            Device device,
            @Nullable DType dtype,
            boolean nonBlocking,
            boolean copy,
            @Nullable MemoryFormat memoryFormat) {
        if (device == null) throw Slots.nullArgument("device", "a Device");
        DType type = dtype == null ? self().dtype() : dtype;
        return sameOr(Aten.to_device(self(), device, type, nonBlocking, copy, memoryFormat));
    }

    /** Mirrors {@code torch.Tensor.to("cuda:0", dtype)}. */
    public Tensor to(String device, @Nullable DType dtype) {
        return to(Device.of(device), dtype, false, false, null);
    }

    /** Mirrors {@code torch.Tensor.to("cuda:0", non_blocking=…)}. */
    public Tensor to(String device, boolean nonBlocking) {
        return to(Device.of(device), null, nonBlocking, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(other, non_blocking)}. */
    public Tensor to(Tensor other, boolean nonBlocking) {
        return to(other, nonBlocking, false, null);
    }

    /** Mirrors {@code torch.Tensor.to(other, non_blocking, copy)}. */
    public Tensor to(Tensor other, boolean nonBlocking, boolean copy) {
        return to(other, nonBlocking, copy, null);
    }

    /**
     * This tensor with the type of elements and on the device of another one. Mirrors
     * {@code torch.Tensor.to(other, non_blocking, copy, memory_format=…)}.
     */
    public Tensor to(
            Tensor other, boolean nonBlocking, boolean copy, @Nullable MemoryFormat memoryFormat) {
        return sameOr(Aten.to_other(self(), other, nonBlocking, copy, memoryFormat));
    }

    /** This tensor in another order of memory. Mirrors {@code torch.Tensor.to(memory_format=…)}. */
    public Tensor to(MemoryFormat memoryFormat) {
        return to(self().dtype(), false, false, memoryFormat);
    }

    /**
     * This tensor in memory that stays where it is, from which an accelerator copies in the background; itself where it
     * is there. Mirrors {@code torch.Tensor.pin_memory}.
     *
     * @throws TorchException if it is not on the CPU, or there is no accelerator
     */
    @Override
    public Tensor pinMemory() {
        return sameOr(super.pinMemory());
    }

    /** As {@link #pinMemory()}; PyTorch advises against naming a device. */
    @Override
    public Tensor pinMemory(@Nullable Device device) {
        return sameOr(super.pinMemory(device));
    }

    /** Python hands out the same object where an operator returned its argument. */
    private Tensor sameOr(Tensor made) {
        if (!made.isSame(self())) return made;
        made.close();
        return self();
    }

    /** Mirrors {@code torch.Tensor.cpu(memory_format)}. */
    public Tensor cpu(MemoryFormat memoryFormat) {
        return to(Device.CPU, null, false, false, memoryFormat);
    }

    /** On the current GPU. Mirrors {@code torch.Tensor.cuda}. */
    public Tensor cuda() {
        return cuda(new Device("cuda", -1));
    }

    /** On the GPU of a number. Mirrors {@code torch.Tensor.cuda(1)}. */
    public Tensor cuda(int device) {
        return cuda(new Device("cuda", device));
    }

    /** Mirrors {@code torch.Tensor.cuda(device)}. */
    public Tensor cuda(Device device) {
        return cuda(device, false, null);
    }

    /** Mirrors {@code torch.Tensor.cuda(device, non_blocking)}. */
    public Tensor cuda(@Nullable Device device, boolean nonBlocking) {
        return cuda(device, nonBlocking, null);
    }

    /**
     * This tensor on a GPU; itself where it is there. Mirrors
     * {@code torch.Tensor.cuda(device, non_blocking, memory_format)}.
     *
     * @param device the GPU, null for the current one
     * @throws IllegalArgumentException if the device is not a GPU
     * @throws UnsupportedOperationException with the reason, if there is no CUDA here
     */
    public Tensor cuda(
            @Nullable Device device, boolean nonBlocking, @Nullable MemoryFormat memoryFormat) {
        Device gpu = device == null ? new Device("cuda", -1) : device;
        if (!gpu.type().equals("cuda"))
            throw new IllegalArgumentException("Invalid device, must be cuda device, got " + gpu);
        return to(gpu, null, nonBlocking, false, memoryFormat);
    }

    /**
     * Keeps this tensor's memory from being given to others, once it is freed, before all is done that is in the stream
     * by then: for a tensor that is used on another stream than its own. Mirrors {@code torch.Tensor.record_stream}.
     *
     * @throws UnsupportedOperationException for a tensor that is not on a GPU
     */
    public void recordStream(Stream stream) {
        Tensor self = self();
        Arguments.required(stream, "record_stream", "s", "a Stream");
        Downcalls.call(
                Function.CUDA_RECORD_STREAM,
                Tensor.handle(self, "self"),
                stream.streamId(),
                stream.deviceIndex());
        java.lang.ref.Reference.reachabilityFence(self);
    }

    /**
     * The name of PyTorch's old type, as {@code torch.FloatTensor}. Mirrors {@code torch.Tensor.type()}.
     *
     * @throws TorchException for a layout that has no such name
     */
    public String type() {
        Tensor self = self();
        String where = self.device().type().equals("cpu") ? "" : self.device().type() + ".";
        String kind =
                switch (self.layout()) {
                    case STRIDED -> self.dtype().name().matches("QU?INT.*") ? "quantized." : "";
                    case SPARSE_COO -> "sparse.";
                    default ->
                            throw new TorchException(
                                    "Unimplemented backend "
                                            + (isSparseCsr()
                                                    ? "SparseCsr"
                                                    : self.layout().toString())
                                            + self.device()
                                                    .type()
                                                    .toUpperCase(java.util.Locale.ROOT));
                };
        return "torch." + where + kind + self.dtype().typeName() + "Tensor";
    }

    /** Mirrors {@code torch.Tensor.type(dtype)}. */
    public Tensor type(DType dtype) {
        return type(dtype, false);
    }

    /** Mirrors {@code torch.Tensor.type(dtype, non_blocking)}. */
    public Tensor type(DType dtype, boolean nonBlocking) {
        return to(dtype, nonBlocking);
    }

    /** Mirrors {@code torch.Tensor.type("torch.DoubleTensor")}. */
    public Tensor type(String dtype) {
        return type(dtype, false);
    }

    /**
     * This tensor with the type of elements, and on the kind of device, of one of PyTorch's old types. Mirrors
     * {@code torch.Tensor.type(dtype, non_blocking)}.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public Tensor type(String dtype, boolean nonBlocking) {
        if (dtype == null) throw Slots.nullArgument("dtype", "a String");
        DType named = Defaults.ofTypeName(dtype);
        if (named == null || !dtype.startsWith("torch."))
            throw new IllegalArgumentException("invalid type: '" + dtype + "'");
        return dtype.startsWith("torch.cuda.")
                ? to(new Device("cuda", -1), named, nonBlocking)
                : to(Device.CPU, named, nonBlocking);
    }

    /**
     * A tensor with values, of this one's type and on its device. Mirrors {@code torch.Tensor.new_tensor(data)}.
     *
     * @param data what {@link Torch#tensor(Object)} takes, or a tensor, which is copied
     */
    public Tensor newTensor(Object data) {
        return newTensor(data, TensorOptions.DEFAULT);
    }

    /** Mirrors {@code torch.Tensor.new_tensor(data, dtype=…, device=…, requires_grad=…)}. */
    public Tensor newTensor(Object data, TensorOptions options) {
        Arguments.required(options, "new_tensor", "options", "a TensorOptions");
        Tensor self = self();
        DType dtype = options.dtypeOr(self.dtype());
        Device device = options.deviceOrNull() == null ? self.device() : options.deviceOrNull();
        if (data instanceof Tensor tensor)
            return options.finish(tensor.detach().to(device, dtype, false, true));
        return Nested.tensor(data, options.dtype(dtype).device(device));
    }

    // ---- Shapes

    /** The transpose of a matrix; of more dimensions, all reversed. Mirrors {@code torch.Tensor.T}. */
    public Tensor T() {
        return Aten.numpy_T(self());
    }

    /** The conjugate transpose of a matrix. Mirrors {@code torch.Tensor.H}. */
    public Tensor H() {
        return Aten.matrix_H(self());
    }

    /** Mirrors {@code torch.Tensor.to_sparse_coo}. */
    public Tensor toSparseCoo() {
        return Aten.to_sparse(self(), null, null, null);
    }

    // ---- Elements

    /**
     * The indices of elements that are not 0. Mirrors {@code torch.Tensor.nonzero(as_tuple=True)}.
     *
     * @param asTuple whether to give one index tensor per dimension; else the list has the one matrix that
     *     {@code nonzero()} gives
     */
    public List<Tensor> nonzero(boolean asTuple) {
        return asTuple ? Aten.nonzero_numpy(self()) : List.of(Aten.nonzero(self()));
    }

    /** Mirrors {@code torch.Tensor.index_put(indices, values)}. */
    public Tensor indexPut(@Nullable Tensor[] indices, Tensor values) {
        return indexPut(indices, values, false);
    }

    /** Mirrors {@code torch.Tensor.index_put(indices, values, accumulate)}; a null index stands for all. */
    public Tensor indexPut(@Nullable Tensor[] indices, Tensor values, boolean accumulate) {
        if (indices == null) throw Slots.nullArgument("indices", "a Tensor[]");
        return Aten.index_put(self(), Arrays.asList(indices), values, accumulate);
    }

    /** Mirrors {@code torch.Tensor.index_put_(indices, values)}. */
    public Tensor indexPut_(@Nullable Tensor[] indices, Tensor values) {
        return indexPut_(indices, values, false);
    }

    /** Mirrors {@code torch.Tensor.index_put_(indices, values, accumulate)}; a null index stands for all. */
    public Tensor indexPut_(@Nullable Tensor[] indices, Tensor values, boolean accumulate) {
        if (indices == null) throw Slots.nullArgument("indices", "a Tensor[]");
        return Aten.index_put_(self(), Arrays.asList(indices), values, accumulate);
    }

    /** The distinct elements, sorted. Mirrors {@code torch.Tensor.unique()}. */
    public Tensor unique() {
        return Torch.unique(self());
    }

    /** Mirrors {@code torch.Tensor.unique(sorted)}. */
    public Tensor unique(boolean sorted) {
        return Torch.unique(self(), sorted);
    }

    /** Mirrors {@code torch.Tensor.unique(sorted, return_inverse, return_counts)}. */
    public Unique unique(boolean sorted, boolean returnInverse, boolean returnCounts) {
        return Torch.unique(self(), sorted, returnInverse, returnCounts);
    }

    /** Mirrors {@code torch.Tensor.unique(sorted, return_inverse, return_counts, dim)}. */
    public Unique unique(
            boolean sorted, boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
        return Torch.unique(self(), sorted, returnInverse, returnCounts, dim);
    }

    /** Mirrors {@code torch.Tensor.unique(sorted, return_inverse, return_counts, dim)}. */
    public Unique unique(boolean sorted, boolean returnInverse, boolean returnCounts, long dim) {
        return Torch.unique(self(), sorted, returnInverse, returnCounts, dim);
    }

    /** The elements without repetitions of the one before. Mirrors {@code torch.Tensor.unique_consecutive()}. */
    public Tensor uniqueConsecutive() {
        return Torch.uniqueConsecutive(self());
    }

    /** Mirrors {@code torch.Tensor.unique_consecutive(return_inverse, return_counts)}. */
    public Unique uniqueConsecutive(boolean returnInverse, boolean returnCounts) {
        return Torch.uniqueConsecutive(self(), returnInverse, returnCounts);
    }

    /** Mirrors {@code torch.Tensor.unique_consecutive(return_inverse, return_counts, dim)}. */
    public Unique uniqueConsecutive(
            boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
        return Torch.uniqueConsecutive(self(), returnInverse, returnCounts, dim);
    }

    /** Mirrors {@code torch.Tensor.unique_consecutive(return_inverse, return_counts, dim)}. */
    public Unique uniqueConsecutive(boolean returnInverse, boolean returnCounts, long dim) {
        return Torch.uniqueConsecutive(self(), returnInverse, returnCounts, dim);
    }

    // ---- Linear algebra

    /** Mirrors {@code torch.Tensor.lu()}. */
    public ReturnTypes.LUPivots lu() {
        return lu(true);
    }

    /**
     * The compact LU factorization and its pivots. Mirrors {@code torch.Tensor.lu(pivot)}.
     *
     * @param pivot whether rows may be exchanged; without, only on a GPU
     */
    public ReturnTypes.LUPivots lu(boolean pivot) {
        ReturnTypes.LUPivotsInfo found = Aten._lu_with_info(self(), pivot, true);
        found.info().close();
        return new ReturnTypes.LUPivots(found.LU(), found.pivots());
    }

    /**
     * The compact LU factorization, its pivots, and where it failed. Mirrors
     * {@code torch.Tensor.lu(pivot, get_infos)}.
     *
     * @param getInfos as in PyTorch; {@code info} tells of a singular matrix in any case
     */
    public ReturnTypes.LUPivotsInfo lu(boolean pivot, boolean getInfos) {
        return Aten._lu_with_info(self(), pivot, !getInfos);
    }

    /** The 2-norm of all elements. Mirrors {@code torch.Tensor.norm()}. */
    public Tensor norm() {
        return Torch.norm(self());
    }

    /** Mirrors {@code torch.Tensor.norm(p)}. */
    public Tensor norm(@Nullable Number p) {
        return Torch.norm(self(), p);
    }

    /** Mirrors {@code torch.Tensor.norm(p, dim)}. */
    public Tensor norm(@Nullable Number p, long... dim) {
        return Torch.norm(self(), p, dim);
    }

    /** Mirrors {@code torch.Tensor.norm(p, dim, keepdim)}. */
    public Tensor norm(@Nullable Number p, long dim, boolean keepdim) {
        return Torch.norm(self(), p, dim, keepdim);
    }

    /** Mirrors {@code torch.Tensor.norm(p, dim, keepdim)}. */
    public Tensor norm(@Nullable Number p, long @Nullable [] dim, boolean keepdim) {
        return Torch.norm(self(), p, dim, keepdim);
    }

    /** Mirrors {@code torch.Tensor.norm(p, dim, keepdim, dtype)}. */
    public Tensor norm(
            @Nullable Number p, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        return Torch.norm(self(), p, dim, keepdim, dtype);
    }

    /** Mirrors {@code torch.Tensor.norm("fro")} or {@code "nuc"}. */
    public Tensor norm(String p) {
        return Torch.norm(self(), p);
    }

    /** Mirrors {@code torch.Tensor.norm("nuc", dim)}. */
    public Tensor norm(String p, long... dim) {
        return Torch.norm(self(), p, dim);
    }

    /** Mirrors {@code torch.Tensor.norm("nuc", dim, keepdim)}. */
    public Tensor norm(String p, long @Nullable [] dim, boolean keepdim) {
        return Torch.norm(self(), p, dim, keepdim);
    }

    /** Mirrors {@code torch.Tensor.norm("nuc", dim, keepdim, dtype)}. */
    public Tensor norm(String p, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        return Torch.norm(self(), p, dim, keepdim, dtype);
    }
}
