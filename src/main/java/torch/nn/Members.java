package torch.nn;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.Fields;

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

    /** Names whose fields, if there are any, are not looked at: they are registered, removed or computed. */
    private final Set<String> registeredNames = new HashSet<>();

    /** Tensors in the place of a parameter or buffer, computed of others before each forward. */
    private final Map<String, Parameter> computed = new HashMap<>();

    /** The fields in which the computed ones are. */
    private final Map<String, ModuleField> computedFields = new HashMap<>();

    private final Set<Object> registered = Collections.newSetFromMap(new IdentityHashMap<>());

    private long changes;

    Members(Module owner) {
        this.owner = owner;
    }

    /** The members of a copy of the owner, each replaced by its copy. */
    Members copy(Module copiedOwner, UnaryOperator<@Nullable Object> copy) {
        readFields();
        var copied = new Members(copiedOwner);
        parameters.forEach(
                (name, value) -> copied.parameters.put(name, (Parameter) copy.apply(value)));
        buffers.forEach((name, value) -> copied.buffers.put(name, (Tensor) copy.apply(value)));
        modules.forEach((name, value) -> copied.modules.put(name, (Module) copy.apply(value)));
        copied.transientBuffers.addAll(transientBuffers);
        copied.registeredNames.addAll(registeredNames);
        registered.forEach(value -> copied.registered.add(copy.apply(value)));
        computed.forEach((name, value) -> copied.computed.put(name, (Parameter) copy.apply(value)));
        copied.computedFields.putAll(computedFields);
        return copied;
    }

    Map<String, Parameter> parameters() {
        readFields();
        return parameters;
    }

    Map<String, Tensor> buffers() {
        readFields();
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
        if (parameter != null && parameter.gradFnName() != null) {
            throw new IllegalArgumentException(
                    ("Cannot assign non-leaf Tensor to parameter '%s'. Model parameters must be created explicitly. "
                                    + "To express '%s' as a function of another Tensor, compute the value in the "
                                    + "forward() method.")
                            .formatted(name, name));
        }
        register("parameter", name, parameter, parameters);
    }

    void registerBuffer(String name, @Nullable Tensor buffer, boolean persistent) {
        register("buffer", name, buffer, buffers);
        setPersistent(name, persistent);
    }

    void registerModule(String name, @Nullable Module module) {
        register("module", name, module, modules);
    }

    /** Differs whenever something was registered, replaced or taken out since. */
    long changes() {
        return changes;
    }

    /** Takes a member out, also one that a field goes on holding. */
    void remove(String name) {
        readFields();
        changes++;
        registeredNames.add(name);
        registered.remove(parameters.remove(name));
        registered.remove(buffers.remove(name));
        registered.remove(modules.remove(name));
    }

    /** Holds these modules, and in this order. */
    void setModules(Map<String, ? extends Module> replacement) {
        List.copyOf(modules().keySet()).forEach(this::remove);
        replacement.forEach(this::registerModule);
    }

    /**
     * Puts another value in the place of the member {@code name}, in the field that holds it too.
     *
     * @throws IllegalArgumentException where that field cannot hold it
     */
    void replace(String name, Object value) {
        Object before = get(name);
        changes++;
        for (ModuleField field : ModuleField.of(owner.getClass())) {
            Object held = field.read(owner);
            if (held != null ? held == before : before == null && field.name().equals(name)) {
                Fields.set(owner, field.field(), value);
            }
        }
        if (registeredNames.contains(name)) {
            registered.remove(before);
            registered.add(value);
            if (value instanceof Module module) {
                modules.put(name, module);
            } else if (buffers.containsKey(name)) {
                buffers.put(name, (Tensor) value);
            } else if (value instanceof Parameter parameter) {
                parameters.put(name, parameter);
            }
        } else if (get(name) == null && value instanceof Module module) {
            registerModule(name, module);
        }
    }

    /** The parameter, buffer or module of this name; null where there is none. */
    @Nullable Object get(String name) {
        readFields();
        Object parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        Tensor buffer = buffers.get(name);
        return buffer != null ? buffer : modules.get(name);
    }

    /** The parameter, buffer or computed tensor of this name; null where there is none. */
    @Nullable Tensor tensor(String name) {
        Tensor value = computed.get(name);
        return value != null ? value : get(name) instanceof Tensor tensor ? tensor : null;
    }

    /**
     * Puts a computed tensor in the place of a parameter, buffer or computed tensor, in the field that holds it too. It
     * lives until the next one is computed: longer than the scope of a step, and the graph keeps its own reference.
     */
    void compute(String name, Tensor value) {
        Parameter before = computed.get(name);
        Object held = before != null ? before : get(name);
        if (before == null) {
            fieldOf(held).ifPresent(field -> computedFields.put(name, field));
            remove(name);
        }
        Parameter wrapped = Parameter.computed(value);
        computed.put(name, wrapped);
        ModuleField field = computedFields.get(name);
        if (field != null) {
            Fields.set(owner, field.field(), wrapped);
        }
        if (before != null) {
            before.close();
        }
    }

    /** Puts a parameter or buffer back in the place of a computed tensor. */
    void restore(String name, Tensor value) {
        Parameter before = computed.remove(name);
        ModuleField field = computedFields.remove(name);
        if (field != null) {
            Fields.set(owner, field.field(), value);
        }
        if (before != null) {
            before.close();
        }
        if (field != null && field.name().equals(name) && value instanceof Parameter) {
            registeredNames.remove(name);
        } else if (value instanceof Parameter parameter) {
            registerParameter(name, parameter);
        } else {
            registerBuffer(name, value, !transientBuffers.contains(name));
        }
    }

    private Optional<ModuleField> fieldOf(@Nullable Object value) {
        return ModuleField.of(owner.getClass()).stream()
                .filter(field -> value != null && field.read(owner) == value)
                .findFirst();
    }

    private <T> void register(String kind, String name, @Nullable T value, Map<String, T> members) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(kind + " name can't be empty string \"\"");
        }
        if (name.contains(".")) {
            String got = kind.equals("module") ? ", got: " + name : "";
            throw new IllegalArgumentException(kind + " name can't contain \".\"" + got);
        }
        readFields();
        boolean known = members.containsKey(name);
        if (!known && get(name) != null) {
            throw new IllegalArgumentException("attribute '" + name + "' already exists");
        }
        if (known) {
            registered.remove(members.get(name));
        }
        changes++;
        registeredNames.add(name);
        if (value == null) {
            members.remove(name);
        } else {
            registered.add(value);
            members.put(name, value);
        }
    }

    private void setPersistent(String name, boolean persistent) {
        if (persistent) {
            transientBuffers.remove(name);
        } else {
            transientBuffers.add(name);
        }
    }

    private void readFields() {
        owner.refresh();
        ModuleField.of(owner.getClass()).forEach(this::read);
    }

    private void read(ModuleField field) {
        String name = field.name();
        if (registeredNames.contains(name)) {
            return;
        }
        Object value = field.read(owner);
        boolean counts =
                value != null && !registered.contains(value) && !computed.containsValue(value);
        put(parameters, name, counts && value instanceof Parameter parameter ? parameter : null);
        put(buffers, name, counts && value instanceof Buffer buffer ? buffer : null);
        put(modules, name, counts && value instanceof Module module ? module : null);
        if (counts && value instanceof Buffer buffer) {
            setPersistent(name, buffer.isPersistent());
        }
    }

    private static <T> void put(Map<String, T> members, String name, @Nullable T value) {
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, value);
        }
    }
}
