package torch.utils.data;

import java.text.DecimalFormat;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a loop has come, on the error stream: what {@code tqdm} is in Python.
 *
 * {@snippet :
 * var progress = Progress.of(loader, "epoch 1");
 * for (var batch : progress) {
 *     …
 *     progress.setPostfix("loss %.3f".formatted(loss));
 * }
 * }
 *
 * <p>{@snippet lang=text :
 * epoch 1  47% |███████████▋            |  73/157 (0:00:03 / 0:00:03) 24.3/s loss 0.214
 * }
 *
 * <p>The line is drawn where somebody watches at a terminal; elsewhere, as in a log, it is written once, at the end. This
 * class alone needs the library {@code me.tongfei:progressbar}, which a program that uses it names beside JTorch.
 *
 * @param <T> what the loop is over
 */
public final class Progress<T> implements Iterable<T> {
    private static final int WIDTH = 79;
    private static final long DRAW_EVERY_NANOS = 100_000_000;

    private final Iterable<T> elements;
    private final String task;
    private final boolean watched;
    private final Consumer<String> screen;
    private String postfix = "";

    /** One pass: a bar, and when it was drawn. */
    private final class Pass implements AutoCloseable {
        private final ProgressBar bar;
        private long drawn = System.nanoTime();
        private String line = "";

        Pass() {
            postfix = "";
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(size(elements))
                            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                            .showSpeed(new DecimalFormat("0.0"))
                            .setUnit("", 1)
                            // It is drawn when the loop moves on, and never by a thread behind a
                            // loop that was left.
                            .setUpdateIntervalMillis(Integer.MAX_VALUE)
                            .setConsumer(new DelegatingProgressBarConsumer(this::take, WIDTH))
                            .build();
        }

        private void take(String rendered) {
            line = rendered.stripTrailing();
            if (watched) screen.accept("\r\033[K" + line);
        }

        void step() {
            bar.step();
            if (!watched || System.nanoTime() - drawn < DRAW_EVERY_NANOS) return;
            drawn = System.nanoTime();
            bar.setExtraMessage(postfix);
            bar.refresh();
        }

        @Override
        public void close() {
            bar.setExtraMessage(postfix);
            bar.close();
            screen.accept((watched ? "" : line) + System.lineSeparator());
        }
    }

    Progress(Iterable<T> elements, String task, boolean watched, Consumer<String> screen) {
        this.elements = elements;
        this.task = task;
        this.watched = watched;
        this.screen = screen;
    }

    /** Shows the progress of a loop over a loader's batches. Mirrors {@code tqdm(loader)}. */
    public static <T> Progress<T> of(Iterable<T> elements) {
        return of(elements, "");
    }

    /**
     * Shows the progress of a loop over a loader's batches, or over anything. Mirrors {@code tqdm(loader, desc=task)}.
     *
     * @param elements a {@link DataLoader} and a collection tell their size; of others only the count is shown
     * @param task what the line begins with
     */
    public static <T> Progress<T> of(Iterable<T> elements, String task) {
        boolean watched = System.console() != null && System.console().isTerminal();
        return new Progress<>(elements, task, watched, System.err::print);
    }

    private static long size(Iterable<?> elements) {
        try {
            return elements instanceof DataLoader<?> loader
                    ? loader.size()
                    : elements instanceof Collection<?> collection ? collection.size() : -1;
        } catch (UnsupportedOperationException e) {
            return -1; // a stream of unknown length
        }
    }

    /** What the line ends with from now on. Mirrors {@code tqdm.set_postfix_str}. */
    public void setPostfix(String postfix) {
        this.postfix = postfix.isEmpty() ? "" : " " + postfix;
    }

    @Override
    public Iterator<T> iterator() {
        Iterator<T> iterator = elements.iterator();
        return new Iterator<>() {
            private final Pass pass = new Pass();
            private boolean started;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (ended) return false;
                if (started) pass.step();
                started = false;
                ended = !iterator.hasNext();
                if (ended) pass.close();
                return !ended;
            }

            @Override
            public T next() {
                hasNext();
                started = true;
                return iterator.next();
            }
        };
    }

    /** As {@link DataLoader#forEach}, where it is over a loader. */
    @Override
    public void forEach(Consumer<? super T> action) {
        try (Pass pass = new Pass()) {
            elements.forEach(
                    element -> {
                        action.accept(element);
                        pass.step();
                    });
        }
    }
}
