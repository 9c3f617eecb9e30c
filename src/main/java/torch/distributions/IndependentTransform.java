package torch.distributions;

import torch.Size;
import torch.Tensor;

/**
 * A transform of which more of the last dimensions belong to one event: the log-determinants are summed over these.
 *
 * <p>Mirrors {@code torch.distributions.transforms.IndependentTransform}.
 */
public class IndependentTransform extends Transform {
    private final Transform baseTransform;
    private final int reinterpretedBatchNdims;

    /** Without a cache. */
    public IndependentTransform(Transform baseTransform, int reinterpretedBatchNdims) {
        this(baseTransform, reinterpretedBatchNdims, 0);
    }

    /**
     * With a cache.
     *
     * @param baseTransform what is applied
     * @param reinterpretedBatchNdims how many more dimensions make an event
     * @param cacheSize 0 or 1
     */
    public IndependentTransform(
            Transform baseTransform, int reinterpretedBatchNdims, int cacheSize) {
        super(cacheSize);
        this.baseTransform =
                TransformUtils.required(baseTransform, "base_transform").withCache(cacheSize);
        this.reinterpretedBatchNdims = reinterpretedBatchNdims;
    }

    /** What is applied. */
    public Transform baseTransform() {
        return baseTransform;
    }

    /** How many more dimensions make an event. */
    public int reinterpretedBatchNdims() {
        return reinterpretedBatchNdims;
    }

    @Override
    public Constraint domain() {
        return Constraints.independent(baseTransform.domain(), reinterpretedBatchNdims);
    }

    @Override
    public Constraint codomain() {
        return Constraints.independent(baseTransform.codomain(), reinterpretedBatchNdims);
    }

    @Override
    public boolean bijective() {
        return baseTransform.bijective();
    }

    @Override
    public Object sign() {
        return baseTransform.sign();
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new IndependentTransform(baseTransform, reinterpretedBatchNdims, cacheSize);
    }

    @Override
    protected Tensor forward(Tensor x) {
        TransformUtils.atLeast(domain().eventDim(), x.shape());
        return baseTransform.call(x);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        TransformUtils.atLeast(codomain().eventDim(), y.shape());
        return baseTransform.inv().call(y);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return DistributionUtils.sumRightmost(
                baseTransform.logAbsDetJacobian(x, y), reinterpretedBatchNdims);
    }

    @Override
    public Size forwardShape(Size shape) {
        return baseTransform.forwardShape(shape);
    }

    @Override
    public Size inverseShape(Size shape) {
        return baseTransform.inverseShape(shape);
    }

    @Override
    public String toString() {
        return "%s(%s, %d)"
                .formatted(getClass().getSimpleName(), baseTransform, reinterpretedBatchNdims);
    }
}
