package torch.optim.swautils;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonFloat;
import torch.nn.BatchNormNd;
import torch.nn.Module;
import torch.nn.UnaryModule;

/** The functions of {@code torch.optim.swa_utils}: how {@link AveragedModel} averages, and what follows it. */
public final class SwaUtils {
    private SwaUtils() {}

    /** A moving average with a decay of 0.999. */
    public static AvgFn getEmaAvgFn() {
        return getEmaAvgFn(0.999);
    }

    /**
     * A moving average: {@code decay * averaged + (1 - decay) * current}.
     *
     * @throws IllegalArgumentException if the decay is not between 0 and 1
     */
    public static AvgFn getEmaAvgFn(double decay) {
        checkDecay(decay);
        return (averaged, current, numAveraged) ->
                noGrad(() -> averaged.mul(decay).add(current.mul(1 - decay)));
    }

    /** The mean of all: {@code averaged + (current - averaged) / (numAveraged + 1)}. */
    public static AvgFn getSwaAvgFn() {
        return (averaged, current, numAveraged) ->
                noGrad(() -> averaged.add(current.sub(averaged).div(numAveraged.add(1))));
    }

    /** A moving average of many tensors at once with a decay of 0.999. */
    public static MultiAvgFn getEmaMultiAvgFn() {
        return getEmaMultiAvgFn(0.999);
    }

    /**
     * A moving average of many tensors at once, like {@link #getEmaAvgFn(double)}.
     *
     * @throws IllegalArgumentException if the decay is not between 0 and 1
     */
    public static MultiAvgFn getEmaMultiAvgFn(double decay) {
        checkDecay(decay);
        return (averaged, current, numAveraged) -> {
            try (var _ = Torch.noGrad();
                    var _ = Torch.scope()) {
                if (canInterpolate(averaged)) {
                    Aten._foreach_lerp__Scalar(averaged, current, 1 - decay);
                    return;
                }
                for (int i = 0; i < averaged.size(); i++) {
                    Tensor mean = averaged.get(i).mul(decay).add(current.get(i).mul(1 - decay));
                    averaged.get(i).copy_(mean);
                }
            }
        };
    }

    /** The mean of all for many tensors at once, like {@link #getSwaAvgFn()}. */
    public static MultiAvgFn getSwaMultiAvgFn() {
        return (averaged, current, numAveraged) -> {
            try (var _ = Torch.noGrad();
                    var _ = Torch.scope()) {
                Tensor count = numAveraged.add(1);
                if (canInterpolate(averaged)) {
                    Aten._foreach_lerp__Scalar(
                            averaged, current, count.reciprocal().mul(1).itemDouble());
                    return;
                }
                List<Tensor> differences = Aten._foreach_sub_List(current, averaged, 1);
                List<Tensor> counts = new ArrayList<>();
                averaged.forEach(_ -> counts.add(count));
                Aten._foreach_addcdiv__Scalar(averaged, differences, counts, 1);
            }
        };
    }

    private static boolean canInterpolate(List<Tensor> tensors) {
        return tensors.getFirst().isFloatingPoint() || tensors.getFirst().isComplex();
    }

    private static void checkDecay(double decay) {
        if (decay < 0 || decay > 1) {
            throw new IllegalArgumentException(
                    "Invalid decay value %s provided. Please provide a value in [0,1] range."
                            .formatted(PythonFloat.repr(decay)));
        }
    }

    private static Tensor noGrad(Supplier<Tensor> mean) {
        try (var _ = Torch.noGrad();
                var scope = Torch.scope()) {
            return scope.keep(mean.get());
        }
    }

    /** Computes the running statistics of all batch normalizations anew. */
    public static void updateBn(Iterable<Tensor> loader, UnaryModule model) {
        updateBn(loader, model, (Device) null);
    }

    /**
     * Computes the running statistics of all batch normalizations anew, as means over the whole data.
     *
     * @param loader the inputs, one batch after the other
     * @param device where they are moved to before the model is called; null for nowhere
     */
    public static void updateBn(
            Iterable<Tensor> loader, UnaryModule model, @Nullable Device device) {
        updateBn(loader, model, input -> model.call(device == null ? input : input.to(device)));
    }

    /**
     * Computes the running statistics of all batch normalizations anew, for data and models of any kind.
     *
     * @param call calls the model with one batch
     */
    public static <B> void updateBn(
            Iterable<? extends B> loader, Module model, Consumer<? super B> call) {
        Map<BatchNormNd, @Nullable Double> momenta = new IdentityHashMap<>();
        for (Module module : model.modules()) {
            if (module instanceof BatchNormNd norm) {
                norm.resetRunningStats();
                momenta.put(norm, norm.momentum);
            }
        }
        if (momenta.isEmpty()) return;
        boolean wasTraining = model.isTraining();
        model.train();
        try (var _ = Torch.noGrad()) {
            momenta.keySet().forEach(norm -> norm.momentum = null); // the mean over all batches
            for (B batch : loader) {
                try (var _ = Torch.scope()) {
                    call.accept(batch);
                }
            }
        } finally {
            momenta.forEach((norm, momentum) -> norm.momentum = momentum);
            model.train(wasTraining);
        }
    }
}
