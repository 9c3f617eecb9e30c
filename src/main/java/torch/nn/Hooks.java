package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.internal.HookList;

/** The hooks of one module, and the way of a call through them. */
final class Hooks {
    /**
     * A registration of a hook behind forward.
     *
     * @param always whether it runs where forward or another hook throws, too
     */
    record Forward(ForwardHook hook, boolean always) {}

    final HookList<ForwardPreHook> forwardPre;
    final HookList<Forward> forward;
    final HookList<BackwardPreHook> backwardPre;
    final HookList<BackwardHook> backward;

    Hooks() {
        forwardPre = new HookList<>();
        forward = new HookList<>();
        backwardPre = new HookList<>();
        backward = new HookList<>();
    }

    /** The same hooks, for a copy of the module. */
    Hooks(Hooks original) {
        forwardPre = original.forwardPre.copy();
        forward = original.forward.copy();
        backwardPre = original.backwardPre.copy();
        backward = original.backward.copy();
    }

    /** Runs {@code forward} on the inputs, with all hooks around it: an output is null only where forward's is. */
    @SuppressWarnings({"unchecked", "NullAway"})
    <R extends @Nullable Object> R run(
            Module module, Function<List<@Nullable Object>, R> body, @Nullable Object... inputs) {
        Set<Forward> called = Collections.newSetFromMap(new IdentityHashMap<>());
        List<@Nullable Object> args =
                Collections.unmodifiableList(
                        new ArrayList<@Nullable Object>(Arrays.asList(inputs)));
        try {
            for (ForwardPreHook hook : forwardPre) {
                var replaced = hook.run(module, args);
                if (replaced != null) {
                    args = Collections.unmodifiableList(new ArrayList<>(replaced));
                }
            }
            BackwardHooks gradients =
                    backward.isEmpty() && backwardPre.isEmpty()
                            ? null
                            : new BackwardHooks(module, backward.toList(), backwardPre.toList());
            if (gradients != null) {
                args = gradients.onInputs(args);
            }
            Object output = body.apply(args);
            for (Forward registered : forward) {
                called.add(registered);
                Object replaced = registered.hook.run(module, args, output);
                output = replaced == null ? output : replaced;
            }
            return (R) (gradients == null ? output : gradients.onOutput(output));
        } catch (RuntimeException | Error e) {
            for (Forward registered : forward) {
                if (registered.always && !called.contains(registered)) {
                    try {
                        registered.hook.run(module, args, null);
                    } catch (RuntimeException | Error second) {
                        e.addSuppressed(second);
                    }
                }
            }
            throw e;
        }
    }
}
