package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;
import static torch.distributions.DistributionUtils.quotient;

import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The generalized Pareto distribution of what exceeds {@code loc}; with concentration 0 it is exponential.
 *
 * <p>Mirrors {@code torch.distributions.GeneralizedPareto}.
 */
public class GeneralizedPareto extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "loc",
                    Constraints.REAL,
                    "scale",
                    Constraints.POSITIVE,
                    "concentration",
                    Constraints.REAL);

    /** With a location, a scale and a concentration. */
    public GeneralizedPareto(Tensor loc, Tensor scale, Tensor concentration) {
        this(loc, scale, concentration, o -> {});
    }

    /** With a location, a scale and a concentration. */
    public GeneralizedPareto(double loc, double scale, double concentration) {
        this(o -> o.loc(loc).scale(scale).concentration(concentration));
    }

    /** With a location, a scale, a concentration and keyword arguments. */
    public GeneralizedPareto(
            Tensor loc, Tensor scale, Tensor concentration, Consumer<? super Options> options) {
        this(
                new Options()
                        .loc(loc)
                        .scale(scale)
                        .concentration(concentration)
                        .configuredBy(options));
    }

    /** With keyword arguments. */
    public GeneralizedPareto(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private GeneralizedPareto(Options o) {
        super(o.broadcast("loc", "scale", "concentration"), o.validateArgs);
    }

    /** The smallest value. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The scale. */
    public Tensor scale() {
        return parameter("scale");
    }

    /** The shape: positive for a heavy tail, negative for a bounded one. */
    public Tensor concentration() {
        return parameter("concentration");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        Tensor upper =
                Torch.where(
                        concentration().lt(0),
                        loc().sub(scale().div(concentration())),
                        Double.POSITIVE_INFINITY);
        return Constraints.interval(loc(), upper);
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        Tensor valid = concentration().lt(1);
        Tensor safe = Torch.where(valid, concentration(), 0.5);
        return Torch.where(valid, loc().add(scale().div(difference(1, safe))), Double.NaN);
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor variance() {
        Tensor valid = concentration().lt(0.5);
        Tensor safe = Torch.where(valid, concentration(), 0.25);
        Tensor below = difference(1, safe).pow(2).mul(difference(1, safe.mul(2)));
        return Torch.where(valid, scale().pow(2).div(below), Double.NaN);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return icdf(Torch.rand(extendedShape(sampleShape), like(loc())));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor z = z(value);
        Tensor isZero = isZero();
        Tensor safe = Torch.where(isZero, Torch.onesLike(concentration()), concentration());
        Tensor y = quotient(1, safe).add(Torch.onesLike(z));
        Tensor other = Torch.where(y.eq(0), y, y.mul(safe.mul(z).log1p()));
        return scale().log().neg().sub(Torch.where(isZero, z, other));
    }

    /** The logarithm of the probability of values above {@code value}. */
    public Tensor logSurvivalFunction(Tensor value) {
        validateSample(value);
        Tensor z = z(value);
        Tensor isZero = isZero();
        Tensor safe = Torch.where(isZero, Torch.onesLike(concentration()), concentration());
        return Torch.where(isZero, z.neg(), safe.mul(z).log1p().neg().div(safe));
    }

    /** The logarithm of {@link #cdf}. */
    public Tensor logCdf(Tensor value) {
        return logSurvivalFunction(value).exp().neg().log1p();
    }

    @Override
    public Tensor cdf(Tensor value) {
        return logCdf(value).exp();
    }

    @Override
    public Tensor icdf(Tensor value) {
        Tensor isZero = Torch.isclose(concentration(), Torch.zerosLike(concentration()));
        Tensor safe = Torch.where(isZero, Torch.onesLike(concentration()), concentration());
        Tensor log = value.neg().log1p();
        Tensor other = loc().add(scale().div(safe).mul(safe.neg().mul(log).expm1()));
        return Torch.where(isZero, loc().sub(scale().mul(log)), other);
    }

    private Tensor z(Tensor value) {
        return value.sub(loc()).div(scale());
    }

    private Tensor isZero() {
        return Torch.isclose(concentration(), Torch.tensor(0.0));
    }

    @Override
    public Tensor entropy() {
        return scale().log().add(concentration()).add(1).broadcastTo(batchShape());
    }

    /** The keyword arguments of {@link GeneralizedPareto}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}

        /** The shape. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The shape. */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }
    }
}
