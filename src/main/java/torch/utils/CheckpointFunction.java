package torch.utils;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.GradMode;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.internal.Downcalls;

/** Runs a function without recording it, and records it when its gradient is asked for. One application each. */
final class CheckpointFunction extends Function {
    private final java.util.function.Function<List<Tensor>, List<Tensor>> function;
    private final boolean preserveRngState;
    private @Nullable ForwardState state;

    CheckpointFunction(
            java.util.function.Function<List<Tensor>, List<Tensor>> function,
            boolean preserveRngState) {
        this.function = function;
        this.preserveRngState = preserveRngState;
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        state = new ForwardState(inputs, preserveRngState);
        ctx.saveForBackward(inputs.toArray(new @Nullable Tensor[0]));
        return function.apply(inputs);
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        if (Downcalls.plain(torch.internal.Function.IS_CHECKPOINT_VALID) == 0) {
            throw new TorchException(
                    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an"
                            + " `inputs` parameter to .backward(). To resolve this error, you can either set"
                            + " use_reentrant=False, or call .backward() without passing the `inputs` argument.");
        }
        try (Scope scope = Torch.scope()) {
            List<Tensor> inputs = detached(ctx.savedTensors());
            backward(again(inputs), gradOutputs);
            List<@Nullable Tensor> result = new ArrayList<>();
            for (Tensor input : inputs) {
                Tensor grad = input == null ? null : input.grad();
                result.add(grad == null ? null : scope.keep(grad));
            }
            return result;
        }
    }

    private static void backward(List<Tensor> outputs, List<@Nullable Tensor> gradOutputs) {
        List<Tensor> withGrad = new ArrayList<>();
        List<@Nullable Tensor> grads = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            if (output == null || !output.requiresGrad()) continue;
            withGrad.add(output);
            grads.add(gradOutputs.get(i));
        }
        if (withGrad.isEmpty())
            throw new TorchException(
                    "none of output has requires_grad=True, this checkpoint() is not necessary");
        Autograd.backward(withGrad, o -> o.gradTensors(grads));
    }

    /** What the function gives when it is recorded, in the state in which it ran the first time. */
    private List<Tensor> again(List<Tensor> inputs) {
        return Objects.requireNonNull(state, "the first run")
                .in(
                        () -> {
                            try (GradMode on = Torch.enableGrad()) {
                                return function.apply(inputs);
                            }
                        });
    }

    private static List<Tensor> detached(List<Tensor> saved) {
        List<Tensor> inputs = new ArrayList<>();
        for (Tensor tensor : saved) {
            inputs.add(
                    tensor == null ? tensor : tensor.detach().requiresGrad_(tensor.requiresGrad()));
        }
        return Collections.unmodifiableList(inputs);
    }
}
