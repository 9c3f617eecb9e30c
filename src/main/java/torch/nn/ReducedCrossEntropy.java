package torch.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.nn.ChunkedCrossEntropy.Outcome;
import torch.nn.ChunkedCrossEntropy.Wanted;
import torch.nn.LinearCrossEntropyOptions.Resolved;

/**
 * The mean or sum of {@link ChunkedCrossEntropy} with its gradients, which are computed with it: backward has only to
 * multiply them.
 */
final class ReducedCrossEntropy extends Function {
    private final long ignoreIndex;
    private final Reduction reduction;
    private final Resolved options;
    private final boolean retains;
    private final Wanted wanted;
    private final @Nullable Tensor[] gradients = new Tensor[3];

    ReducedCrossEntropy(
            long ignoreIndex,
            Reduction reduction,
            Resolved options,
            boolean retains,
            Wanted wanted) {
        this.ignoreIndex = ignoreIndex;
        this.reduction = reduction;
        this.options = options;
        this.retains = retains;
        this.wanted = wanted;
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        ctx.setMaterializeGrads(false);
        Outcome outcome =
                ChunkedCrossEntropy.reduced(
                        EachCrossEntropy.inputs(inputs, ignoreIndex), reduction, options, wanted);
        gradients[0] = kept(outcome.input());
        gradients[1] = kept(outcome.linearWeight());
        gradients[2] = kept(outcome.linearBias());
        return List.of(outcome.loss());
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        Tensor grad = gradOutputs.get(0);
        return grad == null
                ? Arrays.asList(new Tensor[5])
                : Arrays.asList(
                        wanted.input() ? times(0, grad) : null,
                        wanted.linearWeight() ? times(1, grad) : null,
                        null,
                        wanted.linearBias() ? times(2, grad) : null,
                        null);
    }

    /** One of the gradients times that of the loss: in place, unless backward may come again. */
    private Tensor times(int which, Tensor grad) {
        Tensor gradient = gradients[which];
        if (gradient == null) {
            throw new TorchException(
                    "linear_cross_entropy chunked backward called twice; retain_graph=True / double backward are not "
                            + "supported.");
        }
        if (retains) {
            return gradient.mul(grad);
        }
        gradients[which] = null;
        return gradient.mul_(grad);
    }

    /** Out of every scope: backward may come after them. */
    private static @Nullable Tensor kept(@Nullable Tensor gradient) {
        return gradient == null ? null : gradient.keep();
    }
}
