package torch.nn;

import torch.Tensor;

/**
 * Sets small elements to zero: {@code x} where {@code |x| > lambd}, zero elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Hardshrink(0.2).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Hardshrink}.
 */
public class Hardshrink extends UnaryModule {
    /** Half the width of what becomes zero. */
    public final double lambd;

    /** A layer with lambd 0.5. */
    public Hardshrink() {
        this(0.5);
    }

    /** A layer with this setting. */
    public Hardshrink(double lambd) {
        this.lambd = lambd;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.hardshrink(input, lambd);
    }

    @Override
    public String extraRepr() {
        return Repr.of(lambd);
    }
}
