package torch.distributions;

import torch.Tensor;

/** {@code y = exp(x)}. Mirrors {@code torch.distributions.transforms.ExpTransform}. */
public class ExpTransform extends IncreasingTransform {
    /** Without a cache. */
    public ExpTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public ExpTransform(int cacheSize) {
        super(Constraints.POSITIVE, cacheSize, ExpTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.exp();
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.log();
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return x;
    }
}
