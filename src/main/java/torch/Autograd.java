package torch;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.autograd.Gradcheck;
import torch.autograd.GradcheckOptions;
import torch.internal.Downcalls;

/**
 * Gradients, and how they are computed. Mirrors {@code torch.autograd}.
 *
 * <p>Where PyTorch has {@code None} for a gradient there is a null in the list, so results are not to be passed to
 * {@link List#of} or {@link List#copyOf}.
 */
public final class Autograd {
    private Autograd() {}

    // ---- backward

    /** Accumulates the gradients of scalars into the leaves. Mirrors {@code torch.autograd.backward(tensors)}. */
    public static void backward(List<? extends Tensor> tensors) {
        Backward.run(tensors, new BackwardOptions());
    }

    /** Mirrors {@code torch.autograd.backward(tensor, …)}; see {@link #backward(List, Consumer)}. */
    public static void backward(Tensor tensor, Consumer<BackwardOptions> options) {
        backward(GradOutputs.listOf(tensor, "tensors"), options);
    }

    /**
     * Accumulates gradients into the leaves, or into chosen inputs only. Mirrors {@code torch.autograd.backward}.
     *
     * {@snippet :
     * Autograd.backward(List.of(y, z), o -> o.gradTensors(dy, null).retainGraph(true));
     * }
     *
     * @throws TorchException if a tensor has no graph, is no scalar and has no gradient given, or if a gradient's shape
     *     is not its tensor's
     */
    public static void backward(List<? extends Tensor> tensors, Consumer<BackwardOptions> options) {
        BackwardOptions read = new BackwardOptions();
        GradOutputs.require(options, "options", "a function of the options").accept(read);
        Backward.run(tensors, read);
    }

    /**
     * Accumulates gradients into the leaves, or into the given inputs only. Mirrors {@code torch.autograd.backward} with
     * all its arguments.
     *
     * @param tensors what is differentiated
     * @param gradTensors the gradient of each, null for a scalar's 1; null or empty for all scalars' 1
     * @param retainGraph whether the graph can be used again; null for what {@code createGraph} is
     * @param createGraph whether the gradients get a graph of their own
     * @param inputs the only tensors that get gradients; null for all leaves
     * @throws TorchException as {@link #backward(List, Consumer)}, and if {@code inputs} is empty
     */
    public static void backward(
            List<? extends Tensor> tensors,
            @Nullable List<? extends @Nullable Tensor> gradTensors,
            @Nullable Boolean retainGraph,
            boolean createGraph,
            @Nullable List<? extends Tensor> inputs) {
        BackwardOptions options =
                new BackwardOptions()
                        .retainGraph(retainGraph)
                        .createGraph(createGraph)
                        .inputs(inputs);
        if (gradTensors != null && !gradTensors.isEmpty()) options.gradTensors(gradTensors);
        Backward.run(tensors, options);
    }

    // ---- grad

    /** The gradient of a scalar with respect to one input. Mirrors {@code torch.autograd.grad(output, input)[0]}. */
    public static Tensor grad(Tensor output, Tensor input) {
        return grad(output, input, false);
    }

    /** Mirrors {@code torch.autograd.grad(outputs, inputs)}. */
    public static List<Tensor> grad(List<? extends Tensor> outputs, List<? extends Tensor> inputs) {
        return Backward.grad(outputs, inputs, new GradOptions());
    }

    /** Mirrors {@code torch.autograd.grad(output, input, create_graph=True)[0]}. */
    public static Tensor grad(Tensor output, Tensor input, boolean createGraph) {
        return grad(output, input, o -> o.createGraph(createGraph));
    }

    /**
     * The gradient with respect to one input, null where it is unused and that is allowed. Mirrors
     * {@code torch.autograd.grad(output, input, …)[0]}; see {@link #grad(List, List, Consumer)}.
     */
    @SuppressWarnings("NullAway") // null only where the caller allows it
    public static Tensor grad(Tensor output, Tensor input, Consumer<GradOptions> options) {
        return grad(
                        GradOutputs.listOf(output, "outputs"),
                        GradOutputs.listOf(input, "inputs"),
                        options)
                .getFirst();
    }

