package torch.golden;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.MemoryFormat;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.distributions.Constraint;
import torch.distributions.ConstraintRegistry;
import torch.distributions.Constraints;
import torch.distributions.Distribution;
import torch.distributions.Transform;
import torch.distributions.Transforms;
import torch.golden.PythonExpression.Tuple;

/**
 * Finds the Java constructor or method that a Python call means.
 *
 * <p>Names change from {@code snake_case} to {@code camelCase}. Positional arguments go to parameters by place, keyword
 * arguments to parameters of that name, and what is left of them to setters of that name on the options of a last
 * parameter of type {@link Consumer}. {@code dtype}, {@code device} and {@code requires_grad} also make a
 * {@link TensorOptions}. Of the executables that fit, the one whose parameters are nearest to the arguments is called.
 */
final class PythonCalls {
    /** A Python module, whose names are looked up in Java classes. */
    private record Namespace(String name) {}

    /** Something that can be called: the constructors of a class, or all methods of one name. */
    private record Callable(
            String name, List<? extends Executable> executables, @Nullable Object self) {}

    private static final Object MISFIT = new Object();

    private PythonCalls() {}

    static Object namespace(String name) {
        return new Namespace(name);
    }

    // Attributes

    static @Nullable Object attribute(@Nullable Object value, String name) throws Throwable {
        if (value instanceof Namespace(String space)) {
            return member(space, name);
        }
        if (value instanceof Callable type && type.self == null) {
            // A class method, as in nn.Embedding.from_pretrained
            return functions(type.name, name);
        }
        Objects.requireNonNull(value, "None has no " + name);
        if (value instanceof Callable callable
                && callable.executables.getFirst() instanceof Constructor<?> constructor) {
            return functions(constructor.getDeclaringClass().getName(), name);
        }
        String javaName = javaName(name);
        List<Method> methods = methods(value.getClass(), javaName, false);
        // A record's component, or a property such as x.shape or m.weight, is a method or field in
        // Java.
        for (Field field : value.getClass().getFields()) {
            if (field.getName().equals(javaName)) {
                field.setAccessible(true);
                return field.get(value);
            }
        }
        boolean property =
                value instanceof Record
                        || isPropertyOfDistribution(value, name)
                        || value instanceof Tensor
                                && List.of("T", "mT", "grad", "shape", "dtype").contains(name);
        if (property) {
            return invoke(value, methods.getFirst(), new Object[0]);
        }
        if (methods.isEmpty()) {
            throw new NoSuchMethodException(value.getClass() + " has no " + javaName);
        }
        return new Callable(javaName, methods, value);
    }

    /** What of a distribution or constraint has no parentheses in Python, but in Java. */
    private static boolean isPropertyOfDistribution(Object value, String name) {
        return (value instanceof Distribution
                        || value instanceof Constraint
                        || value instanceof Transform)
                && !CALLED.contains(name)
                && methods(value.getClass(), javaName(name), false).stream()
                        .anyMatch(method -> method.getParameterCount() == 0);
    }

    private static final List<String> CALLED =
            List.of(
                    "sample",
                    "rsample",
                    "entropy",
                    "perplexity",
                    "enumerate_support",
                    "with_cache");

    private static Object member(String space, String name) throws Throwable {
        return switch (space) {
            case "nn" -> type("torch.nn." + name);
            case "optim" -> type("torch.optim." + name);
            case "lr_scheduler" -> type("torch.optim.lrscheduler." + name);
            case "swa_utils" -> type("torch.optim.swautils." + name);
            case "F" -> functions("torch.nn.F", name);
            case "init" -> functions("torch.nn.init.Init", name);
            case "utils" -> functions("torch.nn.utils.Utils", name);
            case "parametrize" -> functions("torch.nn.utils.Parametrize", name);
            case "parametrizations" -> functions("torch.nn.utils.Parametrizations", name);
            case "prune" -> functions("torch.nn.utils.Prune", name);
            case "rnn" -> functions("torch.nn.utils.RnnUtils", name);
            case "math" ->
                    switch (name) {
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "nan" -> Double.NaN;
                        default -> Math.PI;
                    };
            case "distributions" -> distribution(name);
            case "distributions.utils" -> functions("torch.distributions.DistributionUtils", name);
            case "transforms" ->
                    name.equals("identity_transform")
                            ? Transforms.IDENTITY
                            : type("torch.distributions." + name);
            case "constraints" -> constraint(name);
            case "torch" -> torchMember(name);
            default -> throw new IllegalArgumentException("no namespace " + space);
        };
    }

