package torch.serialization;

import torch.Aten;
import torch.DType;
import torch.Layout;
import torch.Tensor;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.TensorAccess;

/** Pickles tensors: what is known of each, and a reference to its storage. */
final class TensorWriter {
    private static final String UTILS = "torch._utils";

    /** One native tensor, which several Java objects may stand for, as a tensor or as a parameter. */
    private record Identity(long implementation, boolean parameter) {}

    private final PickleWriter out;
    private final SavedStorages storages;

    TensorWriter(PickleWriter out, SavedStorages storages) {
        this.out = out;
        this.storages = storages;
    }

    void write(Tensor tensor, boolean parameter) {
        long handle = TensorAccess.get().handle(tensor, "obj");
        var identity = new Identity(Downcalls.plain(Function.IMPL, handle), parameter);
        if (out.recall(identity)) return;
        tensor.detach(); // in the scope of the saving, or its memory could become another storage's
        if (parameter) {
            out.global(UTILS, "_rebuild_parameter");
            tensor(tensor, false, null);
            out.bool(tensor.requiresGrad());
            out.emptyOrderedDict(null);
            out.tuple(3, null);
            out.reduce(identity);
        } else {
            tensor(tensor, tensor.requiresGrad(), identity);
        }
    }

    void layout(Layout layout) {
        out.global("torch.serialization", "_get_layout");
        out.text(layout.toString());
        out.tuple(1, null);
        out.opcode('R');
    }

    private void tensor(
            Tensor tensor,
            boolean requiresGrad,
            @org.jspecify.annotations.Nullable Object identity) {
        if (tensor.device().type().equals("meta")) meta(tensor, requiresGrad);
        else if (Dtypes.isQuantized(tensor.dtype())) quantized(tensor, requiresGrad);
        else if (tensor.layout() == Layout.SPARSE_COO) coo(tensor);
        else if (Sparse.isCompressed(tensor.layout())) compressed(tensor);
        else if (tensor.layout() == Layout.STRIDED) strided(tensor, requiresGrad);
        else
            throw new UnsupportedOperationException(
                    "a tensor of the layout " + tensor.layout() + " has no storage to save");
        out.reduce(identity);
    }

    private void strided(Tensor tensor, boolean requiresGrad) {
        DType dtype = tensor.dtype();
        boolean typed = Dtypes.isTyped(dtype);
        if (!typed && !Dtypes.isWritten(dtype))
            throw new UnsupportedOperationException("dtype " + dtype + " is not recognized");
        out.global(UTILS, typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        out.mark();
        view(tensor, typed);
        out.bool(requiresGrad);
        out.emptyOrderedDict(null);
        if (!typed) out.global("torch", dtype.toString().substring("torch.".length()));
        boolean conjugated = Aten.is_conj(tensor);
        boolean negated = Aten.is_neg(tensor);
        if (conjugated || negated) {
            out.opcode('}');
            out.memorize(null);
            if (conjugated && negated) out.mark();
            if (conjugated) flag("conj");
            if (negated) flag("neg");
            out.opcode(conjugated && negated ? 'u' : 's');
        }
        out.tuple(6, null);
    }

    private void flag(String name) {
        out.text(name);
        out.bool(true);
    }

    /** The storage, and where in it the elements are. */
    private void view(Tensor tensor, boolean typed) {
        SavedStorages.Saved storage = storages.of(tensor, typed ? tensor.dtype() : DType.UINT8);
        out.mark();
        out.text("storage");
        if (typed) out.global("torch", Dtypes.storage(tensor.dtype()));
        else out.global("torch.storage", "UntypedStorage");
        out.freshText(storage.key());
        out.text(storage.location());
        out.integer(storage.size() / (typed ? tensor.elementSize() : 1));
        out.tuple(5, null);
        out.opcode('Q');
        out.integer(tensor.storageOffset());
        out.integers(tensor.shape().toArray());
        out.integers(tensor.stride());
    }

    private void meta(Tensor tensor, boolean requiresGrad) {
        out.global(UTILS, "_rebuild_meta_tensor_no_storage");
        out.mark();
        out.global("torch", tensor.dtype().toString().substring("torch.".length()));
        out.integers(tensor.shape().toArray());
        out.integers(tensor.stride());
        out.bool(requiresGrad);
        out.tuple(4, null);
    }

    private void quantized(Tensor tensor, boolean requiresGrad) {
        String scheme = Quantized.scheme(tensor);
        out.global(UTILS, "_rebuild_qtensor");
        out.mark();
        view(tensor, true);
        switch (scheme) {
            case "torch.per_tensor_affine" -> {
                out.global("torch", "per_tensor_affine");
                out.real(Aten.q_scale(tensor));
                out.integer(Aten.q_zero_point(tensor));
                out.tuple(3, null);
            }
            case "torch.per_channel_affine", "torch.per_channel_affine_float_qparams" -> {
                out.mark();
                out.global("torch", "per_channel_affine");
                write(Aten.q_per_channel_scales(tensor), false);
                write(Aten.q_per_channel_zero_points(tensor), false);
                out.integer(Aten.q_per_channel_axis(tensor));
                out.tuple(4, null);
            }
            default ->
                    throw new UnsupportedOperationException(
                            "Serialization is not supported for tensors of type " + scheme);
        }
        out.bool(requiresGrad);
        out.emptyOrderedDict(null);
        out.tuple(7, null);
    }

    private void coo(Tensor tensor) {
        out.global(UTILS, "_rebuild_sparse_tensor");
        layout(Layout.SPARSE_COO);
        out.memorize(null);
        out.mark();
        write(Aten._indices(tensor), false);
        write(Aten._values(tensor), false);
        extents(tensor);
        out.bool(Aten.is_coalesced(tensor));
        out.tuple(4, null);
        out.tuple(2, null);
    }

    private void compressed(Tensor tensor) {
        out.global(UTILS, "_rebuild_sparse_tensor");
        layout(tensor.layout());
        out.memorize(null);
        out.mark();
        write(Sparse.compressedIndices(tensor), false);
        write(Sparse.plainIndices(tensor), false);
        write(Aten.values(tensor), false);
        extents(tensor);
        out.tuple(4, null);
        out.tuple(2, null);
    }

    private void extents(Tensor tensor) {
        out.global("torch", "Size");
        out.integers(tensor.shape().toArray());
        out.tuple(1, null);
        out.reduce(null);
    }
}
