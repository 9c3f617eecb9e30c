package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The chi-squared distribution with {@code df} degrees of freedom: {@code Gamma(df / 2, 0.5)}.
 *
 * <p>Mirrors {@code torch.distributions.Chi2}.
 */
public class Chi2 extends Gamma {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("df", Constraints.POSITIVE);

    /** With degrees of freedom. */
    public Chi2(Tensor df) {
        this(o -> o.df(df));
    }

    /** With degrees of freedom. */
    public Chi2(double df) {
        this(o -> o.df(df));
    }

    /** With degrees of freedom and keyword arguments. */
    public Chi2(Tensor df, Consumer<? super Options> options) {
        this(new Options().df(df).configuredBy(options));
    }

    /** With keyword arguments. */
    public Chi2(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Chi2(Options o) {
        super(gamma(o.get("df")), o.validateArgs);
    }

    private static Map<String, Tensor> gamma(Object df) {
        Object half = df instanceof Tensor t ? t.mul(0.5) : (Object) (0.5 * (Double) df);
        List<Tensor> both = broadcastAll(half, 0.5);
        return Map.of("concentration", both.get(0), "rate", both.get(1));
    }

    /** The degrees of freedom. */
    public Tensor df() {
        return concentration().mul(2);
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("df") ? df() : super.attribute(name);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    /** The keyword arguments of {@link Chi2}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The degrees of freedom. */
        public Options df(Tensor df) {
            return set("df", df);
        }

        /** The degrees of freedom. */
        public Options df(double df) {
            return set("df", df);
        }
    }
}
