package torch.jit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.ClassType;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.FunctionVector;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.Obj;
import org.jspecify.annotations.Nullable;
import torch.internal.Presets;

/** An object of a class that a script defines. Mirrors {@code torch.ScriptObject}. */
public final class ScriptObject implements AutoCloseable {
    private final Presets.Owned<JitObject> object;
    private final Map<String, ScriptFunction> methods = new LinkedHashMap<>();
    private final ScriptFunction.Owner owner =
            new ScriptFunction.Owner() {
                @Override
                public void check() {
                    pointer();
                }

                @Override
                public Obj self() {
                    return pointer()._ivalue();
                }
            };

    ScriptObject(JitObject object) {
        this.object = new Presets.Owned<>(this, object, "this script object");
    }

    JitObject pointer() {
        return object.get();
    }

    /** The class's name, with its module. */
    public String typeName() {
        return Presets.call(() -> typeName(pointer().type()));
    }

    /** Whether there is an attribute of this name. */
    public boolean hasattr(String name) {
        return Presets.call(() -> pointer().hasattr(Objects.requireNonNull(name, "name")));
    }

    /**
     * The value of an attribute.
     *
     * @throws IllegalArgumentException where there is none
     */
    public @Nullable Object getattr(String name) {
        return Presets.<@Nullable Object>call(
                () -> attribute(pointer(), "'ScriptObject' object", name));
    }

    /**
     * Gives an attribute another value.
     *
     * @throws IllegalArgumentException where there is none, or the value is not of its type
     */
    public void setattr(String name, @Nullable Object value) {
        Presets.<@Nullable Object>call(
                () -> {
                    setAttribute(pointer(), "'ScriptObject' object", name, value);
                    return null;
                });
    }

    /** The names of the methods. */
    public List<String> methodNames() {
        return Presets.call(() -> names(pointer().type()));
    }

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public ScriptFunction getMethod(String name) {
        return Presets.call(() -> method(pointer(), owner, methods, name));
    }

    /** Frees the native object, whose script's object lives as long as the script uses it; a second call does nothing. */
    @Override
    public void close() {
        object.close();
        methods.values().forEach(ScriptFunction::close);
    }

    @Override
    public String toString() {
        return "ScriptObject(" + (object.isClosed() ? "closed" : typeName()) + ")";
    }

    // ---- What modules share with other objects; everything within a call of the presets

    static String typeName(ClassType type) {
        return Values.text(type.name().get().qualifiedName());
    }

    static @Nullable Object attribute(JitObject object, String subject, String name) {
        ClassType type = object.type();
        if (type.hasAttribute(name)) {
            return Values.toJava(object.attr(name), type.getAttribute(name).get());
        }
        if (type.hasConstant(name)) {
            return Values.toJava(type.getConstant(name), null);
        }
        throw noAttribute(subject, name);
    }

    static void setAttribute(
            JitObject object, String subject, String name, @Nullable Object value) {
        ClassType type = object.type();
        if (!type.hasAttribute(name)) {
            throw noAttribute(subject, name);
        }
        object.setattr(name, convert(name, value, type.getAttribute(name)));
    }

    static IValue convert(
            String name, @Nullable Object value, org.bytedeco.pytorch.Type.TypePtr type) {
        try {
            return Values.toScript(value, type);
        } catch (Values.Mismatch e) {
            throw new IllegalArgumentException(
                    "Could not cast attribute '%s' to type %s: found type '%s', value %s"
                            .formatted(
                                    name,
                                    Values.text(type.get().repr_str()),
                                    PythonValues.typeName(value),
                                    PythonValues.repr(value)));
        }
    }

    static List<String> names(ClassType type) {
        FunctionVector all = type.methods();
        var names = new ArrayList<String>();
        for (long i = 0; i < all.size(); i++) names.add(Values.text(all.get(i).name()));
        return names;
    }

    static ScriptFunction method(
            JitObject object,
            ScriptFunction.Owner owner,
            Map<String, ScriptFunction> known,
            String name) {
        synchronized (known) {
            ScriptFunction method = known.get(name);
            if (method == null) {
                Function function = object.type().findMethod(name);
                if (function == null || function.isNull()) {
                    throw new IllegalArgumentException("Method '" + name + "' is not defined.");
                }
                method = new ScriptFunction(owner, function);
                known.put(name, method);
            }
            return method;
        }
    }

    static IllegalArgumentException noAttribute(String subject, String name) {
        return new IllegalArgumentException(subject + " has no attribute '" + name + "'");
    }
}
