package torch.distributions;

import torch.Tensor;

/**
 * A region in which a variable is valid. {@link Constraints} has PyTorch's.
 *
 * <p>Mirrors {@code torch.distributions.constraints.Constraint}.
 */
public abstract class Constraint {
    /** For subclasses. */
    protected Constraint() {}

    /** Whether the region is a set of isolated points. Default: false */
    public boolean isDiscrete() {
        return false;
    }

    /** How many of a value's last dimensions make one event, which is valid or not as a whole. Default: 0 */
    public int eventDim() {
        return 0;
    }

    /**
     * Which events are valid.
     *
     * @param value {@code (*, event)}
     * @return truth values of shape {@code (*)}
     */
    public abstract Tensor check(Tensor value);

    @Override
    public String toString() {
        return getClass().getSimpleName() + "()";
    }
}
