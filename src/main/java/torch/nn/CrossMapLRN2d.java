package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Divides each channel of an image by what its neighbours sum up to: {@code b_c = a_c / (k + alpha / size Σ
 * a_c'²)^beta}, with the sum over {@link #size} channels around c. {@link LocalResponseNorm} takes other inputs than
 * images too.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H, W)}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new CrossMapLRN2d(2);
 * m.call(Torch.randn(32, 5, 24, 24)).shape(); // torch.Size([32, 5, 24, 24])
 * }
 *
 * <p>Mirrors {@code torch.nn.CrossMapLRN2d}.
 */
public class CrossMapLRN2d extends ResponseNorm {
    /** A layer with alpha 1e-4, beta 0.75 and k 1. */
    public CrossMapLRN2d(long size) {
        this(size, o -> {});
    }

    /** A layer with these settings. */
    public CrossMapLRN2d(long size, double alpha, double beta, double k) {
        this(size, o -> o.alpha(alpha).beta(beta).k(k));
    }

    /** A layer with keyword arguments. */
    public CrossMapLRN2d(long size, Consumer<? super ResponseNormOptions> options) {
        super(size, Keywords.set(new ResponseNormOptions(), options), "1");
    }

    @Override
    public Tensor forward(Tensor input) {
        return new CrossMapNormalization(size, alpha, beta, k).apply(input);
    }
}
