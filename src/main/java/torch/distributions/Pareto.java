package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.Tensor;

/**
 * The Pareto distribution of type 1: that of {@code scale * exp(X)} for {@code X ~ Exponential(alpha)}.
 *
 * <p>Mirrors {@code torch.distributions.Pareto}.
 */
public class Pareto extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("alpha", Constraints.POSITIVE, "scale", Constraints.POSITIVE);

    /** With the smallest value and the shape. */
    public Pareto(Tensor scale, Tensor alpha) {
        this(scale, alpha, o -> {});
    }

    /** With the smallest value and the shape. */
    public Pareto(Tensor scale, double alpha) {
        this(o -> o.scale(scale).alpha(alpha));
    }

    /** With the smallest value and the shape. */
    public Pareto(double scale, Tensor alpha) {
        this(o -> o.scale(scale).alpha(alpha));
    }

    /** With the smallest value and the shape. */
    public Pareto(double scale, double alpha) {
        this(o -> o.scale(scale).alpha(alpha));
    }

    /** With the smallest value, the shape and keyword arguments. */
    public Pareto(Tensor scale, Tensor alpha, Consumer<? super Options> options) {
        this(new Options().scale(scale).alpha(alpha).configuredBy(options));
    }

    /** With keyword arguments. */
    public Pareto(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Pareto(Options o) {
        Map<String, Tensor> parameters = o.broadcast("scale", "alpha");
        Tensor scale = Objects.requireNonNull(parameters.get("scale"));
        Tensor alpha = Objects.requireNonNull(parameters.get("alpha"));
        var base = new Exponential(alpha, e -> e.copyOf(o));
        List<Transform> transforms = List.of(new ExpTransform(), new AffineTransform(0, scale));
        super(parameters, base, transforms, o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The smallest value. */
    public Tensor scale() {
        return parameter("scale");
    }

    /** The shape. */
    public Tensor alpha() {
        return parameter("alpha");
    }

    @Override
    public Constraint support() {
        return Constraints.greaterThanEq(scale());
    }

    /** Infinite for {@code alpha <= 1}. */
    @Override
    public Tensor mean() {
        Tensor a = alpha().clamp(1);
        return a.mul(scale()).div(a.sub(1));
    }

    @Override
    public Tensor mode() {
        return scale();
    }

    /** Infinite for {@code alpha <= 2}. */
    @Override
    public Tensor variance() {
        Tensor a = alpha().clamp(2);
        return scale().pow(2).mul(a).div(a.sub(1).pow(2).mul(a.sub(2)));
    }

    @Override
    public Tensor entropy() {
        return scale().div(alpha()).log().add(alpha().reciprocal().add(1));
    }

    /** The keyword arguments of {@link Pareto}. */
    public static final class Options extends ScaleOptions<Options> {
        Options() {}

        /** The shape. */
        public Options alpha(Tensor alpha) {
            return set("alpha", alpha);
        }

        /** The shape. */
        public Options alpha(double alpha) {
            return set("alpha", alpha);
        }
    }
}