    private static Object distribution(String name) throws ClassNotFoundException {
        return switch (name) {
            case "utils" -> new Namespace("distributions.utils");
            // modules whose classes are all in one package in Java
            case "relaxed_bernoulli", "relaxed_categorical" -> new Namespace("distributions");
            case "biject_to" -> ConstraintRegistry.BIJECT_TO;
            case "transform_to" -> ConstraintRegistry.TRANSFORM_TO;
            case "kl_divergence" -> functions("torch.distributions.Kl", name);
            default -> type("torch.distributions." + name);
        };
    }

    /** {@code constraints.positive} is a constant, {@code constraints.interval} a function. */
    private static Object constraint(String name) throws ReflectiveOperationException {
        for (Field field : Constraints.class.getFields()) {
            if (field.getName().equals(name.toUpperCase(Locale.ROOT))) {
                return Objects.requireNonNull(field.get(null));
            }
        }
        return Character.isUpperCase(name.charAt(0))
                ? type(Constraints.class.getName() + "$" + name)
                : functions(Constraints.class.getName(), name);
    }

    private static Object torchMember(String name) throws ClassNotFoundException {
        for (DType dtype : DType.values()) {
            if (dtype.toString().equals("torch." + name)) {
                return dtype;
            }
        }
        return switch (name) {
            case "contiguous_format", "channels_last" ->
                    MemoryFormat.valueOf(name.toUpperCase(Locale.ROOT));
            case "inf" -> Double.POSITIVE_INFINITY;
            case "Generator" -> type("torch.Generator");
            case "Size" -> functions("torch.Torch", "shape");
            default -> functions("torch.Torch", name);
        };
    }

    private static Callable type(String name) throws ClassNotFoundException {
        Class<?> type = Class.forName(name);
        return new Callable(name, List.of(type.getConstructors()), null);
    }

    private static Callable functions(String owner, String name) throws ClassNotFoundException {
        String javaName = javaName(name);
        return new Callable(javaName, methods(Class.forName(owner), javaName, true), null);
    }

    private static List<Method> methods(Class<?> type, String name, boolean isStatic) {
        List<Method> all =
                Arrays.stream(type.getMethods())
                        .filter(m -> m.getName().equals(name))
                        .filter(m -> Modifier.isStatic(m.getModifiers()) == isStatic)
                        .toList();
        // A public class has bridges alone to what it inherits from one that is not.
        return all.stream().filter(m -> !m.isBridge() || isAlone(m, all)).toList();
    }

    private static boolean isAlone(Method bridge, List<Method> all) {
        return all.stream()
                .noneMatch(
                        m ->
                                !m.isBridge()
                                        && Arrays.equals(
                                                m.getParameterTypes(), bridge.getParameterTypes()));
    }

