package torch.nn;

import torch.Tensor;

/**
 * The absolute error {@code |x - y|}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new L1Loss().call(Torch.randn(3, 5), Torch.randn(3, 5));
 * }
 *
 * <p>Mirrors {@code torch.nn.L1Loss}.
 */
public class L1Loss extends Loss {
    /** The mean loss. */
    public L1Loss() {
        this(Reduction.MEAN);
    }

    /** A loss reduced in this way. */
    public L1Loss(Reduction reduction) {
        super(reduction);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.l1Loss(input, target, reduction);
    }
}
