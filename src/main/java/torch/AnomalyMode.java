package torch;

import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * Whether the autograd engine looks for anomalies, until it is closed: what {@link Autograd#detectAnomaly()} and
 * {@link Autograd#setDetectAnomaly} open. It holds for the whole process.
 */
public final class AnomalyMode implements AutoCloseable {
    private final boolean enabledBefore = isEnabled();
    private final boolean checkNanBefore = isCheckNanEnabled();
    private boolean closed;

    private AnomalyMode() {}

    static AnomalyMode set(boolean enabled, boolean checkNan) {
        AnomalyMode mode = new AnomalyMode();
        put(enabled, checkNan);
        return mode;
    }

    static boolean isEnabled() {
        return (Downcalls.call(Function.ANOMALY_MODE) & 2) != 0;
    }

    static boolean isCheckNanEnabled() {
        return (Downcalls.call(Function.ANOMALY_MODE) & 4) != 0;
    }

    private static void put(boolean enabled, boolean checkNan) {
        Downcalls.call(Function.SET_ANOMALY_MODE, enabled ? 1 : 0, checkNan ? 1 : 0);
    }

    /** Sets back what was before; a second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        put(enabledBefore, checkNanBefore);
    }
}
