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

    StateLoader(Map<String, ? extends Tensor> state) {
        this.state = new LinkedHashMap<>(state);
    }

    IncompatibleKeys load(Module module, boolean strict) {
        load(module, "");
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

    private void load(Module module, String prefix) {
        module.completeState(state, prefix);
        Map<String, Tensor> own = module.members().state();
        Map<String, Module> children = module.members().modules();
        own.forEach(
                (name, tensor) -> {
                    Tensor source = state.get(prefix + name);
                    if (source == null) {
                        missingKeys.add(prefix + name);
                    } else {
                        copy(prefix + name, source, tensor);
                    }
                });
        for (String key : state.keySet()) {
            if (key.startsWith(prefix)) {
                String rest = key.substring(prefix.length());
                int dot = rest.indexOf('.');
                if (dot < 0
                        ? !own.containsKey(rest)
                        : !children.containsKey(rest.substring(0, dot))) {
                    unexpectedKeys.add(key);
                }
            }
        }
        children.forEach((name, child) -> load(child, prefix + name + "."));
    }

    private void copy(String key, Tensor source, Tensor target) {
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
