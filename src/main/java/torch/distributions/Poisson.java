package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The Poisson distribution: {@code k} with probability {@code rate^k * exp(-rate) / k!}.
 *
 * <p>Mirrors {@code torch.distributions.Poisson}.
 */
public class Poisson extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("rate", Constraints.NONNEGATIVE);

    /** With a rate. */
    public Poisson(Tensor rate) {
        this(o -> o.rate(rate));
    }

    /** With a rate. */
    public Poisson(double rate) {
        this(o -> o.rate(rate));
    }

    /** With a rate and keyword arguments. */
    public Poisson(Tensor rate, Consumer<? super Options> options) {
        this(new Options().rate(rate).configuredBy(options));
    }

    /** With keyword arguments. */
    public Poisson(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Poisson(Options o) {
        super(o.broadcast("rate"), o.validateArgs);
    }

    /** The mean. */
    public Tensor rate() {
        return parameter("rate");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.NONNEGATIVE_INTEGER;
    }

    @Override
    public Tensor mean() {
        return rate();
    }

    @Override
    public Tensor mode() {
        return rate().floor();
    }

    @Override
    public Tensor variance() {
        return rate();
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        return Torch.noGrad(() -> Torch.poisson(rate().expand(shape)));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = broadcastAll(rate(), value);
        Tensor rate = both.get(0);
        Tensor k = both.get(1);
        return k.xlogy(rate).sub(rate).sub(k.add(1).lgamma());
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(rate().log());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        return x.exp();
    }

    /** The keyword arguments of {@link Poisson}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The mean. */
        public Options rate(Tensor rate) {
            return set("rate", rate);
        }

        /** The mean. */
        public Options rate(double rate) {
            return set("rate", rate);
        }
    }
}
