package torch.cuda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.ModuleAccess;
import torch.internal.TensorAccess;
import torch.nn.Module;

/** Captures the forward and backward of callables, in the order in which they will run. */
final class GraphedCallables {
    private final GraphedOptions options;
    private final MempoolId pool;
    private final Stream stream;
    private final List<Passes> all = new ArrayList<>();

    /** What is captured of one callable. */
    private static final class Passes {
        final Graphable source;
        final List<Tensor> parameters;
        final List<Tensor> surface = new ArrayList<>();
        final CUDAGraph forward = new CUDAGraph();
        final CUDAGraph backward = new CUDAGraph();
        List<Tensor> outputs = List.of();
        final List<Tensor> captured = new ArrayList<>();
        List<@Nullable Tensor> gradOutputs = List.of();
        List<@Nullable Tensor> gradInputs = List.of();

        Passes(Graphable source) {
            this.source = source;
            Module module = source.module;
            parameters = module == null ? List.of() : List.copyOf(module.parameters());
            surface.addAll(source.sampleArgs);
            surface.addAll(parameters);
        }

        List<Tensor> differentiable() {
            return surface.stream().filter(Tensor::requiresGrad).toList();
        }
    }

    private GraphedCallables(List<Graphable> callables, GraphedOptions options) {
        this.options = options;
        for (Graphable callable : callables) all.add(new Passes(callable));
        pool = options.pool == null ? Cuda.graphPoolHandle() : options.pool;
        Cuda.synchronize();
        stream = new Stream();
    }

    static List<GraphedCallable> make(List<Graphable> callables, GraphedOptions options) {
        CudaDevices.initialize("make_graphed_callables");
        if (Torch.isAutocastEnabled() && Torch.isAutocastCacheEnabled())
            throw new TorchException(
                    "make_graphed_callables does not support the autocast caching. Please set `cache_enabled=False`.");
        for (Graphable callable : callables) check(Objects.requireNonNull(callable, "callable"));
        return new GraphedCallables(callables, options).capture();
    }

    private static void check(Graphable callable) {
        Module module = callable.module;
        if (module == null) return;
        ModuleAccess access = ModuleAccess.get();
        if (access.hasForwardHooks(module) || access.hasBackwardHooks(module))
            throw new IllegalArgumentException(
                    "Modules must not have hooks registered at the time they are passed. However, registering hooks "
                            + "on modules after passing them through make_graphed_callables is allowed.");
        for (Tensor buffer : module.buffers()) {
            if (buffer.requiresGrad())
                throw new IllegalArgumentException(
                        "In any :class:`~torch.nn.Module` passed to "
                                + ":func:`~make_graphed_callables`, only parameters may be trainable. All buffers must have "
                                + "``requires_grad=False``.");
        }
    }

    private List<GraphedCallable> capture() {
        try (StreamContext side = Cuda.stream(stream)) {
            for (Passes passes : all) warmUp(passes);
        }
        Cuda.synchronize();
        for (Passes passes : all) captureForward(passes);
        for (Passes passes : all.reversed()) captureBackward(passes);
        List<GraphedCallable> graphed = new ArrayList<>();
        for (Passes passes : all) {
            // Other objects for the same memory: the caller's may be closed.
            List<Tensor> staticArgs =
                    passes.source.sampleArgs.stream().map(arg -> arg.detach().keep()).toList();
            // Without the autograd graph, which has served; the memory is the same.
            List<Tensor> staticOutputs =
                    passes.outputs.stream().map(output -> output.detach().keep()).toList();
            passes.captured.forEach(Tensor::close);
            graphed.add(
                    new GraphedCallable(
                            passes.source,
                            passes.parameters,
                            new GraphedFunction(
                                    passes.forward,
                                    passes.backward,
                                    staticArgs,
                                    staticOutputs,
                                    passes.gradOutputs,
                                    passes.gradInputs)));
        }
        return graphed;
    }

    /** Lets libraries choose and set up what they do when they are first used. */
    private void warmUp(Passes passes) {
        for (int i = 0; i < options.numWarmupIters; i++) {
            try (Scope scope = Torch.scope()) {
                List<Tensor> outputs = passes.source.function.apply(passes.source.sampleArgs);
                List<Tensor> gradients =
                        outputs.stream()
                                .filter(Tensor::requiresGrad)
                                .map(Torch::emptyLike)
                                .toList();
                if (!gradients.isEmpty()) gradients(passes, outputs, gradients);
            }
        }
    }

    private List<Tensor> gradients(Passes passes, List<Tensor> outputs, List<Tensor> gradients) {
        return Autograd.grad(
                outputs.stream().filter(Tensor::requiresGrad).toList(),
                passes.differentiable(),
                o -> o.gradOutputs(gradients).allowUnused(options.allowUnusedInput));
    }

    private GraphCapture capturing(CUDAGraph graph) {
        return Cuda.graph(
                graph, o -> o.stream(stream).pool(pool).captureErrorMode(options.captureErrorMode));
    }

    private void captureForward(Passes passes) {
        try (GraphCapture capture = capturing(passes.forward);
                Scope scope = Torch.scope()) {
            passes.outputs = List.copyOf(passes.source.function.apply(passes.source.sampleArgs));
            for (Tensor output : passes.outputs) {
                if (TensorAccess.get().scope(output) == scope) passes.captured.add(output.keep());
            }
        }
    }

    private void captureBackward(Passes passes) {
        List<@Nullable Tensor> gradOutputs = new ArrayList<>();
        List<Tensor> present = new ArrayList<>();
        for (Tensor output : passes.outputs) {
            Tensor gradient = output.requiresGrad() ? Torch.emptyLike(output).keep() : null;
            gradOutputs.add(gradient);
            if (gradient != null) present.add(gradient);
        }
        passes.gradOutputs = Collections.unmodifiableList(gradOutputs);
        List<@Nullable Tensor> gradInputs = new ArrayList<>();
        for (int i = 0; i < passes.surface.size(); i++) gradInputs.add(null);
        passes.gradInputs = Collections.unmodifiableList(gradInputs);
        if (present.isEmpty()) return;
        try (GraphCapture capture = capturing(passes.backward);
                Scope scope = Torch.scope()) {
            int next = 0;
            List<Tensor> gradients = gradients(passes, passes.outputs, present);
            for (int i = 0; i < passes.surface.size(); i++) {
                if (!passes.surface.get(i).requiresGrad()) continue;
                Tensor gradient = gradients.get(next++);
                gradInputs.set(i, gradient == null ? null : gradient.keep());
            }
        }
    }
}
