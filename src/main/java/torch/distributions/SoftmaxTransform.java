package torch.distributions;

import torch.Size;
import torch.Tensor;

/**
 * From real vectors to the simplex by {@code exp(x)}, normalized; no bijection.
 *
 * <p>Mirrors {@code torch.distributions.transforms.SoftmaxTransform}.
 */
public class SoftmaxTransform extends FixedTransform {
    /** Without a cache. */
    public SoftmaxTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public SoftmaxTransform(int cacheSize) {
        super(Constraints.REAL_VECTOR, Constraints.SIMPLEX, cacheSize, SoftmaxTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor probs = x.sub(x.max(-1, true).values()).exp();
        return probs.div(probs.sum(-1, true));
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.log();
    }

    @Override
    public Size forwardShape(Size shape) {
        TransformUtils.atLeast(1, shape);
        return shape;
    }

    @Override
    public Size inverseShape(Size shape) {
        TransformUtils.atLeast(1, shape);
        return shape;
    }
}
