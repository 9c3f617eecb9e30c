package torch.nn.utils;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
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

/** Computes {@code weight = W / σ(W)} before each forward, with the largest singular value from the power method. */
record SpectralNorm(String name, long powerIterations, long dim, double eps)
        implements ForwardPreHook {
    private static final ModuleAccess ACCESS = ModuleAccess.get();

    SpectralNorm {
        if (powerIterations <= 0) {
            throw new IllegalArgumentException(
                    "Expected n_power_iterations to be positive, but got n_power_iterations="
                            + powerIterations);
        }
    }

    static void apply(Module module, SpectralNorm norm) {
        String name = norm.name;
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof SpectralNorm known && known.name.equals(name)) {
                throw new TorchException(
                        "Cannot register two spectral_norm hooks on the same parameter " + name);
            }
        }
        Tensor weight = ACCESS.tensor(module, name);
        if (!(weight instanceof Parameter parameter)) {
            throw new IllegalArgumentException(
                    "`SpectralNorm` cannot be applied as parameter `" + name + "` is None");
        }
        if (weight instanceof UninitializedParameter) {
            throw new IllegalArgumentException(
                    "The module passed to `SpectralNorm` can't have uninitialized parameters. Make sure to run the dummy "
                            + "forward before applying spectral normalization");
        }
        Tensor u;
        Tensor v;
        try (var off = Torch.noGrad()) {
            Tensor matrix = matrix(weight, norm.dim);
            u = normalized(weight.newEmpty(matrix.size(0)).normal_(0, 1), norm.eps);
            v = normalized(weight.newEmpty(matrix.size(1)).normal_(0, 1), norm.eps);
        }
        try (Tensor before = weight.detach()) {
            ACCESS.compute(module, name, before);
        }
        module.registerParameter(name + "_orig", parameter);
        module.registerBuffer(name + "_u", u);
        module.registerBuffer(name + "_v", v);
        module.registerForwardPreHook(norm);
        module.registerLoadStateDictPreHook(
                (_, state, prefix) -> norm.complete(state, prefix + name));
    }

    static void remove(Module module, String name) {
        for (ForwardPreHook hook : ACCESS.forwardPreHooks(module)) {
            if (hook instanceof SpectralNorm norm && norm.name.equals(name)) {
                Tensor weight;
                try (var off = Torch.noGrad()) {
                    weight = norm.weight(module, false);
                }
                for (String suffix : List.of("_u", "_v", "_orig")) {
                    ACCESS.remove(module, name + suffix);
                }
                ACCESS.restore(module, name, new Parameter(weight));
                ACCESS.removeForwardPreHook(module, hook);
                return;
            }
        }
        throw new IllegalArgumentException(
                "spectral_norm of '%s' not found in %s".formatted(name, module));
    }

    @Override
    public @Nullable List<@Nullable Object> run(Module module, List<@Nullable Object> args) {
        try (Tensor weight = weight(module, module.isTraining())) {
            ACCESS.compute(module, name, weight);
        }
        return null;
    }

    private Tensor weight(Module module, boolean iterate) {
        Tensor original = Utils.tensor(module, name + "_orig");
        Tensor u = Utils.tensor(module, name + "_u");
        Tensor v = Utils.tensor(module, name + "_v");
        Tensor matrix = matrix(original, dim);
        if (iterate) {
            try (var off = Torch.noGrad()) {
                for (long i = 0; i < powerIterations; i++) {
                    v.copy_(normalized(matrix.t().mv(u), eps));
                    u.copy_(normalized(matrix.mv(v), eps));
                }
                // The next forward changes these two in place, and this one's graph needs them.
                u = u.clone();
                v = v.clone();
            }
        }
        return original.div(u.dot(matrix.mv(v)));
    }

    /** A state of an old version has the normalized weight instead of {@code v}. */
    private void complete(Map<String, Tensor> state, String key) {
        Tensor original = state.get(key + "_orig");
        Tensor u = state.get(key + "_u");
        if (original == null || u == null || !state.containsKey(key)) {
            return;
        }
        try (var off = Torch.noGrad()) {
            Tensor sigma = original.div(Objects.requireNonNull(state.remove(key))).mean();
            Tensor matrix = matrix(original, dim);
            Tensor v =
                    matrix.t().mm(matrix).pinverse().mm(matrix.t()).mm(u.unsqueeze(1)).squeeze(1);
            state.put(key + "_v", v.mul_(sigma.div(u.dot(matrix.mv(v)))));
        }
    }

    /** The weight as a matrix whose rows belong to {@code dim}. */
    static Tensor matrix(Tensor weight, long dim) {
        Tensor first = weight;
        if (dim != 0) {
            first =
                    weight.permute(
                            LongStream.concat(
                                            LongStream.of(dim),
                                            LongStream.range(0, weight.dim()).filter(d -> d != dim))
                                    .toArray());
        }
        return first.reshape(first.size(0), -1);
    }

    /** {@code x / max(‖x‖, eps)}. */
    static Tensor normalized(Tensor x, double eps) {
        Tensor norm = Aten.norm_ScalarOpt_dim(x, 2.0, new long[] {0}, true);
        return x.div(norm.clampMin(eps).expandAs(x));
    }
}
