package torch.nn;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.nn.LinearCrossEntropyOptions.Resolved;

/**
 * One pass over a batch in chunks: the cross entropy of {@code x Aᵀ + b} and its gradients, with the logits of only one
 * chunk in memory. Operators and their order are those of PyTorch's chunked {@code linear_cross_entropy}.
 *
 * <p>With {@code l} the logits of a row, {@code w} its factor (weight over divisor) and {@code y} its class, the loss
 * is {@code w (log Σ exp l - l_y)} and the gradient of the logits {@code w (softmax l - 1_y)}; the second part of it
 * is added by index.
 */
final class ChunkedCrossEntropy {
    /** What is compared; the target is class indices, or probabilities of the input's type. */
    record Inputs(
            Tensor input,
            Tensor linearWeight,
            Tensor target,
            @Nullable Tensor linearBias,
            @Nullable Tensor weight,
            long ignoreIndex) {
        boolean probabilities() {
            return target.isFloatingPoint();
        }
    }

    /** Which gradients are asked for. */
    record Wanted(boolean input, boolean linearWeight, boolean linearBias) {
        boolean any() {
            return input || linearWeight || linearBias;
        }
    }

    /** The loss and the gradients, null where not asked for. */
    record Outcome(
            Tensor loss,
            @Nullable Tensor input,
            @Nullable Tensor linearWeight,
            @Nullable Tensor linearBias) {
        Stream<Tensor> tensors() {
            return Stream.of(loss, input, linearWeight, linearBias).filter(Objects::nonNull);
        }
    }

    final Inputs in;
    private final Wanted wanted;
    private final Reduction reduction;
    private final @Nullable Tensor lossGrad;
    final ChunkTypes types;
    final long rows;
    final long batches;
    final long inFeatures;
    final long classes;

    // all rows
    final Tensor target;
    final @Nullable Tensor factors;
    private final Tensor weightCast;
    private final @Nullable Tensor biasCast;
    final @Nullable Tensor weightRow;

    // one chunk
    final Tensor logitsBuffer;
    private final Tensor columnBuffer;
    private final @Nullable Tensor stagedWeightGrad;

    // results
    private final Tensor output;
    final @Nullable Tensor gradInput;
    private final @Nullable Tensor gradWeight;
    final @Nullable Tensor gradBias;

    private ChunkedCrossEntropy(
            Inputs in,
            Reduction reduction,
            Resolved options,
            Wanted wanted,
            @Nullable Tensor lossGrad) {
        this.in = in;
        this.wanted = wanted;
        this.reduction = reduction;
        this.lossGrad = lossGrad;
        types = new ChunkTypes(in, options, wanted);
        rows = options.batchChunkSize();
        batches = in.input.size(0);
        inFeatures = in.input.size(1);
        classes = in.linearWeight.size(0);
        target = correctedTarget();
        factors = in.probabilities() ? null : factors();
        weightCast =
                types.weightCast == types.input
                        ? in.linearWeight
                        : in.linearWeight.to(types.weightCast);
        biasCast = in.linearBias == null ? null : in.linearBias.to(types.logits);
        weightRow = in.weight == null ? null : in.weight.to(types.logits).unsqueeze(0);
        logitsBuffer = empty(types.logits, rows, classes);
        columnBuffer = empty(types.logits, rows);
        stagedWeightGrad = types.stagesWeightGrad ? empty(types.acc, classes, inFeatures) : null;
        output = zeros(types.output, Torch.shape());
        gradInput = wanted.input ? empty(types.gradInput, batches, inFeatures) : null;
        gradWeight = wanted.linearWeight ? zeros(types.input, in.linearWeight.shape()) : null;
        gradBias = wanted.linearBias ? zeros(types.input, Torch.shape(classes)) : null;
    }

    /** The reduced loss with its gradients. */
    static Outcome reduced(Inputs in, Reduction reduction, Resolved options, Wanted wanted) {
        return within(in, reduction, options, wanted, null, ChunkedCrossEntropy::run);
    }

    /** The loss of each row. */
    static Tensor each(Inputs in, Resolved options) {
        var none = new Wanted(false, false, false);
        return within(in, Reduction.NONE, options, none, null, ChunkedCrossEntropy::runEach).loss();
    }

    /** The gradients of the rows' losses, each of which received the gradient {@code lossGrad}. */
    static Outcome gradients(Inputs in, Tensor lossGrad, Resolved options, Wanted wanted) {
        return within(in, Reduction.NONE, options, wanted, lossGrad, ChunkedCrossEntropy::run);
    }

