package torch.nn.utils;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.ModuleAccess;
import torch.nn.ForwardPreHook;
import torch.nn.Module;
import torch.nn.Parameter;
import torch.nn.UninitializedParameter;

/** Computes {@code weight = g v / ‖v‖} before each forward. */
record WeightNorm(String name, long dim) implements ForwardPreHook {
    private static final ModuleAccess ACCESS = ModuleAccess.get();

    static void apply(Module module, String name, long dim) {
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof WeightNorm known && known.name.equals(name)) {
                throw new TorchException(
                        "Cannot register two weight_norm hooks on the same parameter " + name);
            }
        }
        Tensor weight = Utils.tensor(module, name);
        if (weight instanceof UninitializedParameter) {
            throw new IllegalArgumentException(
                    "The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the dummy "
                            + "forward before applying weight normalization");
        }
        var norm = new WeightNorm(name, dim);
        Parameter g;
        Parameter v;
        try (var off = Torch.noGrad()) {
            g = new Parameter(Aten.norm_except_dim(weight, 2, dim));
            v = new Parameter(weight);
        }
        norm.computeOf(module, g, v);
        module.registerParameter(name + "_g", g);
        module.registerParameter(name + "_v", v);
        module.registerForwardPreHook(norm);
    }

    static void remove(Module module, String name) {
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof WeightNorm norm && norm.name.equals(name)) {
                norm.run(module, List.of());
                Tensor weight = Utils.tensor(module, name);
                ACCESS.remove(module, name + "_g");
                ACCESS.remove(module, name + "_v");
                ACCESS.restore(module, name, new Parameter(weight));
                ACCESS.removeForwardPreHook(module, hook);
                return;
            }
        }
        throw new IllegalArgumentException(
                "weight_norm of '%s' not found in %s".formatted(name, module));
    }

    @Override
    public @Nullable List<@Nullable Object> run(Module module, List<@Nullable Object> args) {
        computeOf(module, Utils.tensor(module, name + "_g"), Utils.tensor(module, name + "_v"));
        return null;
    }

    private void computeOf(Module module, Tensor g, Tensor v) {
        try (Tensor weight = Aten._weight_norm(v, g, dim)) {
            ACCESS.compute(module, name, weight);
        }
    }
}
