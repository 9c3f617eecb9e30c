package torch;

import org.jspecify.annotations.Nullable;

/** Decompositions of matrices of low rank by randomized projection (Halko et al., 2009). */
final class LowRank {
    private LowRank() {}

    /** Orthonormal columns that span most of what {@code A - M} maps to: Halko's algorithm 4.4. */
    private static Tensor basis(Tensor A, long q, long niter, @Nullable Tensor M) {
        DType dtype = A.dtype();
        if (!A.isComplex() && !dtype.isFloatingPoint()) dtype = DType.FLOAT32;
        Tensor R = Aten.randn(new long[] {A.size(-1), q}, dtype, null, A.device(), null);
        Tensor Q = orthonormal(minus(multiply(A, R), M, R));
        for (long i = 0; i < niter; i++) {
            Tensor back = multiply(A.mH(), Q);
            Q = orthonormal(M == null ? back : back.sub(multiply(M.mH(), Q)));
            Q = orthonormal(minus(multiply(A, Q), M, Q));
        }
        return Q;
    }

    private static Tensor minus(Tensor product, @Nullable Tensor M, Tensor factor) {
        return M == null ? product : product.sub(multiply(M, factor));
    }

    private static Tensor orthonormal(Tensor X) {
        return Aten.linalg_qr(X, "reduced").Q();
    }

    /** As {@code torch._linalg_utils.matmul}: sparse matrices have a product of their own. */
    private static Tensor multiply(Tensor A, Tensor B) {
        return A.isSparse() ? Aten._sparse_mm(A, B) : Aten.matmul(A, B);
    }

    static ReturnTypes.USV svd(Tensor A, long q, long niter, @Nullable Tensor M) {
        Arguments.required(A, "svd_lowrank", "A", "a Tensor");
        try (Scope scope = new Scope()) {
            boolean wide = A.size(-2) < A.size(-1);
            Tensor mean = M == null ? null : M.broadcastTo(A.shape());
            Tensor tall = wide ? A.mH() : A;
            if (mean != null && wide) mean = mean.mH();
            Tensor Q = basis(tall, q, niter, mean);
            Tensor B = multiplyTo(Q.mH(), tall);
            if (mean != null) B = B.sub(multiply(Q.mH(), mean));
            ReturnTypes.USVh small = Aten.linalg_svd(B, false, null);
            Tensor V = small.Vh().mH();
            Tensor U = Aten.matmul(Q, small.U());
            scope.keep(U);
            scope.keep(V);
            scope.keep(small.S());
            return wide
                    ? new ReturnTypes.USV(V, small.S(), U)
                    : new ReturnTypes.USV(U, small.S(), V);
        }
    }

    /** A dense matrix times one that may be sparse. */
    private static Tensor multiplyTo(Tensor dense, Tensor other) {
        return other.isSparse() ? Aten.matmul(other.mH(), dense.mH()).mH() : multiply(dense, other);
    }

    static ReturnTypes.USV pca(Tensor A, @Nullable Long q, boolean center, long niter) {
        Arguments.required(A, "pca_lowrank", "A", "a Tensor");
        long smaller = Math.min(A.size(-2), A.size(-1));
        if (q != null && (q < 0 || q > smaller))
            throw new IllegalArgumentException(
                    "q(="
                            + q
                            + ") must be non-negative integer and not greater than min(m, n)="
                            + smaller);
        if (niter < 0)
            throw new IllegalArgumentException(
                    "niter(=" + niter + ") must be non-negative integer");
        long rank = q == null ? Math.min(6, smaller) : q;
        if (!center) return svd(A, rank, niter, null);
        if (A.isSparse()) return sparsePca(A, rank, niter);
        try (Scope scope = new Scope()) {
            Tensor mean = Aten.mean_dim(A, new long[] {-2}, true, null);
            ReturnTypes.USV found = svd(A.sub(mean), rank, niter, null);
            scope.keep(found.U());
            scope.keep(found.S());
            scope.keep(found.V());
            return found;
        }
    }

    /** The mean stays a factor of its own, so that the sparse matrix is not filled. */
    private static ReturnTypes.USV sparsePca(Tensor A, long rank, long niter) {
        if (A.dim() != 2)
            throw new IllegalArgumentException(
                    "pca_lowrank input is expected to be 2-dimensional tensor");
        try (Scope scope = new Scope()) {
            Tensor mean = Aten._sparse_sum_dim(A, new long[] {-2}).toDense().div(A.size(-2));
            ReturnTypes.USV found =
                    svd(A, rank, niter, mean.unsqueeze(0).expand(A.size(0), A.size(1)));
            scope.keep(found.U());
            scope.keep(found.S());
            scope.keep(found.V());
            return found;
        }
    }
}
