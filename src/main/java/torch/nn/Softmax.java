package torch.nn;

import torch.Tensor;

/**
 * Makes elements along a dimension positive and add up to one: {@code exp(x_i) / Σ_j exp(x_j)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input, with values in {@code [0, 1]}
 * </ul>
 *
 * {@snippet :
 * var output = new Softmax(1).call(Torch.randn(2, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.Softmax}.
 */
public class Softmax extends SoftmaxNd {
    /** A layer that chooses the dimension as PyTorch once did: the first of 0, 1 or 3 dimensions, else the second. */
    public Softmax() {
        super(null);
    }

    /** A layer along {@code dim}, from the end where negative. */
    public Softmax(long dim) {
        super(dim);
    }

    @Override
    public Tensor forward(Tensor input) {
        return dim == null ? F.softmax(input) : F.softmax(input, dim);
    }
}
