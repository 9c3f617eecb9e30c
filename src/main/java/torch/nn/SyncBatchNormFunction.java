package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.MemoryFormat;
import torch.Tensor;
import torch.Torch;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.distributed.Dist;
import torch.distributed.ProcessGroup;

/** Batch normalization over several processes, with CUDA's operators. Mirrors torch.nn.modules._functions.SyncBatchNorm. */
final class SyncBatchNormFunction extends Function {
    private final @Nullable Tensor runningMean;
    private final @Nullable Tensor runningVar;
    private final double eps;
    private final double momentum;
    private final @Nullable ProcessGroup group;
    private final int worldSize;

    SyncBatchNormFunction(
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            double eps,
            double momentum,
            @Nullable ProcessGroup group,
            int worldSize) {
        this.runningMean = runningMean;
        this.runningVar = runningVar;
        this.eps = eps;
        this.momentum = momentum;
        this.group = group;
        this.worldSize = worldSize;
    }

    private static Tensor dense(Tensor x) {
        return x.isContiguous(MemoryFormat.CHANNELS_LAST)
                        || x.isContiguous(MemoryFormat.CHANNELS_LAST_3D)
                ? x
                : x.contiguous();
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        Tensor input = dense(inputs.get(0));
        @Nullable Tensor weight = inputs.get(1);
        @Nullable Tensor bias = inputs.get(2);
        if (weight != null) weight = weight.contiguous();
        long channels = input.size(1);
        Tensor own; // mean, 1 / std and count of this process's batch
        if (input.numel() > 0) {
            var stats = Aten.batch_norm_stats(input, eps);
            Tensor mean = stats.first();
            Tensor count =
                    Torch.full(
                            Torch.shape(1),
                            (double) (input.numel() / channels),
                            Torch.dtype(mean.dtype()).device(mean.device()));
            own = Torch.cat(List.of(mean, stats.second(), count), 0);
        } else {
            own =
                    Torch.zeros(
                            Torch.shape(2 * channels + 1),
                            Torch.dtype(input.dtype()).device(input.device()));
        }
        List<Tensor> gathered = new ArrayList<>();
        for (int i = 0; i < worldSize; i++) gathered.add(Torch.emptyLike(own));
        Dist.allGather(gathered, own, o -> o.group(group));
        Tensor all = Torch.stack(gathered, 0);
        Tensor means = all.narrow(1, 0, channels);
        Tensor invstds = all.narrow(1, channels, channels);
        Tensor counts = all.select(1, 2 * channels);
        // Processes without a batch do not count.
        Tensor mask = counts.ge(1);
        means = means.index(List.of(mask));
        invstds = invstds.index(List.of(mask));
        counts = counts.index(List.of(mask));
        Tensor weights = runningMean == null ? counts : counts.to(runningMean.dtype());
        var joined =
                Aten.batch_norm_gather_stats_with_counts(
                        input, means, invstds, runningMean, runningVar, momentum, eps, weights);
        ctx.saveForBackward(input, weight, joined.first(), joined.second(), counts.to(DType.INT32));
        return List.of(
                input.numel() > 0
                        ? Aten.batch_norm_elemt(
                                input, weight, bias, joined.first(), joined.second(), eps)
                        : Torch.emptyLike(input));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        Tensor gradOutput = dense(java.util.Objects.requireNonNull(gradOutputs.getFirst()));
        List<Tensor> saved = ctx.savedTensors();
        Tensor input = saved.get(0);
        @Nullable Tensor weight = saved.get(1);
        Tensor mean = saved.get(2);
        Tensor invstd = saved.get(3);
        long channels = input.size(1);
        boolean forInput = ctx.needsInputGrad(0);
        if (input.numel() == 0) {
            if (forInput) {
                Tensor nothing =
                        Torch.zeros(
                                Torch.shape(2 * channels),
                                Torch.dtype(input.dtype()).device(input.device()));
                Dist.allReduce(nothing, o -> o.group(group));
            }
            return Collections.nCopies(3, null);
        }
        boolean forWeight = weight != null && ctx.needsInputGrad(1);
        boolean forBias = weight != null && ctx.needsInputGrad(2);
        var reduced =
                Aten.batch_norm_backward_reduce(
                        gradOutput, input, mean, invstd, weight, forInput, forWeight, forBias);
        @Nullable Tensor gradInput = null;
        if (forInput) {
            Tensor sums = Torch.cat(List.of(reduced.first(), reduced.second()), 0);
            Dist.allReduce(sums, o -> o.group(group));
            gradInput =
                    Aten.batch_norm_backward_elemt(
                            gradOutput,
                            input,
                            mean,
                            invstd,
                            weight == null ? null : weight.to(mean.dtype()),
                            sums.narrow(0, 0, channels),
                            sums.narrow(0, channels, channels),
                            saved.get(4));
        }
        return Arrays.asList(
                gradInput, forWeight ? reduced.third() : null, forBias ? reduced.fourth() : null);
    }
}
