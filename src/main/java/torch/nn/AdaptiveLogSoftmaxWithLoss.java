package torch.nn;

import static torch.Index.ALL;
import static torch.Index.slice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * A softmax over many classes that are sorted by how often they occur: the frequent ones have logits of their own, the
 * others are in clusters with ever fewer features, each of which is computed only where it is needed.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, H_in)} or {@code (H_in)} with {@code H_in = inFeatures}
 *   <li>Target: class indices of type int64, {@code (N)} or {@code ()}
 *   <li>Output: the logarithms of the probabilities of the targets, the same as the target, and their negative mean,
 *       a scalar
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveLogSoftmaxWithLoss(64, 1000, new long[] {20, 200});
 * var result = m.call(Torch.randn(128, 64), Torch.randint(1000, Torch.shape(128)));
 * result.loss().backward();
 * }
 *
 * <p>The layers inside are initialized as {@link Linear} is.
 *
 * <p>Mirrors {@code torch.nn.AdaptiveLogSoftmaxWithLoss}.
 */
public class AdaptiveLogSoftmaxWithLoss extends Module {
    /**
     * What a call gives.
     *
     * @param output logarithm of the probability of each target
     * @param loss negative mean of the output
     */
    public record Output(Tensor output, Tensor loss) {}

    /** Size of the last dimension of the input. */
    public final long inFeatures;

    /** Number of classes. */
    public final long nClasses;

    /** Where clusters begin, and the number of classes last. */
    public final List<Long> cutoffs;

    /** By how much each cluster has fewer features than the one before it. */
    public final double divValue;

    /** Whether {@link #head} has a bias. */
    public final boolean headBias;

    /** Number of classes with logits of their own. */
    public final long shortlistSize;

    /** Number of clusters. */
    public final int nClusters;

    /** Number of logits of the head: of the frequent classes and of the clusters. */
    public final long headSize;

    /** Makes the logits of the frequent classes and of the clusters. */
    public final Linear head;

    /** Makes the logits of the classes in each cluster. */
    public final ModuleList<Sequential> tail;

    /** A layer with a factor of 4 between clusters and no bias. */
    public AdaptiveLogSoftmaxWithLoss(long inFeatures, long nClasses, long[] cutoffs) {
        this(inFeatures, nClasses, cutoffs, o -> {});
    }

    /** A layer with this factor between clusters and no bias. */
    public AdaptiveLogSoftmaxWithLoss(
            long inFeatures, long nClasses, long[] cutoffs, double divValue) {
        this(inFeatures, nClasses, cutoffs, o -> o.divValue(divValue));
    }

    /**
     * A layer with keyword arguments.
     *
     * @throws IllegalArgumentException where there are no cutoffs, or they do not rise from above 0 to below
     *     {@code nClasses}
     */
    public AdaptiveLogSoftmaxWithLoss(
            long inFeatures, long nClasses, long[] cutoffs, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        checkCutoffs(cutoffs, nClasses);
        this.inFeatures = inFeatures;
        this.nClasses = nClasses;
        this.cutoffs =
                LongStream.concat(LongStream.of(cutoffs), LongStream.of(nClasses)).boxed().toList();
        divValue = o.divValue;
        headBias = o.headBias;
        shortlistSize = cutoffs[0];
        nClusters = cutoffs.length;
        headSize = shortlistSize + nClusters;
        head = new Linear(inFeatures, headSize, l -> l.placedAs(o).bias(headBias));
        var clusters = new ArrayList<Sequential>();
        for (int i = 0; i < nClusters; i++) {
            double factor = Math.pow(divValue, i + 1);
            // as Python's //
            long hidden = (long) Math.rint((inFeatures - inFeatures % factor) / factor);
            long classes = this.cutoffs.get(i + 1) - this.cutoffs.get(i);
            clusters.add(
                    new Sequential(
                            new Linear(inFeatures, hidden, l -> l.placedAs(o).bias(false)),
                            new Linear(hidden, classes, l -> l.placedAs(o).bias(false))));
        }
        tail = new ModuleList<>(clusters);
    }

