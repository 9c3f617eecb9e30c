package torch.nn;

import torch.Tensor;

/**
 * The logarithm of the softmax: {@code log(exp(x_i) / Σ_j exp(x_j))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input, with values in {@code [-∞, 0)}
 * </ul>
 *
 * {@snippet :
 * var output = new LogSoftmax(1).call(Torch.randn(2, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.LogSoftmax}.
 */
public class LogSoftmax extends SoftmaxNd {
    /** A layer that chooses the dimension as PyTorch once did: the first of 0, 1 or 3 dimensions, else the second. */
    public LogSoftmax() {
        super(null);
    }

    /** A layer along {@code dim}, from the end where negative. */
    public LogSoftmax(long dim) {
        super(dim);
    }

    @Override
    public Tensor forward(Tensor input) {
        return dim == null ? F.logSoftmax(input) : F.logSoftmax(input, dim);
    }
}
