package torch.distributions;

import torch.Linalg;
import torch.Tensor;

/**
 * From real square matrices to positive definite ones, by way of their Cholesky factor; no bijection.
 *
 * <p>Mirrors {@code torch.distributions.transforms.PositiveDefiniteTransform}.
 */
public class PositiveDefiniteTransform extends FixedTransform {
    private static final Transform FACTOR = new LowerCholeskyTransform();

    /** Without a cache. */
    public PositiveDefiniteTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public PositiveDefiniteTransform(int cacheSize) {
        super(
                Constraints.independent(Constraints.REAL, 2),
                Constraints.POSITIVE_DEFINITE,
                cacheSize,
                PositiveDefiniteTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor factor = FACTOR.forward(x);
        return factor.matmul(factor.mT());
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return FACTOR.inverse(Linalg.cholesky(y));
    }
}
