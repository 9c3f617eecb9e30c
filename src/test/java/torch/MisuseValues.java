package torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import torch.nn.Linear;
import torch.nn.Parameter;

/**
 * Right and wrong arguments for methods of any signature. A gentle one keeps to small float tensors and small numbers,
 * so that calls come far; the others take everything: nulls, closed tensors, wrong types and ranks, huge and negative
 * numbers. Sizes are either small or so large that no memory holds them: nothing in between is really allocated.
 */
final class MisuseValues {
    /** Types that only null was given for, because nothing here makes them. */
    static final Set<String> UNKNOWN = new TreeSet<>();

    /** Numbers that say how often something is repeated: it is, in Python too. */
    private static final Pattern REPEATED =
            Pattern.compile("niter|num\\w*Layers|nPowerIterations|powerIterations|times");

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
    private static final int[] WEIRD_INTS = {
        0, 1, -1, 2, 3, 7, -100, Integer.MAX_VALUE, Integer.MIN_VALUE
    };
    private static final double[] WEIRD_DOUBLES = {
        0, 1, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -1e300
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
    private static final String[] TEXTS = {
        "", "mean", "reflect", "ij,jk->ik", "cuda", "cpu", "no\nsuch", "é", "sum", "fro"
    };

    private final Random random;
    private final boolean gentle;
    private final Tensor closed = Torch.ones(2);

    MisuseValues(long seed, boolean gentle) {
        random = new Random(seed);
        this.gentle = gentle;
        closed.close();
    }

    Object[] arguments(Executable executable) {
        Type[] types = executable.getGenericParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(types[i]);
            String name = executable.getParameters()[i].getName();
            if (REPEATED.matcher(name).matches() && types[i] == long.class) {
                values[i] = number() % 4;
            }
        }
        return values;
    }

