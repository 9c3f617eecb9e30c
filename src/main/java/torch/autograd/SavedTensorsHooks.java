package torch.autograd;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.GradMode;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Handles;
import torch.internal.Native;
import torch.internal.Upcalls;

/**
 * A pair of hooks on what this thread's operations save for their backward, until it is closed: what
 * {@link Graph#savedTensorsHooks} opens. Pairs nest; the innermost is used.
 */
public final class SavedTensorsHooks implements AutoCloseable {
    private static final ThreadLocal<@Nullable SavedTensorsHooks> CURRENT = new ThreadLocal<>();
    private static final int PACK = 0;

    /** What a pack hook returned; anything, also null. */
    record Packed(@Nullable Object value) {}

    private final Function<Tensor, @Nullable Object> pack;
    private final Function<@Nullable Object, Tensor> unpack;
    private final Thread owner = Thread.currentThread();
    private final @Nullable SavedTensorsHooks outer = CURRENT.get();
    private boolean closed;

    private SavedTensorsHooks(
            Function<Tensor, @Nullable Object> pack, Function<@Nullable Object, Tensor> unpack) {
        this.pack = pack;
        this.unpack = unpack;
    }

    static SavedTensorsHooks open(
            Function<Tensor, @Nullable Object> pack, Function<@Nullable Object, Tensor> unpack) {
        SavedTensorsHooks hooks = new SavedTensorsHooks(pack, unpack);
        hooks.set();
        return hooks;
    }

    /** The thread's pair, or null. */
    static @Nullable SavedTensorsHooks current() {
        return CURRENT.get();
    }

    private void set() {
        long id = Upcalls.keep((Pair) this::invoke);
        Downcalls.call(torch.internal.Function.SET_SAVED_HOOKS, id);
        CURRENT.set(this);
    }

    /** A new object for every time it is set, as native code lets go of each. */
    private interface Pair extends Upcalls.Kept {}

    Packed pack(Tensor tensor) {
        // What is packed lives as long as the graph, whatever scope is open now.
        Object value = pack.apply(tensor.keep());
        if (value instanceof Tensor kept) kept.keep();
        return new Packed(value);
    }

    Tensor unpack(Packed packed) {
        Tensor tensor = unpack.apply(packed.value());
        if (tensor == null)
            throw new TorchException(
                    "Output of saved tensor unpack_hook expected to be a Tensor but got result of type NoneType");
        return tensor;
    }

    private long invoke(int what, long words, long count) {
        if (what == PACK) {
            Tensor tensor = Handles.take(words, 1).getFirst();
            if (tensor == null) throw new AssertionError("an undefined tensor was saved");
            Native.MEMORY.set(JAVA_LONG, words, Upcalls.keep(pack(tensor)));
        } else {
            Packed packed = (Packed) Upcalls.kept(Native.MEMORY.get(JAVA_LONG, words));
            Handles.give(words, List.of(unpack(packed)), "the unpack hook's result");
        }
        return 1;
    }

    /**
     * Uses the pair before this one again; a second call does nothing.
     *
     * @throws IllegalStateException on another thread, or while a pair opened later is open
     */
    @Override
    public void close() {
        if (closed) return;
        if (Thread.currentThread() != owner)
            throw new IllegalStateException(
                    "these hooks belong to thread "
                            + owner.getName()
                            + ", not to "
                            + Thread.currentThread().getName());
        if (CURRENT.get() != this)
            throw new IllegalStateException(
                    "hooks that were opened later are still open: close them first");
        closed = true;
        if (outer != null) {
            outer.set();
        } else {
            Downcalls.call(torch.internal.Function.SET_SAVED_HOOKS, 0);
            CURRENT.remove();
        }
    }
}
