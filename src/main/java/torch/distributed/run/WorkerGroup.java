package torch.distributed.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The processes of this machine from their common start to their common end. */
final class WorkerGroup {
    private final LaunchConfig config;
    private final Guard guard;
    private final List<Worker> workers = new ArrayList<>();
    private final LinkedBlockingQueue<Worker> ended = new LinkedBlockingQueue<>();
    private boolean stopped;

    WorkerGroup(LaunchConfig config, Guard guard) {
        this.config = config;
        this.guard = guard;
    }

    /** Starts all processes, or none. */
    void start(List<String> command, int port, int round, @Nullable Path logs) {
        try {
            for (int localRank = 0; localRank < config.nprocPerNode; localRank++) {
                synchronized (this) {
                    if (stopped) return;
                    Worker worker = Worker.start(config, command, localRank, port, round, logs);
                    workers.add(worker);
                    watchOver();
                    worker.process().onExit().thenRun(() -> ended.add(worker));
                }
            }
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException(e);
        }
    }

    private void watchOver() {
        guard.watch(
                workers.stream()
                        .map(Worker::process)
                        .filter(Process::isAlive)
                        .mapToLong(Process::pid));
    }

    /** Waits until all have ended well, or one has not. */
    @Nullable Worker firstFailure() throws InterruptedException {
        for (int left = config.nprocPerNode; left > 0; left--) {
            Worker worker = ended.take();
            if (worker.process().exitValue() != 0) return worker;
            synchronized (this) {
                watchOver();
            }
        }
        return null;
    }

    /** Asks those that are left to end, and kills those that do not. */
    synchronized void stop() {
        stopped = true;
        // By its handle: Process.destroy() would close the pipes before what they hold was read.
        for (Worker worker : workers) worker.process().toHandle().destroy();
        long end = System.nanoTime() + config.shutdownTimeout.toNanos();
        boolean interrupted = false;
        for (Worker worker : workers) {
            Process process = worker.process();
            try {
                if (!interrupted) process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true; // no more patience
            }
            process.toHandle().destroyForcibly();
        }
        // A killed process is gone, unless the kernel holds it: then nobody can wait for it.
        for (Worker worker : workers) {
            try {
                worker.process().waitFor(5, TimeUnit.SECONDS);
                worker.drain();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        watchOver();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
