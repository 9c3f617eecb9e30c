package torch.utils.data;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** What samples and batches are built of: lists, maps, records and arrays of objects. */
final class Structure {
    private Structure() {}

    /** Each tensor in a structure. */
    static void tensors(@Nullable Object value, Consumer<Tensor> action) {
        switch (value) {
            case Tensor tensor -> action.accept(tensor);
            case List<?> list -> list.forEach(element -> tensors(element, action));
            case Map<?, ?> map -> map.values().forEach(element -> tensors(element, action));
            case Object[] array ->
                    Arrays.asList(array).forEach(element -> tensors(element, action));
            case Record record -> {
                try {
                    components(record).forEach(component -> tensors(component, action));
                } catch (InaccessibleObjectException e) {
                    // A class of the caller's own batches that is not open: the collector has its
                    // tensors.
                }
            }
            case null, default -> {}
        }
    }

    /** A structure of the same form, with other leaves. */
    static @Nullable Object map(@Nullable Object value, UnaryOperator<@Nullable Object> leaf) {
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
    static boolean isOfObjects(Object[] array) {
        Class<?> type = array.getClass();
        while (type.isArray()) type = type.getComponentType();
        return !type.isPrimitive();
    }

    /**
     * The components of a record, in order.
     *
     * @throws InaccessibleObjectException if its package is not open to this module
     */
    static List<@Nullable Object> components(Record record) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            values.add(call(() -> accessor.invoke(record)));
        }
        return Collections.unmodifiableList(values);
    }

    /**
     * A record of a class.
     *
     * @throws IllegalArgumentException if a component cannot hold its value
     */
    static Object record(Class<?> type, List<? extends @Nullable Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            Object value = values.get(i);
            boolean fits =
                    value == null ? !types[i].isPrimitive() : boxed(types[i]).isInstance(value);
            if (!fits)
                throw new IllegalArgumentException(
                        "default_collate: component '%s' of record %s is a %s, which cannot hold a %s: declare it as one, or as Object, or give a collateFn"
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
