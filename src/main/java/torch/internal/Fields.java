package torch.internal;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads and sets fields of other people's objects, private and final ones too, whatever their Java module opens: so that
 * a network needs neither registration nor an {@code opens}.
 */
public final class Fields {
    static {
        System.load(Libraries.shimFile().toString());
    }

    private Fields() {}

    /** What an instance field of a reference type holds. */
    public static @Nullable Object get(Object owner, Field field) {
        check(owner, field);
        return read(owner, field);
    }

    /**
     * Sets an instance field of a reference type.
     *
     * @throws IllegalArgumentException where the field cannot hold {@code value}
     */
    public static void set(Object owner, Field field, @Nullable Object value) {
        check(owner, field);
        if (value != null && !field.getType().isInstance(value)) {
            throw new IllegalArgumentException(
                    "field %s of %s is a %s, which a %s is not"
                            .formatted(
                                    field.getName(),
                                    field.getDeclaringClass().getName(),
                                    field.getType().getSimpleName(),
                                    value.getClass().getSimpleName()));
        }
        write(owner, field, value);
    }

    /** Native code checks nothing. */
    private static void check(Object owner, Field field) {
        if (!field.getDeclaringClass().isInstance(owner)
                || field.getType().isPrimitive()
                || java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
            throw new IllegalArgumentException(
                    field + " is no reference field of " + owner.getClass());
        }
    }

    private static native @Nullable Object read(Object owner, Field field);

    private static native void write(Object owner, Field field, @Nullable Object value);
}
