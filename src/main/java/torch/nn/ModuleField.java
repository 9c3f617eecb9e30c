package torch.nn;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field in which a module may hold another module or a parameter. */
record ModuleField(String name, Field field, boolean readable) {
    private static final ClassValue<List<ModuleField>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<ModuleField> computeValue(Class<?> type) {
                    return find(type);
                }
            };

    /** The fields of a module's class, superclasses first, each class's own in the order they are written. */
    static List<ModuleField> of(Class<?> type) {
        return FIELDS.get(type);
    }

    /** What the field of {@code module} holds now. */
    @Nullable Object read(Module module) {
        if (!readable) {
            throw new IllegalStateException(
                    ("Cannot read %s.%s to look for modules and parameters: add \"opens %s to jtorch;\" to the "
                                    + "module-info.java of %s, or register what the field holds under the field's name "
                                    + "with registerModule or registerParameter")
                            .formatted(
                                    field.getDeclaringClass().getName(),
                                    name,
                                    field.getDeclaringClass().getPackageName(),
                                    field.getDeclaringClass().getModule().getName()));
        }
        try {
            return field.get(module);
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible when the class was first seen", e);
        }
    }

    private static List<ModuleField> find(Class<?> type) {
        var classes = new ArrayDeque<Class<?>>();
        for (Class<?> c = type; c != Module.class; c = c.getSuperclass()) {
            classes.push(c);
        }
        var found = new ArrayList<ModuleField>();
        var owners = new HashMap<String, Class<?>>();
        for (Class<?> owner : classes) {
            // HotSpot and OpenJ9 both give the fields in the order of the source, though nothing
            // promises it.
            for (Field field : owner.getDeclaredFields()) {
                // Synthetic fields are the compiler's: an inner class's outer instance, captured
                // variables.
                if (Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) {
                    continue;
                }
                boolean holds = holdsOne(field.getType());
                if (!holds && !mayHoldOne(field.getType())) {
                    continue;
                }
                boolean readable = field.trySetAccessible();
                if (!holds && !readable) {
                    continue;
                }
                Class<?> hidden = holds ? owners.put(field.getName(), owner) : null;
                if (hidden != null) {
                    throw new IllegalStateException(
                            "Field %s of %s hides the field of %s with the same name; rename one"
                                    .formatted(field.getName(), owner.getName(), hidden.getName()));
                }
                found.add(new ModuleField(field.getName(), field, readable));
            }
        }
        return List.copyOf(found);
    }

    private static boolean holdsOne(Class<?> type) {
        return Module.class.isAssignableFrom(type) || Parameter.class.isAssignableFrom(type);
    }

    /** A wider type, such as {@code Tensor} or an interface of the user's own that some module implements. */
    private static boolean mayHoldOne(Class<?> type) {
        return type.isInterface() || type.isAssignableFrom(Parameter.class);
    }
}
