package torch.nn;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.PythonText;
import torch.nn.ChunkedCrossEntropy.Wanted;
import torch.nn.LinearCrossEntropyOptions.Resolved;

/** The work of {@link F#linearCrossEntropy}: checks, and the choice between one pass and chunks. */
final class LinearCrossEntropy {
    private final Tensor input;
    private final Tensor linearWeight;
    private final Tensor target;
    private final @Nullable Tensor linearBias;
    private final @Nullable Tensor weight;
    private final Reduction reduction;
    private final double labelSmoothing;
    private final long ignoreIndex;
    private final Size outFeatures;
    private final Size logitsShape;
    private final boolean probabilities;

    private LinearCrossEntropy(
            Tensor input,
            Tensor linearWeight,
            Tensor target,
            LinearCrossEntropyLoss.FunctionOptions o) {
        check(
                input.dim() >= 1 && input.dim() <= 2,
                "expected input with dimensionality 1 or 2, got %d",
                input.dim());
        check(
                linearWeight.dim() >= 2,
                "expected linear_weight with dimensionality at least 2, got %d",
                linearWeight.dim());
        check(
                input.size(-1) == linearWeight.size(-1),
                "expected equal input and linear_weight last dimensions (in_features), got %d and %d, respectively",
                input.size(-1),
                linearWeight.size(-1));
        Size rows = input.shape().slice(0, input.shape().size() - 1);
        Size columns = linearWeight.shape().slice(0, linearWeight.shape().size() - 1);
        check(
                o.linearBias == null || o.linearBias.shape().equals(columns),
                "expected linear_bias shape %s, got %s",
                Repr.tuple(columns.toArray()),
                o.linearBias == null ? "" : Repr.tuple(o.linearBias.shape().toArray()));
        outFeatures = columns.slice(1);
        check(
                outFeatures.size() == 0 || rows.size() > 0,
                "K-dimensional loss defined by linear_weight shape %s requires batched input, (N, %d), got unbatched "
                        + "input with shape %s",
                Repr.tuple(linearWeight.shape().toArray()),
                input.size(-1),
                Repr.tuple(input.shape().toArray()));
        long[] shape = LongStream.concat(rows.stream(), columns.stream()).toArray();
        logitsShape = Torch.shape(shape);
        probabilities = target.shape().equals(logitsShape);
        check(
                !probabilities || o.ignoreIndex == null,
                "ignore_index cannot be specified when target contains probabilities");
        this.input = input;
        this.linearWeight = linearWeight;
        this.target = target;
        linearBias = o.linearBias;
        weight = o.weight;
        reduction = o.reduction;
        labelSmoothing = o.labelSmoothing;
        ignoreIndex = o.ignoreIndex == null ? -100 : o.ignoreIndex;
    }

    static Tensor compute(
            Tensor input,
            Tensor linearWeight,
            Tensor target,
            LinearCrossEntropyLoss.FunctionOptions o) {
        var loss = new LinearCrossEntropy(input, linearWeight, target, o);
        if (o.options == null) {
            return loss.whole();
        }
        if (loss.chunks()) {
            return loss.chunked(o.options);
        }
        loss.warn();
        return loss.whole();
    }

    private Tensor whole() {
        Tensor rows = linearWeight.reshape(-1, linearWeight.size(-1));
        Tensor shifts = linearBias == null ? null : linearBias.reshape(-1);
        boolean flat = outFeatures.size() == 0;
        Tensor logits = F.linear(input, flat ? linearWeight : rows, flat ? linearBias : shifts);
        return LossFunctions.crossEntropy(
                logits.reshape(logitsShape.toArray()),
                target,
                weight,
                ignoreIndex,
                reduction,
                labelSmoothing);
    }

    private Tensor chunked(LinearCrossEntropyOptions options) {
        boolean batched = input.dim() == 2;
        Tensor batch = batched ? input : input.unsqueeze(0);
        Tensor targets = batched ? target : target.unsqueeze(0);
        Resolved resolved =
                options.resolve(
                        batch.size(0),
                        batch.size(1),
                        linearWeight.size(0),
                        batch.dtype(),
                        batch.device(),
                        targets.isFloatingPoint());
        var function =
                reduction == Reduction.NONE
                        ? new EachCrossEntropy(ignoreIndex, resolved)
                        : new ReducedCrossEntropy(
                                ignoreIndex,
                                reduction,
                                resolved,
                                options.allowRetainGraph,
                                new Wanted(
                                        learns(batch), learns(linearWeight), learns(linearBias)));
        Tensor result = function.apply(batch, linearWeight, targets, linearBias, weight);
        return batched ? result : result.squeeze(0);
    }

    /** Whether chunks are possible; their gradients know no target. */
    private boolean chunks() {
        boolean chunkableProbabilities =
                probabilities
                        && (reduction == Reduction.MEAN || reduction == Reduction.SUM)
                        && target.dtype() == input.dtype()
                        && !learns(target);
        return outFeatures.size() == 0
                && reduction != Reduction.BATCHMEAN
                && labelSmoothing == 0
                && (target.dtype() == DType.INT64 || chunkableProbabilities);
    }

    private void warn() {
        Warnings.warnOnce(
                ("linear_cross_entropy: ``options`` ignored; chunked path needs reduction in {'mean','sum','none'}, "
                                + "label_smoothing == 0, target.dtype == int64 (or a probability target with reduction "
                                + "in {'mean','sum'}, dtype matching input, and requires_grad == False), out_features "
                                + "== (). Got reduction=%s, label_smoothing=%s, target.dtype=%s, out_features=%s, "
                                + "tracing=False, target.requires_grad=%s, linear_bias.shape=%s.")
                        .formatted(
                                PythonText.of(reduction.toString()),
                                PythonText.of(labelSmoothing),
                                target.dtype(),
                                Repr.tuple(outFeatures.toArray()),
                                PythonText.of(target.requiresGrad()),
                                linearBias == null
                                        ? "None"
                                        : Repr.tuple(linearBias.shape().toArray())));
    }

    private static boolean learns(@Nullable Tensor tensor) {
        return tensor != null && tensor.requiresGrad() && Torch.isGradEnabled();
    }

    private static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new TorchException(message.formatted(values));
        }
    }
}
