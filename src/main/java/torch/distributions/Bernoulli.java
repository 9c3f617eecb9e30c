package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.nn.Reduction;

/**
 * The Bernoulli distribution: 1 with probability {@code probs}, else 0.
 *
 * {@snippet :
 * new Bernoulli(0.3).sample(); // tensor(0.), or in 30% of cases tensor(1.)
 * new Bernoulli(o -> o.logits(scores)).logProb(labels);
 * }
 *
 * <p>Mirrors {@code torch.distributions.Bernoulli}.
 */
public class Bernoulli extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("probs", Constraints.UNIT_INTERVAL, "logits", Constraints.REAL);

    /** With probabilities of 1. */
    public Bernoulli(Tensor probs) {
        this(o -> o.probs(probs));
    }

    /** With a probability of 1. */
    public Bernoulli(double probs) {
        this(o -> o.probs(probs));
    }

    /** With probabilities of 1 and keyword arguments. */
    public Bernoulli(Tensor probs, Consumer<? super Options> options) {
        this(new Options().probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public Bernoulli(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Bernoulli(Options o) {
        super(o.param(), o.validateArgs);
    }

    /** The probability of 1. */
    public Tensor probs() {
        return probs(true);
    }

    /** The logarithm of the odds of 1. */
    public Tensor logits() {
        return logits(true);
    }

    /** The shape of the parameter. */
    public Size paramShape() {
        return param().shape();
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.BOOLEAN;
    }

    @Override
    public boolean hasEnumerateSupport() {
        return true;
    }

    @Override
    public Tensor mean() {
        return probs();
    }

    @Override
    public Tensor mode() {
        Tensor mode = probs().ge(0.5).to(probs());
        mode.set(probs().eq(0.5), Double.NaN);
        return mode;
    }

    @Override
    public Tensor variance() {
        return probs().mul(DistributionUtils.difference(1, probs()));
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        return Torch.noGrad(() -> Torch.bernoulli(probs().expand(shape)));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = DistributionUtils.broadcastAll(logits(), value);
        return F.binaryCrossEntropyWithLogits(
                        both.get(0), both.get(1), o -> o.reduction(Reduction.NONE))
                .neg();
    }

    @Override
    public Tensor entropy() {
        return F.binaryCrossEntropyWithLogits(logits(), probs(), o -> o.reduction(Reduction.NONE));
    }

    @Override
    public Tensor enumerateSupport(boolean expand) {
        return enumerated(Torch.arange(2, DistributionUtils.like(param())), expand);
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(probs().logit());
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        return naturalParams.getFirst().exp().log1p();
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link Bernoulli}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {}
    }
}
