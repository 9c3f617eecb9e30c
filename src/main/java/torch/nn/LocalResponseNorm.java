package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Divides each channel by what its neighbours sum up to: {@code b_c = a_c / (k + alpha / size Σ a_c'²)^beta}, with the
 * sum over {@link #size} channels around c.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, *)} with at least one further dimension
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new LocalResponseNorm(2);
 * m.call(Torch.randn(32, 5, 24, 24)).shape(); // torch.Size([32, 5, 24, 24])
 * }
 *
 * <p>Mirrors {@code torch.nn.LocalResponseNorm}.
 */
public class LocalResponseNorm extends ResponseNorm {
    /** A layer with alpha 1e-4, beta 0.75 and k 1. */
    public LocalResponseNorm(long size) {
        this(size, o -> {});
    }

    /** A layer with these settings. */
    public LocalResponseNorm(long size, double alpha, double beta, double k) {
        this(size, o -> o.alpha(alpha).beta(beta).k(k));
    }

    /** A layer with keyword arguments. */
    public LocalResponseNorm(long size, Consumer<? super ResponseNormOptions> options) {
        super(size, Keywords.set(new ResponseNormOptions(), options), "1.0");
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.localResponseNorm(input, size, alpha, beta, k);
    }
}
