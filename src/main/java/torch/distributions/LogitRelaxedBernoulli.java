package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The distribution of the logit of a {@link RelaxedBernoulli} variable.
 *
 * <p>Mirrors {@code torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli}.
 */
public class LogitRelaxedBernoulli extends Distribution {
    static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("probs", Constraints.UNIT_INTERVAL, "logits", Constraints.REAL);

    private final Tensor temperature;

    /** With probabilities of 1. */
    public LogitRelaxedBernoulli(Tensor temperature, Tensor probs) {
        this(temperature, o -> o.probs(probs));
    }

    /** With a temperature and keyword arguments. */
    public LogitRelaxedBernoulli(Tensor temperature, Consumer<? super Options> options) {
        this(temperature, new Options().configuredBy(options));
    }

    /** With a temperature that is a number, and keyword arguments. */
    public LogitRelaxedBernoulli(double temperature, Consumer<? super Options> options) {
        Options o = new Options().configuredBy(options);
        this(o.likeParam(temperature), o);
    }

    LogitRelaxedBernoulli(Tensor temperature, BernoulliOptions<?> o) {
        this.temperature = TransformUtils.required(temperature, "temperature");
        Map<String, Tensor> param = o.param();
        super(param, param.values().iterator().next().shape(), Size.of(), o.validateArgs);
    }

    /** How far samples are from 0 and 1. */
    public Tensor temperature() {
        return temperature;
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
        return Constraints.REAL;
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        Tensor probs = DistributionUtils.clampProbs(probs().expand(shape));
        Tensor uniforms =
                DistributionUtils.clampProbs(Torch.rand(shape, DistributionUtils.like(probs)));
        return uniforms.log()
                .sub(uniforms.neg().log1p())
                .add(probs.log())
                .sub(probs.neg().log1p())
                .div(temperature);
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = DistributionUtils.broadcastAll(logits(), value);
        Tensor diff = both.get(0).sub(both.get(1).mul(temperature));
        return temperature.log().add(diff).sub(diff.exp().log1p().mul(2));
    }

    /** The keyword arguments of {@link LogitRelaxedBernoulli}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {}
    }
}
