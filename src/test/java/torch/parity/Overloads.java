package torch.parity;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.FFT;
import torch.Linalg;
import torch.Scalar;
import torch.Special;
import torch.Tensor;
import torch.Torch;

/**
 * Finds the public Java method that a Java programmer's call of a Python name means: by the name's Java spelling and the
 * arguments' static types, in the three phases of the Java language (15.12.2).
 */
final class Overloads {
    private static final Map<String, Class<?>> OWNERS =
            Map.of(
                    "Tensor", Tensor.class,
                    "torch", Torch.class,
                    "torch.linalg", Linalg.class,
                    "torch.fft", FFT.class,
                    "torch.special", Special.class);

    /** How arguments may be written, the first that compiles counts. */
    private enum Spelling {
        PLAIN,
        /** {@code 4L} for a Long. */
        LONG,
        /** {@code Scalar.TRUE} for a Number. */
        SCALAR,
        /** An array of numbers for fractions, and for integers too. */
        FRACTIONS,
        NUMBERS,
        /** An empty list of tensors. */
        TENSORS,
        /** A list of one where Python takes a number for a list. */
        LISTED
    }

    private record Argument(@Nullable Object value, @Nullable Class<?> type) {}

    /** A call that compiles: the method, its receiver (null for a static one) and its arguments. */
    record Call(
            Method method,
            @Nullable Object receiver,
            @Nullable Object[] arguments,
            String spelling) {
        /** The same call with other values. */
        Call with(UnaryOperator<@Nullable Object> substitute) {
            Object[] values = new Object[arguments.length];
            for (int i = 0; i < values.length; i++) values[i] = substitute.apply(arguments[i]);
            return new Call(method, substitute.apply(receiver), values, spelling);
        }

        @Nullable Object invoke() throws Throwable {
            try {
                return method.invoke(receiver, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** No method of the name takes the arguments, or several do and none is more specific. */
    static final class NoSuchCall extends Exception {
        private static final long serialVersionUID = 1L;

        NoSuchCall(String message) {
            super(message);
        }
    }

    private final Map<String, List<Method>> methods = new HashMap<>();

    /** The Java spelling of a Python name: {@code log_softmax} is {@code logSoftmax}. */
    static String camel(String name) {
        String body = name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '_' && i > 0 && i + 1 < body.length())
                camel.append(Character.toUpperCase(body.charAt(++i)));
            else camel.append(c);
        }
        return camel + name.substring(body.length());
    }

    /**
     * The call of a public name.
     *
     * @param spread whether a last list is written as varargs or as an array
     * @param meant which method is meant where a null fits several
     */
    Call find(String name, List<Object> values, boolean spread, Predicate<Method> meant)
            throws NoSuchCall {
        int dot = name.lastIndexOf('.');
        String owner = name.substring(0, dot);
        boolean method = owner.equals("Tensor");
        Object receiver = method ? values.getFirst() : null;
        List<Object> given = method ? values.subList(1, values.size()) : values;
        List<Method> named =
                methods.computeIfAbsent(
                        name,
                        n -> named(OWNERS.get(owner), camel(name.substring(dot + 1)), method));
        if (named.isEmpty()) throw new NoSuchCall("no method " + camel(name.substring(dot + 1)));
        for (Spelling spelling : Spelling.values()) {
            for (boolean varargs : new boolean[] {spread, !spread}) {
                List<Argument> arguments = arguments(given, spelling, varargs);
                // A list's elements one behind the other mean the list only where javac needs
                // varargs.
                boolean loose =
                        varargs
                                && !given.isEmpty()
                                && given.getLast() instanceof List<?> list
                                && !list.isEmpty();
                for (int phase = 1; phase <= 3; phase++) {
                    int now = phase;
                    List<Method> applicable =
                            named.stream().filter(m -> applies(m, arguments, now)).toList();
                    if (applicable.isEmpty()) continue;
                    if (loose && phase < 3) break;
                    Method best = mostSpecific(applicable, arguments.size(), now == 3);
                    String spelled = spelling.name();
                    if (best == null && given.contains(null)) {
                        best =
                                applicable.stream()
                                        .filter(meant)
                                        .findFirst()
                                        .orElse(applicable.getFirst());
                        spelled = "with a cast of null";
                    }
                    if (best == null) throw new NoSuchCall("ambiguous for javac: " + applicable);
                    return new Call(best, receiver, converted(best, arguments, now == 3), spelled);
                }
            }
        }
        throw new NoSuchCall("no overload of " + camel(name.substring(dot + 1)) + " takes them");
    }

    private static List<Method> named(Class<?> owner, String name, boolean method) {
        List<Method> found = new ArrayList<>();
        for (Method m : owner.getMethods()) {
            if (m.getName().equals(name)
                    && !m.isBridge()
                    && Modifier.isStatic(m.getModifiers()) != method) found.add(m);
        }
        return found;
    }

    private static List<Argument> arguments(
            List<Object> values, Spelling spelling, boolean spread) {
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            boolean last = i == values.size() - 1;
            if (last && spread && value instanceof List<?> list && !list.isEmpty()) {
                for (Object v : list) arguments.add(one(v, spelling));
            } else {
                arguments.add(one(value, spelling));
            }
        }
        return arguments;
    }

    private static Argument one(@Nullable Object value, Spelling spelling) {
        return switch (value) {
            case null -> new Argument(null, null);
            case Long l when spelling == Spelling.LISTED ->
                    new Argument(new long[] {l}, long[].class);
            case Long l when spelling != Spelling.LONG && l == l.intValue() ->
                    new Argument(l.intValue(), int.class);
            case Long l -> new Argument(l, long.class);
            case Double d -> new Argument(d, double.class);
            case Boolean b when spelling == Spelling.SCALAR ->
                    new Argument(Scalar.of(b), Scalar.class);
            case Boolean b -> new Argument(b, boolean.class);
            case List<?> list -> array(list, spelling);
            default -> new Argument(value, value.getClass());
        };
    }

    private static Argument array(List<?> list, Spelling spelling) {
        if (list.isEmpty() && spelling == Spelling.TENSORS) return new Argument(list, List.class);
        if (list.stream().allMatch(v -> v instanceof Long)) {
            if (spelling == Spelling.NUMBERS)
                return new Argument(list.toArray(Number[]::new), Number[].class);
            return new Argument(list.stream().mapToLong(v -> (Long) v).toArray(), long[].class);
        }
        if (list.stream().allMatch(v -> v instanceof Double)) {
            if (spelling == Spelling.FRACTIONS || spelling == Spelling.NUMBERS)
                return new Argument(list.toArray(Number[]::new), Number[].class);
            return new Argument(
                    list.stream().mapToDouble(v -> (Double) v).toArray(), double[].class);
        }
        return new Argument(list, List.class);
    }

    private static boolean applies(Method method, List<Argument> arguments, int phase) {
        Class<?>[] types = method.getParameterTypes();
        if (phase < 3) {
            if (types.length != arguments.size()) return false;
            for (int i = 0; i < types.length; i++) {
                if (!fits(arguments.get(i).type, types[i], phase)) return false;
            }
            return true;
        }
        if (!method.isVarArgs() || arguments.size() < types.length - 1) return false;
        for (int i = 0; i < arguments.size(); i++) {
            if (!fits(arguments.get(i).type, expanded(types, i), 2)) return false;
        }
        return true;
    }

    private static Class<?> expanded(Class<?>[] types, int i) {
        return i < types.length - 1 ? types[i] : types[types.length - 1].getComponentType();
    }

    private static boolean fits(@Nullable Class<?> from, Class<?> to, int phase) {
        if (from == null) return !to.isPrimitive();
        if (subtype(from, to)) return true;
        return phase > 1
                && from.isPrimitive()
                && !to.isPrimitive()
                && to.isAssignableFrom(boxed(from));
    }

    private static boolean subtype(Class<?> from, Class<?> to) {
        if (!from.isPrimitive() || !to.isPrimitive()) return to.isAssignableFrom(from);
        if (from == to) return true;
        List<Class<?>> wider = List.of(int.class, long.class, float.class, double.class);
        return wider.contains(from)
                && wider.contains(to)
                && wider.indexOf(from) < wider.indexOf(to);
    }

    private static Class<?> boxed(Class<?> type) {
        if (type == int.class) return Integer.class;
        if (type == long.class) return Long.class;
        return type == double.class ? Double.class : Boolean.class;
    }

    private static @Nullable Method mostSpecific(List<Method> methods, int count, boolean varargs) {
        for (Method candidate : methods) {
            if (methods.stream().allMatch(m -> atLeastAsSpecific(candidate, m, count, varargs)))
                return candidate;
        }
        return null;
    }

    private static boolean atLeastAsSpecific(Method a, Method b, int count, boolean varargs) {
        Class<?>[] left = a.getParameterTypes();
        Class<?>[] right = b.getParameterTypes();
        int compared = varargs ? Math.max(count, Math.max(left.length, right.length)) : left.length;
        for (int i = 0; i < compared; i++) {
            Class<?> from = varargs ? expanded(left, i) : left[i];
            Class<?> to = varargs ? expanded(right, i) : right[i];
            if (!subtype(from, to)) return false;
        }
        return true;
    }

    private static Object[] converted(Method method, List<Argument> arguments, boolean varargs) {
        Class<?>[] types = method.getParameterTypes();
        Object[] values = new Object[types.length];
        int fixed = varargs ? types.length - 1 : types.length;
        for (int i = 0; i < fixed; i++) values[i] = widened(arguments.get(i).value, types[i]);
        if (varargs) {
            Class<?> component = types[fixed].getComponentType();
            Object rest = Array.newInstance(component, arguments.size() - fixed);
            for (int i = fixed; i < arguments.size(); i++)
                Array.set(rest, i - fixed, widened(arguments.get(i).value, component));
            values[fixed] = rest;
        }
        return values;
    }

    private static @Nullable Object widened(@Nullable Object value, Class<?> type) {
        if (value instanceof Number n) {
            if (type == long.class) return n.longValue();
            if (type == double.class) return n.doubleValue();
        }
        return value;
    }
}
