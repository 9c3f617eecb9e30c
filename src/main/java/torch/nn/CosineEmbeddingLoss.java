package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The loss of pairs of vectors that are alike ({@code y = 1}: {@code 1 - cos(x1, x2)}) or not ({@code y = -1}: {@code
 * max(0, cos(x1, x2) - margin)}).
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Inputs: {@code (N, D)} or {@code (D)}
 *   <li>Target: {@code (N)} or {@code ()}, 1 or -1
 *   <li>Output: a scalar; {@code (N)} without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new CosineEmbeddingLoss().call(Torch.randn(3, 5), Torch.randn(3, 5), Torch.tensor(1.0, -1.0, 1.0));
 * }
 *
 * <p>Mirrors {@code torch.nn.CosineEmbeddingLoss}.
 */
public class CosineEmbeddingLoss extends TernaryLoss {
    /** Cosine up to which pairs that are not alike cost nothing. */
    public final double margin;

    /** The mean loss with margin 0. */
    public CosineEmbeddingLoss() {
        this(o -> {});
    }

    /** The mean loss with this margin. */
    public CosineEmbeddingLoss(double margin) {
        this(o -> o.margin(margin));
    }

    /** A loss with keyword arguments. */
    public CosineEmbeddingLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private CosineEmbeddingLoss(Options o) {
        super(o.reduction);
        margin = o.margin;
    }

    @Override
    public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
        return F.cosineEmbeddingLoss(input1, input2, target, margin, reduction);
    }

    /** The keyword arguments of {@link CosineEmbeddingLoss}. */
    public static final class Options extends LossOptions<Options> {
        double margin;

        Options() {}

        /** Cosine up to which pairs that are not alike cost nothing, from -1 to 1. Default: 0 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }
    }
}
