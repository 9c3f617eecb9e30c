package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.Map;
import java.util.function.Consumer;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The binomial distribution: how many of {@code totalCount} trials succeed, each with probability {@code probs}.
 *
 * <p>Mirrors {@code torch.distributions.Binomial}.
 */
public class Binomial extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "total_count",
                    Constraints.NONNEGATIVE_INTEGER,
                    "probs",
                    Constraints.UNIT_INTERVAL,
                    "logits",
                    Constraints.REAL);

    /** With a number of trials and a probability of success. */
    public Binomial(long totalCount, Tensor probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With numbers of trials and probabilities of success. */
    public Binomial(Tensor totalCount, Tensor probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With a number of trials and a probability of success. */
    public Binomial(long totalCount, double probs) {
        this(o -> o.totalCount(totalCount).probs(probs));
    }

    /** With numbers of trials, probabilities of success and keyword arguments. */
    public Binomial(Tensor totalCount, Tensor probs, Consumer<? super Options> options) {
        this(new Options().totalCount(totalCount).probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public Binomial(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Binomial(Options o) {
        super(o.countedParam(), o.validateArgs);
    }

    /** The number of trials. */
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
        return Constraints.integerInterval(0, totalCount());
    }

    @Override
    public boolean hasEnumerateSupport() {
        return true;
    }

    @Override
    public Tensor mean() {
        return totalCount().mul(probs());
    }

    @Override
    public Tensor mode() {
        return totalCount().add(1).mul(probs()).floor().clamp((Tensor) null, totalCount());
    }

    @Override
    public Tensor variance() {
        return totalCount().mul(probs()).mul(difference(1, probs()));
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        return Torch.noGrad(
                () -> Aten.binomial(totalCount().expand(shape), probs().expand(shape), null));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor logFactorialN = totalCount().add(1).lgamma();
        Tensor logFactorialK = value.add(1).lgamma();
        Tensor logFactorialNmk = totalCount().sub(value).add(1).lgamma();
        // k log(p) + (n-k) log(1-p) = k logit - n max(logit, 0) - n log1p(exp(-|logit|))
        Tensor normalize =
                totalCount()
                        .mul(clampByZero(logits()))
                        .add(totalCount().mul(logits().abs().neg().exp().log1p()))
                        .sub(logFactorialN);
        return value.mul(logits()).sub(logFactorialK).sub(logFactorialNmk).sub(normalize);
    }

    /** {@code max(x, 0)}, with a gradient of a half at 0. */
    private static Tensor clampByZero(Tensor x) {
        return x.clamp(0).add(x).sub(x.clamp((Number) null, 0)).div(2);
    }

    /** The count that all distributions of the batch share. */
    private long sharedCount(String operation) {
        long count = totalCount().max().item().longValue();
        if (totalCount().min().item().doubleValue() != count) {
            throw new UnsupportedOperationException(
                    "Inhomogeneous total count not supported by `" + operation + "`.");
        }
        return count;
    }

    @Override
    public Tensor entropy() {
        sharedCount("entropy");
        Tensor logProb = logProb(enumerateSupport(false));
        return logProb.exp().mul(logProb).sum(0).neg();
    }

    @Override
    public Tensor enumerateSupport(boolean expand) {
        long count = sharedCount("enumerate_support");
        return enumerated(Torch.arange(1 + count, like(param())), expand);
    }

    /** The keyword arguments of {@link Binomial}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {
            totalCount(1);
        }

        /** The number of trials. Default: 1 */
        public Options totalCount(Tensor totalCount) {
            return set("total_count", totalCount);
        }

        /** The number of trials. Default: 1 */
        public Options totalCount(long totalCount) {
            return set("total_count", totalCount);
        }
    }
}
