package torch.nn;

import torch.Tensor;

/**
 * Moves each element towards zero and no further: {@code x - lambd} above {@code lambd}, {@code x + lambd} below
 * {@code -lambd}, zero between.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Softshrink(0.2).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Softshrink}.
 */
public class Softshrink extends UnaryModule {
    /** Half the width of what becomes zero. */
    public final double lambd;

    /** A layer with lambd 0.5. */
    public Softshrink() {
        this(0.5);
    }

    /** A layer with this setting. */
    public Softshrink(double lambd) {
        this.lambd = lambd;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.softshrink(input, lambd);
    }

    @Override
    public String extraRepr() {
        return Repr.of(lambd);
    }
}
