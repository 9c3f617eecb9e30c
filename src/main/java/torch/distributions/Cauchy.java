package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The Cauchy distribution with median {@code loc} and half width at half maximum {@code scale}: the ratio of two normal
 * variables with mean 0.
 *
 * <p>Mirrors {@code torch.distributions.Cauchy}.
 */
public class Cauchy extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With a median and a scale. */
    public Cauchy(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With a median and a scale. */
    public Cauchy(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a median and a scale. */
    public Cauchy(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a median and a scale. */
    public Cauchy(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a median and a scale and keyword arguments. */
    public Cauchy(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public Cauchy(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Cauchy(Options o) {
        super(o.broadcast("loc", "scale"), o.validateArgs);
    }

    /** The median. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The half width at half maximum. */
    public Tensor scale() {
        return parameter("scale");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.REAL;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return full(Double.NaN, loc());
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor variance() {
        return full(Double.POSITIVE_INFINITY, loc());
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor eps = Torch.empty(extendedShape(sampleShape), like(loc())).cauchy_();
        return loc().add(eps.mul(scale()));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor distance = value.sub(loc()).div(scale());
        return difference(-Math.log(Math.PI), scale().log()).sub(distance.pow(2).log1p());
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        return value.sub(loc()).div(scale()).atan().div(Math.PI).add(0.5);
    }

    @Override
    public Tensor icdf(Tensor value) {
        return value.sub(0.5).mul(Math.PI).tan().mul(scale()).add(loc());
    }

    @Override
    public Tensor entropy() {
        return scale().log().add(Math.log(4 * Math.PI));
    }

    /** The keyword arguments of {@link Cauchy}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
