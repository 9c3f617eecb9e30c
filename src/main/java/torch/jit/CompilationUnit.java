package torch.jit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.FunctionVector;
import org.bytedeco.pytorch.Obj;
import org.jspecify.annotations.Nullable;
import torch.internal.Presets;

/**
 * Functions compiled from their text.
 *
 * {@snippet :
 * var unit = new CompilationUnit("""
 *     def scale(x: Tensor, by: int = 2) -> Tensor:
 *         return x * by
 *     """);
 * Tensor y = unit.get("scale").call(x, 3);
 * }
 *
 * <p>Mirrors {@code torch.jit.CompilationUnit}.
 */
public final class CompilationUnit implements AutoCloseable {
    private final Map<String, ScriptFunction> functions = new LinkedHashMap<>();
    private final Presets.Owned<org.bytedeco.pytorch.CompilationUnit> unit;

    private final ScriptFunction.Owner owner =
            new ScriptFunction.Owner() {
                @Override
                public void check() {
                    unit.get();
                }

                @Override
                public @Nullable Obj self() {
                    return null;
                }
            };

    /**
     * Compiles functions.
     *
     * @throws torch.TorchException where the text is not TorchScript, with the place
     */
    public CompilationUnit(String source) {
        Sources.check(source);
        this.unit =
                Presets.call(
                        ScriptErrors::ofCompiler,
                        () ->
                                new Presets.Owned<>(
                                        this,
                                        org.bytedeco.pytorch.global.torch.compile(source),
                                        "this compilation unit"));
        Presets.call(
                () -> {
                    FunctionVector all = unit.get().get_functions();
                    for (long i = 0; i < all.size(); i++) {
                        Function function = all.get(i);
                        functions.put(
                                Values.text(function.name()), new ScriptFunction(owner, function));
                    }
                    return functions;
                });
    }

    /** The functions' names, in the order of the text. */
    public List<String> names() {
        unit.get();
        return List.copyOf(functions.keySet());
    }

    /**
     * The function of a name. Python's {@code unit.name}.
     *
     * @throws IllegalArgumentException where there is none
     */
    public ScriptFunction get(String name) {
        unit.get();
        ScriptFunction function = functions.get(name);
        if (function == null) {
            throw new IllegalArgumentException(
                    "'CompilationUnit' object has no attribute '" + name + "'");
        }
        return function;
    }

    /** Frees the native object; a second call does nothing. */
    @Override
    public void close() {
        unit.close();
        functions.values().forEach(ScriptFunction::close);
    }
}
