package torch.nn.utils;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Device;
import torch.MemoryFormat;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.nn.BatchNorm1d;
import torch.nn.BatchNorm2d;
import torch.nn.BatchNorm3d;
import torch.nn.Conv2d;
import torch.nn.Conv3d;
import torch.nn.ConvTranspose1d;
import torch.nn.ConvTranspose2d;
import torch.nn.ConvTranspose3d;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Parameter;

/**
 * Tools around modules and their parameters.
 *
 * {@snippet :
 * loss.backward();
 * Utils.clipGradNorm_(model.parameters(), 1.0);
 * optimizer.step();
 * }
 *
 * <p>Mirrors {@code torch.nn.utils}.
 */
public final class Utils {
    private static final ModuleAccess ACCESS = ModuleAccess.get();

    private Utils() {}

    /** Weight and bias of a layer with a normalization folded in. */
    public record Fused(Parameter weight, Parameter bias) {}

    // Gradients

    /** Scales the gradients of {@code parameters} so that their common 2-norm is at most {@code maxNorm}. */
    public static Tensor clipGradNorm_(Iterable<? extends Tensor> parameters, double maxNorm) {
        return clipGradNorm_(parameters, maxNorm, 2.0);
    }

    /** Scales the gradients so that their common norm of order {@code normType} is at most {@code maxNorm}. */
    public static Tensor clipGradNorm_(
            Iterable<? extends Tensor> parameters, double maxNorm, double normType) {
        return clipGradNorm_(parameters, maxNorm, normType, false);
    }

    /**
     * Scales the gradients of {@code parameters} in place so that their common norm is at most {@code maxNorm}.
     *
     * @param normType order of the norm, infinity for the largest element
     * @return the norm before
     * @throws torch.TorchException where {@code errorIfNonfinite} and the norm is infinite or not a number
     */
    public static Tensor clipGradNorm_(
            Iterable<? extends Tensor> parameters,
            double maxNorm,
            double normType,
            boolean errorIfNonfinite) {
        List<Tensor> grads = ClipGrad.grads(parameters);
        Tensor total = ClipGrad.totalNorm(grads, normType, errorIfNonfinite);
        ClipGrad.clipWithNorm(grads, maxNorm, total);
        return total;
    }

    /** {@link #clipGradNorm_(Iterable, double)} of one tensor. */
    public static Tensor clipGradNorm_(Tensor parameter, double maxNorm) {
        return clipGradNorm_(one(parameter), maxNorm);
    }

    /** {@link #clipGradNorm_(Iterable, double)} under its deprecated name. */
    @Deprecated
    public static Tensor clipGradNorm(Iterable<? extends Tensor> parameters, double maxNorm) {
        return clipGradNorm_(parameters, maxNorm);
    }

    /** Clamps every gradient to {@code [-clipValue, clipValue]} in place. */
    public static void clipGradValue_(Iterable<? extends Tensor> parameters, double clipValue) {
        ClipGrad.clipValue(ClipGrad.grads(parameters), clipValue);
    }

    /** {@link #clipGradValue_(Iterable, double)} of one tensor. */
    public static void clipGradValue_(Tensor parameter, double clipValue) {
        clipGradValue_(one(parameter), clipValue);
    }

    private static List<Tensor> one(Tensor parameter) {
        return List.of(
                Objects.requireNonNull(
                        parameter, "argument 'parameter' must be a Tensor, not null"));
    }

    /** The common 2-norm of {@code tensors}: the norm of their norms. */
    public static Tensor getTotalNorm(Iterable<? extends Tensor> tensors) {
        return getTotalNorm(tensors, 2.0, false);
    }

    /** The common norm of {@code tensors}; see {@link #clipGradNorm_(Iterable, double, double, boolean)}. */
    public static Tensor getTotalNorm(
            Iterable<? extends Tensor> tensors, double normType, boolean errorIfNonfinite) {
        return ClipGrad.totalNorm(tensors, normType, errorIfNonfinite);
    }

    /** Scales the gradients by {@code maxNorm / (totalNorm + 1e-6)} where that is less than 1. */
    public static void clipGradsWithNorm_(
            Iterable<? extends Tensor> parameters, double maxNorm, Tensor totalNorm) {
        ClipGrad.clipWithNorm(ClipGrad.grads(parameters), maxNorm, totalNorm);
    }

    // Vectors

    /** All elements of {@code parameters}, one after the other, as one vector. */
    public static Tensor parametersToVector(Iterable<? extends Tensor> parameters) {
        var flat = new ArrayList<Tensor>();
        Tensor first = null;
        for (Tensor parameter : parameters) {
            first = checkedDevice(parameter, first);
            flat.add(parameter.view(-1));
        }
        return Torch.cat(flat);
    }

