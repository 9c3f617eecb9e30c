package torch.distributions;

import java.util.List;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The distribution of the logarithm of a {@link RelaxedOneHotCategorical} variable.
 *
 * <p>Mirrors {@code torch.distributions.relaxed_categorical.ExpRelaxedCategorical}.
 */
public class ExpRelaxedCategorical extends CategoricalBased {
    private final Tensor temperature;

    /** With the probabilities of the categories. */
    public ExpRelaxedCategorical(Tensor temperature, Tensor probs) {
        this(temperature, o -> o.probs(probs));
    }

    /** With a temperature and keyword arguments. */
    public ExpRelaxedCategorical(Tensor temperature, Consumer<? super Options> options) {
        this(temperature, new Options().configuredBy(options));
    }

    /** With a temperature that is a number, and keyword arguments. */
    public ExpRelaxedCategorical(double temperature, Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        this(o.likeParam(temperature), o);
    }

    ExpRelaxedCategorical(Tensor temperature, ProbsOrLogitsOptions<?> o) {
        this.temperature = TransformUtils.required(temperature, "temperature");
        super(new Categorical(o, null), o.validateArgs);
    }

    /** How far samples are from the corners of the simplex. */
    public Tensor temperature() {
        return temperature;
    }

    /** Real vectors; the values are on a submanifold of these. */
    @Override
    public Constraint support() {
        return Constraints.REAL_VECTOR;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor uniforms =
                DistributionUtils.clampProbs(
                        Torch.rand(extendedShape(sampleShape), DistributionUtils.like(logits())));
        Tensor gumbels = uniforms.log().neg().log().neg();
        return normalized(logits().add(gumbels).div(temperature));
    }

    private static Tensor normalized(Tensor scores) {
        return scores.sub(scores.logsumexp(-1, true));
    }

    @Override
    public Tensor logProb(Tensor value) {
        long categories = paramShape().get(-1);
        validateSample(value);
        List<Tensor> both = DistributionUtils.broadcastAll(logits(), value);
        Tensor logScale =
                Torch.fullLike(temperature, (double) categories)
                        .lgamma()
                        .sub(temperature.log().mul(-(categories - 1)));
        Tensor score = normalized(both.get(0).sub(both.get(1).mul(temperature))).sum(-1);
        return score.add(logScale);
    }

    /** The keyword arguments of {@link ExpRelaxedCategorical}. */
    public static final class Options extends ProbsOrLogitsOptions<Options> {
        Options() {}
    }
}
