package torch.distributions;

import torch.Tensor;

/**
 * From real square matrices to lower triangular ones with a positive diagonal; no bijection.
 *
 * <p>Mirrors {@code torch.distributions.transforms.LowerCholeskyTransform}.
 */
public class LowerCholeskyTransform extends FixedTransform {
    /** Without a cache. */
    public LowerCholeskyTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public LowerCholeskyTransform(int cacheSize) {
        super(
                Constraints.independent(Constraints.REAL, 2),
                Constraints.LOWER_CHOLESKY,
                cacheSize,
                LowerCholeskyTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.tril(-1).add(x.diagonal(0, -2, -1).exp().diagEmbed());
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.tril(-1).add(y.diagonal(0, -2, -1).log().diagEmbed());
    }
}
