package torch.utils;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.HookHandle;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.internal.Structures;
import torch.nn.Module;
import torch.nn.utils.PackedSequence;

/** The layers of a model in the order in which a pass calls them, seen by hooks. */
final class SummaryRecorder {
    /** A module and the name under which its parent holds it. */
    private record Held(String name, Module module) {}

    private final Module model;
    private final List<SummaryLayer> layers = new ArrayList<>();
    private final Deque<SummaryLayer> running = new ArrayDeque<>();
    private final Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The last row of each depth, without those of what was left since. */
    private final Map<Integer, SummaryLayer> current = new HashMap<>();

    private final Map<Integer, Integer> counts = new HashMap<>();
    private long inputBytes;

    SummaryRecorder(Module model) {
        this.model = Objects.requireNonNull(model, "argument 'model' must be a Module, not null");
    }

    Module model() {
        return model;
    }

    List<SummaryLayer> layers() {
        return layers;
    }

    long inputBytes() {
        return inputBytes;
    }

    /** All modules in the order in which they are held. */
    void list() {
        list(new Held(model.getClass().getSimpleName(), model), 0);
        layers.forEach(SummaryLayer::count);
    }

    private void list(Held held, int depth) {
        add(held, depth);
        held.module
                .namedChildren()
                .forEach((name, child) -> list(new Held(name, child), depth + 1));
    }

    /** Runs a pass and takes note of it. */
    void run(
            List<?> inputs,
            List<DType> dtypes,
            Function<List<@Nullable Object>, ? extends @Nullable Object> forward) {
        Map<Module, Boolean> modes = new LinkedHashMap<>();
        List<HookHandle> hooks = new ArrayList<>();
        for (Module module : model.modules()) {
            modes.put(module, module.isTraining());
        }
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            List<@Nullable Object> arguments = arguments(inputs, dtypes);
            for (Module module : modes.keySet()) {
                if (module != model) {
                    hooks.add(module.registerForwardPreHook(this::enter));
                    hooks.add(module.registerForwardHook(this::leave));
                }
            }
            model.eval();
            // the model itself may be called by its forward, past all hooks
            running.push(add(new Held(model.getClass().getSimpleName(), model), 0));
            leave(model, arguments, forward.apply(arguments));
            layers.forEach(SummaryLayer::count);
        } finally {
            hooks.forEach(HookHandle::remove);
            // outer modules first, since train reaches all inside
            modes.forEach(Module::train);
        }
    }

    private List<@Nullable Object> arguments(List<?> inputs, List<DType> dtypes) {
        List<@Nullable Object> arguments = new ArrayList<>();
        int sizes = 0;
        for (Object input : inputs) {
            Object argument = input;
            if (input instanceof Size size) {
                DType dtype = sizes < dtypes.size() ? dtypes.get(sizes) : DType.FLOAT32;
                argument = Torch.zeros(size, Torch.dtype(dtype));
                sizes++;
            }
            for (Tensor tensor : SummaryRecorder.tensors(argument)) {
                inputBytes += tensor.numel() * tensor.elementSize();
            }
            arguments.add(argument);
        }
        return arguments;
    }

    private @Nullable List<@Nullable Object> enter(Module module, List<@Nullable Object> inputs) {
        SummaryLayer caller = running.element();
        List<Held> path = path(caller.module, module);
        int depth = caller.depth;
        if (path == null) {
            // held elsewhere than in the caller
            path = Objects.requireNonNull(path(model, module));
            depth = 0;
        }
        for (Held container : path.subList(0, path.size() - 1)) {
            depth++;
            SummaryLayer last = current.get(depth);
            if (last == null || last.module != container.module) {
                add(container, depth);
            }
        }
        running.push(add(path.getLast(), depth + 1));
        return null;
    }

    private @Nullable Object leave(
            Module module, List<@Nullable Object> inputs, @Nullable Object output) {
        SummaryLayer layer = running.pop();
        Tensor input = inputs.isEmpty() ? null : first(inputs.getFirst());
        layer.inputSize = input == null ? null : input.shape();
        Tensor result = first(output);
        layer.outputSize = result == null ? null : result.shape();
        layer.outputBytes = result == null ? 0 : result.numel() * result.elementSize();
        return null;
    }

    private SummaryLayer add(Held held, int depth) {
        int index = counts.merge(depth, 1, Integer::sum);
        var layer = new SummaryLayer(held.module, held.name, depth, index, !seen.add(held.module));
        for (int above = 0; above < depth; above++) {
            SummaryLayer outer = current.get(above);
            if (outer != null) {
                outer.inside.add(layer);
            }
        }
        layers.add(layer);
        current.keySet().removeIf(other -> other > depth);
        current.put(depth, layer);
        return layer;
    }

    /** The way from a module to one inside, nearest first; null where it is not inside. */
    private static @Nullable List<Held> path(Module from, Module to) {
        Deque<List<Held>> open = new ArrayDeque<>();
        Set<Module> known = Collections.newSetFromMap(new IdentityHashMap<>());
        open.add(List.of());
        while (!open.isEmpty()) {
            List<Held> path = open.remove();
            Module last = path.isEmpty() ? from : path.getLast().module;
            for (Map.Entry<String, Module> child : last.namedChildren().entrySet()) {
                List<Held> longer = new ArrayList<>(path);
                longer.add(new Held(child.getKey(), child.getValue()));
                if (child.getValue() == to) {
                    return longer;
                }
                if (known.add(child.getValue())) {
                    open.add(longer);
                }
            }
        }
        return null;
    }

    /** The first tensor of an input or output; null where there is none. */
    private static @Nullable Tensor first(@Nullable Object value) {
        List<Tensor> tensors = tensors(value);
        return tensors.isEmpty() ? null : tensors.getFirst();
    }

    /** The tensors of a value, of lists, maps and records in order. */
    private static List<Tensor> tensors(@Nullable Object value) {
        return switch (value) {
            case Tensor tensor -> List.of(tensor);
            case PackedSequence packed -> List.of(packed.data());
            case List<?> list -> list.stream().flatMap(part -> tensors(part).stream()).toList();
            case Map<?, ?> map -> tensors(new ArrayList<>(map.values()));
            case Object[] array -> tensors(Arrays.asList(array));
            case Record record -> tensors(Structures.visibleComponents(record));
            case null, default -> List.of();
        };
    }
}
