package torch.nn;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * What one module itself holds, by name and in the order in which it was assigned or registered.
 *
 * <p>Fields are read anew each time, so that a field assigned later counts, as it does in Python; registering something
 * takes note of the fields assigned so far first, so that it comes after them. What is registered under a name of its
 * own is not counted a second time for the field that holds it too.
 */
final class Members {
    private final Module owner;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> modules = new LinkedHashMap<>();
    private final Set<String> transientBuffers = new HashSet<>();
    private final Set<String> registeredNames = new HashSet<>();
    private final Set<Object> registered = Collections.newSetFromMap(new IdentityHashMap<>());

    Members(Module owner) {
        this.owner = owner;
    }

    Map<String, Parameter> parameters() {
        readFields();
        return parameters;
    }

    Map<String, Tensor> buffers() {
        return buffers;
    }

    Map<String, Module> modules() {
        readFields();
        return modules;
    }

    /** Parameters, then buffers: all that is part of the saved state. */
    Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>(parameters());
        buffers.forEach(
                (name, buffer) -> {
                    if (!transientBuffers.contains(name)) {
                        state.put(name, buffer);
                    }
                });
        return state;
    }

    void registerParameter(String name, @Nullable Parameter parameter) {
        register("parameter", name, parameter, parameters);
    }

    void registerBuffer(String name, @Nullable Tensor buffer, boolean persistent) {
        register("buffer", name, buffer, buffers);
        if (persistent) {
            transientBuffers.remove(name);
        } else {
            transientBuffers.add(name);
        }
    }

    void registerModule(String name, @Nullable Module module) {
        register("module", name, module, modules);
    }

    private <T> void register(String kind, String name, @Nullable T value, Map<String, T> members) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(kind + " name can't be empty string \"\"");
        }
        if (name.contains(".")) {
            throw new IllegalArgumentException(kind + " name can't contain \".\", got: " + name);
        }
        readReadableFields();
        boolean known = members.containsKey(name);
        if (!known
                && (parameters.containsKey(name)
                        || buffers.containsKey(name)
                        || modules.containsKey(name))) {
            throw new IllegalArgumentException("attribute '" + name + "' already exists");
        }
        if (known) {
            registered.remove(members.get(name));
        }
        registeredNames.add(name);
        if (value == null) {
            members.remove(name);
        } else {
            registered.add(value);
            members.put(name, value);
        }
    }

    private void readFields() {
        ModuleField.of(owner.getClass()).forEach(this::read);
    }

    /** A field that cannot be read is no matter before its name was given the chance to be registered. */
    private void readReadableFields() {
        ModuleField.of(owner.getClass()).stream().filter(ModuleField::readable).forEach(this::read);
    }

    private void read(ModuleField field) {
        if (registeredNames.contains(field.name())) {
            return;
        }
        Object value = field.read(owner);
        boolean counts = value != null && !registered.contains(value);
        put(
                parameters,
                field.name(),
                counts && value instanceof Parameter parameter ? parameter : null);
        put(modules, field.name(), counts && value instanceof Module module ? module : null);
    }

    private static <T> void put(Map<String, T> members, String name, @Nullable T value) {
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, value);
        }
    }
}
