package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The Weibull distribution: that of {@code scale * X^(1 / concentration)} for {@code X ~ Exponential(1)}.
 *
 * <p>Mirrors {@code torch.distributions.Weibull}.
 */
public class Weibull extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("scale", Constraints.POSITIVE, "concentration", Constraints.POSITIVE);

    private Tensor concentrationReciprocal;

    /** With the scale lambda and the shape k. */
    public Weibull(Tensor scale, Tensor concentration) {
        this(scale, concentration, o -> {});
    }

    /** With the scale lambda and the shape k. */
    public Weibull(Tensor scale, double concentration) {
        this(o -> o.scale(scale).concentration(concentration));
    }

    /** With the scale lambda and the shape k. */
    public Weibull(double scale, Tensor concentration) {
        this(o -> o.scale(scale).concentration(concentration));
    }

    /** With the scale lambda and the shape k. */
    public Weibull(double scale, double concentration) {
        this(o -> o.scale(scale).concentration(concentration));
    }

    /** With the scale lambda, the shape k and keyword arguments. */
    public Weibull(Tensor scale, Tensor concentration, Consumer<? super Options> options) {
        this(new Options().scale(scale).concentration(concentration).configuredBy(options));
    }

    /** With keyword arguments. */
    public Weibull(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Weibull(Options o) {
        Map<String, Tensor> parameters = o.broadcast("scale", "concentration");
        Tensor scale = Objects.requireNonNull(parameters.get("scale"));
        Tensor concentration = Objects.requireNonNull(parameters.get("concentration"));
        Tensor reciprocal = concentration.reciprocal();
        this.concentrationReciprocal = reciprocal;
        var base = new Exponential(Torch.onesLike(scale), e -> e.copyOf(o));
        super(parameters, base, transforms(reciprocal, scale), o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    private static List<Transform> transforms(Tensor reciprocal, Tensor scale) {
        return List.of(new PowerTransform(reciprocal), new AffineTransform(0, scale));
    }

    @Override
    public Weibull expand(long... batchShape) {
        var expanded = (Weibull) super.expand(batchShape);
        Tensor reciprocal = expanded.concentration().reciprocal();
        expanded.concentrationReciprocal = reciprocal;
        expanded.derive(baseDist().expand(batchShape), transforms(reciprocal, expanded.scale()));
        return expanded;
    }

    /** The scale, often called lambda. */
    public Tensor scale() {
        return parameter("scale");
    }

    /** The shape, often called k. */
    public Tensor concentration() {
        return parameter("concentration");
    }

    /** {@code 1 / concentration}. */
    public Tensor concentrationReciprocal() {
        return concentrationReciprocal;
    }

    @Override
    public Constraint support() {
        return Constraints.POSITIVE;
    }

    @Override
    public Tensor mean() {
        return scale().mul(concentrationReciprocal().add(1).lgamma().exp());
    }

    @Override
    public Tensor mode() {
        return scale().mul(
                        concentration()
                                .sub(1)
                                .div(concentration())
                                .pow(concentration().reciprocal()));
    }

    @Override
    public Tensor variance() {
        Tensor second = concentrationReciprocal().mul(2).add(1).lgamma().exp();
        Tensor first = concentrationReciprocal().add(1).lgamma().mul(2).exp();
        return scale().pow(2).mul(second.sub(first));
    }

    @Override
    public Tensor entropy() {
        return DistributionUtils.difference(1, concentrationReciprocal())
                .mul(DistributionUtils.EULER_CONSTANT)
                .add(scale().mul(concentrationReciprocal()).log())
                .add(1);
    }

    /** The keyword arguments of {@link Weibull}. */
    public static final class Options extends ScaleOptions<Options> {
        Options() {}

        /** The shape, often called k. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The shape, often called k. */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }
    }
}
