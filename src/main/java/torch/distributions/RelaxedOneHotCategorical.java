package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A one-hot categorical distribution relaxed to the simplex, whose samples are differentiable: the lower the temperature,
 * the nearer to the corners they are.
 *
 * {@snippet :
 * new RelaxedOneHotCategorical(Torch.tensor(2.2), o -> o.logits(scores)).rsample();
 * }
 *
 * <p>Mirrors {@code torch.distributions.RelaxedOneHotCategorical}.
 */
public class RelaxedOneHotCategorical extends TransformedDistribution {
    /** With the probabilities of the categories. */
    public RelaxedOneHotCategorical(Tensor temperature, Tensor probs) {
        this(temperature, o -> o.probs(probs));
    }

    /** With a temperature and keyword arguments. */
    public RelaxedOneHotCategorical(Tensor temperature, Consumer<? super Options> options) {
        this(temperature, new Options().configuredBy(options));
    }

    /** With a temperature that is a number, and keyword arguments. */
    public RelaxedOneHotCategorical(double temperature, Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        this(o.likeParam(temperature), o);
    }

    private RelaxedOneHotCategorical(Tensor temperature, Options o) {
        super(
                Map.of(),
                new ExpRelaxedCategorical(temperature, o),
                List.of(new ExpTransform()),
                o.validateArgs);
    }

    private ExpRelaxedCategorical logarithm() {
        return (ExpRelaxedCategorical) baseDist();
    }

    /** How far samples are from the corners of the simplex. */
    public Tensor temperature() {
        return logarithm().temperature();
    }

    /** The probabilities of the categories. */
    public Tensor probs() {
        return logarithm().probs();
    }

    /** The logarithms of the probabilities. */
    public Tensor logits() {
        return logarithm().logits();
    }

    @Override
    protected @Nullable Tensor attribute(String name) {
        return name.equals("probs") ? probs() : logits();
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return Categorical.ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.SIMPLEX;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    /** The keyword arguments of {@link RelaxedOneHotCategorical}. */
    public static final class Options extends ProbsOrLogitsOptions<Options> {
        Options() {}
    }
}
