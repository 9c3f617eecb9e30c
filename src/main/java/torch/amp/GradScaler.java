package torch.amp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.internal.Warnings;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Scales losses, so that gradients in half precision are not lost, and unscales the gradients before a step.
 *
 * <p>A step whose gradients are not all finite is left out, and the scale becomes smaller; after
 * {@code growthInterval} steps that were made it grows.
 *
 * {@snippet :
 * var scaler = new GradScaler("cuda");
 * scaler.scale(loss).backward();
 * scaler.unscale_(optimizer); // only if the gradients are looked at, for instance to clip them
 * scaler.step(optimizer);
 * scaler.update();
 * }
 *
 * <p>Mirrors {@code torch.amp.GradScaler}.
 */
public class GradScaler {
    private enum Stage {
        READY,
        UNSCALED,
        STEPPED
    }

    /** What happened to an optimizer's gradients since the last update. */
    private static final class OptimizerState {
        Stage stage = Stage.READY;
        Map<Device, Tensor> foundInf = Map.of();
    }

    private final String device;
    private final boolean enabled;
    private final Map<Optimizer, OptimizerState> states = new IdentityHashMap<>();
    private double initScale;
    private double growthFactor;
    private double backoffFactor;
    private long growthInterval;
    private long initGrowthTracker;
    private @Nullable Tensor scale;
    private @Nullable Tensor growthTracker;

    /** For CUDA. */
    public GradScaler() {
        this("cuda");
    }

    /** For a type of device, as {@code cuda} or {@code cpu}. */
    public GradScaler(String device) {
        this(device, o -> {});
    }

    /** For CUDA, with keyword arguments. */
    public GradScaler(Consumer<? super Options> options) {
        this("cuda", options);
    }

    /**
     * With keyword arguments. Without CUDA a scaler for it warns and does nothing.
     *
     * @throws IllegalArgumentException if the scale would not grow or not become smaller
     */
    public GradScaler(String device, Consumer<? super Options> options) {
        this.device = Objects.requireNonNull(device, "device must be a String, not null");
        var o = new Options();
        options.accept(o);
        boolean possible = !device.equals("cuda") || Cuda.isAvailable();
        if (o.enabled && !possible) {
            Warnings.warnOnce(
                    "torch.amp",
                    "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.");
        }
        enabled = o.enabled && possible;
        if (enabled && o.growthFactor <= 1) {
            throw new IllegalArgumentException("The growth factor must be > 1.0.");
        }
        if (enabled && o.backoffFactor >= 1) {
            throw new IllegalArgumentException("The backoff factor must be < 1.0.");
        }
        initScale = o.initScale;
        growthFactor = o.growthFactor;
        backoffFactor = o.backoffFactor;
        growthInterval = o.growthInterval;
    }

    // ---- Scaling

    /** A loss or another output times the scale; the tensor itself if the scaler is not enabled. */
    public Tensor scale(Tensor output) {
        if (!enabled) return output;
        Tensor scale = scaleOn(output.device());
        return output.mul(scale.to(output.device(), true));
    }

    /** Outputs times the scale. */
    public List<Tensor> scale(Collection<? extends Tensor> outputs) {
        if (!enabled) return List.copyOf(outputs);
        List<Tensor> scaled = new ArrayList<>();
        Copies scales = null;
        for (Tensor output : outputs) {
            if (scales == null) scales = new Copies(scaleOn(output.device()));
            scaled.add(output.mul(scales.on(output.device())));
        }
        return List.copyOf(scaled);
    }

    /** The scale, made on a device if there is none yet. */
    private Tensor scaleOn(Device device) {
        if (scale == null) {
            scale = full(initScale, DType.FLOAT32, device);
            growthTracker = full(initGrowthTracker, DType.INT32, device);
        }
        return scale;
    }

    private static Tensor full(Number value, DType dtype, Device device) {
        return Torch.full(Torch.shape(), value, Torch.dtype(dtype).device(device)).keep();
    }