    /** Runs a pass and lets nothing but its outcome live on. */
    private static Outcome within(
            Inputs in,
            Reduction reduction,
            Resolved options,
            Wanted wanted,
            @Nullable Tensor lossGrad,
            Function<ChunkedCrossEntropy, Outcome> pass) {
        try (var scope = Torch.scope()) {
            Outcome outcome =
                    pass.apply(new ChunkedCrossEntropy(in, reduction, options, wanted, lossGrad));
            outcome.tensors().forEach(scope::keep);
            return outcome;
        }
    }

    private Outcome runEach() {
        Tensor losses = empty(types.input, batches);
        for (long start = 0; start < batches; start += rows) {
            try (var scope = Torch.scope()) {
                var chunk = new CrossEntropyChunk(this, start);
                Tensor logits = shiftedLogits(chunk);
                Tensor ofTarget = logits.gather(1, chunk.target.unsqueeze(1)).squeeze(1);
                Tensor loss = sumExp(logits).log_();
                loss.sub_(ofTarget.to(loss.dtype())).mul_(chunk.factors().to(loss.dtype()));
                losses.narrow(0, start, chunk.size).copy_(loss);
            }
        }
        return new Outcome(losses, null, null, null);
    }

    private Outcome run() {
        if (reduction == Reduction.MEAN && batches == 0) {
            output.fill_(Double.NaN);
        }
        for (long start = 0; start < batches; start += rows) {
            try (var scope = Torch.scope()) {
                var chunk = new CrossEntropyChunk(this, start);
                if (in.probabilities()) {
                    addProbabilities(chunk);
                } else {
                    addClasses(chunk);
                }
                chunk.commit();
            }
        }
        return new Outcome(
                output.to(types.input),
                gradInput == null ? null : gradInput.to(types.input),
                gradWeight,
                gradBias);
    }

    private void addClasses(CrossEntropyChunk chunk) {
        Tensor logits = shiftedLogits(chunk);
        Tensor factor = chunk.factors();
        Tensor ofTarget = logits.gather(1, chunk.target.unsqueeze(1)).squeeze(1);
        output.add_(factor.dot(ofTarget.to(factor.dtype())));
        Tensor denominator = sumExp(logits);
        if (wanted.any()) {
            Aten.mul_out(logits, quotient(factor, denominator).unsqueeze(1), logits);
        }
        output.sub_(factor.to(denominator.dtype()).dot(denominator.log_()));
        if (gradBias != null) {
            // before the gradient of the weight, which may write over the logits
            Tensor sums = chunk.biasGrad();
            sums.sub_(columnSums(logits));
            sums.indexAdd_(0, chunk.target, factor);
        }
        if (gradInput != null) {
            Tensor grad = chunk.inputGrad();
            Tensor ofTargets = weightCast.indexSelect(0, chunk.target);
            Aten.mul_out(ofTargets, factor.to(grad.dtype()).unsqueeze(1), grad);
            Aten.addmm_out(grad, chunk.gradLogits(), inputGradWeight(), 1, -1, grad);
        }
        if (gradWeight != null && types.stagesWeightGrad) {
            Tensor staged = Objects.requireNonNull(stagedWeightGrad);
            mm(chunk.widenedLogits().t(), chunk.weightGradInput(), staged);
            staged.indexAdd_(0, chunk.target, scaledInput(chunk, factor), -1);
            gradWeight.sub_(staged);
        } else if (gradWeight != null) {
            gradWeight.addmm_(chunk.narrowedLogits().t(), chunk.input, 1, -1);
            Tensor scaled = narrowed(scaledInput(chunk, factor), gradWeight.dtype());
            gradWeight.indexAdd_(0, chunk.target, scaled, 1);
        }
    }

    private void addProbabilities(CrossEntropyChunk chunk) {
        double scale = reduction != Reduction.MEAN ? 1 : batches == 0 ? Double.NaN : 1.0 / batches;
        Tensor logits = shiftedLogits(chunk);
        Tensor wanting = chunk.weightedTarget();
        Tensor product =
                logits.dtype() == DType.FLOAT16
                        // the sum of many rows is too large for this type
                        ? Aten.einsum("bv,bv->b", List.of(wanting, logits), null).sum(DType.FLOAT32)
                        : wanting.reshape(-1).dot(logits.reshape(-1));
        output.sub_(product, scale);
        // not mul_: libtorch's rounds the number to 16 bits first where Python's does not
        Tensor mass = wanting.sum(1, false, types.factors).mul(scale);
        Tensor denominator = sumExp(logits);
        if (wanted.any()) {
            Aten.mul_out(logits, quotient(mass, denominator).unsqueeze(1), logits);
        }
        output.add_(mass.to(denominator.dtype()).dot(denominator.log_()));
        if (!wanted.any()) {
            return;
        }
        logits.sub_(wanting, scale);
        if (gradBias != null) {
            chunk.biasGrad().add_(columnSums(logits));
        }
        if (gradInput != null) {
            mm(chunk.gradLogits(), inputGradWeight(), chunk.inputGrad());
        }
        if (gradWeight != null && types.stagesWeightGrad) {
            Tensor staged = Objects.requireNonNull(stagedWeightGrad);
            mm(chunk.widenedLogits().t(), chunk.weightGradInput(), staged);
            gradWeight.add_(staged);
        } else if (gradWeight != null) {
            gradWeight.addmm_(chunk.narrowedLogits().t(), chunk.input, 1, 1);
        }
    }

