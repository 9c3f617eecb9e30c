package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.difference;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The beta distribution over {@code [0, 1]} with density proportional to {@code x^(concentration1-1) *
 * (1-x)^(concentration0-1)}.
 *
 * <p>Mirrors {@code torch.distributions.Beta}.
 */
public class Beta extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "concentration1", Constraints.POSITIVE, "concentration0", Constraints.POSITIVE);

    private Dirichlet dirichlet;

    /** With concentrations at 1 and at 0. */
    public Beta(Tensor concentration1, Tensor concentration0) {
        this(concentration1, concentration0, o -> {});
    }

    /** With concentrations at 1 and at 0. */
    public Beta(Tensor concentration1, double concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With concentrations at 1 and at 0. */
    public Beta(double concentration1, Tensor concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With concentrations at 1 and at 0. */
    public Beta(double concentration1, double concentration0) {
        this(o -> o.concentration1(concentration1).concentration0(concentration0));
    }

    /** With concentrations at 1 and at 0 and keyword arguments. */
    public Beta(Tensor concentration1, Tensor concentration0, Consumer<? super Options> options) {
        this(
                new Options()
                        .concentration1(concentration1)
                        .concentration0(concentration0)
                        .configuredBy(options));
    }

    /** With keyword arguments. */
    public Beta(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Beta(Options o) {
        List<Tensor> both = broadcastAll(o.get("concentration1"), o.get("concentration0"));
        Tensor concentration = Torch.stack(both, -1);
        var dirichlet = new Dirichlet(concentration, o.validateArgs);
        this.dirichlet = dirichlet;
        super(Map.of(), dirichlet.batchShape(), Size.of(), o.validateArgs);
    }

    /** The concentration at 1. */
    public Tensor concentration1() {
        return dirichlet.concentration().select(-1, 0);
    }

    /** The concentration at 0. */
    public Tensor concentration0() {
        return dirichlet.concentration().select(-1, 1);
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
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
    public Distribution expand(long... batchShape) {
        Beta expanded = (Beta) super.expand(batchShape);
        expanded.dirichlet = (Dirichlet) dirichlet.expand(batchShape);
        return expanded;
    }

    @Override
    public Tensor mean() {
        return concentration1().div(concentration1().add(concentration0()));
    }

    @Override
    public Tensor mode() {
        return dirichlet.mode().select(-1, 0);
    }

    @Override
    public Tensor variance() {
        Tensor total = concentration1().add(concentration0());
        return concentration1().mul(concentration0()).div(total.pow(2).mul(total.add(1)));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return dirichlet.rsample(sampleShape).select(-1, 0);
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return dirichlet.logProb(Torch.stack(List.of(value, difference(1.0, value)), -1));
    }

    @Override
    public Tensor entropy() {
        return dirichlet.entropy();
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(concentration1(), concentration0());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        Tensor y = naturalParams.get(1);
        return x.lgamma().add(y.lgamma()).sub(x.add(y).lgamma());
    }

    /** The keyword arguments of {@link Beta}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The concentration at 1. */
        public Options concentration1(Tensor concentration1) {
            return set("concentration1", concentration1);
        }

        /** The concentration at 1. */
        public Options concentration1(double concentration1) {
            return set("concentration1", concentration1);
        }

        /** The concentration at 0. */
        public Options concentration0(Tensor concentration0) {
            return set("concentration0", concentration0);
        }

        /** The concentration at 0. */
        public Options concentration0(double concentration0) {
            return set("concentration0", concentration0);
        }
    }
}
