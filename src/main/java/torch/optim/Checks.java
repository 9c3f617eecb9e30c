package torch.optim;

import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.internal.PythonText;

/** PyTorch's checks of options, in its words. */
final class Checks {
    private Checks() {}

    static void notNegative(ParamGroup group, String name, String sentence) {
        check(group, name, value -> value >= 0, sentence);
    }

    static void check(ParamGroup group, String name, DoublePredicate allowed, String sentence) {
        if (!allowed.test(group.getDouble(name))) {
            throw new IllegalArgumentException(sentence + echo(group.get(name)));
        }
    }

    /** A value as Python puts it into a sentence: of a tensor without dimensions only the element. */
    static String echo(@Nullable Object value) {
        return PythonText.of(
                value instanceof Tensor tensor && tensor.dim() == 0 ? tensor.item() : value);
    }

    /** The learning rate: not negative, and one element if it is a tensor. */
    static void lr(ParamGroup group) {
        oneElementLr(group);
        notNegative(group, "lr", "Invalid learning rate: ");
    }

    static void oneElementLr(ParamGroup group) {
        if (group.get("lr") instanceof Tensor lr && lr.numel() != 1) {
            throw new IllegalArgumentException("Tensor lr must be 1-element");
        }
    }

    static void betas(ParamGroup group) {
        double[] betas = group.getDoubles("betas");
        for (int i = 0; i < 2; i++) {
            if (!(betas[i] >= 0 && betas[i] < 1)) {
                throw new IllegalArgumentException(
                        "Invalid beta parameter at index %d: %s"
                                .formatted(i, echo(group.getList("betas").get(i))));
            }
        }
    }

    static void weightDecay(ParamGroup group) {
        notNegative(group, "weight_decay", "Invalid weight_decay value: ");
    }

    /** The options of {@link AdamOptions}, in PyTorch's order. */
    static void adam(ParamGroup group) {
        lr(group);
        notNegative(group, "eps", "Invalid epsilon value: ");
        betas(group);
        weightDecay(group);
    }

    /** What a fused step excludes. */
    static void fused(ParamGroup group) {
        if (group.getBoolean("fused") && group.getBoolean("differentiable")) {
            throw new TorchException("`fused` does not support `differentiable`");
        }
        if (group.getBoolean("fused") && group.getBoolean("foreach")) {
            throw new TorchException("`fused` and `foreach` cannot be `True` together.");
        }
    }
}
