package torch;

import org.jspecify.annotations.Nullable;

/** Which operator {@code torch.norm} is, by its arguments. */
final class Norms {
    private Norms() {}

    static Tensor norm(
            Tensor input,
            @Nullable Number p,
            long @Nullable [] dim,
            boolean keepdim,
            @Nullable DType dtype) {
        Arguments.required(input, "norm", "input", "a Tensor");
        if (input.layout() == Layout.STRIDED)
            return Aten.linalg_vector_norm(input, p == null ? 2.0 : p, dim, keepdim, dtype);
        long[] all = dim == null ? all(input) : dim;
        return dtype == null
                ? Aten.norm_ScalarOpt_dim(input, p, all, keepdim)
                : Aten.norm_ScalarOpt_dim_dtype(input, p, all, keepdim, dtype);
    }

    static Tensor norm(
            Tensor input, String p, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        if (p == null) return norm(input, (Number) null, dim, keepdim, dtype);
        Arguments.required(input, "norm", "input", "a Tensor");
        if (input.layout() == Layout.STRIDED) {
            return p.equals("fro") && (dim == null || dim.length <= 2)
                    ? Aten.linalg_vector_norm(input, 2, dim, keepdim, dtype)
                    : Aten.linalg_matrix_norm_str_ord(
                            input, p, dim == null ? all(input) : dim, keepdim, dtype);
        }
        switch (p) {
            case "fro" -> {
                if (dtype != null)
                    throw new IllegalArgumentException(
                            "dtype argument is not supported in frobenius norm");
                return Aten.frobenius_norm_dim(input, dim == null ? new long[0] : dim, keepdim);
            }
            case "nuc" -> {
                if (dtype != null)
                    throw new IllegalArgumentException(
                            "dtype argument is not supported in nuclear norm");
                return dim == null
                        ? Aten.nuclear_norm(input, keepdim)
                        : Aten.nuclear_norm_dim(input, dim, keepdim);
            }
            default ->
                    throw new TorchException(
                            "only valid string values are 'fro' and 'nuc', found " + p);
        }
    }

    private static long[] all(Tensor input) {
        return java.util.stream.LongStream.range(0, input.dim()).toArray();
    }
}