    /** {@code log_softmax_} as {@code logSoftmax_}, {@code float} as {@code toFloat}, {@code _private} as {@code private}. */
    private static String javaName(String name) {
        if (List.of("float", "double", "long", "int").contains(name)) {
            return "to" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        }
        if (name.startsWith("_")) {
            return javaName(name.substring(1));
        }
        boolean inPlace = name.endsWith("_");
        String[] words = (inPlace ? name.substring(0, name.length() - 1) : name).split("_");
        var java = new StringBuilder(words[0]);
        for (String word : List.of(words).subList(1, words.length)) {
            if (!word.isEmpty()) {
                java.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return inPlace ? java + "_" : java.toString();
    }

    // Subscripts and arithmetic

    static @Nullable Object subscript(@Nullable Object value, @Nullable Object index)
            throws Throwable {
        int i = index instanceof Long number ? number.intValue() : 0;
        if (index instanceof Long && !(value instanceof Tensor)) {
            List<@Nullable Object> parts = parts(value);
            if (parts != null) {
                return parts.get(i < 0 ? i + parts.size() : i);
            }
        }
        if (value instanceof Map<?, ?> map) {
            return map.get(index);
        }
        return value instanceof Tensor tensor
                ? tensor.select(0, i)
                : call(attribute(value, "get"), Arrays.asList(index), Map.of());
    }

    static Object operator(char operator, @Nullable Object left, @Nullable Object right)
            throws Throwable {
        if (left instanceof Long a && right instanceof Long b && operator != '/') {
            return operator == '+' ? a + b : operator == '-' ? a - b : a * b;
        }
        if (left instanceof Number a && right instanceof Number b) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            return switch (operator) {
                case '+' -> x + y;
                case '-' -> x == 0 ? -y : x - y;
                case '*' -> x * y;
                default -> x / y;
            };
        }
        if (left instanceof Long zero
                && zero == 0
                && operator == '-'
                && right instanceof Tensor t) {
            return t.neg();
        }
        if (!(left instanceof Tensor tensor)) {
            if (left instanceof Number
                    && right instanceof Tensor other
                    && "+*".indexOf(operator) >= 0) {
                return operator(operator, other, left);
            }
            throw new IllegalArgumentException("no " + operator + " for " + left + ", " + right);
        }
        String name =
                switch (operator) {
                    case '+' -> "add";
                    case '-' -> "sub";
                    case '*' -> "mul";
                    case '/' -> "div";
                    default -> "matmul";
                };
        return Objects.requireNonNull(
                call(attribute(tensor, name), Arrays.asList(right), Map.of()));
    }

    // Calls

    static @Nullable Object call(
            @Nullable Object function,
            List<? extends @Nullable Object> positional,
            Map<String, ? extends @Nullable Object> keywords)
            throws Throwable {
        if (function instanceof Namespace(String name) && name.equals("float")) {
            return Double.parseDouble(
                    ((String) Objects.requireNonNull(positional.getFirst()))
                            .replace("inf", "Infinity")
                            .replace("nan", "NaN"));
        }
        Callable callable =
                function instanceof Callable c ? c : (Callable) attribute(function, "call");
        if (callable.name.equals("tensor") && callable.self == null) {
            return Torch.tensor(nested(positional.getFirst()), tensorOptions(keywords));
        }
        Executable best = null;
        Object[] bestArguments = null;
        int bestCost = Integer.MAX_VALUE;
        for (Executable executable : callable.executables) {
            int[] cost = {0};
            Object[] arguments = arguments(executable, positional, keywords, cost);
            if (arguments != null && cost[0] < bestCost) {
                best = executable;
                bestArguments = arguments;
                bestCost = cost[0];
            }
        }
        if (best == null
                && positional.size() > 1
                && positional.stream().allMatch(Long.class::isInstance)) {
            // torch.randn(2, 3, dtype=…) is torch.randn((2, 3), dtype=…)
            return call(function, List.of(new Tuple(new ArrayList<>(positional))), keywords);
        }
        if (best == null || bestArguments == null) {
            throw new NoSuchMethodException(
                    "no form of %s takes %s %s"
                            .formatted(callable.name, types(positional), keywords));
        }
        return invoke(callable.self, best, bestArguments);
    }

    private static @Nullable Object invoke(
            @Nullable Object self, Executable executable, @Nullable Object[] arguments)
            throws Throwable {
        try {
            executable.setAccessible(true);
            return executable instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) executable).invoke(self, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The arguments of {@code executable}, or null where these do not fit; adds how far they are to the cost. */
    private static @Nullable Object @Nullable [] arguments(
            Executable executable,
            List<? extends @Nullable Object> positional,
            Map<String, ? extends @Nullable Object> keywords,
            int[] cost) {
        Parameter[] parameters = executable.getParameters();
        var left = new LinkedHashMap<String, @Nullable Object>();
        keywords.forEach((name, value) -> left.put(name, value));
        var arguments = new Object[parameters.length];
        int given = 0;
        for (int i = 0; i < parameters.length; i++) {
            Parameter parameter = parameters[i];
            boolean last = i == parameters.length - 1;
            Object value;
            if (last && parameter.getType() == Consumer.class) {
                // A parameter of the keyword's name is nearer than a setter.
                cost[0] += left.isEmpty() ? 50 : 10 * left.size();
                var settings = Map.copyOf(wrapped(left));
                left.clear();
                arguments[i] = (Consumer<Object>) options -> set(options, settings);
                continue;
            }
            if (last && parameter.getType() == TensorOptions.class && given == positional.size()) {
                if (left.isEmpty() || !OPTIONS.containsAll(left.keySet())) {
                    return null;
                }
                arguments[i] = tensorOptions(left);
                left.clear();
                continue;
            }
            if (last && parameter.isVarArgs() && given < positional.size()) {
                var rest =
                        new ArrayList<@Nullable Object>(
                                positional.subList(given, positional.size()));
                // One tuple or list stands for its elements.
                value =
                        rest.size() == 1
                                        && parts(rest.getFirst()) != null
                                        && !(rest.getFirst() instanceof Record r
                                                && !(r instanceof Tuple))
                                ? rest.getFirst()
                                : rest;
                given = positional.size();
                cost[0] += 2;
            } else if (given < positional.size()) {
                value = positional.get(given++);
            } else {
                String name = pythonName(left, parameter.getName());
                if (name == null) {
                    if (last && parameter.isVarArgs()) {
                        value = List.of();
                        cost[0] += 2;
                    } else {
                        return null;
                    }
                } else {
                    value = left.remove(name);
                }
            }
            Object converted = convert(value, parameter.getType(), cost);
            if (converted == MISFIT || !holds(parameter.getParameterizedType(), converted)) {
                return null;
            }
            arguments[i] = converted;
        }
        return given == positional.size() && left.isEmpty() ? arguments : null;
    }

    /** Whether a list's elements are what the parameter's type says: of tensors or of groups, say. */
    private static boolean holds(Type type, @Nullable Object value) {
        if (!(value instanceof List<?> list && type instanceof ParameterizedType generic)) {
            return true;
        }
        Type element = generic.getActualTypeArguments()[0];
        if (element instanceof WildcardType wildcard) {
            element = wildcard.getUpperBounds()[0];
        }
        return !(element instanceof Class<?> kind)
                || list.stream().allMatch(part -> part == null || kind.isInstance(part));
    }

    private static final List<String> OPTIONS = List.of("dtype", "device", "requires_grad");

    private static TensorOptions tensorOptions(Map<String, ? extends @Nullable Object> keywords) {
        TensorOptions options = TensorOptions.DEFAULT;
        if (keywords.get("dtype") instanceof DType dtype) {
            options = options.dtype(dtype);
        }
        if (keywords.get("device") instanceof String device) {
            options = options.device(device);
        }
        return Boolean.TRUE.equals(keywords.get("requires_grad"))
                ? options.requiresGrad(true)
                : options;
    }

    private static @Nullable String pythonName(Map<String, ?> keywords, String javaName) {
        return keywords.keySet().stream()
                .filter(name -> javaName(name).equals(javaName))
                .findFirst()
                .orElse(null);
    }

    /** Null values, which a copied map does not hold, as a tuple of one. */
    private static Map<String, Object> wrapped(Map<String, @Nullable Object> settings) {
        var wrapped = new LinkedHashMap<String, Object>();
        settings.forEach((name, value) -> wrapped.put(name, new Tuple(Arrays.asList(value))));
        return wrapped;
    }

    private static void set(Object options, Map<String, Object> settings) {
        settings.forEach(
                (name, wrapped) -> {
                    Object value = ((Tuple) wrapped).elements().getFirst();
                    Callable setters =
                            new Callable(
                                    javaName(name),
                                    methods(options.getClass(), javaName(name), false),
                                    options);
                    // betas=(0.5, 0.9) is o.betas(0.5, 0.9)
                    List<@Nullable Object> parts = value instanceof Record ? parts(value) : null;
                    try {
                        try {
                            call(setters, Arrays.asList(value), Map.of());
                        } catch (NoSuchMethodException e) {
                            if (parts == null) {
                                throw e;
                            }
                            call(setters, parts, Map.of());
                        }
                    } catch (RuntimeException | Error e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(
                                "cannot set %s of %s".formatted(name, options.getClass()), e);
                    }
                });
    }

    // Conversions

    private static @Nullable Object convert(@Nullable Object value, Class<?> type, int[] cost) {
        if (value == null) {
            cost[0] += type == Object.class ? 5 : 0;
            return type.isPrimitive() ? MISFIT : null;
        }
        if (type == long.class || type == Long.class) {
            return value instanceof Long ? value : MISFIT;
        }
        if (type == int.class || type == Integer.class) {
            cost[0]++;
            return value instanceof Long number ? number.intValue() : MISFIT;
        }
        if (type == double.class || type == Double.class) {
            cost[0] += value instanceof Long ? 1 : 0;
            return value instanceof Number number ? number.doubleValue() : MISFIT;
        }
        if (type == boolean.class || type == Boolean.class) {
            return value instanceof Boolean ? value : MISFIT;
        }
        if (type == Object.class) {
            cost[0] += 20;
            return value instanceof Tuple(var elements) ? elements : value;
        }
        if (type.isInstance(value) && !(value instanceof List)) {
            return value;
        }
        if (type.isEnum() && value instanceof String text) {
            for (Object constant : type.getEnumConstants()) {
                if (constant.toString().equals(text)) {
                    return constant;
                }
            }
            return MISFIT;
        }
        if (type == UnaryOperator.class && value instanceof Callable function) {
            return (UnaryOperator<Object>) argument -> applied(function, argument);
        }
        if (type == Device.class && value instanceof String text) {
            cost[0]++;
            return Device.of(text);
        }
        List<@Nullable Object> parts = parts(value);
        if (parts == null && type.isArray()) {
            cost[0] += 3;
            parts = Arrays.asList(value);
        }
        return parts == null ? MISFIT : sequence(parts, type, cost);
    }

    private static Object applied(Callable function, Object argument) {
        try {
            return Objects.requireNonNull(call(function, List.of(argument), Map.of()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(function.name + " cannot be called", e);
        }
    }

    private static Object sequence(List<@Nullable Object> parts, Class<?> type, int[] cost) {
        if (type == Size.class) {
            return parts.stream().allMatch(Long.class::isInstance)
                    ? Torch.shape(parts.stream().mapToLong(part -> (Long) part).toArray())
                    : MISFIT;
        }
        if (type.isArray()) {
            Object array =
                    java.lang.reflect.Array.newInstance(type.getComponentType(), parts.size());
            for (int i = 0; i < parts.size(); i++) {
                Object element = convert(parts.get(i), type.getComponentType(), cost);
                if (element == MISFIT) {
                    return MISFIT;
                }
                java.lang.reflect.Array.set(array, i, element);
            }
            return array;
        }
        if (type.isAssignableFrom(List.class)) {
            return parts.stream()
                    .map(part -> part instanceof Tuple(var elements) ? elements : part)
                    .toList();
        }
        if (type.isRecord() && type.getRecordComponents().length == parts.size()) {
            var arguments = new Object[parts.size()];
            for (int i = 0; i < parts.size(); i++) {
                Object element =
                        convert(parts.get(i), type.getRecordComponents()[i].getType(), cost);
                if (element == MISFIT) {
                    return MISFIT;
                }
                arguments[i] = element;
            }
            try {
                return Objects.requireNonNull(
                        invoke(null, type.getDeclaredConstructors()[0], arguments));
            } catch (Throwable e) {
                throw new AssertionError(type + " cannot be made", e);
            }
        }
        return MISFIT;
    }

    /** The parts of a tuple, list, array of objects or record; null for what has none. */
    static @Nullable List<@Nullable Object> parts(@Nullable Object value) {
        return switch (value) {
            case Tuple(var elements) -> elements;
            case List<?> list -> new ArrayList<>(list);
            case Object[] array -> Arrays.asList(array);
            case Size size -> size.stream().<Object>mapToObj(Long::valueOf).toList();
            case Record record -> components(record);
            case null, default -> null;
        };
    }

    private static List<@Nullable Object> components(Record record) {
        var components = new ArrayList<@Nullable Object>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                components.add(invoke(record, component.getAccessor(), new Object[0]));
            } catch (Throwable e) {
                throw new AssertionError(component + " cannot be read", e);
            }
        }
        return components;
    }

    /** A list of lists of numbers as Java's nested arrays. */
    private static Object nested(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return Objects.requireNonNull(value);
        }
        if (list.isEmpty()) {
            return new double[0];
        }
        if (list.stream().allMatch(Long.class::isInstance)) {
            return list.stream().mapToLong(element -> (Long) element).toArray();
        }
        if (list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().mapToDouble(element -> ((Number) element).doubleValue()).toArray();
        }
        if (list.stream().allMatch(Boolean.class::isInstance)) {
            var array = new boolean[list.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = (Boolean) list.get(i);
            }
            return array;
        }
        Object[] parts = list.stream().map(PythonCalls::nested).toArray();
        Object array = java.lang.reflect.Array.newInstance(parts[0].getClass(), parts.length);
        for (int i = 0; i < parts.length; i++) {
            java.lang.reflect.Array.set(array, i, parts[i]);
        }
        return array;
    }

    private static List<String> types(java.util.Collection<? extends @Nullable Object> values) {
        return values.stream()
                .map(value -> value == null ? "None" : value.getClass().getSimpleName())
                .toList();
    }
}
