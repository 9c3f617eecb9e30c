package torch.distributions;

import torch.Tensor;

/**
 * {@code y = F(x)} with the cumulative distribution function of a distribution.
 *
 * {@snippet :
 * // a Gaussian copula
 * var base = new MultivariateNormal(Torch.zeros(2), o -> o.scaleTril(new LKJCholesky(2).sample()));
 * var copula = new TransformedDistribution(base, new CumulativeDistributionTransform(new Normal(0, 1)));
 * }
 *
 * <p>Mirrors {@code torch.distributions.transforms.CumulativeDistributionTransform}.
 */
public class CumulativeDistributionTransform extends Transform {
    private final Distribution distribution;

    /** Without a cache. */
    public CumulativeDistributionTransform(Distribution distribution) {
        this(distribution, 0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public CumulativeDistributionTransform(Distribution distribution, int cacheSize) {
        super(cacheSize);
        this.distribution = TransformUtils.required(distribution, "distribution");
    }

    /** The distribution whose functions are used. */
    public Distribution distribution() {
        return distribution;
    }

    @Override
    public Constraint domain() {
        return distribution.support();
    }

    @Override
    public Constraint codomain() {
        return Constraints.UNIT_INTERVAL;
    }

    @Override
    public boolean bijective() {
        return true;
    }

    @Override
    public Object sign() {
        return 1;
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new CumulativeDistributionTransform(distribution, cacheSize);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return distribution.cdf(x);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return distribution.icdf(y);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return distribution.logProb(x);
    }
}
