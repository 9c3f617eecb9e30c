package torch.nn.utils;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.PythonFloat;

/** The clipping of gradients: many tensors in one call where that gives the same bits. */
final class ClipGrad {
    private record Kind(Device device, DType dtype) {}

    private ClipGrad() {}

    static List<Tensor> grads(Iterable<? extends Tensor> parameters) {
        var grads = new ArrayList<Tensor>();
        for (Tensor parameter : parameters) {
            Tensor grad = Objects.requireNonNull(parameter, "a parameter").grad();
            if (grad != null) {
                grads.add(grad);
            }
        }
        return grads;
    }

    static Tensor totalNorm(
            Iterable<? extends Tensor> tensors, double normType, boolean errorIfNonfinite) {
        var all = new ArrayList<Tensor>();
        tensors.forEach(tensor -> all.add(Objects.requireNonNull(tensor, "a tensor")));
        if (all.isEmpty()) {
            return Torch.tensor(0.0);
        }
        try (var off = Torch.noGrad();
                var scope = Torch.scope()) {
            Device first = all.getFirst().device();
            var norms = new ArrayList<Tensor>();
            byKind(
                    all,
                    (device, some) ->
                            Aten._foreach_norm_Scalar(some, normType, null)
                                    .forEach(norm -> norms.add(norm.to(first))));
            Tensor total = vectorNorm(Torch.stack(norms), normType);
            if (errorIfNonfinite && !Double.isFinite(total.itemDouble())) {
                throw new TorchException(
                        ("The total norm of order %s for gradients from `parameters` is non-finite, so it cannot be "
                                        + "clipped. To disable this error and scale the gradients by the non-finite norm "
                                        + "anyway, set `error_if_nonfinite=False`")
                                .formatted(PythonFloat.repr(normType)));
            }
            return scope.keep(total);
        }
    }

    static void clipWithNorm(List<Tensor> grads, double maxNorm, Tensor totalNorm) {
        if (grads.isEmpty()) {
            return;
        }
        try (var off = Torch.noGrad();
                var scope = Torch.scope()) {
            Tensor coefficient =
                    Aten.clamp(totalNorm.add(1e-6).reciprocal().mul(maxNorm), null, 1.0);
            byKind(
                    grads,
                    (device, some) -> Aten._foreach_mul__Tensor(some, coefficient.to(device)));
        }
    }

    static void clipValue(List<Tensor> grads, double clipValue) {
        try (var off = Torch.noGrad()) {
            byKind(
                    grads,
                    (device, some) -> {
                        Aten._foreach_clamp_min__Scalar(some, -clipValue);
                        Aten._foreach_clamp_max__Scalar(some, clipValue);
                    });
        }
    }

    private static Tensor vectorNorm(Tensor norms, double normType) {
        return Aten.linalg_vector_norm(norms, normType, null, false, null);
    }

    private static void byKind(
            Collection<Tensor> tensors, BiConsumer<Device, List<Tensor>> action) {
        Map<Kind, List<Tensor>> kinds = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            kinds.computeIfAbsent(new Kind(tensor.device(), tensor.dtype()), _ -> new ArrayList<>())
                    .add(tensor);
        }
        kinds.forEach((kind, some) -> action.accept(kind.device, some));
    }
}
