package torch.nn;

import torch.Tensor;

/**
 * The logistic loss of two classes, {@code log(1 + exp(-y x))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input, 1 or -1
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new SoftMarginLoss().call(Torch.randn(3), Torch.tensor(1.0, -1.0, 1.0));
 * }
 *
 * <p>Mirrors {@code torch.nn.SoftMarginLoss}.
 */
public class SoftMarginLoss extends Loss {
    /** The mean loss. */
    public SoftMarginLoss() {
        this(Reduction.MEAN);
    }

    /** A loss reduced in this way. */
    public SoftMarginLoss(Reduction reduction) {
        super(reduction);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.softMarginLoss(input, target, reduction);
    }
}
