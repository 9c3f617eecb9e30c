package torch.nn;

import torch.Tensor;

/**
 * The gated linear unit: one half of the input times the sigmoid of the other, {@code a ⊗ σ(b)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*_1, N, *_2)} with any number of dimensions around {@link #dim}
 *   <li>Output: {@code (*_1, N / 2, *_2)}
 * </ul>
 *
 * {@snippet :
 * new GLU().call(Torch.randn(4, 2)).shape(); // torch.Size([4, 1])
 * }
 *
 * <p>Mirrors {@code torch.nn.GLU}.
 */
public class GLU extends UnaryModule {
    /** The dimension that is halved, from the end where negative. */
    public final long dim;

    /** A layer that halves the last dimension. */
    public GLU() {
        this(-1);
    }

    /** A layer that halves {@code dim}. */
    public GLU(long dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.glu(input, dim);
    }

    @Override
    public String extraRepr() {
        return "dim=" + dim;
    }
}