    /** The class indices, with those that count for nothing inside the range. */
    private Tensor correctedTarget() {
        boolean outside = in.ignoreIndex < 0 || in.ignoreIndex >= classes;
        return in.probabilities() || !outside
                ? in.target
                : Aten.where_ScalarSelf(ignored(), 0, in.target);
    }

    private Tensor ignored() {
        return in.target.eq(in.ignoreIndex);
    }

    /** What each row's loss is multiplied by: negative where gradients are wanted, so that indices are added. */
    private Tensor factors() {
        Tensor ignored = ignored();
        Tensor all;
        if (in.weight == null) {
            all = ignored.bitwiseNot().to(types.factors);
        } else if (target.numel() > in.weight.numel()) {
            all =
                    Aten.where_ScalarSelf(
                            ignored, 0, in.weight.to(types.factors).indexSelect(0, target));
        } else {
            all =
                    Aten.where_ScalarSelf(
                            ignored, 0, in.weight.indexSelect(0, target).to(types.factors));
        }
        if (reduction == Reduction.MEAN) {
            Tensor sum = all.sum();
            all.div_(Aten.where_ScalarSelf(sum.eq(0), Double.NaN, sum.neg()));
        } else if (reduction == Reduction.SUM) {
            all.neg_();
        } else if (lossGrad != null) {
            all.neg_().mul_(lossGrad.to(all.dtype()));
        }
        return all;
    }

    /** The logits of a chunk, less the largest of each row. */
    private Tensor shiftedLogits(CrossEntropyChunk chunk) {
        Tensor logits = chunk.logits;
        Tensor weight = types.cuda && types.mixed ? in.linearWeight : weightCast;
        mm(types.widensInput ? chunk.wideInput : chunk.input, weight.t(), logits);
        if (biasCast != null) {
            logits.add_(biasCast);
        }
        Tensor largest = columnBuffer.narrow(0, 0, chunk.size).unsqueeze(1);
        Aten.amax_out(logits, new long[] {1}, true, largest);
        return logits.sub_(largest);
    }

    private Tensor sumExp(Tensor logits) {
        DType type = types.input == DType.FLOAT16 ? DType.FLOAT32 : types.acc;
        return logits.exp_().sum(1, false, type);
    }

    private Tensor columnSums(Tensor logits) {
        return logits.sum(0, false, types.mixed ? types.acc : types.input);
    }

    private Tensor quotient(Tensor numerator, Tensor denominator) {
        Tensor quotient = columnBuffer.narrow(0, 0, numerator.size(0));
        return Aten.div_out(numerator, denominator, quotient);
    }

    private Tensor inputGradWeight() {
        return types.narrowsInputGrad ? in.linearWeight : weightCast;
    }

    /** The rows of the input times their factors, in memory that is free by now where there is some. */
    private Tensor scaledInput(CrossEntropyChunk chunk, Tensor factor) {
        Tensor column = factor.unsqueeze(1);
        if (types.mixed) {
            return chunk.wideInput.mul_(column);
        }
        if (classes >= inFeatures) {
            Tensor place = logitsBuffer.narrow(0, 0, chunk.size).narrow(1, 0, inFeatures);
            return Aten.mul_out(chunk.wideInput, column, place);
        }
        return chunk.wideInput.mul(column);
    }

    private Tensor narrowed(Tensor values, DType dtype) {
        if (values.dtype() == dtype) {
            return values;
        }
        if (!types.mixed
                || classes * types.logits.itemSize() < inFeatures * types.input.itemSize()) {
            return values.to(dtype);
        }
        return logitsBuffer
                .view(dtype)
                .narrow(0, 0, values.size(0))
                .narrow(1, 0, values.size(1))
                .copy_(values);
    }

    private static void mm(Tensor first, Tensor second, Tensor out) {
        if (first.dtype() == out.dtype()) {
            Aten.mm_out(first, second, out);
        } else {
            Aten.mm_dtype_out(first, second, out.dtype(), out);
        }
    }

    Tensor empty(DType dtype, long... shape) {
        return Torch.empty(Torch.shape(shape), options(dtype));
    }

    Tensor zeros(DType dtype, Size shape) {
        return Torch.zeros(shape, options(dtype));
    }

    private TensorOptions options(DType dtype) {
        return Torch.dtype(dtype).device(in.input.device());
    }
}
