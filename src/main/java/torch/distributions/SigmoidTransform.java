package torch.distributions;

import torch.Finfo;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * {@code y = 1 / (1 + exp(-x))}, kept off 0 and 1 by what the type can hold.
 *
 * <p>Mirrors {@code torch.distributions.transforms.SigmoidTransform}.
 */
public class SigmoidTransform extends IncreasingTransform {
    /** Without a cache. */
    public SigmoidTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public SigmoidTransform(int cacheSize) {
        super(Constraints.UNIT_INTERVAL, cacheSize, SigmoidTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return within(x.sigmoid());
    }

    @Override
    protected Tensor inverse(Tensor y) {
        Tensor inside = within(y);
        return inside.log().sub(inside.neg().log1p());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return F.softplus(x.neg()).neg().sub(F.softplus(x));
    }

    /** Kept within the open interval (0, 1). */
    static Tensor within(Tensor y) {
        Finfo limits = Torch.finfo(y.dtype());
        return y.clamp(limits.tiny(), 1 - limits.eps());
    }
}
