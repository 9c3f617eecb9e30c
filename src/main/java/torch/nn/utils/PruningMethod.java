package torch.nn.utils;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.ModuleAccess;
import torch.nn.ForwardPreHook;
import torch.nn.Module;
import torch.nn.Parameter;

/**
 * A way of pruning: it keeps {@code name_orig} and multiplies it by {@code name_mask} before each forward.
 *
 * <p>Mirrors {@code torch.nn.utils.prune.BasePruningMethod}.
 */
public abstract class PruningMethod implements ForwardPreHook {
    private static final ModuleAccess ACCESS = ModuleAccess.get();

    private String tensorName = "";

    /** For subclasses. */
    protected PruningMethod() {}

    /**
     * The mask of {@code t}: zeros where it is pruned.
     *
     * @param defaultMask what is pruned already
     */
    public abstract Tensor computeMask(Tensor t, Tensor defaultMask);

    /** The mask of a tensor of which {@code mask} has pruned some already. */
    Tensor combine(Tensor t, Tensor mask) {
        Tensor combined = mask.to(t.dtype());
        Tensor left = mask.eq(1);
        Tensor partial = computeMask(t.get(left), mask.get(left));
        combined.set(left, partial.to(combined.dtype()));
        return combined;
    }

    /** {@code t} with the pruned elements zero. */
    public final Tensor prune(Tensor t) {
        return t.mul(computeMask(t, Torch.onesLike(t)));
    }

    /** The pruned tensor of a module. */
    public final Tensor applyMask(Module module) {
        Tensor original = Utils.tensor(module, tensorName + "_orig");
        return Utils.tensor(module, tensorName + "_mask").to(original.dtype()).mul(original);
    }

    @Override
    public final @Nullable List<@Nullable Object> run(Module module, List<@Nullable Object> args) {
        try (Tensor pruned = applyMask(module)) {
            ACCESS.compute(module, tensorName, pruned);
        }
        return null;
    }

    /** Prunes a parameter, further where it is pruned already. */
    final void apply(Module module, String name, @Nullable Tensor importanceScores) {
        Tensor original = Utils.tensor(module, name);
        if (importanceScores != null && !importanceScores.shape().equals(original.shape())) {
            throw new IllegalArgumentException(
                    "importance_scores should have the same shape as parameter %s of %s, got %s vs %s"
                            .formatted(name, module, importanceScores.shape(), original.shape()));
        }
        Tensor scores = importanceScores != null ? importanceScores : original;
        tensorName = name;
        PruningMethod before = of(module, name);
        Tensor mask;
        try (var off = Torch.noGrad()) {
            if (before != null) {
                mask = combine(scores, Utils.tensor(module, name + "_mask").clone());
            } else {
                mask = computeMask(scores, Torch.onesLike(original));
            }
        }
        if (before != null) {
            Utils.tensor(module, name + "_mask").copy_(mask);
            ACCESS.removeForwardPreHook(module, before);
        } else {
            if (!(original instanceof Parameter parameter)) {
                throw new TorchException("'" + name + "' is no parameter");
            }
            try (Tensor pruned = mask.to(original.dtype()).mul(original)) {
                ACCESS.compute(module, name, pruned);
            }
            module.registerParameter(name + "_orig", parameter);
            module.registerBuffer(name + "_mask", mask);
        }
        run(module, List.of());
        module.registerForwardPreHook(this);
    }

    /** Makes the pruned tensor the parameter. */
    final void remove(Module module) {
        Parameter original = module.getParameter(tensorName + "_orig");
        try (var off = Torch.noGrad();
                Tensor pruned = applyMask(module)) {
            ParametrizationList.set(original, pruned);
        }
        ACCESS.remove(module, tensorName + "_orig");
        ACCESS.remove(module, tensorName + "_mask");
        ACCESS.restore(module, tensorName, original);
        ACCESS.removeForwardPreHook(module, this);
    }

    /** What has pruned this tensor; null for nothing. */
    static @Nullable PruningMethod of(Module module, String name) {
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof PruningMethod method && method.tensorName.equals(name)) {
                return method;
            }
        }
        return null;
    }
}
