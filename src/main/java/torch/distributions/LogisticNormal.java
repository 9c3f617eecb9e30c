package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The logistic-normal distribution on the simplex: that of a {@code Normal(loc, scale)} vector through a {@link
 * StickBreakingTransform}.
 *
 * <p>Mirrors {@code torch.distributions.LogisticNormal}.
 */
public class LogisticNormal extends TransformedDistribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With the mean of the normal distribution and its standard deviation. */
    public LogisticNormal(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With the mean of the normal distribution and its standard deviation. */
    public LogisticNormal(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the normal distribution and its standard deviation. */
    public LogisticNormal(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the normal distribution and its standard deviation. */
    public LogisticNormal(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With the mean of the normal distribution, its standard deviation and keyword arguments. */
    public LogisticNormal(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public LogisticNormal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private LogisticNormal(Options o) {
        Distribution base = new Normal(n -> n.copyOf(o, "loc", "scale"));
        if (base.batchShape().size() == 0) {
            base = base.expand(1);
        }
        super(Map.of(), base, List.of(new StickBreakingTransform()), o.validateArgs);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    private Normal normal() {
        return (Normal) ((Independent) baseDist()).baseDist();
    }

    /** The mean of the normal distribution. */
    public Tensor loc() {
        return normal().loc();
    }

    /** The standard deviation of the normal distribution. */
    public Tensor scale() {
        return normal().scale();
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("loc") ? loc() : scale();
    }

    @Override
    public Constraint support() {
        return Constraints.SIMPLEX;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    /** The keyword arguments of {@link LogisticNormal}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
