package torch.nn.utils;

import torch.Tensor;

/** A parametrization that knows of which tensor it makes a given one. */
public interface RightInverse {
    /**
     * The tensor of which the parametrization makes {@code value}.
     *
     * @throws UnsupportedOperationException where it is known of other settings only
     */
    Tensor rightInverse(Tensor value);
}
