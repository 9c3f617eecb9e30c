package torch.distributions;

import torch.Tensor;

/** {@code y = |x|}, which is no bijection. Mirrors {@code torch.distributions.transforms.AbsTransform}. */
public class AbsTransform extends FixedTransform {
    /** Without a cache. */
    public AbsTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public AbsTransform(int cacheSize) {
        super(Constraints.REAL, Constraints.POSITIVE, cacheSize, AbsTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.abs();
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y;
    }
}
