package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The log-normal distribution: that of {@code exp(X)} for {@code X ~ Normal(loc, scale)}.
 *
 * <p>Mirrors {@code torch.distributions.LogNormal}.
 */
public class LogNormal extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With the mean of the logarithm and its standard deviation. */
    public LogNormal(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With the mean of the logarithm and its standard deviation. */
    public LogNormal(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the logarithm and its standard deviation. */
    public LogNormal(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the logarithm and its standard deviation. */
    public LogNormal(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the logarithm, its standard deviation and keyword arguments. */
    public LogNormal(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public LogNormal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private LogNormal(Options o) {
        var base = new Normal(n -> n.copyOf(o, "loc", "scale"));
        super(Map.of(), base, List.of(new ExpTransform()), o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The mean of the logarithm. */
    public Tensor loc() {
        return ((Normal) baseDist()).loc();
    }

    /** The standard deviation of the logarithm. */
    public Tensor scale() {
        return ((Normal) baseDist()).scale();
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("loc") ? loc() : scale();
    }

    @Override
    public Constraint support() {
        return Constraints.POSITIVE;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return loc().add(scale().pow(2).div(2)).exp();
    }

    @Override
    public Tensor mode() {
        return loc().sub(scale().square()).exp();
    }

    @Override
    public Tensor variance() {
        Tensor square = scale().pow(2);
        return square.expm1().mul(loc().mul(2).add(square).exp());
    }

    @Override
    public Tensor entropy() {
        return baseDist().entropy().add(loc());
    }

    /** The keyword arguments of {@link LogNormal}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
