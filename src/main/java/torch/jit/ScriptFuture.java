package torch.jit;

import org.bytedeco.pytorch.IValue;
import org.jspecify.annotations.Nullable;
import torch.internal.Presets;

/** A result that a script is still computing. Mirrors {@code torch.jit.Future}. */
public final class ScriptFuture implements AutoCloseable {
    private final Presets.Owned<IValue> future;

    ScriptFuture(IValue future) {
        this.future = new Presets.Owned<>(this, new IValue(future), "this future");
    }

    IValue value() {
        return future.get();
    }

    /** Whether the result is there, or an error in its place. */
    public boolean isDone() {
        return Presets.call(() -> value().toFuture().completed());
    }

    /**
     * The result, once it is there. Python's {@code torch.jit.wait(future)}.
     *
     * @throws JitException where computing it failed
     */
    public @Nullable Object await() {
        return Presets.<@Nullable Object>call(
                ScriptErrors::of,
                () -> {
                    var future = value().toFuture();
                    future.waitAndThrow();
                    return Values.toJava(future.value(), future.elementType().get());
                });
    }

    /** Frees the native object; a second call does nothing. */
    @Override
    public void close() {
        future.close();
    }
}
