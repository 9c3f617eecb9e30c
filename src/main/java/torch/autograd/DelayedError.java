package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.GradMode;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Passes tensors on, and fails when its gradient is asked for: what follows a {@link OnceDifferentiable} backward. */
final class DelayedError extends Function {
    private static final ClassValue<Boolean> MARKED =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return CustomCasts.mark(type, "backward", OnceDifferentiable.class) != null;
                }
            };

    private DelayedError() {}

    /** Runs the backward of a function as its mark says. */
    static List<@Nullable Tensor> backward(
            Function function, Context context, List<@Nullable Tensor> gradOutputs) {
        if (!MARKED.get(function.getClass())) {
            return CustomCasts.backward(function, context, gradOutputs);
        }
        List<@Nullable Tensor> results;
        try (GradMode off = Torch.noGrad()) {
            results = CustomCasts.backward(function, context, gradOutputs);
        }
        if (results == null || !Torch.isGradEnabled()) return results;
        boolean recorded = false;
        for (Tensor gradient : gradOutputs) recorded |= gradient != null && gradient.requiresGrad();
        if (!recorded) return results;
        @Nullable Tensor[] aliases = new @Nullable Tensor[results.size()];
        for (int i = 0; i < aliases.length; i++) {
            Tensor result = results.get(i);
            aliases[i] = result == null ? null : result.detach().requiresGrad_();
        }
        return new ArrayList<>(new DelayedError().applyAll(aliases));
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor input : inputs) outputs.add(input == null ? input : input.detach());
        return outputs;
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        throw new TorchException(
                "trying to differentiate twice a function that was marked with @once_differentiable");
    }
}
