package torch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operator with right and wrong arguments: no crash, and no exception that is not documented. */
class MisuseTest {
    /** Operators that libtorch itself crashes in, in Python too, each with the reason. */
    private static final String KNOWN = "crashes-in-libtorch.txt";

    @Test
    void everyOperator_survivesMisuse(@TempDir Path folder) throws IOException {
        Path trace = folder.resolve("trace");
        List<String> crashes = new ArrayList<>();
        int first = 0;
        while (true) {
            Files.deleteIfExists(trace);
            ChildJvm.Ended ended =
                    new ChildJvm()
                            .flag(
                                    "-Xmx512m",
                                    "-XX:-CreateCoredumpOnCrash",
                                    "-XX:ErrorFile=" + folder.resolve("hs_err"))
                            .run(
                                    240,
                                    Caller.class,
                                    trace.toString(),
                                    Integer.toString(first),
                                    "7",
                                    "2026");
            if (ended.status() == 0) {
                assertTrue(ended.output().contains("calls made"), ended::output);
                break;
            }
            String last = Files.exists(trace) ? Files.readString(trace).strip() : "";
            // What misuse does to an internal operator depends on libtorch's version and on what
            // lies in memory.
            boolean internal = last.matches("\\d+ \\d+ _.*");
            boolean ours = ended.output().contains("C  [libjtorch");
            boolean crashed =
                    ended.status() == 134
                            || ended.output().contains("A fatal error has been detected");
            assertTrue(
                    crashed && internal && !ours,
                    () ->
                            ended.status()
                                    + ", the last call: "
                                    + last
                                    + "\n"
                                    + tail(ended.output()));
            crashes.add(last);
            first = Integer.parseInt(last.substring(0, last.indexOf(' '))) + 1;
        }
        crashes.forEach(
                c -> System.out.println("ended the process, and is not in " + KNOWN + ": " + c));
        assertTrue(crashes.size() <= 20, () -> "so many internal operators crash: " + crashes);
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4000));
    }

    /** The child JVM: calls Aten's methods; arguments are a trace file, the first method, rounds, and a seed. */
    static final class Caller {
        private static final List<Class<?>> DOCUMENTED =
                List.of(
                        NullPointerException.class,
                        IllegalStateException.class,
                        IllegalArgumentException.class,
                        IndexOutOfBoundsException.class,
                        UnsupportedOperationException.class,
                        TorchException.class);
        private static final long[] WEIRD = {
            0,
            1,
            -1,
            2,
            3,
            -2,
            5,
            7,
            64,
            -100,
            1L << 40,
            -(1L << 40),
            1L << 62,
            Long.MAX_VALUE,
            Long.MIN_VALUE
        };
        private static final DType[] DTYPES = {
            DType.FLOAT32,
            DType.FLOAT32,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.INT64,
            DType.INT64,
            DType.INT32,
            DType.UINT8,
            DType.BOOL,
            DType.COMPLEX64,
            DType.FLOAT16,
            DType.BFLOAT16
        };
        private static final long[][] SHAPES = {
            {}, {0}, {1}, {3}, {2, 3}, {3, 3}, {2, 0, 3}, {1, 2, 3}, {2, 3, 4, 4}
        };

        private final Random random;
        private final Tensor closed = Torch.ones(2);
        private boolean gentle;

        private Caller(long seed) {
            random = new Random(seed);
            closed.close();
        }

        public static void main(String[] arguments) throws Exception {
            Torch.setNumThreads(1);
            int first = Integer.parseInt(arguments[1]);
            int rounds = Integer.parseInt(arguments[2]);
            long seed = Long.parseLong(arguments[3]);
            Set<String> known = known();
            List<Method> methods =
                    Arrays.stream(Aten.class.getMethods())
                            .filter(m -> m.getDeclaringClass() == Aten.class)
                            .sorted(Comparator.comparing(Method::getName))
                            .toList();
            int calls = 0;
            int succeeded = 0;
            int undocumented = 0;
            try (RandomAccessFile trace = new RandomAccessFile(arguments[0], "rw")) {
                for (int i = first; i < methods.size(); i++) {
                    Method method = methods.get(i);
                    if (known.contains(method.getName())) continue;
                    for (int round = 0; round < rounds; round++) {
                        Caller caller =
                                new Caller(
                                        seed * 1_000_003
                                                + method.getName().hashCode() * 31L
                                                + round);
                        caller.gentle = round % 2 == 0;
                        try (Scope scope = Torch.scope()) {
                            Object[] values = caller.values(method);
                            byte[] line =
                                    (i
                                                    + " "
                                                    + round
                                                    + " "
                                                    + method.getName()
                                                    + describe(values)
                                                    + "\n")
                                            .getBytes(StandardCharsets.UTF_8);
                            trace.setLength(0);
                            trace.seek(0);
                            trace.write(line);
                            calls++;
                            method.invoke(null, values);
                            succeeded++;
                        } catch (InvocationTargetException e) {
                            Throwable thrown = e.getCause();
                            String text = String.valueOf(thrown.getMessage());
                            boolean right =
                                    DOCUMENTED.stream().anyMatch(d -> d.isInstance(thrown))
                                            && !text.contains("\n");
                            if (!right) {
                                undocumented++;
                                new PrintStream(System.out, true)
                                        .println(method.getName() + ": " + thrown);
                                thrown.printStackTrace(System.out);
                            }
                        }
                    }
                }
            }
            System.out.println(
                    calls + " calls made, " + succeeded + " succeeded, live " + Torch.memory());
            System.exit(undocumented == 0 ? 0 : 3);
        }

        private static Set<String> known() throws IOException {
            Set<String> names = new HashSet<>();
            try (var in = MisuseTest.class.getResourceAsStream(KNOWN)) {
                if (in == null) throw new IOException("no " + KNOWN);
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(l -> !l.startsWith("#") && !l.isBlank())
                        .forEach(l -> names.add(l.split("\t")[0]));
            }
            return names;
        }

        private Object[] values(Method method) {
            Type[] types = method.getGenericParameterTypes();
            Object[] values = new Object[types.length];
            for (int i = 0; i < values.length; i++) values[i] = value(types[i]);
            return values;
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < (gentle ? percent / 4 : percent);
        }

        private long number() {
            return gentle ? random.nextInt(4) - 1 : WEIRD[random.nextInt(WEIRD.length)];
        }

        private Tensor tensor() {
            if (chance(4)) return closed;
            DType dtype = gentle ? DType.FLOAT32 : DTYPES[random.nextInt(DTYPES.length)];
            long[] shape = SHAPES[gentle ? 3 + random.nextInt(3) : random.nextInt(SHAPES.length)];
            return Aten.ones(shape, dtype, null, null, null);
        }

        private Object value(Type type) {
            if (type instanceof ParameterizedType) {
                if (chance(4)) return null;
                List<Tensor> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) list.add(chance(5) ? null : tensor());
                return list;
            }
            if (!((Class<?>) type).isPrimitive()
                    && chance(type == Tensor.class || type == Number.class ? 4 : 30)) return null;
            return switch (((Class<?>) type).getSimpleName()) {
                case "Tensor" -> tensor();
                case "boolean", "Boolean" -> random.nextBoolean();
                case "long", "Long" -> number();
                case "double", "Double" ->
                        gentle
                                ? 0.5
                                : new double[] {
                                            0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300
                                        }
                                        [random.nextInt(6)];
                case "Number" ->
                        switch (random.nextInt(4)) {
                            case 0 -> number();
                            case 1 -> 0.5;
                            case 2 -> Complex.of(1, 2);
                            default -> Scalar.TRUE;
                        };
                case "long[]" -> {
                    long[] all = new long[random.nextInt(5)];
                    for (int i = 0; i < all.length; i++) all[i] = number();
                    yield all;
                }
                case "double[]" -> new double[random.nextInt(4)];
                case "boolean[]" -> new boolean[random.nextInt(5)];
                case "Number[]" -> {
                    Number[] all = new Number[random.nextInt(4)];
                    for (int i = 0; i < all.length; i++)
                        all[i] = chance(5) ? null : (Number) number();
                    yield all;
                }
                case "String" ->
                        new String[] {"", "mean", "reflect", "ij,jk->ik", "cuda", "no\nsuch", "é"}
                                [random.nextInt(7)];
                case "DType" ->
                        gentle
                                ? DType.FLOAT32
                                : DType.values()[random.nextInt(DType.values().length)];
                case "Layout" ->
                        Layout.values()[gentle ? 0 : random.nextInt(Layout.values().length)];
                case "MemoryFormat" ->
                        MemoryFormat.values()[random.nextInt(MemoryFormat.values().length)];
                case "Device" ->
                        gentle
                                ? Device.CPU
                                : new Device[] {
                                            Device.CPU,
                                            Device.META,
                                            Device.of("cuda"),
                                            Device.of("mps:3")
                                        }
                                        [random.nextInt(4)];
                case "Generator" -> new Generator();
                default -> throw new AssertionError("no values of type " + type);
            };
        }

        private static String describe(Object[] values) {
            StringBuilder text = new StringBuilder("(");
            for (Object value : values) {
                String one =
                        switch (value) {
                            case null -> "null";
                            case Tensor t -> t.isClosed() ? "closed" : t.dtype() + "" + t.shape();
                            case List<?> l -> "list of " + l.size() + describe(l.toArray());
                            case long[] a -> Arrays.toString(a);
                            case Number[] a -> Arrays.toString(a);
                            case boolean[] a -> "bool[" + a.length + "]";
                            case double[] a -> "double[" + a.length + "]";
                            default -> value.toString().replace("\n", "\\n");
                        };
                text.append(text.length() > 1 ? ", " : "").append(one);
            }
            return text.append(")").toString();
        }
    }
}
