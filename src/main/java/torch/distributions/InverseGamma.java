package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The inverse gamma distribution: that of {@code 1 / X} for {@code X ~ Gamma(concentration, rate)}.
 *
 * <p>Mirrors {@code torch.distributions.InverseGamma}.
 */
public class InverseGamma extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("concentration", Constraints.POSITIVE, "rate", Constraints.POSITIVE);

    /** With the shape alpha and the rate beta. */
    public InverseGamma(Tensor concentration, Tensor rate) {
        this(concentration, rate, o -> {});
    }

    /** With the shape alpha and the rate beta. */
    public InverseGamma(Tensor concentration, double rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With the shape alpha and the rate beta. */
    public InverseGamma(double concentration, Tensor rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With the shape alpha and the rate beta. */
    public InverseGamma(double concentration, double rate) {
        this(o -> o.concentration(concentration).rate(rate));
    }

    /** With the shape alpha, the rate beta and keyword arguments. */
    public InverseGamma(Tensor concentration, Tensor rate, Consumer<? super Options> options) {
        this(new Options().concentration(concentration).rate(rate).configuredBy(options));
    }

    /** With keyword arguments. */
    public InverseGamma(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private InverseGamma(Options o) {
        var base = new Gamma(g -> g.copyOf(o, "concentration", "rate"));
        Tensor minusOne = base.rate().newOnes(Size.of()).neg();
        super(Map.of(), base, List.of(new PowerTransform(minusOne)), o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The shape. */
    public Tensor concentration() {
        return ((Gamma) baseDist()).concentration();
    }

    /** The rate of the gamma distribution. */
    public Tensor rate() {
        return ((Gamma) baseDist()).rate();
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("concentration") ? concentration() : rate();
    }

    @Override
    public Constraint support() {
        return Constraints.POSITIVE;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    /** Infinite for {@code concentration <= 1}. */
    @Override
    public Tensor mean() {
        Tensor mean = rate().div(concentration().sub(1));
        return Torch.where(concentration().gt(1), mean, Double.POSITIVE_INFINITY);
    }

    @Override
    public Tensor mode() {
        return rate().div(concentration().add(1));
    }

    /** Infinite for {@code concentration <= 2}. */
    @Override
    public Tensor variance() {
        Tensor c = concentration();
        Tensor variance = rate().square().div(c.sub(1).square().mul(c.sub(2)));
        return Torch.where(c.gt(2), variance, Double.POSITIVE_INFINITY);
    }

    @Override
    public Tensor entropy() {
        Tensor c = concentration();
        return c.add(rate().log()).add(c.lgamma()).sub(c.add(1).mul(c.digamma()));
    }

    /** The keyword arguments of {@link InverseGamma}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The shape, often called alpha. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The shape, often called alpha. */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }

        /** The rate of the gamma distribution, often called beta. */
        public Options rate(Tensor rate) {
            return set("rate", rate);
        }

        /** The rate of the gamma distribution, often called beta. */
        public Options rate(double rate) {
            return set("rate", rate);
        }
    }
}
