package torch.nn;

/**
 * Rectifies each element and cuts it off at six: {@code min(max(0, x), 6)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new ReLU6().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.ReLU6}.
 */
public class ReLU6 extends Hardtanh {
    /** A layer that leaves its input as it is. */
    public ReLU6() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public ReLU6(boolean inplace) {
        super(0, 6, inplace);
    }

    @Override
    public String extraRepr() {
        return inplace ? "inplace=True" : "";
    }
}
