package torch.nn;

import static torch.nn.TernaryLoss.tensor;

import java.util.Objects;
import java.util.function.Consumer;
import torch.Tensor;

/**
 * The negative logarithm of the likelihood of a sequence of labels, summed over all ways to align it with a longer
 * input (connectionist temporal classification). The mean divides each sequence's loss by its length first.
 *
 * <p><b>Shape</b>, with {@code T} steps, {@code N} sequences, {@code C} classes with the blank, and the largest length
 * {@code S}
 * <ul>
 *   <li>Logarithms of probabilities: {@code (T, N, C)} or {@code (T, C)}
 *   <li>Targets: {@code (N, S)}, or all one behind the other {@code (Σ targetLengths)}; class indices but the blank
 *   <li>Lengths of inputs and of targets: {@code (N)} or {@code ()}, or as many numbers
 *   <li>Output: a scalar; {@code (N)} or {@code ()} without a reduction
 * </ul>
 *
 * {@snippet :
 * var logProbs = F.logSoftmax(Torch.randn(50, 16, 20), 2);
 * var targets = Torch.randint(1, 20, Torch.shape(16, 30));
 * var loss = new CTCLoss().call(logProbs, targets, Torch.full(Torch.shape(16), 50L), Torch.full(Torch.shape(16), 30L));
 * }
 *
 * <p>Mirrors {@code torch.nn.CTCLoss}.
 */
public class CTCLoss extends Module {
    /** Class index of the blank. */
    public final long blank;

    /** How the losses of the sequences are turned into the result. */
    public final Reduction reduction;

    /** Whether infinite losses and their gradients become zero. */
    public final boolean zeroInfinity;

    /** The mean loss with blank 0. */
    public CTCLoss() {
        this(o -> {});
    }

    /** The mean loss. */
    public CTCLoss(long blank) {
        this(o -> o.blank(blank));
    }

    /** A loss reduced in this way. */
    public CTCLoss(long blank, Reduction reduction) {
        this(o -> o.blank(blank).reduction(reduction));
    }

    /** A loss with keyword arguments. */
    public CTCLoss(Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        blank = o.blank;
        reduction = o.reduction;
        zeroInfinity = o.zeroInfinity;
    }

    /** Computes the loss. */
    public Tensor forward(
            Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
        return F.ctcLoss(
                logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
    }

    /** Computes the loss with lengths that are numbers. */
    public Tensor forward(
            Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
        return F.ctcLoss(
                logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
    }

    /** Applies this loss: what {@code loss(log_probs, targets, input_lengths, target_lengths)} is in Python. */
    public final Tensor call(
            Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
        return invokeAll(
                inputs ->
                        forward(
                                tensor(inputs, 0),
                                tensor(inputs, 1),
                                tensor(inputs, 2),
                                tensor(inputs, 3)),
                logProbs,
                targets,
                inputLengths,
                targetLengths);
    }

    /** Applies this loss with lengths that are numbers. */
    public final Tensor call(
            Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
        return invokeAll(
                inputs ->
                        forward(
                                tensor(inputs, 0),
                                tensor(inputs, 1),
                                (long[]) Objects.requireNonNull(inputs.get(2), "inputLengths"),
                                (long[]) Objects.requireNonNull(inputs.get(3), "targetLengths")),
                logProbs,
                targets,
                inputLengths,
                targetLengths);
    }

    /** The keyword arguments of {@link CTCLoss}. */
    public static final class Options extends LossOptions<Options> {
        long blank;
        boolean zeroInfinity;

        Options() {}

        /** Class index of the blank. Default: 0 */
        public Options blank(long blank) {
            this.blank = blank;
            return this;
        }

        /**
         * Whether infinite losses, of inputs too short for their targets, and their gradients become zero. Default:
         * false
         */
        public Options zeroInfinity(boolean zeroInfinity) {
            this.zeroInfinity = zeroInfinity;
            return this;
        }
    }
}
