package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The loss of pairs of numbers of which the first should be greater ({@code y = 1}) or less ({@code y = -1}): {@code
 * max(0, -y (x1 - x2) + margin)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Inputs and target: {@code (N)} or {@code ()}
 *   <li>Output: a scalar; the same as the inputs without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new MarginRankingLoss().call(Torch.randn(3), Torch.randn(3), Torch.randn(3).sign());
 * }
 *
 * <p>Mirrors {@code torch.nn.MarginRankingLoss}.
 */
public class MarginRankingLoss extends TernaryLoss {
    /** Lead from which on a pair costs nothing. */
    public final double margin;

    /** The mean loss with margin 0. */
    public MarginRankingLoss() {
        this(o -> {});
    }

    /** The mean loss with this margin. */
    public MarginRankingLoss(double margin) {
        this(o -> o.margin(margin));
    }

    /** A loss with keyword arguments. */
    public MarginRankingLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private MarginRankingLoss(Options o) {
        super(o.reduction);
        margin = o.margin;
    }

    @Override
    public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
        return F.marginRankingLoss(input1, input2, target, margin, reduction);
    }

    /** The keyword arguments of {@link MarginRankingLoss}. */
    public static final class Options extends LossOptions<Options> {
        double margin;

        Options() {}

        /** Lead from which on a pair costs nothing. Default: 0 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }
    }
}
