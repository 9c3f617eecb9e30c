package torch.internal;

import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import torch.OutOfMemoryException;
import torch.TorchException;

/** What the packages share that call the JavaCPP presets' classes. */
public final class Presets {
    private static final Pattern BACKTRACE =
            Pattern.compile(
                    "\n?Exception raised from [^\n]*\\(most recent call first\\):(?:\n+frame #[^\n]*)*");
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLong LIVE = new AtomicLong();
    private static final ReentrantLock FREEING = new ReentrantLock();

    static {
        // libtorch's own statics go away while the JVM exits: nothing may be freed from then on.
        Runtime.getRuntime().addShutdownHook(new Thread(FREEING::lock, "jtorch-presets-shutdown"));
    }

    private Presets() {}

    /** Runs calls of the presets; what they make and nobody {@linkplain Owned owns} is freed at the end. */
    public static <T extends @Nullable Object> T call(
            Function<RuntimeException, RuntimeException> failure, Supplier<T> calls) {
        TensorAccess.get().requirePresets();
        try (PointerScope scope = new PointerScope()) {
            return calls.get();
        } catch (RuntimeException e) {
            // What JavaCPP makes of a C++ exception is a bare RuntimeException.
            throw e.getClass() == RuntimeException.class ? failure.apply(e) : e;
        }
    }

    /** {@link #call(Function, Supplier)} whose failures are a {@link TorchException}. */
    public static <T extends @Nullable Object> T call(Supplier<T> calls) {
        return call(Presets::failure, calls);
    }

    /** The exception for one of C++: its text without the backtrace. */
    public static RuntimeException failure(RuntimeException e) {
        String message = message(e);
        return message.contains("can't allocate memory") || message.equals("std::bad_alloc")
                ? new OutOfMemoryException(message)
                : new TorchException(message);
    }

    /** What a C++ exception says, without the backtrace. */
    public static String message(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? "" : BACKTRACE.matcher(message).replaceAll("");
    }

    /** A C++ string; JavaCPP gives null for an empty one. */
    public static String text(@Nullable BytePointer text) {
        return text == null ? "" : text.getString(StandardCharsets.UTF_8);
    }

    /** How many native objects of the presets are owned and not yet freed. */
    public static long live() {
        return LIVE.get();
    }

    /** A native object of the presets that lives until it is closed, or until its owner is unreachable. */
    public static final class Owned<P extends Pointer> implements AutoCloseable {
        private final String name;
        private final Free free;
        private final Cleaner.Cleanable cleanable;
        private final P pointer;

        /**
         * Takes a new native object over; to be called within {@link Presets#call}.
         *
         * @param owner what must not be reachable from {@code pointer}
         * @param name what a message about a closed one calls it
         */
        public Owned(Object owner, P pointer, String name) {
            this.name = name;
            this.pointer = pointer;
            this.free = new Free(pointer);
            pointer.retainReference(); // or the scope of the call would free it
            LIVE.incrementAndGet();
            this.cleanable = CLEANER.register(owner, free);
        }

        /** @throws IllegalStateException if it is closed */
        public P get() {
            if (free.done) throw new IllegalStateException(name + " is closed");
            return pointer;
        }

        public boolean isClosed() {
            return free.done;
        }

        /** Frees the native object; a second call does nothing. */
        @Override
        public void close() {
            cleanable.clean();
        }
    }

    private static final class Free implements Runnable {
        private final Pointer pointer;
        private volatile boolean done;

        Free(Pointer pointer) {
            this.pointer = pointer;
        }

        @Override
        public void run() {
            FREEING.lock();
            try {
                done = true;
                LIVE.decrementAndGet();
                pointer.deallocate();
            } finally {
                FREEING.unlock();
            }
        }
    }
}