    /**
     * The gradients of outputs with respect to inputs, summed over the outputs. Mirrors {@code torch.autograd.grad}.
     *
     * {@snippet :
     * List<Tensor> g = Autograd.grad(List.of(y), List.of(w, b), o -> o.createGraph(true).materializeGrads(true));
     * }
     *
     * @return one gradient for every input; null for an unused one where that is allowed and not materialized
     * @throws TorchException if an input was not used, there is no graph, or a gradient's shape is not its output's
     * @throws IllegalArgumentException if options contradict each other
     */
    public static List<Tensor> grad(
            List<? extends Tensor> outputs,
            List<? extends Tensor> inputs,
            Consumer<GradOptions> options) {
        GradOptions read = new GradOptions();
        GradOutputs.require(options, "options", "a function of the options").accept(read);
        return Backward.grad(outputs, inputs, read);
    }

    /**
     * The gradients with respect to named inputs, under the same names and in the same order. Mirrors
     * {@code torch.autograd.grad(outputs, dict(…))}.
     */
    public static Map<String, Tensor> grad(
            List<? extends Tensor> outputs,
            Map<String, ? extends Tensor> inputs,
            Consumer<GradOptions> options) {
        GradOutputs.require(inputs, "inputs", "a Map<String, Tensor>");
        List<Tensor> gradients = grad(outputs, List.copyOf(inputs.values()), options);
        Map<String, Tensor> named = new java.util.LinkedHashMap<>();
        int next = 0;
        for (String name : inputs.keySet()) named.put(name, gradients.get(next++));
        return Collections.unmodifiableMap(named);
    }

    /**
     * The gradients of outputs with respect to inputs, summed over the outputs. Mirrors {@code torch.autograd.grad}.
     *
     * @param gradOutputs the gradient of each output, null for a scalar's 1; or empty
     * @param retainGraph whether the graph can be used again
     * @param createGraph whether the gradients get a graph of their own
     * @param allowUnused whether an input that no output depends on is a null in the result instead of an error
     * @throws TorchException if an input was not used and {@code allowUnused} is false, or there is no graph
     */
    public static List<Tensor> grad(
            List<? extends Tensor> outputs,
            List<? extends Tensor> inputs,
            List<? extends @Nullable Tensor> gradOutputs,
            boolean retainGraph,
            boolean createGraph,
            boolean allowUnused) {
        GradOptions options =
                new GradOptions()
                        .retainGraph(retainGraph)
                        .createGraph(createGraph)
                        .allowUnused(allowUnused);
        if (!GradOutputs.require(gradOutputs, "grad_outputs", "a List<Tensor>").isEmpty())
            options.gradOutputs(gradOutputs);
        return Backward.grad(outputs, inputs, options);
    }

    // ---- Modes

    /** Records nothing until it is closed. Mirrors {@code torch.autograd.no_grad}; as {@link Torch#noGrad()}. */
    public static GradMode noGrad() {
        return GradMode.grad(false);
    }

    /** Runs something without recording it. Mirrors {@code @torch.autograd.no_grad()}. */
    public static void noGrad(Runnable body) {
        Torch.noGrad(body);
    }

    /** Computes something without recording it. Mirrors {@code @torch.autograd.no_grad()}. */
    public static <T> T noGrad(Supplier<T> body) {
        return Torch.noGrad(body);
    }

    /** Records until it is closed. Mirrors {@code torch.autograd.enable_grad}; as {@link Torch#enableGrad()}. */
    public static GradMode enableGrad() {
        return GradMode.grad(true);
    }

    /** Runs something and records it. Mirrors {@code @torch.autograd.enable_grad()}. */
    public static void enableGrad(Runnable body) {
        Torch.enableGrad(body);
    }

    /** Computes something and records it. Mirrors {@code @torch.autograd.enable_grad()}. */
    public static <T> T enableGrad(Supplier<T> body) {
        return Torch.enableGrad(body);
    }

    /** Records or not, until it is closed or for good. Mirrors {@code torch.autograd.set_grad_enabled}. */
    public static GradMode setGradEnabled(boolean mode) {
        return GradMode.grad(mode);
    }

    /** Whether this thread records. Mirrors {@code torch.is_grad_enabled}. */
    public static boolean isGradEnabled() {
        return GradMode.isGradEnabled();
    }

    /** Mirrors {@code torch.autograd.inference_mode}; as {@link Torch#inferenceMode()}. */
    public static GradMode inferenceMode() {
        return GradMode.inference(true);
    }

    /** Mirrors {@code torch.autograd.inference_mode(mode)}; as {@link Torch#inferenceMode(boolean)}. */
    public static GradMode inferenceMode(boolean mode) {
        return GradMode.inference(mode);
    }

    /** Runs something in inference mode. Mirrors {@code @torch.autograd.inference_mode()}. */
    public static void inferenceMode(Runnable body) {
        Torch.inferenceMode(body);
    }

