package torch.nn;

import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Splits one dimension into several: the inverse of {@link Flatten}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*, S_dim, *)} with any number of dimensions around
 *   <li>Output: {@code (*, U_1, …, U_n, *)} with {@code U = unflattenedSize} and {@code U_1 · … · U_n = S_dim}
 * </ul>
 *
 * {@snippet :
 * var m = new Unflatten(1, 2, 5, 5);
 * m.call(Torch.randn(2, 50)).shape(); // torch.Size([2, 2, 5, 5])
 * }
 *
 * <p>Mirrors {@code torch.nn.Unflatten}.
 */
public class Unflatten extends UnaryModule {
    /** The dimension to split. */
    public final long dim;

    /** What it is split into; one size may be -1 and is then found. */
    public final Size unflattenedSize;

    /** A layer that splits {@code dim} into {@code unflattenedSize}. */
    public Unflatten(long dim, long... unflattenedSize) {
        this.dim = dim;
        this.unflattenedSize = Torch.shape(unflattenedSize);
    }

    /** A layer that splits {@code dim} into {@code unflattenedSize}. */
    public Unflatten(long dim, Size unflattenedSize) {
        this.dim = dim;
        this.unflattenedSize = unflattenedSize;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.unflatten(dim, unflattenedSize.toArray());
    }

    @Override
    public String extraRepr() {
        return "dim=" + dim + ", unflattened_size=" + Repr.tuple(unflattenedSize.toArray());
    }
}
