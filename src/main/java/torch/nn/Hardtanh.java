package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Clamps each element: {@code min(max(x, minVal), maxVal)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Hardtanh(-2, 2).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Hardtanh}.
 */
public class Hardtanh extends InplaceActivation {
    /** Least value of the output. */
    public final double minVal;

    /** Greatest value of the output. */
    public final double maxVal;

    /** A layer that clamps between -1 and 1. */
    public Hardtanh() {
        this(-1, 1);
    }

    /** A layer that leaves its input as it is. */
    public Hardtanh(double minVal, double maxVal) {
        this(minVal, maxVal, false);
    }

    /**
     * A layer that changes its input where {@code inplace} is set.
     *
     * @throws IllegalArgumentException where {@code maxVal} is not greater than {@code minVal}
     */
    public Hardtanh(double minVal, double maxVal, boolean inplace) {
        super(inplace);
        if (maxVal <= minVal) {
            throw new IllegalArgumentException(
                    "max_val (%s) must be greater than min_val (%s)"
                            .formatted(Repr.of(maxVal), Repr.of(minVal)));
        }
        this.minVal = minVal;
        this.maxVal = maxVal;
    }

    /** A layer with keyword arguments. */
    public Hardtanh(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private Hardtanh(Options o) {
        this(o.minVal, o.maxVal, o.inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.hardtanh(input, minVal, maxVal, inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("min_val=" + Repr.of(minVal) + ", max_val=" + Repr.of(maxVal));
    }

    /** The keyword arguments of {@link Hardtanh} and {@link F#hardtanh(Tensor, Consumer)}. */
    public static final class Options extends Keywords<Options> {
        double minVal = -1;
        double maxVal = 1;
        boolean inplace;

        Options() {}

        /** Least value of the output. Default: -1 */
        public Options minVal(double minVal) {
            this.minVal = minVal;
            return this;
        }

        /** Greatest value of the output. Default: 1 */
        public Options maxVal(double maxVal) {
            this.maxVal = maxVal;
            return this;
        }

        /** Whether the input itself is changed. Default: false */
        public Options inplace(boolean inplace) {
            this.inplace = inplace;
            return this;
        }
    }
}
