package torch.serialization;

import torch.Aten;
import torch.Layout;
import torch.Tensor;

/** The parts that sparse tensors are made of. */
final class Sparse {
    private Sparse() {}

    static boolean isCompressed(Layout layout) {
        return switch (layout) {
            case SPARSE_CSR, SPARSE_CSC, SPARSE_BSR, SPARSE_BSC -> true;
            default -> false;
        };
    }

    /** Whether the compressed indices are those of rows. */
    private static boolean isByRows(Layout layout) {
        return layout == Layout.SPARSE_CSR || layout == Layout.SPARSE_BSR;
    }

    static Tensor compressedIndices(Tensor tensor) {
        return isByRows(tensor.layout()) ? Aten.crow_indices(tensor) : Aten.ccol_indices(tensor);
    }

    static Tensor plainIndices(Tensor tensor) {
        return isByRows(tensor.layout()) ? Aten.col_indices(tensor) : Aten.row_indices(tensor);
    }

    /** Refuses indices beyond the tensor, which libtorch would follow out of its memory. */
    static void validate(Tensor tensor) {
        long[] size = tensor.shape().toArray();
        if (tensor.layout() == Layout.SPARSE_COO) {
            try (Tensor indices = Aten._indices(tensor);
                    Tensor values = Aten._values(tensor)) {
                Aten._validate_sparse_coo_tensor_args(
                        indices, values, size, Aten.is_coalesced(tensor), false);
            }
        } else {
            try (Tensor compressed = compressedIndices(tensor);
                    Tensor plain = plainIndices(tensor);
                    Tensor values = Aten.values(tensor)) {
                Aten._validate_sparse_compressed_tensor_args(
                        compressed, plain, values, size, tensor.layout(), false);
            }
        }
    }
}
