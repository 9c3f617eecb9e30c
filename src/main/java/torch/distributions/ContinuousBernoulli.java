package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;
import static torch.distributions.DistributionUtils.quotient;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.nn.Reduction;

/**
 * The continuous Bernoulli distribution, over {@code [0, 1]} and of density proportional to
 * {@code probs^x * (1 - probs)^(1-x)}.
 *
 * <p>Mirrors {@code torch.distributions.ContinuousBernoulli}.
 */
public class ContinuousBernoulli extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("probs", Constraints.UNIT_INTERVAL, "logits", Constraints.REAL);

    private final double low;
    private final double high;

    /** With a parameter. */
    public ContinuousBernoulli(Tensor probs) {
        this(o -> o.probs(probs));
    }

    /** With a parameter. */
    public ContinuousBernoulli(double probs) {
        this(o -> o.probs(probs));
    }

    /** With a parameter and keyword arguments. */
    public ContinuousBernoulli(Tensor probs, Consumer<? super Options> options) {
        this(new Options().probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public ContinuousBernoulli(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private ContinuousBernoulli(Options o) {
        low = o.low;
        high = o.high;
        super(clamped(o), o.validateArgs);
    }

    private static Map<String, Tensor> clamped(Options o) {
        Map<String, Tensor> param = o.param();
        Tensor probs = param.get("probs");
        if (probs == null) {
            return param;
        }
        // Once clamped, they are valid.
        if (o.validateArgs != null && !Constraints.UNIT_INTERVAL.check(probs).all().itemBoolean()) {
            throw new IllegalArgumentException("The parameter probs has invalid values");
        }
        return Map.of("probs", DistributionUtils.clampProbs(probs));
    }

    /** The parameter. */
    public Tensor probs() {
        return lazy(
                "probs",
                () ->
                        DistributionUtils.clampProbs(
                                DistributionUtils.logitsToProbs(logits(), true)));
    }

    /** The logarithm of the odds. */
    public Tensor logits() {
        return logits(true);
    }

    /** The shape of the parameter. */
    public Size paramShape() {
        return param().shape();
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.UNIT_INTERVAL;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    /** Where {@code probs} are not so close to a half that the formulas divide by about 0; elsewhere Taylor serves. */
    private Tensor isStable() {
        return probs().le(low).maximum(probs().gt(high));
    }

    private Tensor cutProbs() {
        return Torch.where(isStable(), probs(), Torch.onesLike(probs()).mul(low));
    }

    Tensor logNorm() {
        Tensor cut = cutProbs();
        Tensor belowHalf = Torch.where(cut.le(0.5), cut, Torch.zerosLike(cut));
        Tensor aboveHalf = Torch.where(cut.ge(0.5), cut, Torch.onesLike(cut));
        Tensor logNorm =
                cut.neg()
                        .log1p()
                        .sub(cut.log())
                        .abs()
                        .log()
                        .sub(
                                Torch.where(
                                        cut.le(0.5),
                                        belowHalf.mul(-2.0).log1p(),
                                        aboveHalf.mul(2.0).sub(1.0).log()));
        Tensor x = probs().sub(0.5).pow(2);
        Tensor taylor = x.mul(104.0 / 45.0).add(4.0 / 3.0).mul(x).add(Math.log(2.0));
        return Torch.where(isStable(), logNorm, taylor);
    }

    @Override
    public Tensor mean() {
        Tensor cut = cutProbs();
        Tensor mean =
                cut.div(cut.mul(2.0).sub(1.0)).add(quotient(1.0, cut.neg().log1p().sub(cut.log())));
        Tensor x = probs().sub(0.5);
        Tensor taylor = x.pow(2).mul(16.0 / 45.0).add(1.0 / 3.0).mul(x).add(0.5);
        return Torch.where(isStable(), mean, taylor);
    }

    @Override
    public Tensor variance() {
        Tensor cut = cutProbs();
        Tensor variance =
                cut.mul(cut.sub(1.0))
                        .div(difference(1.0, cut.mul(2.0)).pow(2))
                        .add(quotient(1.0, cut.neg().log1p().sub(cut.log()).pow(2)));
        Tensor x = probs().sub(0.5).pow(2);
        Tensor taylor = difference(1.0 / 12.0, difference(1.0 / 15.0, x.mul(128.0 / 945.0)).mul(x));
        return Torch.where(isStable(), variance, taylor);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return icdf(Torch.rand(extendedShape(sampleShape), like(probs())));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = broadcastAll(logits(), value);
        Tensor entropy =
                F.binaryCrossEntropyWithLogits(
                        both.get(0), both.get(1), o -> o.reduction(Reduction.NONE));
        return entropy.neg().add(logNorm());
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        Tensor cut = cutProbs();
        Tensor cdf =
                cut.pow(value)
                        .mul(difference(1.0, cut).pow(difference(1.0, value)))
                        .add(cut)
                        .sub(1.0)
                        .div(cut.mul(2.0).sub(1.0));
        Tensor unbounded = Torch.where(isStable(), cdf, value);
        return Torch.where(
                value.le(0.0),
                Torch.zerosLike(value),
                Torch.where(value.ge(1.0), Torch.onesLike(value), unbounded));
    }

    @Override
    public Tensor icdf(Tensor value) {
        Tensor cut = cutProbs();
        Tensor stable = isStable();
        Tensor numerator =
                cut.neg().add(value.mul(cut.mul(2.0).sub(1.0))).log1p().sub(cut.neg().log1p());
        return Torch.where(stable, numerator.div(cut.log().sub(cut.neg().log1p())), value);
    }

    @Override
    public Tensor entropy() {
        Tensor log0 = probs().neg().log1p();
        Tensor log1 = probs().log();
        return mean().mul(log0.sub(log1)).sub(logNorm()).sub(log0);
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(logits());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        Tensor stable = x.le(low - 0.5).maximum(x.gt(high - 0.5));
        Tensor cut = Torch.where(stable, x, Torch.onesLike(x).mul(low - 0.5));
        Tensor logNorm = cut.expm1().abs().log().sub(cut.abs().log());
        Tensor taylor = x.mul(0.5).add(x.pow(2).div(24.0)).sub(x.pow(4).div(2880.0));
        return Torch.where(stable, logNorm, taylor);
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link ContinuousBernoulli}. */
    public static final class Options extends BernoulliOptions<Options> {
        double low = 0.499;
        double high = 0.501;

        Options() {}

        /** The range of {@code probs} in which a Taylor expansion serves. Default: 0.499, 0.501 */
        public Options lims(double low, double high) {
            this.low = low;
            this.high = high;
            return this;
        }
    }
}
