package torch.jit;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.ClassType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.Obj;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.internal.Presets;
import torch.nn.Module;
import torch.nn.Parameter;

/**
 * A module of TorchScript: loaded from a file, or written in Java and compiled from the text of its methods.
 *
 * {@snippet :
 * var model = new ScriptModule("Scale");
 * model.registerParameter("by", new Parameter(Torch.ones(3)));
 * model.define("""
 *     def forward(self, x: Tensor) -> Tensor:
 *         return x * self.by
 *     """);
 * Tensor y = model.call(x);
 * model.save(Path.of("scale.pt"));   // for torch.jit.load in Python too
 * }
 *
 * <p>It is a {@link Module}: its parameters, buffers and modules inside are the script's own, an optimizer trains them,
 * {@code train}, {@code eval}, {@code to} and {@code loadStateDict} work on the script. What is registered or put in
 * another's place reaches the script with its next use.
 *
 * <p>{@link #close()} frees the module, those inside, and their parameters and buffers.
 *
 * <p>Mirrors {@code torch.jit.ScriptModule}.
 */
public final class ScriptModule extends Module implements AutoCloseable {
    private static final ModuleAccess MEMBERS = ModuleAccess.get();
    private static final String SUBJECT = "'RecursiveScriptModule' object";

    private final Presets.Owned<JitModule> module;
    private final String originalName;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Map<String, ScriptModule> inner = new LinkedHashMap<>();
    private final Map<String, ScriptFunction> methods = new HashMap<>();
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

                @Override
                public void before() {
                    push();
                }

