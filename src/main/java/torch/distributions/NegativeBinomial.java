package torch.distributions;

import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * The negative binomial distribution: how many trials succeed, each with probability {@code probs}, before
 * {@code totalCount} have failed.
 *
 * <p>Mirrors {@code torch.distributions.NegativeBinomial}.
 */
public class NegativeBinomial extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "total_count",
                    Constraints.greaterThanEq(0),
                    "probs",
                    Constraints.halfOpenInterval(0.0, 1.0),
                    "logits",
                    Constraints.REAL);

    /** With a number of failures and a probability of success. */
    public NegativeBinomial(double totalCount, Tensor probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With numbers of failures and probabilities of success. */
    public NegativeBinomial(Tensor totalCount, Tensor probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With a number of failures and a probability of success. */
    public NegativeBinomial(double totalCount, double probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With numbers of failures, probabilities of success and keyword arguments. */
    public NegativeBinomial(Tensor totalCount, Tensor probs, Consumer<? super Options> options) {
        this(new Options().totalCount(totalCount).probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public NegativeBinomial(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private NegativeBinomial(Options o) {
        super(o.countedParam(), o.validateArgs);
    }

    /** The number of failures. */
    public Tensor totalCount() {
        return parameter("total_count");
    }

    /** The probability. */
    public Tensor probs() {
        return probs(true);
    }

    /** The logarithm of the odds. */
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
        return Constraints.NONNEGATIVE_INTEGER;
    }

    @Override
    public Tensor mean() {
        return totalCount().mul(logits().exp());
    }

    @Override
    public Tensor mode() {
        return totalCount().sub(1).mul(logits().exp()).floor().clamp(0.0);
    }

    @Override
    public Tensor variance() {
        return mean().div(logits().neg().sigmoid());
    }

    @Override
    public Tensor sample(long... sampleShape) {
        return Torch.noGrad(
                () -> {
                    // Unchecked, for the total count may be 0.
                    var gamma =
                            new Gamma(
                                    totalCount(), logits().neg().exp(), o -> o.validateArgs(false));
                    return Torch.poisson(gamma.sample(sampleShape));
                });
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor unnormalized =
                totalCount()
                        .mul(F.logsigmoid(logits().neg()))
                        .add(value.mul(F.logsigmoid(logits())));
        Tensor normalization =
                totalCount()
                        .add(value)
                        .lgamma()
                        .neg()
                        .add(value.add(1.0).lgamma())
                        .add(totalCount().lgamma());
        // Without failures to wait for, 0 is certain, but lgamma(0) infinite.
        normalization = normalization.maskedFill(totalCount().add(value).eq(0.0), 0.0);
        return unnormalized.sub(normalization);
    }

    /** The keyword arguments of {@link NegativeBinomial}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {}

        /** The number of failures. */
        public Options totalCount(Tensor totalCount) {
            return set("total_count", totalCount);
        }

        /** The number of failures. */
        public Options totalCount(double totalCount) {
            return set("total_count", totalCount);
        }
    }
}
