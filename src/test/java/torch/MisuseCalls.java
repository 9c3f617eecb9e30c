package torch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a misuse test that runs in a JVM of its own: calls methods with all sorts of arguments. Before each call
 * the trace file says which it is, so that the parent knows it when the process ends in it.
 */
final class MisuseCalls {
    private static final List<Class<?>> DOCUMENTED =
            List.of(
                    NullPointerException.class,
                    IllegalStateException.class,
                    IllegalArgumentException.class,
                    IndexOutOfBoundsException.class,
                    UnsupportedOperationException.class,
                    // Python's ZeroDivisionError, and a complex number where a real one is needed
                    ArithmeticException.class,
                    UncheckedIOException.class,
                    TorchException.class);

    /** What the JVM itself says of a null argument of a hand-written layer, where it has the argument's name. */
    private static final Pattern NAMED = Pattern.compile("because \"[a-zA-Z][\\w.]*\" is null");

    private static final int TRACE = 1 << 16;
    private static final long SLOW = Long.getLong("misuse.slow", 20_000);

    private final MappedByteBuffer trace;
    private final int first;
    private final int rounds;
    private final long seed;
    private final Map<String, Integer> thrown = new TreeMap<>();
    private int calls;
    private int succeeded;
    private int wrong;
    private volatile long since = System.nanoTime();

    /** @param arguments what {@link MisuseRun} hands on: the trace file, the first method, rounds, the seed */
    MisuseCalls(String[] arguments) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(arguments[0], "rw")) {
            trace = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, TRACE);
        }
        first = Integer.parseInt(arguments[1]);
        rounds = Integer.parseInt(arguments[2]);
        seed = Long.parseLong(arguments[3]);
    }

    /** A method, and the name by which {@code crashes-in-libtorch.txt} knows it. */
    record Target(String name, Executable method, @Nullable Object receiver) {
        Target(String name, Executable method) {
            this(name, method, null);
        }
    }

    void run(List<Target> targets, Set<String> known) {
        Torch.setNumThreads(1);
        Thread.ofPlatform().daemon().start(this::watch);
        // Seeds go by the signature, so that a method's arguments do not depend on the other
        // methods.
        Map<String, Integer> overloads = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            int overload = overloads.merge(target.name, 1, Integer::sum);
            if (i < first || known.contains(target.name)) continue;
            long base = seed * 1_000_003 + target.name.hashCode() * 31L + overload * 7_919L;
            // Parameters of layers belong to no scope: they are counted when all rounds are over.
            boolean keeps = target.name.startsWith("nn.");
            long start = Torch.memory().liveHandles();
            for (int round = 0; round < rounds; round++) {
                MisuseValues values = new MisuseValues(base + round, round % 2 == 0);
                long before = Torch.memory().liveHandles();
                long started = System.nanoTime();
                String call = call(i, round, target, values);
                long millis = (System.nanoTime() - started) / 1_000_000;
                if (millis > SLOW) fail(call, "took " + millis + " ms", null);
                long left = Torch.memory().liveHandles() - before;
                if (left != 0 && !keeps) settle(call, before);
            }
            if (keeps && Torch.memory().liveHandles() > start) settle(target.name, start);
        }
        System.out.println(
                calls
                        + " calls made, "
                        + succeeded
                        + " succeeded, "
                        + thrown
                        + ", live "
                        + Torch.memory()
                        + ", "
                        + peak()
                        + " MiB at most"
                        + (MisuseValues.UNKNOWN.isEmpty()
                                ? ""
                                : ", only null for " + MisuseValues.UNKNOWN));
    }

    /** The largest memory that this process had, in MiB; -1 where the system does not say. */
    static long peak() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** What the process ends with: 0 if nothing was wrong. */
    int status() {
        return wrong == 0 ? 0 : 3;
    }

    private String call(int index, int round, Target target, MisuseValues values) {
        String text = target.name;
        boolean grad = Torch.isGradEnabled();
        try (Scope scope = Torch.scope()) {
            boolean method =
                    target.method instanceof Method
                            && !Modifier.isStatic(target.method.getModifiers());
            Object receiver =
                    target.receiver != null
                            ? target.receiver
                            : method ? receiver(target.method, values) : null;
            Object[] arguments = values.arguments(target.method);
            text += (method ? describe(receiver) + "." : "") + MisuseValues.describe(arguments);
            write(index + " " + round + " " + text);
            calls++;
            since = System.nanoTime();
            Object result =
                    target.method instanceof Constructor<?> constructor
                            ? constructor.newInstance(arguments)
                            : ((Method) target.method).invoke(receiver, arguments);
            succeeded++;
            if (result instanceof AutoCloseable open && !(result instanceof Tensor)) open.close();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            thrown.merge(cause.getClass().getSimpleName(), 1, Integer::sum);
            // An argument may be quoted.
            String message = String.valueOf(cause.getMessage()).replace("no\nsuch", "");
            if (message.contains("\n") && !message.contains("tensor(["))
                fail(text, "more than one line", cause);
            if (DOCUMENTED.stream().noneMatch(d -> d.isInstance(cause)))
                fail(text, "not a documented exception", cause);
            boolean named = target.name.startsWith("nn.") && NAMED.matcher(message).find();
            if (fromTheRuntime(cause) && !named)
                fail(text, "an exception that the JVM made", cause);
        } catch (IllegalAccessException | InstantiationException e) {
            throw new AssertionError(e);
        } catch (Exception e) {
            fail(text, "closing failed", e);
        }
        if (Torch.isGradEnabled() != grad) fail(text, "left grad mode changed", null);
        return text;
    }

    /** Ends the process where a call does not end; the trace tells which. */
    private void watch() {
        while (System.nanoTime() - since < 3 * SLOW * 1_000_000) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            }
        }
        System.out.println("a call does not end");
        Runtime.getRuntime().halt(4);
    }

    private static Object receiver(Executable method, MisuseValues values) {
        return method.getDeclaringClass() == Generator.class ? new Generator() : values.receiver();
    }

    private static String describe(Object receiver) {
        String text = MisuseValues.describe(new Object[] {receiver});
        return " " + text.substring(1, text.length() - 1);
    }

    /** Whether a null was not looked for: an exception of the JVM's own names no argument. */
    private static boolean fromTheRuntime(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof NullPointerException
                && (message == null || message.startsWith("Cannot "));
    }

    /** Tensors that a call took out of its scope go with the collector. */
    private void settle(String call, long before) {
        for (int i = 0; i < 200; i++) {
            if (Torch.memory().liveHandles() <= before) return;
            System.gc();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        fail(call, "left " + (Torch.memory().liveHandles() - before) + " handles", null);
    }

    private void fail(String call, String what, Throwable thrown) {
        wrong++;
        System.out.println("WRONG " + call.replace("\n", "\\n") + ": " + what);
        if (thrown != null) {
            System.out.println("    " + thrown);
            Arrays.stream(thrown.getStackTrace())
                    .limit(4)
                    .forEach(f -> System.out.println("        " + f));
        }
    }

    private void write(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, TRACE - 4);
        trace.putInt(0, length);
        trace.put(4, bytes, 0, length);
    }

    /** The call that a trace file tells of. */
    static String read(byte[] trace) {
        if (trace.length < 4) return "";
        int length = java.nio.ByteBuffer.wrap(trace).getInt();
        return new String(trace, 4, length, StandardCharsets.UTF_8);
    }
}
