package torch.distributions;

import torch.Tensor;
import torch.nn.F;

/**
 * {@code y = log(1 + exp(x))}, and {@code y = x} beyond 20.
 *
 * <p>Mirrors {@code torch.distributions.transforms.SoftplusTransform}.
 */
public class SoftplusTransform extends IncreasingTransform {
    /** Without a cache. */
    public SoftplusTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public SoftplusTransform(int cacheSize) {
        super(Constraints.POSITIVE, cacheSize, SoftplusTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return F.softplus(x);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.neg().expm1().neg().log().add(y);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return F.softplus(x.neg()).neg();
    }
}
