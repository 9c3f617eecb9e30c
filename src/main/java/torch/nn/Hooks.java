package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.HookHandle;
import torch.internal.TensorAccess;

/** The hooks of one module, and the way of a call through them. */
final class Hooks {
    final Map<Object, ForwardPreHook> forwardPre = new LinkedHashMap<>();
    final Map<Object, ForwardHook> forward = new LinkedHashMap<>();
    final Set<Object> always = new HashSet<>();
    final Map<Object, BackwardPreHook> backwardPre = new LinkedHashMap<>();
    final Map<Object, BackwardHook> backward = new LinkedHashMap<>();

    /** The same hooks, for a copy of the module. */
    Hooks copy() {
        var copy = new Hooks();
        copy.forwardPre.putAll(forwardPre);
        copy.forward.putAll(forward);
        copy.always.addAll(always);
        copy.backwardPre.putAll(backwardPre);
        copy.backward.putAll(backward);
        return copy;
    }

    /** Hangs a hook at the end, or at the front. */
    static <H> HookHandle add(Map<Object, H> hooks, H hook, boolean prepend) {
        Object key = new Object();
        if (prepend) {
            var others = new LinkedHashMap<>(hooks);
            hooks.clear();
            hooks.put(key, hook);
            hooks.putAll(others);
        } else {
            hooks.put(key, hook);
        }
        return TensorAccess.get().hookHandle(() -> hooks.remove(key));
    }

    HookHandle addForward(ForwardHook hook, boolean prepend, boolean alwaysCall) {
        HookHandle handle = add(forward, hook, prepend);
        if (alwaysCall) {
            forward.forEach(
                    (key, known) -> {
                        if (known == hook) {
                            always.add(key);
                        }
                    });
        }
        return handle;
    }

    /** Runs {@code forward} on the inputs, with all hooks around it: an output is null only where forward's is. */
    @SuppressWarnings({"unchecked", "NullAway"})
    <R extends @Nullable Object> R run(
            Module module, Function<List<@Nullable Object>, R> body, @Nullable Object... inputs) {
        Set<Object> called = new HashSet<>();
        List<@Nullable Object> args =
                Collections.unmodifiableList(
                        new ArrayList<@Nullable Object>(Arrays.asList(inputs)));
        try {
            for (ForwardPreHook hook : List.copyOf(forwardPre.values())) {
                var replaced = hook.run(module, args);
                if (replaced != null) {
                    args = Collections.unmodifiableList(new ArrayList<>(replaced));
                }
            }
            BackwardHooks gradients =
                    backward.isEmpty() && backwardPre.isEmpty()
                            ? null
                            : new BackwardHooks(
                                    module,
                                    List.copyOf(backward.values()),
                                    List.copyOf(backwardPre.values()));
            if (gradients != null) {
                args = gradients.onInputs(args);
            }
            Object output = body.apply(args);
            for (var entry : new LinkedHashMap<>(forward).entrySet()) {
                called.add(entry.getKey());
                Object replaced = entry.getValue().run(module, args, output);
                output = replaced == null ? output : replaced;
            }
            return (R) (gradients == null ? output : gradients.onOutput(output));
        } catch (RuntimeException | Error e) {
            for (var entry : new LinkedHashMap<>(forward).entrySet()) {
                if (always.contains(entry.getKey()) && !called.contains(entry.getKey())) {
                    try {
                        entry.getValue().run(module, args, null);
                    } catch (RuntimeException | Error second) {
                        e.addSuppressed(second);
                    }
                }
            }
            throw e;
        }
    }
}