    /** Gives {@code parameters} the elements of {@code vec}, which they share from then on. */
    public static void vectorToParameters(Tensor vec, Iterable<? extends Tensor> parameters) {
        long at = 0;
        Tensor first = null;
        for (Tensor parameter : parameters) {
            first = checkedDevice(parameter, first);
            try (var off = Torch.noGrad();
                    Tensor flat = vec.narrow(0, at, parameter.numel());
                    Tensor shaped = flat.viewAs(parameter);
                    Tensor data = shaped.detach()) {
                Aten.set_data(parameter, data);
            }
            at += parameter.numel();
        }
    }

    private static Tensor checkedDevice(Tensor parameter, @Nullable Tensor first) {
        if (first != null && !parameter.device().equals(first.device())) {
            throw new IllegalArgumentException(
                    "Found two parameters on different devices, this is currently not supported.");
        }
        return parameter;
    }

    // Layers

    /** Changes the memory format of the weights of all 2D convolutions inside. Returns {@code module}. */
    public static <M extends Module> M convertConv2dWeightMemoryFormat(
            M module, MemoryFormat memoryFormat) {
        for (Module inner : module.modules()) {
            if (inner instanceof Conv2d || inner instanceof ConvTranspose2d) {
                convertWeight(inner, memoryFormat);
            }
        }
        return module;
    }

    /** Changes the memory format of the weights of all 3D convolutions inside. Returns {@code module}. */
    public static <M extends Module> M convertConv3dWeightMemoryFormat(
            M module, MemoryFormat memoryFormat) {
        for (Module inner : module.modules()) {
            if (inner instanceof Conv3d || inner instanceof ConvTranspose3d) {
                convertWeight(inner, memoryFormat);
            }
        }
        return module;
    }

    private static void convertWeight(Module convolution, MemoryFormat memoryFormat) {
        Tensor weight = tensor(convolution, "weight");
        try (var off = Torch.noGrad();
                Tensor detached = weight.detach();
                Tensor data = Aten.clone(detached, memoryFormat)) {
            Aten.set_data(weight, data);
        }
    }

    /** A copy of {@code conv} that computes what {@code bn} makes of its output, both in evaluation mode. */
    public static <M extends Module> M fuseConvBnEval(M conv, Module bn) {
        return fuseConvBnEval(conv, bn, false);
    }

    /**
     * A copy of {@code conv} that computes what {@code bn} makes of its output.
     *
     * @param bn a {@link BatchNorm1d}, {@link BatchNorm2d} or {@link BatchNorm3d}
     * @param transpose whether the convolution is a transposed one
     * @throws IllegalArgumentException where one of both is in training mode, or {@code bn} has no running statistics
     */
    public static <M extends Module> M fuseConvBnEval(M conv, Module bn, boolean transpose) {
        M fused = copyForFusion(conv, bn);
        take(
                fused,
                Fusion.conv(
                        tensor(fused, "weight"),
                        ACCESS.tensor(fused, "bias"),
                        statistic(bn, "running_mean"),
                        statistic(bn, "running_var"),
                        eps(bn),
                        ACCESS.tensor(bn, "weight"),
                        ACCESS.tensor(bn, "bias"),
                        transpose));
        return fused;
    }

    /** The parameters of {@link #fuseConvBnEval(Module, Module, boolean)}. */
    public static Fused fuseConvBnWeights(
            Tensor convW,
            @Nullable Tensor convB,
            Tensor bnRm,
            Tensor bnRv,
            double bnEps,
            @Nullable Tensor bnW,
            @Nullable Tensor bnB,
            boolean transpose) {
        return Fusion.conv(convW, convB, bnRm, bnRv, bnEps, bnW, bnB, transpose);
    }

    /**
     * A copy of {@code linear} that computes what {@code bn} makes of its output.
     *
     * @throws IllegalArgumentException where one of both is in training mode, or their sizes do not match
     */
    public static Linear fuseLinearBnEval(Linear linear, Module bn) {
        Linear fused = copyForFusion(linear, bn);
        long features = statistic(bn, "running_mean").size(0);
        if (linear.outFeatures != features && features != 1) {
            throw new IllegalArgumentException(
                    ("To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
                                    + "linear.out_features=%d and bn.num_features=%d")
                            .formatted(linear.outFeatures, features));
        }
        take(
                fused,
                Fusion.linear(
                        fused.weight,
                        fused.bias,
                        statistic(bn, "running_mean"),
                        statistic(bn, "running_var"),
                        eps(bn),
                        tensor(bn, "weight"),
                        tensor(bn, "bias")));
        return fused;
    }

    /** The parameters of {@link #fuseLinearBnEval}. */
    public static Fused fuseLinearBnWeights(
            Tensor linearW,
            @Nullable Tensor linearB,
            Tensor bnRm,
            Tensor bnRv,
            double bnEps,
            Tensor bnW,
            Tensor bnB) {
        return Fusion.linear(linearW, linearB, bnRm, bnRv, bnEps, bnW, bnB);
    }

