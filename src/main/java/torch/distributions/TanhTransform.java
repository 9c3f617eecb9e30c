package torch.distributions;

import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * {@code y = tanh(x)}; with a cache where outputs may reach 1, whose inverse is infinite.
 *
 * <p>Mirrors {@code torch.distributions.transforms.TanhTransform}.
 */
public class TanhTransform extends IncreasingTransform {
    private static final Constraint CODOMAIN = Constraints.interval(-1.0, 1.0);

    /** Without a cache. */
    public TanhTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public TanhTransform(int cacheSize) {
        super(CODOMAIN, cacheSize, TanhTransform::new);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.tanh();
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.atanh();
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        // log(1 - tanh²(x)) without the cancellation
        return Torch.rsub(x, Math.log(2)).sub(F.softplus(x.mul(-2.0))).mul(2.0);
    }
}
