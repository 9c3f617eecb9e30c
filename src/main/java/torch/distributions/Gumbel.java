package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import torch.Finfo;
import torch.Tensor;
import torch.Torch;

/**
 * The Gumbel distribution: that of the largest of many values.
 *
 * <p>Mirrors {@code torch.distributions.Gumbel}.
 */
public class Gumbel extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With the location and the scale. */
    public Gumbel(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With the location and the scale. */
    public Gumbel(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the location and the scale. */
    public Gumbel(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the location and the scale. */
    public Gumbel(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the location, the scale and keyword arguments. */
    public Gumbel(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public Gumbel(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Gumbel(Options o) {
        Map<String, Tensor> parameters = o.broadcast("loc", "scale");
        Tensor loc = Objects.requireNonNull(parameters.get("loc"));
        Tensor scale = Objects.requireNonNull(parameters.get("scale"));
        Finfo limits = Torch.finfo(loc.dtype());
        var base =
                new Uniform(
                        Torch.fullLike(loc, limits.tiny()),
                        Torch.fullLike(loc, 1 - limits.eps()),
                        u -> u.copyOf(o));
        List<Transform> transforms =
                List.of(
                        new ExpTransform().inv(),
                        new AffineTransform(0, Torch.onesLike(scale).neg()),
                        new ExpTransform().inv(),
                        AffineTransform.of(o.get("loc"), scale.neg()));
        super(parameters, base, transforms, o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The location. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The scale. */
    public Tensor scale() {
        return parameter("scale");
    }

    @Override
    public Constraint support() {
        return Constraints.REAL;
    }

    /** Directly, which is more precise than by the transforms. */
    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor y = loc().sub(value).div(scale());
        return y.sub(y.exp()).sub(scale().log());
    }

    @Override
    public Tensor mean() {
        return loc().add(scale().mul(DistributionUtils.EULER_CONSTANT));
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor stddev() {
        return scale().mul(Math.PI / Math.sqrt(6));
    }

    @Override
    public Tensor variance() {
        return stddev().pow(2);
    }

    @Override
    public Tensor entropy() {
        return scale().log().add(1 + DistributionUtils.EULER_CONSTANT);
    }

    /** The keyword arguments of {@link Gumbel}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