    @SuppressWarnings("unchecked")
    private static <M extends Module> M copyForFusion(M layer, Module bn) {
        if (layer.isTraining() || bn.isTraining()) {
            throw new IllegalArgumentException("Fusion only for eval!");
        }
        return (M) layer.clone();
    }

    private static void take(Module layer, Fused fused) {
        ACCESS.replace(layer, "weight", fused.weight);
        ACCESS.replace(layer, "bias", fused.bias);
    }

    private static Tensor statistic(Module bn, String name) {
        Tensor statistic = ACCESS.tensor(bn, name);
        if (statistic == null) {
            throw new IllegalArgumentException(
                    "bn.running_mean and bn.running_var must not be None");
        }
        return statistic;
    }

    private static double eps(Module bn) {
        return switch (bn) {
            case BatchNorm1d norm -> norm.eps;
            case BatchNorm2d norm -> norm.eps;
            case BatchNorm3d norm -> norm.eps;
            default -> throw new IllegalArgumentException(bn + " is no batch normalization");
        };
    }

    /** A module without initial values: {@code skipInit(d -> new Linear(9, 9, o -> o.device(d)))}. */
    public static <M extends Module> M skipInit(Function<Device, M> constructor) {
        return skipInit(constructor, Device.CPU);
    }

    /**
     * A module whose parameters are allocated on {@code device} and left as they are.
     *
     * @param constructor makes the module on the device it is given
     */
    public static <M extends Module> M skipInit(Function<Device, M> constructor, Device device) {
        M module = constructor.apply(Device.of("meta"));
        module.toEmpty(device);
        return module;
    }

    // Reparametrizations by hooks

    /** Splits {@code weight} into its length and its direction; see {@link #weightNorm(Module, String, Long)}. */
    public static <M extends Module> M weightNorm(M module) {
        return weightNorm(module, "weight");
    }

    /** Splits a parameter into its length and its direction; see {@link #weightNorm(Module, String, Long)}. */
    public static <M extends Module> M weightNorm(M module, String name) {
        return weightNorm(module, name, 0L);
    }

    /**
     * Replaces the parameter {@code name} by {@code name_g} and {@code name_v}, of which {@code g v / ‖v‖} is computed
     * before each forward. Returns {@code module}.
     *
     * @param dim the dimension that keeps a length for each of its places; null for one length of all
     */
    public static <M extends Module> M weightNorm(M module, String name, @Nullable Long dim) {
        WeightNorm.apply(module, name, dim == null ? -1 : dim);
        return module;
    }

    /** Makes {@code weight} a parameter again. */
    public static <M extends Module> M removeWeightNorm(M module) {
        return removeWeightNorm(module, "weight");
    }

    /**
     * Makes a parameter under {@link #weightNorm} one again. Returns {@code module}.
     *
     * @throws IllegalArgumentException where it is under none
     */
    public static <M extends Module> M removeWeightNorm(M module, String name) {
        WeightNorm.remove(module, name);
        return module;
    }

    /** Divides {@code weight} by its largest singular value; see the longest form. */
    public static <M extends Module> M spectralNorm(M module) {
        return spectralNorm(module, "weight");
    }

    /** Divides a parameter by its largest singular value; see the longest form. */
    public static <M extends Module> M spectralNorm(M module, String name) {
        return spectralNorm(module, name, 1, 1e-12, null);
    }

    /**
     * Divides the parameter {@code name} by its largest singular value before each forward. Returns {@code module}.
     *
     * @param nPowerIterations steps of the power method in each forward in training mode
     * @param eps what keeps norms from being zero
     * @param dim the dimension of the outputs; null for 1 of a transposed convolution, 0 of others
     */
    public static <M extends Module> M spectralNorm(
            M module, String name, long nPowerIterations, double eps, @Nullable Long dim) {
        SpectralNorm.apply(
                module,
                new SpectralNorm(
                        name, nPowerIterations, dim == null ? outputDim(module) : dim, eps));
        return module;
    }

    /** Makes {@code weight} a parameter again. */
    public static <M extends Module> M removeSpectralNorm(M module) {
        return removeSpectralNorm(module, "weight");
    }

    /**
     * Makes a parameter under {@link #spectralNorm} one again. Returns {@code module}.
     *
     * @throws IllegalArgumentException where it is under none
     */
    public static <M extends Module> M removeSpectralNorm(M module, String name) {
        SpectralNorm.remove(module, name);
        return module;
    }

    static long outputDim(Module module) {
        return module instanceof ConvTranspose1d
                        || module instanceof ConvTranspose2d
                        || module instanceof ConvTranspose3d
                ? 1
                : 0;
    }

    /** The parameter, buffer or computed tensor of this name. */
    static Tensor tensor(Module module, String name) {
        Objects.requireNonNull(module, "module");
        Tensor tensor = ACCESS.tensor(module, name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "'%s' object has no attribute '%s'"
                            .formatted(module.getClass().getSimpleName(), name));
        }
        return tensor;
    }
}
