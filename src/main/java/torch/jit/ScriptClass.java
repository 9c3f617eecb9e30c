package torch.jit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.ClassType;
import org.bytedeco.pytorch.FunctionVector;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.QualifiedName;
import org.jspecify.annotations.Nullable;
import torch.nn.Module;
import torch.nn.Parameter;

/** What concerns a script module's class; everything within a call of the presets. */
final class ScriptClass {
    private ScriptClass() {}

    /** A module of a new class. */
    static JitModule create(String name) {
        if (!name.matches("[A-Za-z_]\\w*"))
            throw new IllegalArgumentException("'" + name + "' is not a valid identifier");
        JitModule made = new JitModule(new QualifiedName("__torch__." + name));
        made.register_attribute("training", Values.parse("bool"), new IValue(true));
        return made;
    }

    /** What cannot be compiled leaves its names behind otherwise. */
    static void forget(ClassType type, List<String> before) {
        for (String name : ScriptObject.names(type)) {
            if (before.contains(name)) continue;
            type.unsafeRemoveMethod(name);
            type.compilation_unit().unsafeRemoveMethod(new QualifiedName(type.name().get(), name));
        }
    }

    /** Whether a method puts values in the place of attributes. */
    static boolean assigns(ClassType type) {
        FunctionVector functions = type.methods();
        for (long i = 0; i < functions.size(); i++) {
            var function = org.bytedeco.pytorch.global.torch.toGraphFunction(functions.get(i));
            if (function.graph().toString().contains("prim::SetAttr")) return true;
        }
        return false;
    }

    /** The attributes of an object but for some. */
    static Map<String, @Nullable Object> attributes(
            JitObject object, String subject, Set<String> others) {
        var found = new LinkedHashMap<String, @Nullable Object>();
        ClassType type = object.type();
        for (long i = 0; i < type.numAttributes(); i++) {
            String name = Values.text(type.getAttributeName(i));
            if (!others.contains(name))
                found.put(name, ScriptObject.attribute(object, subject, name));
        }
        return found;
    }

    /** Modules inside a script's. */
    static Map<String, ScriptModule> scripts(Map<String, Module> children) {
        var scripts = new LinkedHashMap<String, ScriptModule>();
        children.forEach(
                (name, child) -> {
                    if (!(child instanceof ScriptModule script))
                        throw new IllegalArgumentException(
                                "only a ScriptModule can be inside one, but '%s' is a %s"
                                        .formatted(name, child.getClass().getSimpleName()));
                    scripts.put(name, script);
                });
        return scripts;
    }

    /** What takes the place of a parameter. */
    static Parameter parameter(String name, @Nullable Object value) {
        if (value instanceof Parameter parameter) return parameter;
        throw new IllegalArgumentException(
                "cannot assign '%s' object to parameter '%s' (torch.nn.Parameter or None expected)"
                        .formatted(PythonValues.typeName(value), name));
    }
}