                @Override
                public void after() {
                    if (assigns()) outdate();
                }
            };

    /** Whether this object's class is its alone, so that it may get further attributes. */
    private boolean extensible;

    /** What {@link ModuleAccess#changes} was when the script knew all. */
    private long pushed;

    /** Whether the script may have put other tensors in the place of its own. */
    private volatile boolean outdated;

    private @Nullable Boolean assigns;

    /**
     * An empty module, to be filled by {@code registerParameter} and its like and by {@link #define}.
     *
     * @param name the name of its class, a Python identifier
     */
    public ScriptModule(String name) {
        this(() -> ScriptClass.create(name));
        extensible = true;
    }

    private ScriptModule(Supplier<JitModule> made) {
        module = Presets.call(() -> new Presets.Owned<>(this, made.get(), "this script module"));
        originalName = Presets.call(() -> Values.name(pointer().type().name().get()));
    }

    /** The module of a native one and the modules inside; within a call of the presets. */
    static ScriptModule of(JitModule made) {
        Known known = new Known();
        try {
            return of(made, known);
        } catch (RuntimeException e) {
            known.tensors.values().forEach(Tensor::close);
            known.modules.values().forEach(ScriptModule::close);
            throw e;
        }
    }

    private static ScriptModule of(JitModule made, Known known) {
        long address = made._ivalue().address();
        ScriptModule module = known.modules.get(address);
        if (module == null) {
            module = new ScriptModule(() -> made);
            known.modules.put(address, module);
            if (made.hasattr("training")) module.setTraining(made.attr("training").toBool());
            module.pull(known);
        }
        return module;
    }

    // ---- Running

    /**
     * Runs {@code forward} between the hooks.
     *
     * @param inputs its arguments; a table in {@link torch.jit} says which Java types serve
     * @return the result, for the caller to name its type
     * @throws IllegalArgumentException where the arguments do not fit the declaration, in its own words
     * @throws JitException where the script raises an exception or an operation fails
     */
    @SuppressWarnings("unchecked")
    public <R extends @Nullable Object> R call(@Nullable Object... inputs) {
        return (R) invokeAll(args -> getMethod("forward").<R>call(args, Map.of()), inputs);
    }

    /** {@link #call(Object...)} with arguments by name too, which hooks are not given. */
    @SuppressWarnings("unchecked")
    public <R extends @Nullable Object> R call(
            List<? extends @Nullable Object> inputs,
            Map<String, ? extends @Nullable Object> keywords) {
        return (R)
                invokeAll(args -> getMethod("forward").<R>call(args, keywords), inputs.toArray());
    }

    /** Runs {@code forward} without hooks. */
    public <R extends @Nullable Object> R forward(@Nullable Object... inputs) {
        return getMethod("forward").call(inputs);
    }

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public ScriptFunction getMethod(String name) {
        synchronized (methods) {
            ScriptFunction known = methods.get(name);
            if (known != null) return known;
        }
        return use(() -> ScriptObject.method(pointer(), owner, methods, name));
    }

    /** The names of the methods. */
    public List<String> methodNames() {
        return use(() -> ScriptObject.names(pointer().type()));
    }

    /**
     * Compiles further methods, which may use what is registered so far. A module inside is called by its method:
     * {@code self.first.forward(x)}.
     *
     * @param source one or several functions, {@code self} the first argument of each
     * @throws torch.TorchException where the text is not TorchScript, with the place
     */
    public void define(String source) {
        Sources.check(source);
        use(
                () -> {
                    push();
                    ClassType type = pointer().type();
                    List<String> before = ScriptObject.names(type);
                    try {
                        pointer().define(source);
                    } catch (RuntimeException e) {
                        ScriptClass.forget(type, before);
                        throw e;
                    }
                    assigns = null;
                    return null;
                },
                ScriptErrors::ofCompiler);
    }

    // ---- Attributes

    /**
     * Adds an attribute.
     *
     * @param type its type, as it is written in a script: {@code Dict[str, int]}
     */
    public void registerAttribute(String name, String type, @Nullable Object value) {
        use(
                () -> {
                    push();
                    extend(name);
                    if (pointer().hasattr(name))
                        throw new IllegalArgumentException(
                                "attribute '" + name + "' already exists");
                    var parsed = Values.parse(type);
                    pointer()
                            .register_attribute(
                                    name, parsed, ScriptObject.convert(name, value, parsed));
                    return null;
                },
                ScriptErrors::ofCompiler);
    }

    /** Adds an attribute of the type that Python infers for the value. */
    public void registerAttribute(String name, Object value) {
        try {
            registerAttribute(name, Values.inferredType(value), value);
        } catch (Values.Mismatch e) {
            throw new IllegalArgumentException(
                    "no type can be inferred for attribute '" + name + "': give it one");
        }
    }

    /** Whether there is a parameter, buffer, module, attribute or constant of this name. */
    public boolean hasattr(String name) {
        return use(
                () -> {
                    push();
                    return pointer().hasattr(Objects.requireNonNull(name, "name"))
                            || pointer().type().hasConstant(name);
                });
    }

    /**
     * The parameter, buffer, module, attribute or constant of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public @Nullable Object getattr(String name) {
        return use(
                () -> {
                    push();
                    refresh();
                    Slot slot = slots.get(name);
                    if (slot != null) return slot.tensor();
                    ScriptModule child = inner.get(name);
                    return child != null ? child : ScriptObject.attribute(pointer(), SUBJECT, name);
                });
    }

    /**
     * Gives a parameter, buffer or attribute another value.
     *
     * @throws IllegalArgumentException where there is none, or the value is not of its type
     */
    public void setattr(String name, @Nullable Object value) {
        use(
                () -> {
                    push();
                    refresh();
                    Slot slot = slots.get(name);
                    if (slot != null && slot.tensor() instanceof Parameter) {
                        registerParameter(name, ScriptClass.parameter(name, value));
                    } else if (slot != null && value instanceof Tensor tensor) {
                        registerBuffer(name, tensor);
                    } else if (name.equals("training") && value instanceof Boolean mode) {
                        setTraining(mode);
                    } else {
                        ScriptObject.setAttribute(pointer(), SUBJECT, name, value);
                    }
                    push();
                    return null;
                });
    }

    /** The attributes that are neither parameters, buffers nor modules, by name. */
    public Map<String, @Nullable Object> attributes() {
        return use(
                () -> {
                    push();
                    refresh();
                    var others = new HashSet<>(slots.keySet());
                    others.addAll(inner.keySet());
                    return ScriptClass.attributes(pointer(), SUBJECT, others);
                });
    }

    // ---- Looking inside

    /** The class's name: {@code Linear}. */
    public String originalName() {
        return originalName;
    }

    /** The class's name with its modules: {@code __torch__.torch.nn.modules.linear.Linear}. */
    public String typeName() {
        return use(() -> ScriptObject.typeName(pointer().type()));
    }

    /**
     * The text of {@code forward}, as it is saved: for Python's {@code code} a value or two less has a line of its own.
     */
    public String code() {
        return code("forward");
    }

    /**
     * The text of a method, as it is saved.
     *
     * @throws IllegalArgumentException where there is none
     */
    public String code(String method) {
        getMethod(method);
        return ScriptFiles.code(this, method);
    }

    /** The intermediate representation of {@code forward}. */
    public String graph() {
        return getMethod("forward").graph();
    }

    /** All of the module as text, for a person to read. */
    public String dumpToStr(boolean code, boolean attributes, boolean parameters) {
        return use(
                () -> {
                    push();
                    return Values.text(pointer().dump_to_str(code, attributes, parameters));
                });
    }

    // ---- Files

    /** Saves the module; see {@link Jit#save(ScriptModule, Path)}. */
    public void save(Path file) {
        save(file, Map.of());
    }

    /** Saves the module and extra files; see {@link Jit#save(ScriptModule, Path, Map)}. */
    public void save(Path file, Map<String, byte[]> extraFiles) {
        ScriptFiles.save(this, file, extraFiles);
    }

    // ---- A module of torch.nn

    @Override
    public Module train(boolean mode) {
        use(
                () -> {
                    if (pointer().hasattr("training"))
                        pointer().setattr("training", new IValue(mode));
                    return null;
                });
        return super.train(mode);
    }

    /** A deep copy of the script, without hooks. Mirrors {@code copy.deepcopy(module)}. */
    @Override
    public ScriptModule clone() {
        return use(
                () -> {
                    push();
                    forbidExtension();
                    try (var off = Torch.noGrad()) { // or the copies would have a history
                        ScriptModule copy = of(pointer().deepcopy());
                        var own = namedParameters("", true, false);
                        copy.namedParameters("", true, false)
                                .forEach(
                                        (name, copied) -> {
                                            Parameter original = own.get(name);
                                            copied.requiresGrad_(
                                                    original == null || original.requiresGrad());
                                        });
                        return copy;
                    }
                });
    }

    @Override
    protected boolean copiesItself() {
        return true;
    }

    @Override
    protected String name() {
        return "RecursiveScriptModule";
    }

    @Override
    public String extraRepr() {
        return "original_name=" + originalName;
    }

    /** Frees the module, those inside, and their parameters and buffers; a second call does nothing. */
    @Override
    public void close() {
        if (module.isClosed()) return;
        module.close();
        outdated = false;
        methods.values().forEach(ScriptFunction::close);
        slots.values().forEach(slot -> slot.tensor().close());
        inner.values().forEach(ScriptModule::close);
    }

    // ---- The script and this object

    JitModule pointer() {
        return module.get();
    }

    private <T extends @Nullable Object> T use(Supplier<T> calls) {
        return use(calls, ScriptErrors::of);
    }

    private <T extends @Nullable Object> T use(
            Supplier<T> calls, Function<RuntimeException, RuntimeException> failure) {
        pointer();
        try {
            return Presets.call(failure, calls);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Has libtorch write the module to a file. */
    void write(Path file, Map<String, byte[]> extraFiles) {
        use(
                () -> {
                    push();
                    pointer().save(file.toString(), ScriptFiles.extraFiles(extraFiles));
                    return null;
                });
    }

    /** The module that libtorch makes of this one. */
    ScriptModule derived(UnaryOperator<JitModule> making) {
        return use(
                () -> {
                    push();
                    return of(making.apply(pointer()));
                });
    }

    private void setTraining(boolean mode) {
        // Only this module's own: those inside have theirs.
        List<ScriptModule> within = List.copyOf(inner.values());
        List<Boolean> theirs = within.stream().map(ScriptModule::isTraining).toList();
        super.train(mode);
        if (pointer().hasattr("training")) pointer().setattr("training", new IValue(mode));
        for (int i = 0; i < within.size(); i++) {
            if (theirs.get(i) != mode) within.get(i).setTraining(theirs.get(i));
        }
    }

    /** Whether a method of this module or of one inside puts values in the place of attributes. */
    private boolean assigns() {
        Boolean known = assigns;
        if (known == null) {
            boolean found = ScriptClass.assigns(pointer().type());
            for (ScriptModule child : inner.values()) found |= child.assigns();
            assigns = known = found;
        }
        return known;
    }

    private void outdate() {
        outdated = true;
        inner.values().forEach(ScriptModule::outdate);
    }

    @Override
    protected void refresh() {
        if (!outdated) return;
        synchronized (this) {
            if (!outdated) return;
            outdated = false;
            use(
                    () -> {
                        pull(new Known());
                        return null;
                    });
        }
    }

    /** Has this object hold what the script holds. */
    private void pull(Known known) {
        ClassType type = pointer().type();
        JitObject object = pointer();
        for (long i = 0; i < type.numAttributes(); i++) {
            String name = Values.text(type.getAttributeName(i));
            IValue value = object.attr(name);
            if (value.isModule()) {
                if (!inner.containsKey(name)) {
                    ScriptModule child = of(new JitModule(value.toObject()), known);
                    inner.put(name, child);
                    registerModule(name, child);
                }
            } else if (type.is_parameter(i) || type.is_buffer(i)) {
                pull(name, value, type.is_parameter(i), known);
            }
        }
        pushed = MEMBERS.changes(this);
    }

    private void pull(String name, IValue value, boolean parameter, Known known) {
        if (!value.isTensor() || !value.toTensor().defined()) {
            if (slots.remove(name) != null) MEMBERS.remove(this, name);
            return;
        }
        long impl = value.toTensor().unsafeGetTensorImpl().address();
        Slot before = slots.get(name);
        if (before != null && before.impl() == impl) return;
        Tensor tensor = known.tensors.get(impl);
        if (tensor == null) {
            tensor = Tensor.of(value.toTensor()).keep();
            if (parameter) {
                try (Tensor same = tensor) {
                    tensor = MEMBERS.parameter(same);
                }
            }
            known.tensors.put(impl, tensor);
        }
        if (tensor instanceof Parameter own) registerParameter(name, own);
        else registerBuffer(name, tensor);
        slots.put(name, new Slot(tensor, impl));
    }

    /** Has the script hold what this object holds; within a call of the presets. */
    private void push() {
        if (MEMBERS.changes(this) != pushed) pushOwn();
        for (ScriptModule child : inner.values()) child.push();
    }

    private synchronized void pushOwn() {
        var tensors = new LinkedHashMap<String, Tensor>(namedParameters("", false, false));
        tensors.putAll(namedBuffers("", false, false));
        for (String name : slots.keySet()) {
            if (!tensors.containsKey(name))
                throw new UnsupportedOperationException(
                        "'" + name + "' cannot be taken out of a script module");
        }
        Map<String, ScriptModule> modules = ScriptClass.scripts(namedChildren());
        tensors.forEach(this::push);
        modules.forEach(this::push);
        pushed = MEMBERS.changes(this);
    }

    private void push(String name, Tensor tensor) {
        Slot slot = slots.get(name);
        if (slot != null && slot.tensor() == tensor) return;
        org.bytedeco.pytorch.Tensor there = tensor.javacpp();
        if (slot != null) {
            pointer().setattr(name, new IValue(there));
        } else {
            extend(name);
            if (tensor instanceof Parameter) pointer().register_parameter(name, there, false);
            else pointer().register_buffer(name, there);
        }
        slots.put(name, new Slot(tensor, there.unsafeGetTensorImpl().address()));
    }

    private void push(String name, ScriptModule child) {
        if (inner.get(name) == child) return;
        child.push();
        if (inner.containsKey(name)) {
            pointer().setattr(name, new IValue(child.pointer()._ivalue()));
        } else {
            extend(name);
            pointer().register_module(name, child.pointer());
        }
        inner.put(name, child);
        assigns = null;
    }

    /** Another object of the class would lack what this one gets. */
    private void extend(String name) {
        if (!extensible)
            throw new UnsupportedOperationException(
                    "'%s' cannot be added to a module that was loaded or copied: its class is fixed"
                            .formatted(name));
    }

    private void forbidExtension() {
        extensible = false;
        inner.values().forEach(ScriptModule::forbidExtension);
    }
}
