package torch.utils.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.TorchException;
import torch.utils.data.Workers.Answer;

/**
 * Batches that workers make. Which worker gets which batch, and when the sampler is asked, is as in PyTorch: each has up
 * to {@code prefetchFactor} batches to make, in turn, and the next one is given out when one is handed over.
 */
final class WorkersIterator<B> extends DataLoaderIterator<B> {
    private static final Cleaner CLEANER = Cleaner.create();

    /** A batch that was ordered and not handed over. */
    private static final class Task {
        final int worker;
        @Nullable Answer answer;

        Task(int worker) {
            this.worker = worker;
        }
    }

    private final int count;
    private final int maxTasks;
    private final Workers workers;
    private final Cleaner.Cleanable stopping;
    private final Map<Long, Task> tasks = new HashMap<>();
    private long sent;
    private long received;
    private final boolean[] active;
    private final int[] tasksOf;
    private int turn;
    private boolean stopped;

    WorkersIterator(DataLoader<B> loader, @Nullable LoaderPosition resumed) {
        super(loader, resumed);
        LoaderChecks.warnOfManyWorkers(loader.numWorkers());
        count = loader.numWorkers();
        int factor = Objects.requireNonNull(loader.prefetchFactor(), "set where there are workers");
        if (factor <= 0)
            throw new IllegalArgumentException(
                    "prefetch_factor must be greater than 0 for MultiProcessingDataLoaderIter");
        maxTasks = factor * count;
        active = new boolean[count];
        tasksOf = new int[count];
        List<Object> datasets = new ArrayList<>();
        for (int i = 0; i < count; i++) datasets.add(copy(loader.dataset()));
        workers =
                new Workers(
                        loader.manner(),
                        datasets,
                        baseSeed,
                        isStream() ? new byte[count][] : position().workers,
                        loader.options().workerInitFn);
        stopping = CLEANER.register(this, workers::signal);
        begin(() -> super.reset());
    }

    /** Streams are read from their start: their workers' random numbers come again by themselves. */
    private boolean isStream() {
        return loader.dataset() instanceof IterableDataset;
    }

    private static Object copy(Object dataset) {
        return dataset instanceof IterableDataset<?> stream
                ? stream.workerCopy()
                : ((Dataset<?>) dataset).workerCopy();
    }

    @Override
    void reset() {
        begin(
                () -> {
                    super.reset();
                    resume();
                });
    }

    /** Begins an epoch: all workers have work, and the first batches are ordered. */
    private void begin(Runnable preparation) {
        try {
            preparation.run();
            tasks.values().forEach(WorkersIterator::free);
            tasks.clear();
            sent = received = 0;
            Arrays.fill(active, true);
            Arrays.fill(tasksOf, 0);
            turn = (int) (yielded() % count);
            for (int i = 0; i < maxTasks; i++) order();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static void free(Task task) {
        if (task.answer != null) task.answer.free();
    }

    /** Has the workers begin anew; what they still make for the epoch before is closed. */
    private void resume() {
        workers.resume();
        for (int resumed = 0; resumed < count; ) {
            Answer answer = answer();
            if (answer instanceof Answer.Resumed) resumed++;
            else answer.free();
        }
    }

    private Answer answer() {
        try {
            Answer answer = workers.answer(loader.timeout());
            if (answer instanceof Answer.Died(int worker, InterruptedException cause)) {
                close();
                throw withCause(
                        new TorchException(
                                "DataLoader worker thread " + worker + " exited unexpectedly"),
                        cause);
            }
            if (answer == null)
                throw new TorchException(
                        "DataLoader timed out after " + seconds(loader.timeout()) + " seconds");
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw withCause(new TorchException("DataLoader was interrupted while it waited"), e);
        }
    }

    private static String seconds(double seconds) {
        return seconds == Math.rint(seconds)
                ? Long.toString((long) seconds)
                : Double.toString(seconds);
    }

    @Override
    @Nullable Fetched fetch() {
        while (true) {
            Task next = due();
            if (next == null) {
                if (!loader.persistentWorkers()) close();
                return null;
            }
            if (next.answer != null) {
                tasks.remove(received++);
                return handOver(next.answer, next.worker);
            }
            Answer answer = answer();
            long number =
                    switch (answer) {
                        case Answer.Done(long n, Fetched _, byte[] _) -> n;
                        case Answer.Failed(long n, int _, Throwable _) -> n;
                        case Answer.Ended(long n, int _) -> n;
                        default -> throw new AssertionError(answer);
                    };
            Task task = Objects.requireNonNull(tasks.get(number));
            if (answer instanceof Answer.Ended) {
                active[task.worker] = false;
                if (!loader.persistentWorkers()) workers.stop(task.worker);
                order();
            } else if (number == received || !loader.inOrder()) {
                tasks.remove(number);
                if (number == received) received++;
                return handOver(answer, task.worker);
            } else {
                task.answer = answer;
            }
        }
    }

    /** The task whose batch is due, leaving out those of streams that ended; null at the end. */
    private @Nullable Task due() {
        for (; received < sent; received++) {
            Task task = tasks.get(received);
            if (task == null) continue;
            if (task.answer != null || active[task.worker]) return task;
            tasks.remove(received);
        }
        return null;
    }

    /** Orders another batch of the next worker that has work; none if the sampler has ended. */
    private void order() {
        if (!indices.hasNext()) return;
        Object index = indices.next();
        int actives = 0;
        for (boolean one : active) actives += one ? 1 : 0;
        for (int i = 0; i < count; i++) {
            int worker = turn;
            turn = (turn + 1) % count;
            if (!active[worker]) continue;
            if (!loader.inOrder() && tasksOf[worker] >= maxTasks / actives) continue;
            workers.fetch(worker, sent, index);
            tasks.put(sent++, new Task(worker));
            tasksOf[worker]++;
            return;
        }
    }

    private Fetched handOver(Answer answer, int worker) {
        tasksOf[worker]--;
        try {
            order();
        } catch (Throwable e) {
            answer.free();
            throw e;
        }
        return switch (answer) {
            case Answer.Done(long _, Fetched fetched, byte[] generator) -> {
                position().workers[worker] = generator;
                yield fetched;
            }
            case Answer.Failed(long _, int id, Throwable cause) -> throw rethrown(cause, id);
            default -> throw new AssertionError(answer);
        };
    }

    /** The exception of a worker for this thread: of the same class where that can be made, with the original as cause. */
    private static RuntimeException rethrown(Throwable cause, int worker) {
        String message =
                "Caught %s in DataLoader worker thread %d.\nOriginal %s"
                        .formatted(cause.getClass().getSimpleName(), worker, cause);
        if (cause instanceof UncheckedIOException)
            return new UncheckedIOException(message, new IOException(cause.getMessage(), cause));
        Throwable same = remade(cause, message);
        if (same instanceof Error error) throw error;
        return same instanceof RuntimeException exception
                ? exception
                : withCause(new TorchException(message), cause);
    }

    /** An exception of the same class; null where it cannot be made of a message. */
    private static @Nullable Throwable remade(Throwable cause, String message) {
        try {
            return cause.getClass()
                    .getConstructor(String.class)
                    .newInstance(message)
                    .initCause(cause);
        } catch (ReflectiveOperationException | IllegalStateException | LinkageError e) {
            return null;
        }
    }

    private static TorchException withCause(TorchException exception, Throwable cause) {
        exception.initCause(cause);
        return exception;
    }

    @Override
    void stop() {
        if (stopped) return;
        stopped = true;
        tasks.values().forEach(WorkersIterator::free);
        tasks.clear();
        sent = received;
        stopping.clean();
        workers.join();
    }
}
