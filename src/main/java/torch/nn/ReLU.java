package torch.nn;

import torch.Tensor;

/**
 * Rectifies each element: {@code max(0, x)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * <p>Mirrors {@code torch.nn.ReLU}.
 */
public class ReLU extends UnaryModule {
    /** Whether the input itself is changed. */
    public final boolean inplace;

    /** A layer that leaves its input as it is. */
    public ReLU() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public ReLU(boolean inplace) {
        this.inplace = inplace;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.relu(input, inplace);
    }

    @Override
    public String extraRepr() {
        return inplace ? "inplace=True" : "";
    }
}
