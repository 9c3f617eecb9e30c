package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The loss of distances between pairs that are alike ({@code y = 1}: {@code x}) or not ({@code y = -1}: {@code max(0,
 * margin - x)}).
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input, 1 or -1
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new HingeEmbeddingLoss().call(Torch.rand(3), Torch.tensor(1.0, -1.0, 1.0));
 * }
 *
 * <p>Mirrors {@code torch.nn.HingeEmbeddingLoss}.
 */
public class HingeEmbeddingLoss extends Loss {
    /** Distance from which on pairs that are not alike cost nothing. */
    public final double margin;

    /** The mean loss with margin 1. */
    public HingeEmbeddingLoss() {
        this(o -> {});
    }

    /** The mean loss with this margin. */
    public HingeEmbeddingLoss(double margin) {
        this(o -> o.margin(margin));
    }

    /** A loss with keyword arguments. */
    public HingeEmbeddingLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private HingeEmbeddingLoss(Options o) {
        super(o.reduction);
        margin = o.margin;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.hingeEmbeddingLoss(input, target, margin, reduction);
    }

    /** The keyword arguments of {@link HingeEmbeddingLoss}. */
    public static final class Options extends LossOptions<Options> {
        double margin = 1;

        Options() {}

        /** Distance from which on pairs that are not alike cost nothing. Default: 1 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }
    }
}
