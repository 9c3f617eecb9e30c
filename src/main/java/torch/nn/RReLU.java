package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Rectifies each element but for a slope {@code a}, {@code x} where positive, {@code a x} elsewhere. In training mode
 * {@code a} is drawn from {@code U(lower, upper)} for each element; in evaluation mode it is their mean.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new RReLU(0.1, 0.3).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.RReLU}.
 */
public class RReLU extends InplaceActivation {
    /** Least slope. */
    public final double lower;

    /** Greatest slope. */
    public final double upper;

    /** A layer with slopes between 1/8 and 1/3. */
    public RReLU() {
        this(1.0 / 8, 1.0 / 3);
    }

    /** A layer that leaves its input as it is. */
    public RReLU(double lower, double upper) {
        this(lower, upper, false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public RReLU(double lower, double upper, boolean inplace) {
        super(inplace);
        this.lower = lower;
        this.upper = upper;
    }

    /** A layer with keyword arguments. */
    public RReLU(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private RReLU(Options o) {
        this(o.lower, o.upper, o.inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.rrelu(input, lower, upper, isTraining(), inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("lower=" + Repr.of(lower) + ", upper=" + Repr.of(upper));
    }

    /** The keyword arguments of {@link RReLU} and {@link F#rrelu(Tensor, boolean, Consumer)}. */
    public static final class Options extends Keywords<Options> {
        double lower = 1.0 / 8;
        double upper = 1.0 / 3;
        boolean inplace;

        Options() {}

        /** Least slope. Default: 1/8 */
        public Options lower(double lower) {
            this.lower = lower;
            return this;
        }

        /** Greatest slope. Default: 1/3 */
        public Options upper(double upper) {
            this.upper = upper;
            return this;
        }

        /** Whether the input itself is changed. Default: false */
        public Options inplace(boolean inplace) {
            this.inplace = inplace;
            return this;
        }
    }
}