    /** Sets some options of a keyword form, each with an argument of its type. */
    private void configure(Object options) throws Throwable {
        List<Method> setters =
                Arrays.stream(options.getClass().getMethods())
                        .filter(m -> m.getDeclaringClass() != Object.class)
                        .sorted(Comparator.comparing(Method::toString))
                        .toList();
        for (int i = setters.isEmpty() ? 0 : random.nextInt(4); i > 0; i--) {
            Method setter = one(setters.toArray(Method[]::new));
            setter.setAccessible(true);
            boolean repeats = REPEATED.matcher(setter.getName()).matches();
            try {
                setter.invoke(options, repeats ? new Object[] {number() % 4} : arguments(setter));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** A tensor to call a method of: sometimes a closed one, or a view, or a leaf of a graph. */
    Tensor receiver() {
        Tensor made = tensor();
        if (made.isClosed() || gentle && random.nextInt(3) > 0) return made;
        return switch (random.nextInt(8)) {
            case 0 -> Aten.permute(made, reversed(made.dim()));
            case 1 -> {
                long[] wider = LongStream.concat(LongStream.of(2), made.shape().stream()).toArray();
                yield Aten.expand(made, wider, false);
            }
            case 2 -> made.dtype().isFloatingPoint() ? made.requiresGrad_() : made;
            default -> made;
        };
    }

    private static long[] reversed(int dim) {
        return LongStream.range(0, dim).map(i -> dim - 1 - i).toArray();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < (gentle ? percent / 4 : percent);
    }

    private <T> T one(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private long number() {
        return gentle ? random.nextInt(4) - 1 : WEIRD[random.nextInt(WEIRD.length)];
    }

    private double real() {
        return gentle ? 0.5 : WEIRD_DOUBLES[random.nextInt(WEIRD_DOUBLES.length)];
    }

    private Tensor tensor() {
        if (chance(4)) return closed;
        DType dtype = gentle ? DType.FLOAT32 : one(DTYPES);
        long[] shape = SHAPES[gentle ? 3 + random.nextInt(3) : random.nextInt(SHAPES.length)];
        return Aten.ones(shape, dtype, null, null, null);
    }

    private Object value(Type type) {
        return switch (type) {
            case Class<?> c -> ofClass(c);
            case ParameterizedType p -> ofParameterized(p);
            case GenericArrayType a ->
                    array(
                            a.getGenericComponentType() instanceof TypeVariable<?> v
                                    ? (Class<?>) v.getBounds()[0]
                                    : Object.class);
            case TypeVariable<?> v ->
                    v.getBounds()[0] == Object.class ? anything() : value(v.getBounds()[0]);
            case WildcardType w -> value(w.getUpperBounds()[0]);
            default -> throw new AssertionError(type);
        };
    }

    private Object ofParameterized(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        if (chance(4)) return null;
        if (raw == Map.class) return map(type.getActualTypeArguments()[1]);
        if (!raw.isAssignableFrom(ArrayList.class))
            return raw.isInterface() ? callback(raw, type) : ofClass(raw);
        List<Object> list = new ArrayList<>();
        Type element = type.getActualTypeArguments()[0];
        for (int i = random.nextInt(4); i > 0; i--) list.add(chance(5) ? null : value(element));
        return list;
    }

    private Map<String, Object> map(Type element) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--)
            map.put("key" + i, chance(5) ? null : value(element));
        return map;
    }

    private Object ofClass(Class<?> type) {
        boolean needed = type == Tensor.class || type == Number.class || type == Object.class;
        if (!type.isPrimitive() && chance(needed ? 4 : 30)) return null;
        if (type.isArray()) return array(type.getComponentType());
        if (type.isEnum()) return ofEnum(type);
        return switch (type.getName()) {
            case "torch.Tensor" -> tensor();
            case "boolean", "java.lang.Boolean" -> random.nextBoolean();
            case "long", "java.lang.Long" -> number();
            case "int", "java.lang.Integer" ->
                    gentle ? random.nextInt(4) - 1 : WEIRD_INTS[random.nextInt(WEIRD_INTS.length)];
            case "double", "java.lang.Double" -> real();
            case "float", "java.lang.Float" -> (float) real();
            case "short" -> (short) number();
            case "byte" -> (byte) number();
            case "char" -> (char) ('a' + random.nextInt(26));
            case "java.lang.Number" ->
                    switch (random.nextInt(4)) {
                        case 0 -> number();
                        case 1 -> 0.5;
                        case 2 -> Complex.of(1, 2);
                        default -> Scalar.TRUE;
                    };
            case "java.lang.String" -> one(TEXTS);
            case "java.lang.Object" -> anything();
            case "java.nio.file.Path" -> Path.of(one(TEXTS));
            case "java.io.InputStream" -> new ByteArrayInputStream(new byte[20]);
            case "java.io.OutputStream" -> new ByteArrayOutputStream();
            case "torch.Device" ->
                    gentle
                            ? Device.CPU
                            : one(
                                    new Device[] {
                                        Device.CPU,
                                        Device.META,
                                        Device.of("cuda"),
                                        Device.of("mps:3")
                                    });
            case "torch.Generator" -> new Generator();
            case "torch.Size" -> Size.of((long[]) array(long.class));
            case "torch.TensorOptions" -> options();
            case "torch.Complex" -> Complex.of(real(), real());
            case "torch.Index" ->
                    random.nextBoolean()
                            ? Index.slice(number(), number())
                            : one(new Index[] {Index.ALL, Index.ELLIPSIS, Index.NEW_AXIS});
            case "java.lang.foreign.MemorySegment" -> segment();
            case "torch.nn.Module", "torch.nn.UnaryModule", "torch.nn.Linear" -> new Linear(3, 3);
            case "torch.nn.Parameter" -> new Parameter(tensor());
            default -> {
                if (type.isInterface()) yield callback(type, type);
                UNKNOWN.add(type.getName());
                yield null;
            }
        };
    }

    private Object ofEnum(Class<?> type) {
        if (gentle && type == DType.class) return DType.FLOAT32;
        Object[] constants = type.getEnumConstants();
        return gentle && type == Layout.class ? constants[0] : one(constants);
    }

    /** What an argument of type Object may be given. */
    private Object anything() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> tensor();
            case 3 -> number();
            case 4 -> real();
            case 5 -> random.nextBoolean();
            case 6 -> one(TEXTS);
            case 7 -> array(long.class);
            case 8 -> new double[][] {{1, 2}, {3}};
            case 9 -> List.of(1, List.of(2.5));
            case 10 -> ofClass(Index.class);
            default -> new Object();
        };
    }