    /** A tensor on each device that asked for it. */
    private record Copies(Tensor master, Map<Device, Tensor> copies) {
        Copies(Tensor master) {
            this(master, new LinkedHashMap<>());
        }

        Tensor on(Device device) {
            return copies.computeIfAbsent(device, d -> master.to(d, master.dtype(), true, true));
        }
    }

    // ---- Stepping

    /**
     * Divides the gradients of an optimizer's parameters by the scale, in place.
     *
     * @throws IllegalArgumentException if nothing was scaled yet, or a gradient is of half precision
     * @throws TorchException if it was called already since the last update, or after {@link #step}
     */
    public void unscale_(Optimizer optimizer) {
        if (!enabled) return;
        Tensor scale = checkScale("unscale_");
        OptimizerState state = stateOf(optimizer);
        switch (state.stage) {
            case UNSCALED ->
                    throw new TorchException(
                            "unscale_() has already been called on this optimizer since the last update().");
            case STEPPED -> throw new TorchException("unscale_() is being called after step().");
            case READY -> {}
        }
        try (Tensor wide = scale.toDouble();
                Tensor inverse = wide.reciprocal();
                Tensor inverseScale = inverse.toFloat()) {
            state.foundInf = unscaleGrads(optimizer, inverseScale, false);
        }
        state.stage = Stage.UNSCALED;
    }

    /** Multiplies the gradients, and says for each device whether one is not finite: 0, or 1. */
    private Map<Device, Tensor> unscaleGrads(
            Optimizer optimizer, Tensor inverseScale, boolean allowHalf) {
        record Kind(Device device, DType dtype) {}
        try (var scope = Torch.scope();
                var _ = Torch.noGrad()) {
            Map<Kind, List<Tensor>> grads = new LinkedHashMap<>();
            for (ParamGroup group : optimizer.paramGroups()) {
                for (Tensor param : group.params()) {
                    Tensor grad = param.grad();
                    if (grad == null) continue;
                    if (!allowHalf && grad.dtype() == DType.FLOAT16) {
                        throw new IllegalArgumentException("Attempting to unscale FP16 gradients.");
                    }
                    Tensor values = grad;
                    if (grad.isSparse()) {
                        // Several halves of one element may add up to more than a half can hold.
                        if (grad.dtype() == DType.FLOAT16) param.setGrad(grad.coalesce());
                        values = Aten._values(Objects.requireNonNull(param.grad()));
                    }
                    grads.computeIfAbsent(
                                    new Kind(values.device(), values.dtype()),
                                    _ -> new ArrayList<>())
                            .add(values);
                }
            }
            Copies inverses = new Copies(inverseScale);
            Copies found = new Copies(full(0.0, DType.FLOAT32, checkScale("unscale_").device()));
            grads.forEach(
                    (kind, some) ->
                            Aten._amp_foreach_non_finite_check_and_unscale_(
                                    some, found.on(kind.device), inverses.on(kind.device)));
            found.copies.values().forEach(Tensor::keep);
            found.master.close();
            return found.copies;
        }
    }

    /**
     * Steps unless a gradient is infinite or not a number; unscales the gradients before if that was not done.
     *
     * @throws IllegalArgumentException if nothing was scaled yet, or no parameter has a gradient
     * @throws TorchException if it was called already since the last update
     */
    public void step(Optimizer optimizer) {
        if (!enabled) {
            optimizer.step();
            return;
        }
        Tensor scale = checkScale("step");
        OptimizerState state = stateOf(optimizer);
        if (state.stage == Stage.STEPPED) {
            throw new TorchException("step() has already been called since the last update().");
        }
        if (optimizer.stepSupportsAmpScaling()) {
            stepThatUnscales(optimizer, state, scale);
        } else {
            if (state.stage == Stage.READY) unscale_(optimizer);
            if (state.foundInf.isEmpty()) {
                throw new IllegalArgumentException(
                        "No inf checks were recorded for this optimizer.");
            }
            double found = state.foundInf.values().stream().mapToDouble(Tensor::itemDouble).sum();
            if (found == 0) optimizer.step();
        }
        state.stage = Stage.STEPPED;
    }

