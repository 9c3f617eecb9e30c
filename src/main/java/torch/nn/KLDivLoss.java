package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The divergence of Kullback and Leibler of logarithms of probabilities from a target, {@code y (log y - x)}.
 *
 * <p>{@link Reduction#BATCHMEAN} is the divergence of mathematics; {@link Reduction#MEAN}, the default as in PyTorch,
 * also divides by the number of classes.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, logarithms of probabilities
 *   <li>Target: the same as the input, probabilities or, with {@code logTarget}, their logarithms
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var input = F.logSoftmax(Torch.randn(3, 5), 1);
 * var loss = new KLDivLoss(o -> o.reduction(Reduction.BATCHMEAN)).call(input, F.softmax(Torch.rand(3, 5), 1));
 * }
 *
 * <p>Mirrors {@code torch.nn.KLDivLoss}.
 */
public class KLDivLoss extends Loss {
    /** Whether the target holds logarithms. */
    public final boolean logTarget;

    /** The mean loss of probabilities. */
    public KLDivLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public KLDivLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private KLDivLoss(Options o) {
        super(o.reduction);
        logTarget = o.logTarget;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.klDiv(input, target, reduction, logTarget);
    }

    /** The keyword arguments of {@link KLDivLoss}. */
    public static final class Options extends LossOptions<Options> {
        boolean logTarget;

        Options() {}

        /** Whether the target holds logarithms. Default: false */
        public Options logTarget(boolean logTarget) {
            this.logTarget = logTarget;
            return this;
        }
    }
}
