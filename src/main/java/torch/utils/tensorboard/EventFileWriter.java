package torch.utils.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

/**
 * One event file. Events wait in a queue for the one thread that writes them; what fails there is thrown by the next
 * call here.
 */
final class EventFileWriter {
    private static final AtomicInteger FILES = new AtomicInteger();

    private final Path file;
    private final RecordWriter out;
    private final int maxQueue;
    private final long flushNanos;

    // Guarded by this, as is everything below.
    private final Queue<byte[]> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean closed;
    private boolean failureSeen;
    private @Nullable Throwable failure;

    /** Makes the folder and a file in it, which says at once which version of events it has. */
    static EventFileWriter in(Path logDir, int maxQueue, double flushSecs, String filenameSuffix) {
        String name =
                "events.out.tfevents.%010d.%s.%d.%d%s"
                        .formatted(
                                Instant.now().getEpochSecond(),
                                hostName(),
                                ProcessHandle.current().pid(),
                                FILES.getAndIncrement(),
                                filenameSuffix);
        Path file = logDir.resolve(name);
        RecordWriter out;
        try {
            Files.createDirectories(logDir);
            out = new RecordWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var writer = new EventFileWriter(file, out, maxQueue, flushSecs);
        writer.add(Event.newBuilder().setFileVersion("brain.Event:2"), null, null);
        writer.flush();
        return writer;
    }

    /** Writes to {@code out}, which it closes. */
    EventFileWriter(Path file, RecordWriter out, int maxQueue, double flushSecs) {
        this.file = file;
        this.out = out;
        this.maxQueue = maxQueue > 0 ? maxQueue : Integer.MAX_VALUE;
        flushNanos = (long) (flushSecs * TimeUnit.SECONDS.toNanos(1));
        Thread.ofPlatform().daemon().name("tensorboard-" + file.getFileName()).start(this::run);
    }

    /** The machine's name, as {@code socket.gethostname()} gives it. */
    static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            // not Linux
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Seconds since 1970. */
    static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1000 / 1e6;
    }

    void add(Summary summary, @Nullable Long step, @Nullable Double walltime) {
        add(Event.newBuilder().setSummary(summary), step, walltime);
    }

    void add(Event.Builder event, @Nullable Long step, @Nullable Double walltime) {
        event.setWallTime(walltime == null ? now() : walltime);
        if (step != null) event.setStep(step);
        byte[] data = event.build().toByteArray();
        synchronized (this) {
            if (closed) throw new IllegalStateException("this writer of " + file + " is closed");
            await(() -> queue.size() < maxQueue);
            throwFailure();
            queue.add(data);
            notifyAll();
        }
    }

    /** Waits until all events are in the file. */
    synchronized void flush() {
        await(() -> queue.isEmpty() && !writing);
        throwFailure();
        try {
            out.flush();
        } catch (IOException e) {
            fail(e);
            throwFailure();
        }
    }

    /**
     * Writes what waits and closes the file; a second call does nothing.
     *
     * @throws UncheckedIOException if writing failed and no call has said so
     */
    void close() {
        synchronized (this) {
            if (closed) return;
            await(() -> queue.isEmpty() && !writing);
            closed = true;
            notifyAll();
        }
        try {
            out.close();
        } catch (IOException e) {
            fail(e);
        }
        synchronized (this) {
            if (!failureSeen) throwFailure();
        }
    }

    /** Waits for a condition, or a failure; an interruption waits too. */
    private void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (failure == null && !condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void throwFailure() {
        Throwable cause = failure;
        if (cause == null) return;
        failureSeen = true;
        // A new one each time: an exception cannot be suppressed by itself.
        throw new UncheckedIOException(
                new IOException(file + ": events could not be written", cause));
    }

    private synchronized void fail(Throwable cause) {
        if (failure == null) failure = cause;
        queue.clear();
        writing = false;
        notifyAll();
    }

    private void run() {
        try {
            long nextFlush = System.nanoTime() + flushNanos;
            boolean unflushed = false;
            while (true) {
                byte[] data = next(nextFlush);
                if (data != null) {
                    out.write(data);
                    unflushed = true;
                    written();
                } else if (isClosed()) {
                    return;
                }
                long now = System.nanoTime();
                if (now - nextFlush >= 0) {
                    if (unflushed) out.flush();
                    unflushed = false;
                    nextFlush = now + flushNanos;
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** What is to be written next, null if nothing comes until the deadline or the end. */
    private synchronized byte @Nullable [] next(long deadline) throws InterruptedException {
        while (queue.isEmpty() && !closed) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
            if (millis <= 0 || System.nanoTime() - deadline >= 0) return null;
            wait(millis);
        }
        byte[] data = queue.poll();
        writing = data != null;
        notifyAll();
        return data;
    }

    private synchronized void written() {
        writing = false;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
