package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The Laplace distribution with mean {@code loc} and mean distance from it {@code scale}.
 *
 * <p>Mirrors {@code torch.distributions.Laplace}.
 */
public class Laplace extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With a mean and a scale. */
    public Laplace(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With a mean and a scale. */
    public Laplace(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean and a scale. */
    public Laplace(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean and a scale. */
    public Laplace(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean and a scale and keyword arguments. */
    public Laplace(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public Laplace(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Laplace(Options o) {
        super(o.broadcast("loc", "scale"), o.validateArgs);
    }

    /** The mean. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The mean distance from the mean. */
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
        return loc();
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor variance() {
        return scale().pow(2).mul(2);
    }

    @Override
    public Tensor stddev() {
        return scale().mul(Math.sqrt(2));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor u = Torch.empty(extendedShape(sampleShape), like(loc()));
        u.uniform_(Torch.finfo(u.dtype()).eps() - 1, 1);
        return loc().sub(scale().mul(u.sign()).mul(u.abs().neg().log1p()));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return scale().mul(2).log().neg().sub(value.sub(loc()).abs().div(scale()));
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        Tensor distance = value.sub(loc());
        Tensor tail = distance.abs().neg().div(scale()).expm1();
        return difference(0.5, distance.sign().mul(0.5).mul(tail));
    }

    @Override
    public Tensor icdf(Tensor value) {
        Tensor term = value.sub(0.5);
        return loc().sub(scale().mul(term.sign()).mul(term.abs().mul(-2).log1p()));
    }

    @Override
    public Tensor entropy() {
        return scale().mul(2).log().add(1);
    }

    /** The keyword arguments of {@link Laplace}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
