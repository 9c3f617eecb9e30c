package torch.distributions;

import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The half-Cauchy distribution: that of {@code |X|} for {@code X ~ Cauchy(0, scale)}.
 *
 * {@snippet :
 * new HalfCauchy(1).sample(); // non-negative
 * }
 *
 * <p>Mirrors {@code torch.distributions.HalfCauchy}.
 */
public class HalfCauchy extends HalfDistribution {
    /** With the scale of the whole distribution. */
    public HalfCauchy(Tensor scale) {
        this(o -> o.scale(scale));
    }

    /** With the scale of the whole distribution. */
    public HalfCauchy(double scale) {
        this(o -> o.scale(scale));
    }

    /** With keyword arguments. */
    public HalfCauchy(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private HalfCauchy(Options o) {
        var whole = new Cauchy(w -> w.copyOf(o, "scale").loc(0).validateArgs(false));
        super(whole, o.validateArgs);
    }

    @Override
    public Tensor scale() {
        return ((Cauchy) baseDist()).scale();
    }

    /** Infinite. */
    @Override
    public Tensor mean() {
        return Torch.full(
                extendedShape(), Double.POSITIVE_INFINITY, DistributionUtils.like(scale()));
    }

    @Override
    public Tensor variance() {
        return baseDist().variance();
    }

    /** Of values in the scale's type. */
    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor converted = value.to(scale().device(), scale().dtype());
        Tensor logProb = baseDist().logProb(converted).add(Math.log(2));
        return Torch.where(converted.ge(0), logProb, Double.NEGATIVE_INFINITY);
    }

    /** The keyword arguments of {@link HalfCauchy}. */
    public static final class Options extends ScaleOptions<Options> {
        Options() {}
    }
}
