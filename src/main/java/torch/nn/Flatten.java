package torch.nn;

import torch.Tensor;

/**
 * Makes one dimension of several neighbouring ones.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*, S_start, …, S_end, *)} with any number of dimensions around
 *   <li>Output: {@code (*, S_start · … · S_end, *)}
 * </ul>
 *
 * {@snippet :
 * new Flatten().call(Torch.randn(32, 1, 5, 5)).shape(); // torch.Size([32, 25])
 * new Flatten(0, 2).call(Torch.randn(32, 1, 5, 5)).shape(); // torch.Size([160, 5])
 * }
 *
 * <p>Mirrors {@code torch.nn.Flatten}.
 */
public class Flatten extends UnaryModule {
    /** First dimension to join. */
    public final long startDim;

    /** Last dimension to join, from the end where negative. */
    public final long endDim;

    /** A layer that joins all dimensions but the first. */
    public Flatten() {
        this(1);
    }

    /** A layer that joins all dimensions from {@code startDim} on. */
    public Flatten(long startDim) {
        this(startDim, -1);
    }

    /** A layer that joins the dimensions from {@code startDim} to {@code endDim}, both included. */
    public Flatten(long startDim, long endDim) {
        this.startDim = startDim;
        this.endDim = endDim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.flatten(startDim, endDim);
    }

    @Override
    public String extraRepr() {
        return "start_dim=" + startDim + ", end_dim=" + endDim;
    }
}