    /** A fused step divides the gradients and looks at the flag itself, so that nothing waits for the device. */
    private void stepThatUnscales(Optimizer optimizer, OptimizerState state, Tensor scale) {
        try (var _ = Torch.scope()) {
            if (state.stage == Stage.READY) {
                state.foundInf =
                        unscaleGrads(
                                optimizer,
                                Torch.full(
                                        Torch.shape(),
                                        1.0,
                                        Torch.dtype(DType.FLOAT32).device(scale.device())),
                                true);
            }
            Tensor found = null;
            for (Tensor one : state.foundInf.values()) {
                Tensor here = one.to(scale.device(), true);
                found = found == null ? here : found.add(here);
            }
            optimizer.ampScaling(state.stage == Stage.UNSCALED ? null : scale, found);
            try {
                optimizer.step();
            } finally {
                optimizer.ampScaling(null, null);
            }
        }
    }

    /**
     * Not possible while the scaler is enabled.
     *
     * @return what {@code closure} returned
     * @throws TorchException if the scaler is enabled
     */
    public Tensor step(Optimizer optimizer, Supplier<Tensor> closure) {
        if (enabled) {
            throw new TorchException(
                    "Closure use is not currently supported if GradScaler is enabled.");
        }
        return optimizer.step(closure);
    }

    private OptimizerState stateOf(Optimizer optimizer) {
        return states.computeIfAbsent(
                Objects.requireNonNull(optimizer, "optimizer must be an Optimizer, not null"),
                _ -> new OptimizerState());
    }

    // ---- The scale

    /**
     * Makes the scale smaller if a step was left out, or larger if enough were made.
     *
     * @throws IllegalArgumentException if nothing was scaled or no gradients were looked at since the last update
     */
    public void update() {
        if (!enabled) return;
        Tensor scale = checkScale("update");
        Tensor combined = null;
        try (var _ = Torch.scope()) {
            for (OptimizerState state : states.values()) {
                for (Tensor found : state.foundInf.values()) {
                    Tensor here = found.to(scale.device(), true);
                    combined = combined == null ? here : combined.add_(here);
                }
            }
            if (combined == null) {
                throw new IllegalArgumentException("No inf checks were recorded prior to update.");
            }
            Aten._amp_update_scale_(
                    scale,
                    Objects.requireNonNull(growthTracker),
                    combined,
                    growthFactor,
                    backoffFactor,
                    growthInterval);
        }
        begin();
    }

    /** Sets the scale. */
    public void update(double newScale) {
        if (!enabled) return;
        checkScale("update").fill_(newScale);
        begin();
    }

    /**
     * Sets the scale.
     *
     * @throws IllegalArgumentException if {@code newScale} is on another type of device, has not one element or requires a
     *     gradient
     */
    public void update(Tensor newScale) {
        if (!enabled) return;
        Tensor scale = checkScale("update");
        if (!newScale.device().type().equals(device)
                || newScale.numel() != 1
                || newScale.requiresGrad()) {
            throw new IllegalArgumentException(
                    "new_scale should be a float or a 1-element torch.cuda.FloatTensor or torch.FloatTensor with"
                            + " requires_grad=False.");
        }
        scale.copy_(newScale);
        begin();
    }

    /** Forgets what happened since the last update. */
    private void begin() {
        states.values().forEach(state -> state.foundInf.values().forEach(Tensor::close));
        states.clear();
    }

    private Tensor checkScale(String operation) {
        if (scale == null) {
            throw new IllegalArgumentException(
                    ("Attempted %s but _scale is None.  This may indicate your script did not use scaler.scale(loss or"
                                    + " outputs) earlier in the iteration.")
                            .formatted(operation));
        }
        return scale;
    }

    /** The scale; 1 if the scaler is not enabled. On a GPU this waits for what runs there. */
    public double getScale() {
        if (!enabled) return 1;
        return scale == null ? initScale : scale.itemDouble();
    }

