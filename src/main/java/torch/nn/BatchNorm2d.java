package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Normalizes each channel over the batch and the image: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}.
 *
 * <p>In training mode mean and variance are the batch's own, and running estimates of both are updated; in evaluation
 * mode the running estimates are used.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H, W)} with {@code C = numFeatures}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new BatchNorm2d(100);
 * m.call(Torch.randn(20, 100, 35, 45)).shape(); // torch.Size([20, 100, 35, 45])
 * }
 *
 * <p>Mirrors {@code torch.nn.BatchNorm2d}.
 */
public class BatchNorm2d extends BatchNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public BatchNorm2d(long numFeatures) {
        this(numFeatures, o -> {});
    }

    /** A layer with momentum 0.1. */
    public BatchNorm2d(long numFeatures, double eps) {
        this(numFeatures, o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public BatchNorm2d(long numFeatures, double eps, double momentum) {
        this(numFeatures, o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public BatchNorm2d(long numFeatures, Consumer<? super Options> options) {
        super(numFeatures, Keywords.set(new Options(), options));
    }

    @Override
    void checkInputDim(Tensor input) {
        expectDims(input, 4, 4);
    }

    /** The keyword arguments of {@link BatchNorm2d}. */
    public static final class Options extends NormOptions<Options> {
        Options() {
            super(true, true);
        }
    }
}
