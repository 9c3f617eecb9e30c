package torch.internal;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** What samples, batches, inputs and outputs are built of: lists, maps, records and arrays of objects. */
public final class Structures {
    private Structures() {}

    /**
     * Each tensor in a structure, in order.
     *
     * @throws InaccessibleObjectException if a record's package is not open to this module
     */
    public static void tensors(@Nullable Object value, Consumer<Tensor> action) {
        walk(value, action, Structures::components);
    }

    /** Each tensor in a structure that can be seen, in order: records that are not open have none. */
    public static void visibleTensors(@Nullable Object value, Consumer<Tensor> action) {
        walk(value, action, Structures::visibleComponents);
    }

    private static void walk(
            @Nullable Object value,
            Consumer<Tensor> action,
            Function<Record, List<@Nullable Object>> components) {
        switch (value) {
            case Tensor tensor -> action.accept(tensor);
            case Iterable<?> parts -> parts.forEach(part -> walk(part, action, components));
            case Map<?, ?> map -> map.values().forEach(part -> walk(part, action, components));
            case Object[] array -> {
                for (Object part : array) walk(part, action, components);
            }
            case Record record ->
                    components.apply(record).forEach(part -> walk(part, action, components));
            case null, default -> {}
        }
    }

    /** A structure of the same form, with other leaves. */
    public static @Nullable Object map(
            @Nullable Object value, UnaryOperator<@Nullable Object> leaf) {
        return switch (value) {
            case List<?> list -> {
                List<@Nullable Object> mapped = new ArrayList<>(list.size());
                for (Object element : list) mapped.add(map(element, leaf));
                yield mapped;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> mapped = new LinkedHashMap<>();
                map.forEach((key, element) -> mapped.put(key, map(element, leaf)));
                yield mapped;
            }
            case Object[] array when isOfObjects(array) -> {
                List<@Nullable Object> mapped = new ArrayList<>(array.length);
                for (Object element : array) mapped.add(map(element, leaf));
                yield mapped;
            }
            case Record record -> {
                List<@Nullable Object> mapped = new ArrayList<>();
                for (Object component : components(record)) mapped.add(map(component, leaf));
                yield record(record.getClass(), mapped);
            }
            case null, default -> leaf.apply(value);
        };
    }

    /** Whether an array is a sequence of samples, and not rows of numbers. */
    public static boolean isOfObjects(Object[] array) {
        Class<?> type = array.getClass();
        while (type.isArray()) type = type.getComponentType();
        return !type.isPrimitive();
    }

    /**
     * The components of a record, in order.
     *
     * @throws InaccessibleObjectException if its package is not open to this module
     */
    public static List<@Nullable Object> components(Record record) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            values.add(call(() -> accessor.invoke(record)));
        }
        return Collections.unmodifiableList(values);
    }

    /** The components of a record, in order; none if its package is not open to this module. */
    public static List<@Nullable Object> visibleComponents(Record record) {
        try {
            return components(record);
        } catch (InaccessibleObjectException e) {
            return List.of();
        }
    }

    /**
     * A record of a class.
     *
     * @throws IllegalArgumentException if a component cannot hold its value
     * @throws InaccessibleObjectException if its package is not open to this module
     */
    public static Object record(Class<?> type, List<? extends @Nullable Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            Object value = values.get(i);
            boolean fits =
                    value == null ? !types[i].isPrimitive() : boxed(types[i]).isInstance(value);
            if (!fits)
                throw new IllegalArgumentException(
                        "component '%s' of record %s is a %s, which cannot hold a %s: declare it as one, or as Object"
                                .formatted(
                                        components[i].getName(),
                                        type.getSimpleName(),
                                        types[i].getSimpleName(),
                                        value == null ? "null" : value.getClass().getSimpleName()));
        }
        return call(
                () -> {
                    Constructor<?> constructor = type.getDeclaredConstructor(types);
                    constructor.setAccessible(true);
                    return constructor.newInstance(values.toArray());
                });
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private interface Reflected<T extends @Nullable Object> {
        T call() throws ReflectiveOperationException;
    }

    private static <T extends @Nullable Object> T call(Reflected<T> reflected) {
        try {
            return reflected.call();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) throw refused;
            if (e.getCause() instanceof Error error) throw error;
            throw new IllegalArgumentException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