    /** Computes something in inference mode. Mirrors {@code @torch.autograd.inference_mode()}. */
    public static <T> T inferenceMode(Supplier<T> body) {
        return Torch.inferenceMode(body);
    }

    /** Whether this thread is in inference mode. Mirrors {@code torch.is_inference_mode_enabled}. */
    public static boolean isInferenceModeEnabled() {
        return GradMode.isInferenceMode();
    }

    /**
     * Has a backward that computes a NaN fail, and say which function's it was, until it is closed; in the whole
     * process. Mirrors {@code with torch.autograd.detect_anomaly():}.
     */
    public static AnomalyMode detectAnomaly() {
        return detectAnomaly(true);
    }

    /** Mirrors {@code with torch.autograd.detect_anomaly(check_nan):}. */
    public static AnomalyMode detectAnomaly(boolean checkNan) {
        System.getLogger("torch.autograd")
                .log(
                        System.Logger.Level.WARNING,
                        "Anomaly Detection has been enabled. This mode will increase the runtime and should only be"
                                + " enabled for debugging.");
        return AnomalyMode.set(true, checkNan);
    }

    /** Mirrors {@code torch.autograd.set_detect_anomaly(mode)}: for good, or until the result is closed. */
    public static AnomalyMode setDetectAnomaly(boolean mode) {
        return AnomalyMode.set(mode, true);
    }

    /** Mirrors {@code torch.autograd.set_detect_anomaly(mode, check_nan)}. */
    public static AnomalyMode setDetectAnomaly(boolean mode, boolean checkNan) {
        return AnomalyMode.set(mode, checkNan);
    }

    /** Whether anomalies are detected. Mirrors {@code torch.is_anomaly_enabled}. */
    public static boolean isAnomalyEnabled() {
        return AnomalyMode.isEnabled();
    }

    /** Whether NaNs count as anomalies. Mirrors {@code torch.is_anomaly_check_nan_enabled}. */
    public static boolean isAnomalyCheckNanEnabled() {
        return AnomalyMode.isCheckNanEnabled();
    }

    /**
     * Whether a backward of this thread may use a thread for each device, until it is closed or for good. Mirrors
     * {@code torch.autograd.set_multithreading_enabled}.
     */
    public static AutogradFlag setMultithreadingEnabled(boolean mode) {
        return AutogradFlag.set(AutogradFlag.MULTITHREADING, mode);
    }

    /** Mirrors {@code torch.autograd.is_multithreading_enabled}. */
    public static boolean isMultithreadingEnabled() {
        return AutogradFlag.get(AutogradFlag.MULTITHREADING);
    }

    /**
     * Whether views are made again by their own functions after an in-place change, not by {@code as_strided}; until it
     * is closed or for good. Mirrors {@code torch.autograd.grad_mode._force_original_view_tracking}.
     */
    public static AutogradFlag setViewReplayEnabled(boolean mode) {
        return AutogradFlag.set(AutogradFlag.VIEW_REPLAY, mode);
    }

    /** Mirrors {@code torch.autograd.is_view_replay_enabled}. */
    public static boolean isViewReplayEnabled() {
        return AutogradFlag.get(AutogradFlag.VIEW_REPLAY);
    }

    /** Whether libtorch was built with the profiler's library. Mirrors {@code torch.autograd.kineto_available}. */
    public static boolean kinetoAvailable() {
        return Downcalls.plain(torch.internal.Function.KINETO_AVAILABLE) != 0;
    }

    // ---- Checks of gradients

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradcheck(Function, Tensor)}. */
    public static boolean gradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return Gradcheck.gradcheck(func, input);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradcheck(Function, Tensor, Consumer)}. */
    public static boolean gradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, input, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(BiFunction, Tensor, Tensor)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return Gradcheck.gradcheck(func, first, second);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(BiFunction, Tensor, Tensor, Consumer)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, first, second, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(Function, List)}. */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return Gradcheck.gradcheck(func, inputs);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, inputs, options);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradgradcheck(Function, Tensor)}. */
    public static boolean gradgradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return Gradcheck.gradgradcheck(func, input);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradgradcheck(Function, Tensor, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, input, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(BiFunction, Tensor, Tensor)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return Gradcheck.gradgradcheck(func, first, second);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(BiFunction, Tensor, Tensor, Consumer)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, first, second, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return Gradcheck.gradgradcheck(func, inputs);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, inputs, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> gradOutputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, inputs, gradOutputs, options);
    }
}
