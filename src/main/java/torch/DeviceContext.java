package torch;

import org.jspecify.annotations.Nullable;
import torch.internal.OwnerThread;

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
        OwnerThread.check(owner, "this default device");
        closed = true;
        Defaults.setDevice(before);
    }
}
