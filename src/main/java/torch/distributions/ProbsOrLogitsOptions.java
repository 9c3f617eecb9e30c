package torch.distributions;

import java.util.List;
import java.util.Map;
import torch.Tensor;
import torch.Torch;

/**
 * The keyword arguments of distributions with probabilities, or else their logits.
 *
 * @param <S> the options' own type
 */
public abstract class ProbsOrLogitsOptions<S extends ProbsOrLogitsOptions<S>>
        extends DistributionOptions<S> {
    ProbsOrLogitsOptions() {}

    /** The probabilities. */
    public S probs(Tensor probs) {
        return set("probs", probs);
    }

    /** The logits, in the place of probabilities. */
    public S logits(Tensor logits) {
        return set("logits", logits);
    }

    /**
     * Which of the two was given.
     *
     * @throws IllegalArgumentException unless exactly one was
     */
    final String which() {
        if (has("probs") == has("logits")) {
            throw new IllegalArgumentException(
                    "Either `probs` or `logits` must be specified, but not both.");
        }
        return has("probs") ? "probs" : "logits";
    }

    /** The one that was given and a count, broadcast against each other. */
    final Map<String, Tensor> countedParam() {
        String which = which();
        List<Tensor> both = DistributionUtils.broadcastAll(get("total_count"), get(which));
        Tensor param = both.get(1);
        return Map.of("total_count", both.get(0).typeAs(param), which, param);
    }

    /** The one that was given. */
    final Map<String, Tensor> param() {
        return broadcast(which());
    }

    /** A number in the type and on the device of the one that was given. */
    final Tensor likeParam(double number) {
        Tensor param = param().values().iterator().next();
        return Torch.tensor(number, DistributionUtils.like(param));
    }
}
