package torch.autograd;

import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Handles;
import torch.internal.Upcalls;

/** A hook of a node, as native code calls it: with one or two lists of gradients, of which it may replace the first. */
record NodeHook(String name, Body body) implements Upcalls.Kept {
    @FunctionalInterface
    interface Body {
        /** What takes the place of the first list, or null. */
        @Nullable List<@Nullable Tensor> replace(
                List<@Nullable Tensor> first, List<@Nullable Tensor> second);
    }

    static NodeHook before(UnaryOperator<@Nullable List<@Nullable Tensor>> hook) {
        return new NodeHook(name(hook), (first, second) -> hook.apply(first));
    }

    static NodeHook after(
            BiFunction<
                            List<@Nullable Tensor>,
                            List<@Nullable Tensor>,
                            @Nullable List<@Nullable Tensor>>
                    hook) {
        return new NodeHook(name(hook), hook::apply);
    }

    /** {@code what} is the length of the first list. */
    @Override
    public long invoke(int what, long words, long count) {
        List<@Nullable Tensor> all = Collections.unmodifiableList(Handles.take(words, (int) count));
        List<@Nullable Tensor> replaced =
                body.replace(all.subList(0, what), all.subList(what, all.size()));
        if (replaced == null) return 0;
        if (replaced.size() != what) {
            throw new TorchException(
                    "hook '"
                            + name
                            + "' has returned an incorrect number of values (got "
                            + replaced.size()
                            + ", but expected "
                            + what
                            + ")");
        }
        return Handles.give(words, replaced, "the hook's result");
    }

    /** How errors call a hook: by its class, a lambda as Python's. */
    private static String name(Object hook) {
        Class<?> type = hook.getClass();
        return type.isHidden() || type.isSynthetic() || type.isAnonymousClass()
                ? "<lambda>"
                : type.getSimpleName();
    }
}
