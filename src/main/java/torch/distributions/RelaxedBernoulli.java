package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A Bernoulli distribution relaxed to the open interval (0, 1), whose samples are differentiable: the lower the
 * temperature, the nearer to 0 and 1 they are.
 *
 * {@snippet :
 * new RelaxedBernoulli(Torch.tensor(2.2), o -> o.logits(scores)).rsample();
 * }
 *
 * <p>Mirrors {@code torch.distributions.RelaxedBernoulli}.
 */
public class RelaxedBernoulli extends TransformedDistribution {
    /** With probabilities of 1. */
    public RelaxedBernoulli(Tensor temperature, Tensor probs) {
        this(temperature, o -> o.probs(probs));
    }

    /** With a temperature and keyword arguments. */
    public RelaxedBernoulli(Tensor temperature, Consumer<? super Options> options) {
        this(temperature, new Options().configuredBy(options));
    }

    /** With a temperature that is a number, and keyword arguments. */
    public RelaxedBernoulli(double temperature, Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        this(o.likeParam(temperature), o);
    }

    private RelaxedBernoulli(Tensor temperature, Options o) {
        @Nullable Boolean validateArgs = o.validateArgs;
        o.validateArgs = null; // as in PyTorch, for this distribution alone
        super(
                Map.of(),
                new LogitRelaxedBernoulli(temperature, o),
                List.of(new SigmoidTransform()),
                validateArgs);
    }

    private LogitRelaxedBernoulli logit() {
        return (LogitRelaxedBernoulli) baseDist();
    }

    /** How far samples are from 0 and 1. */
    public Tensor temperature() {
        return logit().temperature();
    }

    /** The probability of 1. */
    public Tensor probs() {
        return logit().probs();
    }

    /** The logarithm of the odds of 1. */
    public Tensor logits() {
        return logit().logits();
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("probs") ? probs() : logits();
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return LogitRelaxedBernoulli.ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.UNIT_INTERVAL;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    /** The keyword arguments of {@link RelaxedBernoulli}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {}
    }
}
