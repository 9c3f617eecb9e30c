package torch.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.nn.ChunkedCrossEntropy.Inputs;
import torch.nn.ChunkedCrossEntropy.Outcome;
import torch.nn.ChunkedCrossEntropy.Wanted;
import torch.nn.LinearCrossEntropyOptions.Resolved;

/** The losses of {@link ChunkedCrossEntropy} row by row: their gradients need those of the rows, so backward makes a pass. */
final class EachCrossEntropy extends Function {
    private final long ignoreIndex;
    private final Resolved options;

    EachCrossEntropy(long ignoreIndex, Resolved options) {
        this.ignoreIndex = ignoreIndex;
        this.options = options;
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        ctx.saveForBackward(inputs.toArray(Tensor[]::new));
        return List.of(ChunkedCrossEntropy.each(inputs(inputs, ignoreIndex), options));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        List<Tensor> saved =
                ctx.savedTensors().stream().map(t -> t == null ? null : t.detach()).toList();
        var wanted =
                new Wanted(ctx.needsInputGrad(0), ctx.needsInputGrad(1), ctx.needsInputGrad(3));
        Tensor grad = gradOutputs.get(0);
        if (grad == null || !wanted.any()) {
            return Arrays.asList(new Tensor[5]);
        }
        Outcome outcome =
                ChunkedCrossEntropy.gradients(inputs(saved, ignoreIndex), grad, options, wanted);
        return Arrays.asList(
                outcome.input(), outcome.linearWeight(), null, outcome.linearBias(), null);
    }

    /** Input, weight, target, bias and factors, the last two of which may be absent. */
    static Inputs inputs(List<Tensor> tensors, long ignoreIndex) {
        return new Inputs(
                tensors.get(0),
                tensors.get(1),
                tensors.get(2),
                tensors.get(3),
                tensors.get(4),
                ignoreIndex);
    }
}
