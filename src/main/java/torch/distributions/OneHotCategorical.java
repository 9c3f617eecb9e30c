package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * The categorical distribution as vectors of zeros with a single one.
 *
 * <p>Mirrors {@code torch.distributions.OneHotCategorical}.
 */
public class OneHotCategorical extends CategoricalBased {
    /** With probabilities, {@code (batchShape, events)}. */
    public OneHotCategorical(Tensor probs) {
        this(o -> o.probs(probs));
    }

    /** With probabilities, {@code (batchShape, events)}, and keyword arguments. */
    public OneHotCategorical(Tensor probs, Consumer<? super Options> options) {
        this(new Options().probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public OneHotCategorical(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private OneHotCategorical(Options o) {
        super(new Categorical(o, null), o.validateArgs);
    }

    @Override
    public Constraint support() {
        return Constraints.ONE_HOT;
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
        return F.oneHot(probs().argmax(-1), probs().size(-1)).to(probs());
    }

    @Override
    public Tensor variance() {
        return probs().mul(difference(1, probs()));
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Tensor indices = categorical.sample(sampleShape);
        return F.oneHot(indices, categorical.numEvents()).to(probs());
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return categorical.logProb(value.max(-1).indices());
    }

    @Override
    public Tensor entropy() {
        return categorical.entropy();
    }

    @Override
    public Tensor enumerateSupport(boolean expand) {
        Size n = eventShape();
        Tensor values = Torch.eye(n.get(0), like(categorical.param()));
        values = values.view(Sizes.concat(n, Sizes.ones(batchShape().size()), n));
        return expand ? values.expand(Sizes.concat(n, batchShape(), n)) : values;
    }

    /** The keyword arguments of {@link OneHotCategorical}. */
    public static final class Options extends ProbsOrLogitsOptions<Options> {
        Options() {}
    }
}
