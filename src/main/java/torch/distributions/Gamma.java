package torch.distributions;

import static torch.distributions.DistributionUtils.difference;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Generator;
import torch.Size;
import torch.Special;
import torch.Tensor;
import torch.Torch;

/**
 * The gamma distribution with density {@code rate^a * x^(a-1) * exp(-rate * x) / Γ(a)}, where {@code a} is the
 * concentration.
 *
 * <p>Mirrors {@code torch.distributions.Gamma}.
 */
public class Gamma extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("concentration", Constraints.POSITIVE, "rate", Constraints.POSITIVE);

    /** With a concentration and a rate. */
    public Gamma(Tensor concentration, Tensor rate) {
        this(concentration, rate, o -> {});
    }

    /** With a concentration and a rate. */
    public Gamma(Tensor concentration, double rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With a concentration and a rate. */
    public Gamma(double concentration, Tensor rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With a concentration and a rate. */
    public Gamma(double concentration, double rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With a concentration and a rate and keyword arguments. */
    public Gamma(Tensor concentration, Tensor rate, Consumer<? super Options> options) {
        this(new Options().concentration(concentration).rate(rate).configuredBy(options));
    }

    /** With keyword arguments. */
    public Gamma(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Gamma(Options o) {
        this(o.broadcast("concentration", "rate"), o.validateArgs);
    }

    Gamma(Map<String, Tensor> parameters, @Nullable Boolean validateArgs) {
        super(parameters, validateArgs);
    }

    /** The shape of the distribution. */
    public Tensor concentration() {
        return parameter("concentration");
    }

    /** One over the scale. */
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
        return concentration().div(rate());
    }

    @Override
    public Tensor mode() {
        return concentration().sub(1).div(rate()).clamp(0);
    }

    @Override
    public Tensor variance() {
        return concentration().div(rate().pow(2));
    }

    /** {@link #sample(long...)} with random numbers of a generator. */
    public Tensor sample(long[] sampleShape, @Nullable Generator generator) {
        return Torch.noGrad(() -> rsample(sampleShape, generator));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return rsample(sampleShape, null);
    }

    /** {@link #rsample(long...)} with random numbers of a generator. */
    public Tensor rsample(long[] sampleShape, @Nullable Generator generator) {
        Size shape = extendedShape(sampleShape);
        Tensor value =
                Aten._standard_gamma(concentration().expand(shape), generator)
                        .div(rate().expand(shape));
        // Not a part of the graph: the gradient is that of the value before.
        value.detach().clamp_(Torch.finfo(value.dtype()).tiny());
        return value;
    }

    @Override
    public Tensor logProb(Tensor value) {
        Tensor x = value.to(rate());
        validateSample(x);
        return concentration()
                .xlogy(rate())
                .add(concentration().sub(1).xlogy(x))
                .sub(rate().mul(x))
                .sub(concentration().lgamma());
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        return Special.gammainc(concentration(), rate().mul(value));
    }

    @Override
    public Tensor entropy() {
        return concentration()
                .sub(rate().log())
                .add(concentration().lgamma())
                .add(difference(1.0, concentration()).mul(concentration().digamma()));
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(concentration().sub(1), rate().neg());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        Tensor y = naturalParams.get(1);
        return x.add(1).lgamma().add(x.add(1).mul(y.reciprocal().neg().log()));
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link Gamma}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The shape of the distribution. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The shape of the distribution. */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }

        /** One over the scale. */
        public Options rate(Tensor rate) {
            return set("rate", rate);
        }

        /** One over the scale. */
        public Options rate(double rate) {
            return set("rate", rate);
        }
    }
}
