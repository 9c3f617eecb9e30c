package torch.distributions;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The categorical distribution as vectors of zeros with a single one, whose samples have the gradient of the
 * probabilities.
 *
 * <p>Mirrors {@code torch.distributions.OneHotCategoricalStraightThrough}.
 */
public class OneHotCategoricalStraightThrough extends OneHotCategorical {
    /** With probabilities, {@code (batchShape, events)}. */
    public OneHotCategoricalStraightThrough(Tensor probs) {
        super(probs);
    }

    /** With probabilities, {@code (batchShape, events)}, and keyword arguments. */
    public OneHotCategoricalStraightThrough(
            Tensor probs, Consumer<? super OneHotCategorical.Options> options) {
        super(probs, options);
    }

    /** With keyword arguments. */
    public OneHotCategoricalStraightThrough(Consumer<? super OneHotCategorical.Options> options) {
        super(options);
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor samples = sample(sampleShape);
        Tensor probs = probs();
        return samples.add(probs.sub(probs.detach()));
    }
}
