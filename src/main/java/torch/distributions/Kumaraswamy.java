package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The Kumaraswamy distribution on the unit interval, which resembles the beta distribution.
 *
 * <p>Mirrors {@code torch.distributions.Kumaraswamy}.
 */
public class Kumaraswamy extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "concentration1", Constraints.POSITIVE, "concentration0", Constraints.POSITIVE);

    /** With the first concentration and the second one. */
    public Kumaraswamy(Tensor concentration1, Tensor concentration0) {
        this(concentration1, concentration0, o -> {});
    }

    /** With the first concentration and the second one. */
    public Kumaraswamy(Tensor concentration1, double concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With the first concentration and the second one. */
    public Kumaraswamy(double concentration1, Tensor concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With the first concentration and the second one. */
    public Kumaraswamy(double concentration1, double concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With the first concentration, the second one and keyword arguments. */
    public Kumaraswamy(
            Tensor concentration1, Tensor concentration0, Consumer<? super Options> options) {
        this(
                new Options()
                        .concentration1(concentration1)
                        .concentration0(concentration0)
                        .configuredBy(options));
    }

    /** With keyword arguments. */
    public Kumaraswamy(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Kumaraswamy(Options o) {
        Map<String, Tensor> parameters = o.broadcast("concentration1", "concentration0");
        Tensor one = Objects.requireNonNull(parameters.get("concentration1"));
        Tensor zero = Objects.requireNonNull(parameters.get("concentration0"));
        var base = new Uniform(Torch.fullLike(zero, 0), Torch.fullLike(zero, 1), u -> u.copyOf(o));
        List<Transform> transforms =
                List.of(
                        new PowerTransform(zero.reciprocal()),
                        new AffineTransform(1.0, -1.0),
                        new PowerTransform(one.reciprocal()));
        super(parameters, base, transforms, o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The first concentration, often called alpha. */
    public Tensor concentration1() {
        return parameter("concentration1");
    }

    /** The second concentration, often called beta. */
    public Tensor concentration0() {
        return parameter("concentration0");
    }

    @Override
    public Constraint support() {
        return Constraints.UNIT_INTERVAL;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return moment(1);
    }

    @Override
    public Tensor mode() {
        Tensor logMode =
                concentration0()
                        .reciprocal()
                        .mul(concentration0().neg().log1p())
                        .sub(concentration0().neg().mul(concentration1()).log1p());
        logMode.set(concentration0().lt(1).bitwiseOr(concentration1().lt(1)), Double.NaN);
        return logMode.exp();
    }

    @Override
    public Tensor variance() {
        return moment(2).sub(mean().pow(2));
    }

    private Tensor moment(int n) {
        Tensor b = concentration0();
        Tensor argument = DistributionUtils.quotient(n, concentration1()).add(1);
        Tensor logValue = argument.lgamma().add(b.lgamma()).sub(argument.add(b).lgamma());
        return b.mul(logValue.exp());
    }

    @Override
    public Tensor entropy() {
        Tensor t1 = DistributionUtils.difference(1, concentration1().reciprocal());
        Tensor t0 = DistributionUtils.difference(1, concentration0().reciprocal());
        Tensor harmonic = concentration0().add(1).digamma().add(DistributionUtils.EULER_CONSTANT);
        return t0.add(t1.mul(harmonic)).sub(concentration1().log()).sub(concentration0().log());
    }

    /** The keyword arguments of {@link Kumaraswamy}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The first concentration. */
        public Options concentration1(Tensor concentration1) {
            return set("concentration1", concentration1);
        }

        /** The first concentration. */
        public Options concentration1(double concentration1) {
            return set("concentration1", concentration1);
        }

        /** The second one. */
        public Options concentration0(Tensor concentration0) {
            return set("concentration0", concentration0);
        }

        /** The second one. */
        public Options concentration0(double concentration0) {
            return set("concentration0", concentration0);
        }
    }
}