    private static void checkCutoffs(long[] cutoffs, long nClasses) {
        if (cutoffs.length == 0) {
            throw new IllegalArgumentException(
                    "cutoffs should be a sequence of length larger than 0");
        }
        long least = 1;
        for (long cutoff : cutoffs) {
            if (cutoff < least || cutoff > nClasses - 1) {
                throw new IllegalArgumentException(
                        "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                                + "where each value is between 1 and n_classes-1");
            }
            least = cutoff + 1;
        }
    }

    /** Draws the parameters of all layers inside anew. */
    public void resetParameters() {
        head.resetParameters();
        for (Sequential cluster : tail) {
            cluster.forEach(layer -> ((Linear) layer).resetParameters());
        }
    }

    /**
     * Computes the logarithms of the probabilities of the targets and the loss.
     *
     * @throws TorchException where input and target do not fit, or a target is no class
     */
    public Output forward(Tensor input, Tensor target) {
        checkShapes(input, target);
        boolean batched = target.dim() > 0;
        Tensor rows = batched ? input : input.unsqueeze(0);
        Tensor targets = batched ? target : target.unsqueeze(0);
        long size = targets.size(0);
        Tensor output = rows.newZeros(Torch.shape(size));
        Tensor headIndices = targets.newEmpty(Torch.shape(size));
        long used = 0;
        for (int i = 0; i <= nClusters; i++) {
            long low = i == 0 ? 0 : cutoffs.get(i - 1);
            Tensor inside = targets.ge(low).bitwiseAnd(targets.lt(cutoffs.get(i)));
            Tensor indices = inside.nonzero().squeeze();
            if (indices.numel() == 0) {
                continue;
            }
            if (i == 0) {
                headIndices.indexCopy_(0, indices, targets.get(inside));
            } else {
                Tensor relative = targets.get(inside).sub(low);
                Tensor logits = tail.get(i - 1).call(rows.indexSelect(0, indices));
                headIndices.indexFill_(0, indices, shortlistSize + i - 1);
                Tensor local = F.logSoftmax(logits, 1).gather(1, relative.unsqueeze(1));
                output.indexCopy_(0, indices, local.squeeze(1));
            }
            used += indices.numel();
        }
        if (used != size) {
            throw new TorchException(
                    "Target values should be in [0, %d], but values in range [%s, %s] were found. "
                            .formatted(nClasses - 1, targets.min().item(), targets.max().item()));
        }
        Tensor headLogProb = F.logSoftmax(head.call(rows), 1);
        output.add_(headLogProb.gather(1, headIndices.unsqueeze(1)).squeeze());
        Tensor loss = output.neg().mean();
        return new Output(batched ? output : output.squeeze(0), loss);
    }

    /** Applies this layer: what {@code module(input, target)} is in Python. */
    public final Output call(Tensor input, Tensor target) {
        return invoke(this::forward, input, target);
    }

    /**
     * The logarithms of the probabilities of all classes, {@code (N, nClasses)}, of an input {@code (N, inFeatures)}.
     */
    public Tensor logProb(Tensor input) {
        return fullLogProb(input, head.call(input));
    }

    /** The likeliest class of each row of an input {@code (N, inFeatures)}, {@code (N)}. */
    public Tensor predict(Tensor input) {
        Tensor logits = head.call(input);
        Tensor output = logits.argmax(1);
        Tensor inClusters = output.ge(shortlistSize);
        if (!inClusters.any().itemBoolean()) {
            return output;
        }
        if (inClusters.all().itemBoolean()) {
            return fullLogProb(input, logits).argmax(1);
        }
        Tensor logProb = fullLogProb(input.get(inClusters), logits.get(inClusters));
        output.set(inClusters, logProb.argmax(1));
        return output;
    }

    private Tensor fullLogProb(Tensor input, Tensor headLogits) {
        Tensor out = input.newEmpty(Torch.shape(headLogits.size(0), nClasses));
        Tensor headLogProb = F.logSoftmax(headLogits, 1);
        out.set(ALL, slice(0, shortlistSize), headLogProb.get(ALL, slice(0, shortlistSize)));
        for (int i = 0; i < nClusters; i++) {
            Tensor logProb = F.logSoftmax(tail.get(i).call(input), 1);
            Tensor ofCluster = headLogProb.get(ALL, shortlistSize + i).unsqueeze(1);
            out.set(ALL, slice(cutoffs.get(i), cutoffs.get(i + 1)), logProb.add(ofCluster));
        }
        return out;
    }

    private static void checkShapes(Tensor input, Tensor target) {
        if (target.dim() > 1) {
            throw new TorchException("0D or 1D target tensor expected, multi-target not supported");
        }
        if (target.dim() == 1 && input.size(0) != target.size(0)) {
            throw new TorchException(
                    "Input and target should have the same size in the batch dimension.");
        }
        if (input.dim() != target.dim() + 1) {
            throw new TorchException(
                    "%dD target tensor expects %dD input tensors, but found inputs with size %s"
                            .formatted(target.dim(), target.dim() + 1, input.shape()));
        }
    }

    /** The keyword arguments of {@link AdaptiveLogSoftmaxWithLoss}. */
    public static final class Options extends LayerOptions<Options> {
        private double divValue = 4;
        private boolean headBias;

        private Options() {}

        /** By how much each cluster has fewer features than the one before it. Default: 4 */
        public Options divValue(double divValue) {
            this.divValue = divValue;
            return this;
        }

        /** Whether the logits of the frequent classes and of the clusters have a bias. Default: false */
        public Options headBias(boolean headBias) {
            this.headBias = headBias;
            return this;
        }
    }
}
