package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * Binary cross entropy of logits: {@code -w (p y log σ(x) + (1 - y) log(1 - σ(x)))}, computed without the loss of
 * digits that a {@link Sigmoid} before a {@link BCELoss} would bring.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any real numbers
 *   <li>Target: the same as the input, between 0 and 1
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new BCEWithLogitsLoss().call(Torch.randn(3), Torch.rand(3));
 * }
 *
 * <p>Mirrors {@code torch.nn.BCEWithLogitsLoss}.
 */
public class BCEWithLogitsLoss extends WeightedLoss {
    /** Factor {@code p} of the positive part, as long as there are classes; null without one. */
    public final @Nullable Tensor posWeight;

    /** The mean loss. */
    public BCEWithLogitsLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public BCEWithLogitsLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private BCEWithLogitsLoss(Options o) {
        super(o);
        posWeight = registerBuffer("pos_weight", o.posWeight);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.binaryCrossEntropyWithLogits(input, target, weight, reduction, posWeight);
    }

    /** The keyword arguments of {@link BCEWithLogitsLoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        @Nullable Tensor posWeight;

        Options() {}

        /** Factor of the positive part: above 1 it raises recall, below 1 precision. Default: none */
        public Options posWeight(@Nullable Tensor posWeight) {
            this.posWeight = posWeight;
            return this;
        }
    }
}
