package torch.nn;

import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.autograd.Node;
import torch.internal.Structures;

/**
 * The backward hooks of one call: a node that changes nothing stands around all its inputs and another around all its
 * outputs, and what passes them is what the hooks see.
 */
final class BackwardHooks {
    /** Passes everything on as it is, forwards and backwards. */
    private static final class Passage extends Function {
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            ctx.markNonDifferentiable(
                    inputs.stream().filter(t -> !t.requiresGrad()).toArray(Tensor[]::new));
            return inputs;
        }

        @Override
        protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
            return gradOutputs;
        }
    }

    private final Module module;
    private final List<BackwardHook> hooks;
    private final List<BackwardPreHook> preHooks;
    private int inputs;
    private int outputs;
    private @Nullable List<Integer> inputTensors;
    private List<Integer> outputTensors = List.of();
    private @Nullable List<@Nullable Tensor> gradOutputs;

    BackwardHooks(Module module, List<BackwardHook> hooks, List<BackwardPreHook> preHooks) {
        this.module = module;
        this.hooks = hooks;
        this.preHooks = preHooks;
    }

    /** The inputs, from behind their node. */
    List<@Nullable Object> onInputs(List<@Nullable Object> args) {
        inputs = args.size();
        List<@Nullable Object> passed = new ArrayList<@Nullable Object>(args);
        inputTensors =
                pass(
                        passed,
                        node -> node.registerHook((gradInputs, _) -> onGradInputs(gradInputs)));
        return Collections.unmodifiableList(passed);
    }

    /** The output, a tensor or something made of tensors, from behind its node. */
    @Nullable Object onOutput(@Nullable Object output) {
        List<@Nullable Object> parts = parts(output);
        if (parts == null) {
            Warnings.warnOnce(
                    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
                            + "received "
                            + (output == null ? "null" : output.getClass()));
            return output;
        }
        outputs = parts.size();
        List<Integer> tensors =
                pass(
                        parts,
                        node -> node.registerHook((_, gradOutputs) -> onGradOutputs(gradOutputs)));
        if (tensors == null || output == null) {
            return output;
        }
        outputTensors = tensors;
        return rebuilt(output, parts);
    }

    /** Sends the tensors of {@code values} through a node; returns their places, or null where none needs a gradient. */
    private static @Nullable List<Integer> pass(
            List<@Nullable Object> values, Consumer<Node> onNode) {
        var places = new ArrayList<Integer>();
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Tensor tensor) {
                places.add(i);
                tensors.add(tensor);
            }
        }
        if (tensors.stream().noneMatch(Tensor::requiresGrad) || !Torch.isGradEnabled()) {
            return null;
        }
        List<Tensor> passed = new Passage().applyAll(tensors.toArray(Tensor[]::new));
        for (Tensor tensor : passed) {
            Node node = tensor.requiresGrad() ? Node.of(tensor) : null;
            if (node != null) {
                onNode.accept(node);
                break;
            }
        }
        for (int i = 0; i < places.size(); i++) {
            values.set(places.get(i), passed.get(i));
        }
        return places;
    }

    private @Nullable List<@Nullable Tensor> onGradOutputs(List<@Nullable Tensor> passed) {
        List<@Nullable Tensor> grads = spread(outputTensors, passed, outputs);
        for (BackwardPreHook hook : preHooks) {
            List<@Nullable Tensor> replaced = hook.run(module, grads);
            if (replaced != null) {
                if (replaced.size() != grads.size()) {
                    throw new TorchException(
                            "Backward pre hook returned an invalid number of grad_output, got %d, but expected %d"
                                    .formatted(replaced.size(), grads.size()));
                }
                grads = replaced;
            }
        }
        if (inputTensors == null) {
            withoutInputs(grads);
        } else {
            gradOutputs = grads;
        }
        var all = grads;
        return outputTensors.stream().<@Nullable Tensor>map(all::get).toList();
    }

    /** No input needs a gradient: the hooks are called as soon as those of the outputs are known. */
    private void withoutInputs(List<@Nullable Tensor> grads) {
        if (!hooks.isEmpty()) {
            Warnings.warnOnce(
                    "Full backward hook is firing when gradients are computed with respect to module outputs since no "
                            + "inputs require gradients.");
        }
        for (BackwardHook hook : hooks) {
            List<@Nullable Tensor> replaced =
                    hook.run(module, Collections.nCopies(inputs, null), grads);
            if (replaced != null && replaced.stream().anyMatch(t -> t != null)) {
                throw new TorchException(
                        "Backward hook for Modules where no input requires gradient should always return None or None "
                                + "for all gradients.");
            }
        }
    }

    private @Nullable List<@Nullable Tensor> onGradInputs(List<@Nullable Tensor> passed) {
        // Null where a gradient reaches the inputs around the outputs, as in a second backward.
        if (gradOutputs == null || inputTensors == null) {
            return null;
        }
        List<@Nullable Tensor> grads = spread(inputTensors, passed, inputs);
        for (BackwardHook hook : hooks) {
            List<@Nullable Tensor> replaced = hook.run(module, grads, gradOutputs);
            if (replaced != null) {
                if (replaced.size() != grads.size()) {
                    throw new TorchException(
                            "Backward hook returned an invalid number of grad_input, got %d, but expected %d"
                                    .formatted(replaced.size(), grads.size()));
                }
                grads = replaced;
            }
        }
        gradOutputs = null;
        var all = grads;
        return inputTensors.stream().<@Nullable Tensor>map(all::get).toList();
    }

    private static List<@Nullable Tensor> spread(
            List<Integer> places, List<@Nullable Tensor> values, int size) {
        var all = new ArrayList<@Nullable Tensor>(Collections.nCopies(size, null));
        for (int i = 0; i < places.size(); i++) {
            all.set(places.get(i), values.get(i));
        }
        return all;
    }

    private static @Nullable List<@Nullable Object> parts(@Nullable Object output) {
        return switch (output) {
            case Tensor tensor -> new ArrayList<>(List.<@Nullable Object>of(tensor));
            case List<?> list -> new ArrayList<>(list);
            case Object[] array -> new ArrayList<>(Arrays.asList(array));
            case Record record -> components(record);
            case null, default -> null;
        };
    }

    private static List<@Nullable Object> components(Record record) {
        try {
            return new ArrayList<>(Structures.components(record));
        } catch (InaccessibleObjectException e) {
            throw closed(record, e);
        }
    }

    private static Object rebuilt(Object output, List<@Nullable Object> parts) {
        return switch (output) {
            case Tensor _ -> Objects.requireNonNull(parts.getFirst());
            case Object[] array -> parts.toArray(Arrays.copyOf(array, 0));
            case Record record -> {
                try {
                    yield Structures.record(record.getClass(), parts);
                } catch (InaccessibleObjectException e) {
                    throw closed(record, e);
                }
            }
            default -> Collections.unmodifiableList(parts);
        };
    }

    private static IllegalStateException closed(Record record, Exception cause) {
        Class<?> type = record.getClass();
        return new IllegalStateException(
                ("A backward hook cannot look into the module's output %s: return a List, or add \"opens %s to jtorch;\" "
                                + "to the module-info.java of %s")
                        .formatted(
                                type.getName(), type.getPackageName(), type.getModule().getName()),
                cause);
    }
}
