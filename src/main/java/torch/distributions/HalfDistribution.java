package torch.distributions;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;

/** The distribution of the absolute value of a variable that is symmetric about 0. */
abstract class HalfDistribution extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("scale", Constraints.POSITIVE);

    HalfDistribution(Distribution symmetric, @Nullable Boolean validateArgs) {
        super(Map.of(), symmetric, List.of(new AbsTransform()), validateArgs);
    }

    /** The scale of the whole distribution. */
    public abstract Tensor scale();

    @Override
    protected @Nullable Tensor attribute(String name) {
        return scale();
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.NONNEGATIVE;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mode() {
        return Torch.zerosLike(scale());
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor logProb = baseDist().logProb(value).add(Math.log(2));
        return Torch.where(value.ge(0), logProb, Double.NEGATIVE_INFINITY);
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        return baseDist().cdf(value).mul(2).sub(1);
    }

    @Override
    public Tensor icdf(Tensor value) {
        return baseDist().icdf(value.add(1).div(2));
    }

    @Override
    public Tensor entropy() {
        return baseDist().entropy().sub(Math.log(2));
    }
}
