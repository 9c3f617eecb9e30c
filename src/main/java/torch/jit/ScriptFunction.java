package torch.jit;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.FunctionSchema;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Obj;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import torch.internal.Presets;

/**
 * A function of a {@link CompilationUnit}, or a method of a {@link ScriptModule} or a {@link ScriptObject}. Mirrors
 * {@code torch.jit.ScriptFunction} and {@code torch.ScriptMethod}.
 */
public final class ScriptFunction {
    /** Whose function it is: keeps it alive, and has its native object while that is open. */
    interface Owner {
        /** @throws IllegalStateException if it is closed */
        void check();

        /** The object of a method; null for a function of its own. */
        @Nullable Obj self();

        /** What Java changed reaches the script before a call. */
        default void before() {}

        /** What the script may have changed is known after a call. */
        default void after() {}
    }

    private final Owner owner;
    private final Function function;
    private final String name;
    private final List<Argument> declared = new ArrayList<>();
    private Presets.@Nullable Owned<Argument> arguments;

    ScriptFunction(Owner owner, Function function) {
        this.owner = owner;
        this.function = function;
        this.name = Values.text(function.name());
    }

    /** The function's name. */
    public String name() {
        return name;
    }

    /** The declaration: {@code forward(__torch__.Net self, Tensor x, int n=3) -> Tensor}. */
    public String schema() {
        return use(() -> Values.text(torch.toString(function.getSchema())));
    }

    /** The intermediate representation, as Python prints it. */
    public String graph() {
        return use(() -> torch.toGraphFunction(function).graph().toString());
    }

    /**
     * Runs the function.
     *
     * @param arguments its arguments, without {@code self}; a table in {@link torch.jit} says which Java types serve
     * @return the result, for the caller to name its type
     * @throws IllegalArgumentException where the arguments do not fit the declaration, in its own words
     * @throws JitException where the script raises an exception or an operation fails
     */
    public <R extends @Nullable Object> R call(@Nullable Object... arguments) {
        return call(Arrays.asList(arguments), Map.of());
    }

    /** {@link #call(Object...)} with arguments by name too. */
    @SuppressWarnings({"unchecked", "NullAway"}) // null too is an R, where the caller says so
    public <R extends @Nullable Object> R call(
            List<? extends @Nullable Object> arguments,
            Map<String, ? extends @Nullable Object> keywords) {
        return (R)
                use(
                        () -> {
                            owner.before();
                            FunctionSchema schema = function.getSchema();
                            IValueVector stack = new IValueVector();
                            Obj self = owner.self();
                            if (self != null) stack.push_back(new IValue(self));
                            int shift = self == null ? 0 : 1;
                            List<Argument> declared = declared(schema);
                            int given = arguments.size() + keywords.size() + shift;
                            if (given > declared.size()) throw tooMany(given, schema);
                            for (int i = 0; i < arguments.size(); i++) {
                                stack.push_back(
                                        toScript(
                                                arguments.get(i),
                                                declared.get(i + shift),
                                                i + shift,
                                                schema));
                            }
                            StringIValueMap named = new StringIValueMap();
                            keywords.forEach(
                                    (key, value) -> name(named, key, value, declared, schema));
                            try {
                                IValue result =
                                        named.empty()
                                                ? function.apply(stack)
                                                : function.apply(stack, named);
                                return Values.toJava(result, schema.returns().type().get());
                            } finally {
                                owner.after();
                            }
                        });
    }

    /** {@code ScriptFunction(name)}. */
    @Override
    public String toString() {
        return "ScriptFunction(" + name + ")";
    }

    private <T extends @Nullable Object> T use(Supplier<T> calls) {
        owner.check();
        try {
            return Presets.call(ScriptErrors::of, calls);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private void name(
            StringIValueMap named,
            String key,
            @Nullable Object value,
            List<Argument> declared,
            FunctionSchema schema) {
        IValue converted = new IValue(); // libtorch refuses what is not declared
        for (int i = 0; i < declared.size(); i++) {
            if (Values.text(declared.get(i).name()).equals(key)) {
                converted = toScript(value, declared.get(i), i, schema);
            }
        }
        named.put(Values.bytes(key.getBytes(StandardCharsets.UTF_8)), converted);
    }

    private IValue toScript(
            @Nullable Object value, Argument argument, int position, FunctionSchema schema) {
        try {
            return Values.toScript(value, argument.type());
        } catch (Values.Mismatch e) {
            throw new IllegalArgumentException(
                    "%s() Expected a value of type '%s' for argument '%s' but instead found type '%s'.\n%sPosition: %d\nValue: %s\nDeclaration: %s"
                            .formatted(
                                    name,
                                    Values.text(argument.type().get().repr_str()),
                                    Values.text(argument.name()),
                                    PythonValues.typeName(value),
                                    inferred(argument),
                                    position,
                                    PythonValues.repr(value),
                                    Values.text(torch.toString(schema))));
        }
    }

    private IllegalArgumentException tooMany(int given, FunctionSchema schema) {
        return new IllegalArgumentException(
                "%s() expected at most %d argument(s) but received %d argument(s). Declaration: %s"
                        .formatted(
                                name, declared.size(), given, Values.text(torch.toString(schema))));
    }

    private static String inferred(Argument argument) {
        return argument.is_inferred_type()
                ? "Inferred '"
                        + Values.text(argument.name())
                        + "' to be of type 'Tensor' because it was not annotated with an explicit type.\n"
                : "";
    }

    /** The declared arguments: a copy, which libtorch makes anew each time that it is asked. */
    private synchronized List<Argument> declared(FunctionSchema schema) {
        if (arguments == null) {
            arguments = new Presets.Owned<>(this, schema.arguments(), name);
            for (long i = 0; i < arguments.get().limit(); i++)
                declared.add(arguments.get().getPointer(i));
        }
        return declared;
    }

    /** Frees what its owner's function needed. */
    synchronized void close() {
        if (arguments != null) arguments.close();
    }
}