    /** What the scale is multiplied by after {@link #getGrowthInterval} steps. */
    public double getGrowthFactor() {
        return growthFactor;
    }

    /** Changes what the scale is multiplied by when it grows. */
    public void setGrowthFactor(double newFactor) {
        growthFactor = newFactor;
    }

    /** What the scale is multiplied by after a step that was left out. */
    public double getBackoffFactor() {
        return backoffFactor;
    }

    /** Changes what the scale is multiplied by after a step that was left out. */
    public void setBackoffFactor(double newFactor) {
        backoffFactor = newFactor;
    }

    /** After how many steps in a row the scale grows. */
    public long getGrowthInterval() {
        return growthInterval;
    }

    /** Changes after how many steps the scale grows. */
    public void setGrowthInterval(long newInterval) {
        growthInterval = newInterval;
    }

    /** How many steps in a row were made since the scale changed. */
    private long getGrowthTracker() {
        return growthTracker == null ? initGrowthTracker : growthTracker.itemLong();
    }

    /** Whether it does anything. */
    public boolean isEnabled() {
        return enabled;
    }

    // ---- State

    /** The scale and how it changes, under PyTorch's names; empty if the scaler is not enabled. */
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new LinkedHashMap<>();
        if (enabled) {
            state.put("scale", getScale());
            state.put("growth_factor", growthFactor);
            state.put("backoff_factor", backoffFactor);
            state.put("growth_interval", growthInterval);
            state.put("_growth_tracker", getGrowthTracker());
        }
        return state;
    }

    /**
     * Takes what {@link #stateDict()} gave; nothing if the scaler is not enabled.
     *
     * @throws TorchException if the state is empty
     * @throws IllegalArgumentException if something is missing in it
     */
    public void loadStateDict(Map<String, ?> stateDict) {
        if (!enabled) return;
        if (stateDict.isEmpty()) {
            throw new TorchException(
                    "The source state dict is empty, possibly because it was saved from a disabled instance of"
                            + " GradScaler.");
        }
        double newScale = number(stateDict, "scale").doubleValue();
        double newGrowth = number(stateDict, "growth_factor").doubleValue();
        double newBackoff = number(stateDict, "backoff_factor").doubleValue();
        long newInterval = number(stateDict, "growth_interval").longValue();
        long newTracker = number(stateDict, "_growth_tracker").longValue();
        initScale = newScale;
        growthFactor = newGrowth;
        backoffFactor = newBackoff;
        growthInterval = newInterval;
        initGrowthTracker = newTracker;
        if (scale != null) scale.fill_(newScale);
        if (growthTracker != null) growthTracker.fill_(newTracker);
    }

    private static Number number(Map<String, ?> stateDict, String name) {
        if (stateDict.get(name) instanceof Number number) return number;
        throw new IllegalArgumentException(
                "state dict: '%s' must be a number, not %s".formatted(name, stateDict.get(name)));
    }

    /** The keyword arguments of {@link GradScaler}. */
    public static final class Options {
        private double initScale = 65536;
        private double growthFactor = 2;
        private double backoffFactor = 0.5;
        private long growthInterval = 2000;
        private boolean enabled = true;

        private Options() {}

        /** The scale at first. Default: 65536 */
        public Options initScale(double initScale) {
            this.initScale = initScale;
            return this;
        }

        /** What the scale is multiplied by when it grows. Default: 2 */
        public Options growthFactor(double growthFactor) {
            this.growthFactor = growthFactor;
            return this;
        }

        /** What the scale is multiplied by after a step that was left out. Default: 0.5 */
        public Options backoffFactor(double backoffFactor) {
            this.backoffFactor = backoffFactor;
            return this;
        }

        /** After how many steps in a row the scale grows. Default: 2000 */
        public Options growthInterval(long growthInterval) {
            this.growthInterval = growthInterval;
            return this;
        }

        /** Whether the scaler does anything. Default: true */
        public Options enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }
    }
}
