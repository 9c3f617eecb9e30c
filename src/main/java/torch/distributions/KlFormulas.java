package torch.distributions;

import torch.Special;
import torch.Tensor;
import torch.Torch;

/** What the formulas of {@link Kl} share. */
final class KlFormulas {
    static final double INFINITY = Double.POSITIVE_INFINITY;

    private KlFormulas() {}

    static Tensor infiniteLike(Tensor tensor) {
        return Torch.fullLike(tensor, INFINITY);
    }

    /** {@code x log x}, 0 at 0. */
    static Tensor xLogX(Tensor x) {
        return Special.xlogy(x, x);
    }

    /** Sets what a mask selects to infinity. */
    static Tensor infiniteWhere(Tensor mask, Tensor result) {
        result.set(mask, INFINITY);
        return result;
    }
}
