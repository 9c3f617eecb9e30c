package torch.nn;

import torch.Tensor;

/**
 * The cosine of the angle between two vectors: {@code x1 · x2 / (max(‖x1‖, eps) max(‖x2‖, eps))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Inputs: {@code (*_1, D, *_2)} with D at {@link #dim}, or what can be broadcast to it
 *   <li>Output: {@code (*_1, *_2)}
 * </ul>
 *
 * {@snippet :
 * var m = new CosineSimilarity(1, 1e-6);
 * m.call(Torch.randn(100, 128), Torch.randn(100, 128)).shape(); // torch.Size([100])
 * }
 *
 * <p>Mirrors {@code torch.nn.CosineSimilarity}.
 */
public class CosineSimilarity extends BinaryModule {
    /** The dimension of the vectors. */
    public final long dim;

    /** The least norm to divide by. */
    public final double eps;

    /** A similarity along dimension 1 with eps 1e-8. */
    public CosineSimilarity() {
        this(1);
    }

    /** A similarity with eps 1e-8. */
    public CosineSimilarity(long dim) {
        this(dim, 1e-8);
    }

    /** A similarity with these settings. */
    public CosineSimilarity(long dim, double eps) {
        this.dim = dim;
        this.eps = eps;
    }

    @Override
    public Tensor forward(Tensor x1, Tensor x2) {
        return F.cosineSimilarity(x1, x2, dim, eps);
    }
}
