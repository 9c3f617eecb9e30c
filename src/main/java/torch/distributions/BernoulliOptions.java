package torch.distributions;

/**
 * The keyword arguments of distributions whose probability, or else its logit, may be a number.
 *
 * @param <S> the options' own type
 */
public abstract class BernoulliOptions<S extends BernoulliOptions<S>>
        extends ProbsOrLogitsOptions<S> {
    BernoulliOptions() {}

    /** The probability. */
    public S probs(double probs) {
        return set("probs", probs);
    }

    /** The logit, in the place of the probability. */
    public S logits(double logits) {
        return set("logits", logits);
    }
}
