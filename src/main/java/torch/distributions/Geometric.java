package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.like;
import static torch.distributions.DistributionUtils.quotient;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.MemoryFormat;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.nn.Reduction;

/**
 * The geometric distribution: how often a trial that succeeds with probability {@code probs} fails before it succeeds.
 *
 * <p>Mirrors {@code torch.distributions.Geometric}.
 */
public class Geometric extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("probs", Constraints.UNIT_INTERVAL, "logits", Constraints.REAL);

    /** With a probability of success. */
    public Geometric(Tensor probs) {
        this(o -> o.probs(probs));
    }

    /** With a probability of success. */
    public Geometric(double probs) {
        this(o -> o.probs(probs));
    }

    /** With a probability of success and keyword arguments. */
    public Geometric(Tensor probs, Consumer<? super Options> options) {
        this(new Options().probs(probs).configuredBy(options));
    }

    /** With keyword arguments. */
    public Geometric(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Geometric(Options o) {
        super(o.param(), o.validateArgs);
        if (validatesArgs() && hasParameter("probs")) {
            checkPositive(probs());
        }
    }

    /** Success has to be possible, beyond what the constraint says. */
    private void checkPositive(Tensor value) {
        try (var scope = Torch.scope()) {
            Tensor valid = value.gt(0);
            if (!valid.all().itemBoolean()) {
                throw new IllegalArgumentException(
                        "Expected parameter probs (%s) of distribution %s to be positive but found invalid values:\n%s"
                                .formatted(
                                        kind(value), this, value.detach().get(valid.logicalNot())));
            }
        }
    }

    /** The probability. */
    public Tensor probs() {
        return probs(true);
    }

    /** The logarithm of the odds. */
    public Tensor logits() {
        return logits(true);
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
        return quotient(1.0, probs()).sub(1.0);
    }

    @Override
    public Tensor mode() {
        return Torch.zerosLike(probs());
    }

    @Override
    public Tensor variance() {
        return quotient(1.0, probs()).sub(1.0).div(probs());
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        double tiny = Torch.finfo(probs().dtype()).tiny();
        return Torch.noGrad(
                () -> {
                    Tensor u = Torch.empty(shape, like(probs())).uniform_(tiny, 1);
                    return u.log().div(probs().neg().log1p()).floor();
                });
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        List<Tensor> both = broadcastAll(value, probs());
        Tensor failures = both.get(0);
        Tensor probs = both.get(1).clone(MemoryFormat.CONTIGUOUS_FORMAT);
        probs.set(probs.eq(1).bitwiseAnd(failures.eq(0)), 0);
        return failures.mul(probs.neg().log1p()).add(probs().log());
    }

    @Override
    public Tensor entropy() {
        return F.binaryCrossEntropyWithLogits(logits(), probs(), o -> o.reduction(Reduction.NONE))
                .div(probs());
    }

    /** The keyword arguments of {@link Geometric}. */
    public static final class Options extends BernoulliOptions<Options> {
        Options() {}
    }
}
