package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.List;
import java.util.function.Consumer;
import torch.Index;
import torch.MemoryFormat;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The multinomial distribution: how often each event comes in {@code totalCount} draws from a {@link Categorical}.
 *
 * <p>Mirrors {@code torch.distributions.Multinomial}.
 */
public class Multinomial extends CategoricalBased {
    private final long totalCount;
    private Binomial binomial;

    /** With a number of draws and probabilities, {@code (batchShape, events)}. */
    public Multinomial(long totalCount, Tensor probs) {
        this(totalCount, probs, o -> {});
    }

    /** With a number of draws, probabilities, {@code (batchShape, events)}, and keyword arguments. */
    public Multinomial(long totalCount, Tensor probs, Consumer<? super Options> options) {
        this(new Options().totalCount(totalCount).probs(probs).configuredBy(options));
    }

    /** With a number of draws and keyword arguments. */
    public Multinomial(long totalCount, Consumer<? super Options> options) {
        this(new Options().totalCount(totalCount).configuredBy(options));
    }

    /** With keyword arguments. */
    public Multinomial(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Multinomial(Options o) {
        totalCount = o.totalCount;
        var categorical = new Categorical(o, null);
        binomial = new Binomial(o.totalCount, categorical.probs());
        super(categorical, o.validateArgs);
    }

    /** The number of draws. */
    public long totalCount() {
        return totalCount;
    }

    @Override
    public Constraint support() {
        return Constraints.multinomial(totalCount);
    }

    @Override
    public Distribution expand(long... batchShape) {
        Multinomial expanded = (Multinomial) super.expand(batchShape);
        expanded.binomial =
                (Binomial)
                        binomial.expand(Sizes.concat(Size.of(batchShape), eventShape()).toArray());
        return expanded;
    }

    @Override
    public Tensor mean() {
        return probs().mul(totalCount);
    }

    @Override
    public Tensor variance() {
        return probs().mul(totalCount).mul(difference(1, probs()));
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size size = Size.of(sampleShape);
        Tensor draws = categorical.sample(Sizes.concat(Size.of(totalCount), size).toArray());
        draws = draws.movedim(0, -1);
        Tensor counts = Torch.zeros(extendedShape(sampleShape), like(draws));
        return counts.scatterAdd_(-1, draws, Torch.onesLike(draws)).typeAs(probs());
    }

    @Override
    public Tensor entropy() {
        Tensor n = Torch.tensor(totalCount);
        Tensor term1 = n.mul(categorical.entropy()).sub(n.add(1).lgamma());
        Tensor support = binomial.enumerateSupport(false).get(Index.slice(1, null));
        Tensor probs = binomial.logProb(support).exp();
        Tensor weights = support.add(1).lgamma();
        return term1.add(probs.mul(weights).sum(0, -1));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = broadcastAll(logits(), value);
        Tensor logits = both.get(0).clone(MemoryFormat.CONTIGUOUS_FORMAT);
        Tensor counts = both.get(1);
        Tensor logFactorialN = counts.sum(-1).add(1).lgamma();
        Tensor logFactorials = counts.add(1).lgamma().sum(-1);
        logits.set(counts.eq(0).bitwiseAnd(logits.eq(Double.NEGATIVE_INFINITY)), 0);
        return logFactorialN.sub(logFactorials).add(logits.mul(counts).sum(-1));
    }

    /** The keyword arguments of {@link Multinomial}. */
    public static final class Options extends ProbsOrLogitsOptions<Options> {
        long totalCount = 1;

        Options() {}

        /** The number of draws. Default: 1 */
        public Options totalCount(long totalCount) {
            this.totalCount = totalCount;
            return this;
        }
    }
}
