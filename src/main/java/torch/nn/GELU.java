package torch.nn;

import java.util.Locale;
import torch.Tensor;

/**
 * The Gaussian error linear unit: {@code x Φ(x)} with the normal distribution function Φ.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new GELU(GELU.Approximate.TANH).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.GELU}.
 */
public class GELU extends UnaryModule {
    /** How the function is computed. */
    public enum Approximate {
        /** As defined. */
        NONE,
        /** By {@code 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))}. */
        TANH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the function is computed. */
    public final Approximate approximate;

    /** A layer that computes the function as defined. */
    public GELU() {
        this(Approximate.NONE);
    }

    /** A layer that computes the function so. */
    public GELU(Approximate approximate) {
        this.approximate = approximate;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.gelu(input, approximate);
    }

    @Override
    public String extraRepr() {
        return "approximate='" + approximate + "'";
    }
}
