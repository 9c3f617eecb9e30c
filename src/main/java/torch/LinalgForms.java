package torch;

/** The functions of {@link Linalg} that not every libtorch has as operators; {@link Linalg} is the class to use. */
public abstract class LinalgForms {
    LinalgForms() {}

    /**
     * The symmetric (Hermitian) positive-semidefinite X with XX = A, of a symmetric (Hermitian) positive-semidefinite
     * A of which the lower triangle is read. Mirrors {@code torch.linalg.matrix_sqrth}.
     *
     * @param A shape (*, n, n)
     * @throws TorchException if A is not square, or not of a floating-point or complex type
     */
    public static Tensor matrixSqrth(Tensor A) {
        check(A, "linalg.matrix_sqrth");
        if (A.size(-2) != A.size(-1))
            throw new TorchException(
                    "linalg.matrix_sqrth: A must be batches of square matrices, but they are "
                            + matrices(A));
        if (A.size(-1) == 0) return Aten.clone(A, null);
        try (Scope scope = new Scope()) {
            ReturnTypes.EigenvaluesEigenvectors of = Aten.linalg_eigh(A, "L");
            Tensor roots = of.eigenvalues().clampMin(0).sqrt().unsqueeze(-2);
            Tensor Q = of.eigenvectors();
            return scope.keep(symmetric(Q.mul(roots).matmul(Q.mH())));
        }
    }

    /** The factors of a polar decomposition: U with orthonormal columns, H symmetric (Hermitian). */
    public record Polar(Tensor U, Tensor H) {}

    /**
     * A = UH with orthonormal columns of U and a symmetric (Hermitian) positive-semidefinite H. Mirrors
     * {@code torch.linalg.polar}.
     *
     * @param A shape (*, m, n) with m ≥ n
     * @return U of shape (*, m, n), H of shape (*, n, n)
     * @throws TorchException if A has more columns than rows, or is not of a floating-point or complex type
     */
    public static Polar polar(Tensor A) {
        check(A, "linalg.polar");
        if (A.size(-2) < A.size(-1))
            throw new TorchException(
                    "linalg.polar: input must have at least as many rows as columns, but got "
                            + matrices(A));
        try (Scope scope = new Scope()) {
            ReturnTypes.USVh svd = Aten.linalg_svd(A, false, null);
            Tensor U = svd.U().matmul(svd.Vh());
            Tensor H = symmetric(svd.Vh().mH().mul(svd.S().unsqueeze(-2)).matmul(svd.Vh()));
            return new Polar(scope.keep(U), scope.keep(H));
        }
    }

    private static Tensor symmetric(Tensor X) {
        return X.add(X.mH()).mul(0.5);
    }

    private static void check(Tensor A, String function) {
        if (A == null) throw torch.internal.Slots.nullArgument("A", "a Tensor");
        if (A.dim() < 2)
            throw new TorchException(
                    function + ": The input tensor A must have at least 2 dimensions.");
        if (!A.dtype().isFloatingPoint() && !A.dtype().isComplex())
            throw new TorchException(
                    function
                            + ": Expected a floating point or complex tensor as input. Got "
                            + A.dtype().typeName());
    }

    private static String matrices(Tensor A) {
        return A.size(-2) + " by " + A.size(-1) + " matrices";
    }
}
