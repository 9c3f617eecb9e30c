package torch.distributed;

import java.time.Duration;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.jspecify.annotations.Nullable;

/** A store that one process serves over TCP. Mirrors {@code torch.distributed.TCPStore}. */
public final class TCPStore extends Store {
    private final String host;
    private final int port;

    /**
     * Serves a store or connects to one.
     *
     * @param port where it is served; 0 lets the server choose
     * @param worldSize how many processes connect; null if that is not known
     * @param isMaster whether this process serves it
     * @param timeout how long to wait for a connection, and for keys
     * @throws DistException if the port is in use, or nothing answers within the time-out
     */
    public TCPStore(
            String host,
            int port,
            @Nullable Integer worldSize,
            boolean isMaster,
            Duration timeout) {
        this(host, made(host, port, worldSize, isMaster, timeout, true));
    }

    /** As {@link #TCPStore(String, int, Integer, boolean, Duration)}, which waits for nobody where {@code waitForWorkers} is false. */
    public TCPStore(
            String host,
            int port,
            @Nullable Integer worldSize,
            boolean isMaster,
            Duration timeout,
            boolean waitForWorkers) {
        this(host, made(host, port, worldSize, isMaster, timeout, waitForWorkers));
    }

    private TCPStore(String host, org.bytedeco.pytorch.TCPStore made) {
        super(made);
        this.host = host;
        port = Short.toUnsignedInt(made.getPort());
    }

    private static org.bytedeco.pytorch.TCPStore made(
            String host,
            int port,
            @Nullable Integer worldSize,
            boolean isMaster,
            Duration timeout,
            boolean waitForWorkers) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException(
                    "port must have value from 0 to 65535 but was " + port + ".");
        }
        Dist.require();
        var options = new TCPStoreOptions();
        options.port((short) port).isServer(isMaster).multiTenant(true);
        options.waitWorkers(waitForWorkers && worldSize != null).timeout(C10d.millis(timeout));
        if (worldSize != null) {
            options.numWorkers(new org.bytedeco.javacpp.SizeTPointer(1).put(worldSize));
        }
        return C10d.call(
                "TCPStore(" + host + ", " + port + ")",
                () -> new org.bytedeco.pytorch.TCPStore(host, options));
    }

    /** The host that serves it. */
    public String host() {
        return host;
    }

    /** The port at which it is served. */
    public int port() {
        return port;
    }
}
