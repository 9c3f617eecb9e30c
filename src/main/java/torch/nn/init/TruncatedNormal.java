package torch.nn.init;

import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.internal.CMath;
import torch.internal.Warnings;

/**
 * Draws from a normal distribution cut off on both sides, by throwing away what lies outside. Where most of it lies
 * inside, normal numbers are drawn until all do; elsewhere uniform ones are accepted by the height of the bell above
 * them.
 */
final class TruncatedNormal {
    private final double mean;
    private final double std;
    private final double a;
    private final double b;
    private final @Nullable Generator generator;

    TruncatedNormal(TruncNormalOptions o) {
        mean = o.mean;
        std = o.std;
        a = o.a;
        b = o.b;
        generator = o.generator;
    }

    void fill(Tensor tensor) {
        if (mean < a - 2 * std || mean > b + 2 * std) {
            Warnings.warnOnce(
                    "torch.nn.init",
                    "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be"
                            + " incorrect.");
        }
        double inside = below((b - mean) / std) - below((a - mean) / std);
        if (inside > 0.3) {
            redraw(tensor);
        } else {
            accept(tensor);
        }
    }

    /** The share of a standard normal distribution that lies below {@code x}. */
    private static double below(double x) {
        return (1 + CMath.erf(x / Math.sqrt(2))) / 2;
    }

    private void redraw(Tensor tensor) {
        // The bounds as the tensor's type rounds them: what equals them is inside.
        double least = rounded(tensor, a);
        double greatest = rounded(tensor, b);
        Tensor result = tensor.normal_(mean, std, generator);
        while (true) {
            Tensor outside = result.lt(least).bitwiseOr(result.gt(greatest));
            if (!outside.any().itemBoolean()) {
                break;
            }
            result =
                    Torch.where(
                            outside, Torch.emptyLike(result).normal_(mean, std, generator), result);
        }
        if (result != tensor) {
            tensor.copy_(result);
        }
    }

    private static double rounded(Tensor tensor, double bound) {
        return Torch.full(Torch.shape(), bound, Torch.dtype(tensor.dtype())).itemDouble();
    }

    private void accept(Tensor tensor) {
        double peak = Math.max(a, Math.min(mean, b));
        double logPeak = -0.5 * CMath.pow((peak - mean) / std, 2);
        Tensor candidates = Torch.emptyLike(tensor);
        Tensor heights = Torch.emptyLike(tensor);
        candidates.copy_(tensor.uniform_(a, b, generator));
        Tensor pending = above(heights, logHeight(candidates, logPeak));
        if (!pending.any().itemBoolean()) {
            return;
        }
        Tensor result = tensor;
        do {
            candidates.uniform_(a, b, generator);
            result = Torch.where(pending, candidates, result);
            logHeight(candidates, logPeak);
            pending = Torch.where(pending, above(heights, candidates), pending);
        } while (pending.any().itemBoolean());
        tensor.copy_(result);
    }

    /** The logarithm of the bell's height at each candidate, of its greatest height inside; in place. */
    private Tensor logHeight(Tensor candidates, double logPeak) {
        return candidates.sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(logPeak);
    }

    private Tensor above(Tensor heights, Tensor logHeights) {
        return heights.uniform_(0, 1, generator).log_().gt(logHeights);
    }
}
