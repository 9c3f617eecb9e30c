package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The exponential distribution with density {@code rate * exp(-rate * x)}.
 *
 * <p>Mirrors {@code torch.distributions.Exponential}.
 */
public class Exponential extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("rate", Constraints.POSITIVE);

    /** With a rate. */
    public Exponential(Tensor rate) {
        this(o -> o.rate(rate));
    }

    /** With a rate. */
    public Exponential(double rate) {
        this(o -> o.rate(rate));
    }

    /** With a rate and keyword arguments. */
    public Exponential(Tensor rate, Consumer<? super Options> options) {
        this(new Options().rate(rate).configuredBy(options));
    }

    /** With keyword arguments. */
    public Exponential(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Exponential(Options o) {
        super(o.broadcast("rate"), o.validateArgs);
    }

    /** The rate: one over the mean. */
    public Tensor rate() {
        return parameter("rate");
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
    public Tensor mean() {
        return rate().reciprocal();
    }

    @Override
    public Tensor mode() {
        return Torch.zerosLike(rate());
    }

    @Override
    public Tensor stddev() {
        return rate().reciprocal();
    }

    @Override
    public Tensor variance() {
        return rate().pow(-2);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return Torch.empty(extendedShape(sampleShape), like(rate())).exponential_().div(rate());
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return rate().log().sub(rate().mul(value));
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        return difference(1, rate().neg().mul(value).exp());
    }

    @Override
    public Tensor icdf(Tensor value) {
        return value.neg().log1p().neg().div(rate());
    }

    @Override
    public Tensor entropy() {
        return difference(1.0, rate().log());
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(rate().neg());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        return x.neg().log().neg();
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link Exponential}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The rate: one over the mean. */
        public Options rate(Tensor rate) {
            return set("rate", rate);
        }

        /** The rate: one over the mean. */
        public Options rate(double rate) {
            return set("rate", rate);
        }
    }
}
