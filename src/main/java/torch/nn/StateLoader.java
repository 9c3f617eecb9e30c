package torch.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Copies a state into a module and gathers everything that does not fit, to report it at once as PyTorch does. */
final class StateLoader {
    private final Map<String, Tensor> state;
    private final List<String> missingKeys = new ArrayList<>();
    private final List<String> unexpectedKeys = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private final boolean assign;

    StateLoader(Map<String, ? extends Tensor> state, boolean assign) {
        this.state = new LinkedHashMap<>(state);
        this.assign = assign;
    }

    IncompatibleKeys load(Module module, boolean strict) {
        load(module, "", state);
        if (strict) {
            if (!unexpectedKeys.isEmpty()) {
                errors.addFirst(
                        "Unexpected key(s) in state_dict: " + quoted(unexpectedKeys) + ". ");
            }
            if (!missingKeys.isEmpty()) {
                errors.addFirst("Missing key(s) in state_dict: " + quoted(missingKeys) + ". ");
            }
        }
        if (!errors.isEmpty()) {
            throw new TorchException(
                    "Error(s) in loading state_dict for "
                            + module.name()
                            + ":\n\t"
                            + String.join("\n\t", errors));
        }
        return new IncompatibleKeys(missingKeys, unexpectedKeys);
    }

    /** Loads one module and those inside; {@code state} holds no names but theirs. */
    private void load(Module module, String prefix, Map<String, Tensor> state) {
        StateHooks hooks = module.stateHooksOrNull();
        if (hooks != null) {
            hooks.beforeLoad(module, state, prefix);
        }
        module.completeState(state, prefix);
        Map<String, Tensor> own = module.members().state();
        Map<String, Module> children = module.members().modules();
        own.forEach(
                (name, tensor) -> {
                    String key = prefix + name;
                    Tensor source = state.get(key);
                    if (source != null) {
                        copy(module.members(), key, source, tensor);
                    } else if (state.containsKey(key)) {
                        errors.add(
                                ("While copying the parameter named \"%s\", expected torch.Tensor or Tensor-like "
                                                + "object from checkpoint but received null")
                                        .formatted(key));
                    } else {
                        missingKeys.add(key);
                    }
                });
        loadExtraState(module, prefix + Module.EXTRA_STATE, state);
        for (String key : state.keySet()) {
            if (key.startsWith(prefix) && !key.equals(prefix + Module.EXTRA_STATE)) {
                String rest = key.substring(prefix.length());
                int dot = rest.indexOf('.');
                if (dot < 0
                        ? !own.containsKey(rest)
                        : !children.containsKey(rest.substring(0, dot))) {
                    unexpectedKeys.add(key);
                }
            }
        }
        children.forEach(
                (name, child) -> {
                    var inner = new LinkedHashMap<>(state);
                    inner.keySet().removeIf(key -> !key.startsWith(prefix + name + "."));
                    load(child, prefix + name + ".", inner);
                });
        if (hooks != null) {
            hooks.afterLoad(module, new IncompatibleKeys(missingKeys, unexpectedKeys));
        }
    }

    private void loadExtraState(Module module, String key, Map<String, Tensor> state) {
        boolean takes = module.getExtraState() != null;
        Tensor extra = state.get(key);
        if (takes && extra != null) {
            module.setExtraState(extra);
        } else if (takes) {
            missingKeys.add(key);
        } else if (state.containsKey(key)) {
            unexpectedKeys.add(key);
        }
    }

    private void copy(Members members, String key, Tensor source, Tensor target) {
        if (UninitializedTensor.isLazy(target) && UninitializedTensor.isLazy(source)) {
            return;
        }
        // A scalar was saved as a tensor of one element by PyTorch 0.3.
        boolean oneElement = target.dim() == 0 && source.dim() == 1 && source.size(0) == 1;
        if (!oneElement && !source.shape().equals(target.shape())) {
            errors.add(
                    ("size mismatch for %s: copying a param with shape %s from checkpoint, "
                                    + "the shape in current model is %s.")
                            .formatted(key, source.shape(), target.shape()));
            return;
        }
        try (var off = Torch.noGrad()) {
            if (oneElement) {
                try (Tensor scalar = source.select(0, 0)) {
                    target.copy_(scalar);
                }
            } else if (assign) {
                Conversion.assign(members, key.substring(key.lastIndexOf('.') + 1), target, source);
            } else {
                target.copy_(source);
            }
        } catch (TorchException | UnsupportedOperationException e) {
            errors.add(
                    ("While copying the parameter named \"%s\", whose dimensions in the model are %s and "
                                    + "whose dimensions in the checkpoint are %s, an exception occurred : ('%s',).")
                            .formatted(key, target.shape(), source.shape(), e.getMessage()));
        }
    }

    private static String quoted(List<String> keys) {
        return keys.stream().map(key -> '"' + key + '"').collect(Collectors.joining(", "));
    }
}