    private Object array(Class<?> element) {
        int length = random.nextInt(element == double.class ? 4 : 5);
        Object array = Array.newInstance(element, length);
        for (int i = 0; i < length; i++) {
            Object one = chance(5) && !element.isPrimitive() ? null : ofClass(element);
            Array.set(array, i, one);
        }
        return array;
    }

    private TensorOptions options() {
        TensorOptions options = TensorOptions.DEFAULT;
        if (random.nextBoolean()) options = options.dtype((DType) ofClass(DType.class));
        if (chance(20)) options = options.layout((Layout) ofClass(Layout.class));
        if (chance(20)) options = options.device((Device) ofClass(Device.class));
        if (chance(10)) options = options.pinMemory(true);
        if (chance(20)) options = options.requiresGrad(true);
        return options;
    }

    private MemorySegment segment() {
        return switch (random.nextInt(4)) {
            case 0 -> MemorySegment.NULL;
            case 1 -> MemorySegment.ofArray(new byte[64]);
            case 2 -> Arena.ofAuto().allocate(64).asSlice(1, 30);
            default -> Arena.ofAuto().allocate(96, 8);
        };
    }

    /** A function that answers with something of the right type, or throws. */
    private Object callback(Class<?> type, Type full) {
        // The last argument of a function's type is that of its result.
        Type last =
                full instanceof ParameterizedType p
                        ? p.getActualTypeArguments()[p.getActualTypeArguments().length - 1]
                        : Object.class;
        boolean fails = chance(20);
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> type.getSimpleName();
                        };
                    }
                    if (method.isDefault())
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    if (fails) throw new IllegalStateException("from a callback");
                    if (type == Consumer.class
                            && arguments[0] != null
                            && arguments[0].getClass().getName().startsWith("torch.nn.")) {
                        configure(arguments[0]);
                        return null;
                    }
                    Class<?> result = method.getReturnType();
                    if (result == void.class) return null;
                    return result == Object.class ? value(last) : ofClass(result);
                };
        return Proxy.newProxyInstance(
                MisuseValues.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** Arguments as text, for the trace. */
    static String describe(Object[] values) {
        StringBuilder text = new StringBuilder("(");
        for (Object value : values) {
            String one =
                    switch (value) {
                        case null -> "null";
                        case Tensor t ->
                                t.isClosed()
                                        ? "closed"
                                        : t.dtype() + "" + Arrays.toString(t.shape().toArray());
                        case List<?> l -> "list of " + l.size() + describe(l.toArray());
                        case long[] a -> Arrays.toString(a);
                        case int[] a -> Arrays.toString(a);
                        case float[] a -> Arrays.toString(a);
                        case Object[] a -> "array" + describe(a);
                        case boolean[] a -> "bool[" + a.length + "]";
                        case double[] a -> "double[" + a.length + "]";
                        case MemorySegment s -> "segment of " + s.byteSize();
                        case Generator g -> "Generator";
                        default ->
                                Proxy.isProxyClass(value.getClass())
                                        ? value.toString()
                                        : value.toString().replace("\n", "\\n");
                    };
            text.append(text.length() > 1 ? ", " : "").append(one);
        }
        return text.append(")").toString();
    }
}
