package torch;

import org.jspecify.annotations.Nullable;

/**
 * A thread's default device, until it is closed: what {@link Torch#withDevice} opens. It belongs to the thread that
 * opened it. Mirrors {@code with torch.device("meta"):}.
 */
public final class DeviceContext implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final @Nullable Device before = Defaults.deviceOrNull();
    private boolean closed;

    DeviceContext(Device device) {
        Defaults.setDevice(device);
    }

    /**
     * Sets back what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        if (Thread.currentThread() != owner)
            throw new IllegalStateException(
                    "this default device belongs to thread "
                            + owner.getName()
                            + ", not to "
                            + Thread.currentThread().getName());
        closed = true;
        Defaults.setDevice(before);
    }
}
