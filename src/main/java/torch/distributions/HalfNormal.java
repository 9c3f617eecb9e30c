package torch.distributions;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The half-normal distribution: that of {@code |X|} for {@code X ~ Normal(0, scale)}.
 *
 * {@snippet :
 * new HalfNormal(1).sample(); // non-negative
 * }
 *
 * <p>Mirrors {@code torch.distributions.HalfNormal}.
 */
public class HalfNormal extends HalfDistribution {
    /** With the scale of the whole distribution. */
    public HalfNormal(Tensor scale) {
        this(o -> o.scale(scale));
    }

    /** With the scale of the whole distribution. */
    public HalfNormal(double scale) {
        this(o -> o.scale(scale));
    }

    /** With keyword arguments. */
    public HalfNormal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private HalfNormal(Options o) {
        var whole = new Normal(w -> w.copyOf(o, "scale").loc(0).validateArgs(false));
        super(whole, o.validateArgs);
    }

    @Override
    public Tensor scale() {
        return ((Normal) baseDist()).scale();
    }

    @Override
    public Tensor mean() {
        return scale().mul(Math.sqrt(2 / Math.PI));
    }

    @Override
    public Tensor variance() {
        return scale().pow(2).mul(1 - 2 / Math.PI);
    }

    /** The keyword arguments of {@link HalfNormal}. */
    public static final class Options extends ScaleOptions<Options> {
        Options() {}
    }
}
