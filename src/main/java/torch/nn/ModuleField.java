package torch.nn;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.internal.Fields;

/** A field in which a module may hold another module, a parameter or a buffer. */
record ModuleField(String name, Field field) {
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
        return Fields.get(module, field);
    }

    /** Every instance field of a reference type below {@link Module}, superclasses first. */
    static List<Field> references(Class<?> type) {
        var classes = new ArrayDeque<Class<?>>();
        for (Class<?> c = type; c != Module.class; c = c.getSuperclass()) {
            classes.push(c);
        }
        var references = new ArrayList<Field>();
        for (Class<?> owner : classes) {
            // HotSpot and OpenJ9 both give the fields in the order of the source, though nothing
            // promises it.
            for (Field field : owner.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    references.add(field);
                }
            }
        }
        return references;
    }

    private static List<ModuleField> find(Class<?> type) {
        var found = new ArrayList<ModuleField>();
        var owners = new HashMap<String, Class<?>>();
        for (Field field : references(type)) {
            // Synthetic fields are the compiler's: an inner class's outer instance, captured
            // variables.
            if (field.isSynthetic() || !holdsOne(field.getType()) && !mayHoldOne(field.getType())) {
                continue;
            }
            Class<?> owner = field.getDeclaringClass();
            Class<?> hidden = holdsOne(field.getType()) ? owners.put(field.getName(), owner) : null;
            if (hidden != null) {
                throw new IllegalStateException(
                        "Field %s of %s hides the field of %s with the same name; rename one"
                                .formatted(field.getName(), owner.getName(), hidden.getName()));
            }
            found.add(new ModuleField(field.getName(), field));
        }
        return List.copyOf(found);
    }

    private static boolean holdsOne(Class<?> type) {
        return Module.class.isAssignableFrom(type)
                || Parameter.class.isAssignableFrom(type)
                || Buffer.class.isAssignableFrom(type);
    }

    /** A wider type, such as {@code Tensor} or an interface of the user's own that some module implements. */
    private static boolean mayHoldOne(Class<?> type) {
        return type.isInterface() || type.isAssignableFrom(Parameter.class);
    }
}
