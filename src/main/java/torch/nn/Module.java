package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.HookHandle;
import torch.MemoryFormat;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.internal.OrderedDict;

/**
 * The base of all networks and layers: it finds the parameters, buffers and further modules it is made of.
 *
 * <p>A module or {@link Parameter} in a field belongs to the module under the field's name, in the order in which the
 * fields are written, superclass first; a null field stands for an absent one. {@link #registerParameter},
 * {@link #registerBuffer} and {@link #registerModule} add what has no field or wants another name. What occurs twice is
 * counted once, under its first name.
 *
 * {@snippet :
 * class Vae extends Module {
 *     record Output(Tensor reconstruction, Tensor mu, Tensor logvar) {}
 *
 *     final Linear fc1 = new Linear(784, 400);
 *     final Linear fcMu = registerModule("fc_mu", new Linear(400, 20));
 *     final Tensor scale = registerBuffer("scale", Torch.ones(1));
 *     // ...
 *
 *     Output forward(Tensor x) {
 *         // ...
 *     }
 *
 *     Output call(Tensor x) {
 *         return invoke(this::forward, x);
 *     }
 * }
 * }
 *
 * <p>Private and final fields are found too, wherever the class is: nothing has to be opened to jtorch. A module with
 * inputs and outputs of its own kind has a {@code call} method as above, which runs the hooks; one that makes a tensor of
 * a tensor is a {@link UnaryModule} and has it. A module is for one thread at a time while it is changed; a finished one may be read from several.
 *
 * <p>Mirrors {@code torch.nn.Module}.
 */
public abstract class Module implements Cloneable {
    /** The key of what {@link #getExtraState()} gives. */
    static final String EXTRA_STATE = "_extra_state";

    static {
        ModuleAccess.set(
                new ModuleAccess() {
                    @Override
                    public @Nullable Tensor tensor(Module module, String name) {
                        return module.members.tensor(name);
                    }

                    @Override
                    public long changes(Module module) {
                        return module.members.changes();
                    }

                    @Override
                    public Parameter parameter(Tensor same) {
                        return Parameter.computed(same);
                    }

                    @Override
                    public void remove(Module module, String name) {
                        module.members.remove(name);
                    }

                    @Override
                    public void replace(Module module, String name, Parameter parameter) {
                        module.members.replace(name, parameter);
                    }

                    @Override
                    public void compute(Module module, String name, Tensor value) {
                        module.members.compute(name, value);
                    }

                    @Override
                    public void restore(Module module, String name, Tensor original) {
                        module.members.restore(name, original);
                    }

                    @Override
                    public Collection<ForwardPreHook> forwardPreHooks(Module module) {
                        return module.hooks == null ? List.of() : module.hooks.forwardPre.toList();
                    }

                    @Override
                    public boolean hasForwardHooks(Module module) {
                        return module.hooks != null
                                && !(module.hooks.forwardPre.isEmpty()
                                        && module.hooks.forward.isEmpty());
                    }

                    @Override
                    public boolean hasBackwardHooks(Module module) {
                        return module.hooks != null
                                && !(module.hooks.backwardPre.isEmpty()
                                        && module.hooks.backward.isEmpty());
                    }

                    @Override
                    public String name(Module module) {
                        return module.name();
                    }

                    @Override
                    public void removeForwardPreHook(Module module, ForwardPreHook hook) {
                        module.hooks().forwardPre.removeIf(known -> known == hook);
                    }
                });
    }

    private Members members = new Members(this);
    private @Nullable Hooks hooks;
    private @Nullable StateHooks stateHooks;
    private boolean training = true;

    /** For subclasses: in training mode, with nothing in it. */
    protected Module() {}

    /** Adds a parameter under a name of its own; null stands for an absent one. Returns it, for a field to hold. */
    public final <P extends @Nullable Parameter> P registerParameter(String name, P parameter) {
        members.registerParameter(name, parameter);
        return parameter;
    }

    /** Adds a tensor which is part of the module's state but is not learned; null stands for an absent one. */
    public final <T extends @Nullable Tensor> T registerBuffer(String name, T buffer) {
        return registerBuffer(name, buffer, true);
    }

    /**
     * Adds a tensor which is not learned and returns it. It leaves every open {@link torch.Scope}, and when the module
     * moves to another device or type it stays the same object.
     *
     * @param persistent whether it is part of {@link #stateDict()}
     */
    public final <T extends @Nullable Tensor> T registerBuffer(
            String name, T buffer, boolean persistent) {
        members.registerBuffer(name, buffer, persistent);
        if (buffer != null) {
            buffer.keep();
        }
        return buffer;
    }

    /** Adds a module under a name of its own; null stands for an absent one. Returns it, for a field to hold. */
    public final <M extends @Nullable Module> M registerModule(String name, M module) {
        members.registerModule(name, module);
        return module;
    }

    /**
     * Adds a module; another name of {@link #registerModule}.
     */
    public final <M extends @Nullable Module> M addModule(String name, M module) {
        return registerModule(name, module);
    }

    /** All parameters, of this module first and then of the modules inside, each once. */
    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** The parameters; only this module's own unless {@code recurse}. */
    public final List<Parameter> parameters(boolean recurse) {
        return List.copyOf(namedParameters("", recurse).values());
    }

    /** All parameters by full name, for example {@code "encoder.0.weight"}. */
    public final Map<String, Parameter> namedParameters() {
        return namedParameters("", true);
    }

    /** Parameters with {@code prefix} before their names; only this module's own unless {@code recurse}. */
    public final Map<String, Parameter> namedParameters(String prefix, boolean recurse) {
        return namedParameters(prefix, recurse, true);
    }

    /** Parameters with {@code prefix}; those that occur twice under every name unless {@code removeDuplicate}. */
    public final Map<String, Parameter> namedParameters(
            String prefix, boolean recurse, boolean removeDuplicate) {
        return named(prefix, recurse, removeDuplicate, module -> module.members.parameters());
    }

    /** All buffers, in the order of {@link #parameters()}. */
    public final List<Tensor> buffers() {
        return List.copyOf(namedBuffers().values());
    }

    /** All buffers by full name. */
    public final Map<String, Tensor> namedBuffers() {
        return namedBuffers("", true);
    }

    /** Buffers with {@code prefix} before their names; only this module's own unless {@code recurse}. */
    public final Map<String, Tensor> namedBuffers(String prefix, boolean recurse) {
        return namedBuffers(prefix, recurse, true);
    }

    /** Buffers with {@code prefix}; those that occur twice under every name unless {@code removeDuplicate}. */
    public final Map<String, Tensor> namedBuffers(
            String prefix, boolean recurse, boolean removeDuplicate) {
        return named(prefix, recurse, removeDuplicate, module -> module.members.buffers());
    }

    /** The modules directly inside this one, each once. */
    public final List<Module> children() {
        return List.copyOf(namedChildren().values());
    }

    /** The modules directly inside this one by name. */
    public final Map<String, Module> namedChildren() {
        var children = new LinkedHashMap<String, Module>();
        Set<Module> seen = identitySet();
        members.modules()
                .forEach(
                        (name, child) -> {
                            if (seen.add(child)) {
                                children.put(name, child);
                            }
                        });
        return children;
    }

    /** This module and all modules inside, each once, every module before those inside it. */
    public final List<Module> modules() {
        return List.copyOf(namedModules().values());
    }

    /** This module, under the empty name, and all modules inside by full name. */
    public final Map<String, Module> namedModules() {
        return namedModules("", true);
    }

    /** The modules with {@code prefix}; those that occur twice under every name unless {@code removeDuplicate}. */
    public final Map<String, Module> namedModules(String prefix, boolean removeDuplicate) {
        var modules = new LinkedHashMap<String, Module>();
        collectModules(prefix, modules, removeDuplicate ? identitySet() : null);
        return modules;
    }

    /**
     * The module of this name inside, for example {@code "encoder.0"}; this one for the empty name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public final Module getSubmodule(String target) {
        Module module = this;
        for (String name : target.isEmpty() ? new String[0] : target.split("\\.", -1)) {
            module = module.member(name, Module.class, "an nn.Module");
        }
        return module;
    }

    /** Puts {@code module} in the place of that name, or in a new one; see {@link #setSubmodule(String, Module, boolean)}. */
    public final void setSubmodule(String target, Module module) {
        setSubmodule(target, module, false);
    }

    /**
     * Puts {@code module} in the place of that name, also in the field that holds it.
     *
     * @param strict whether a new place is an error
     * @throws IllegalArgumentException where the place is none, or a field that cannot hold {@code module}
     */
    public final void setSubmodule(String target, Module module, boolean strict) {
        if (target.isEmpty()) {
            throw new IllegalArgumentException("Cannot set the submodule without a target name!");
        }
        int dot = target.lastIndexOf('.');
        Module parent = getSubmodule(dot < 0 ? "" : target.substring(0, dot));
        String name = target.substring(dot + 1);
        if (strict || parent.members.get(name) != null) {
            parent.member(name, Module.class, "an nn.Module");
        }
        parent.members.replace(name, Objects.requireNonNull(module, "module"));
    }

    /**
     * The parameter of this full name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public final Parameter getParameter(String target) {
        int dot = target.lastIndexOf('.');
        return getSubmodule(dot < 0 ? "" : target.substring(0, dot))
                .member(target.substring(dot + 1), Parameter.class, "an nn.Parameter");
    }

    /**
     * The buffer of this full name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public final Tensor getBuffer(String target) {
        int dot = target.lastIndexOf('.');
        Module module = getSubmodule(dot < 0 ? "" : target.substring(0, dot));
        String name = target.substring(dot + 1);
        Tensor buffer = module.members.buffers().get(name);
        return buffer != null ? buffer : module.member(name, Buffer.class, "a buffer");
    }

    /** Applies {@code action} to every module inside, then to this one. Returns this module. */
    public Module apply(Consumer<? super Module> action) {
        children().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Sets training mode, which matters to layers such as {@link Dropout} and {@link BatchNorm2d}. */
    public final Module train() {
        return train(true);
    }

    /** Sets training mode, or evaluation mode where {@code mode} is false, here and inside. Returns this module. */
    public Module train(boolean mode) {
        training = mode;
        children().forEach(child -> child.train(mode));
        return this;
    }

    /** Sets evaluation mode. Returns this module. */
    public final Module eval() {
        return train(false);
    }

    /** Whether this module is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    /** Moves all parameters, their gradients and the buffers to {@code device}, in place. Returns this module. */
    public final Module to(Device device) {
        return to(device, null, false);
    }

    /** Moves everything to a device given by name, for example {@code "cuda:0"}. */
    public final Module to(String device) {
        return to(Device.of(device));
    }

    /**
     * Changes the type of all parameters, gradients and buffers that hold real or complex numbers, in place.
     *
     * @throws IllegalArgumentException where {@code dtype} is neither a floating point nor a complex type
     */
    public final Module to(DType dtype) {
        return to(null, dtype, false);
    }

    /** Moves everything and changes the type of what holds real or complex numbers; null leaves either as it is. */
    public final Module to(@Nullable Device device, @Nullable DType dtype) {
        return to(device, dtype, false);
    }

    /** {@link #to(Device, DType)}; with {@code nonBlocking} a copy from pinned memory may go on in the background. */
    public final Module to(@Nullable Device device, @Nullable DType dtype, boolean nonBlocking) {
        if (dtype != null && !Conversion.isNumeric(dtype)) {
            throw new IllegalArgumentException(
                    "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype="
                            + dtype);
        }
        return convert(
                tensor -> {
                    DType type =
                            dtype != null && Conversion.isNumeric(tensor.dtype())
                                    ? dtype
                                    : tensor.dtype();
                    return tensor.to(device == null ? tensor.device() : device, type, nonBlocking);
                });
    }

    /** The type and device of {@code other}. */
    public final Module to(Tensor other) {
        return to(other.device(), other.dtype(), false);
    }

    /** Changes the memory format of all that has 4 dimensions (5 for {@code CHANNELS_LAST_3D}). */
    public final Module to(MemoryFormat format) {
        int dims = format == MemoryFormat.CHANNELS_LAST_3D ? 5 : 4;
        return convert(tensor -> tensor.dim() == dims ? tensor.contiguous(format) : tensor);
    }

    /** {@link #to(Device)} the CPU. */
    public final Module cpu() {
        return to(Device.CPU);
    }

    /** {@link #to(Device)} the current CUDA device. */
    public final Module cuda() {
        return cuda(new Device("cuda", -1));
    }

    /** {@link #to(Device)} a CUDA device. */
    public final Module cuda(int device) {
        return cuda(new Device("cuda", device));
    }

    /**
     * {@link #to(Device)} a CUDA device.
     *
     * @throws IllegalArgumentException if the device is not a GPU
     * @throws UnsupportedOperationException without CUDA, with the reason
     */
    public final Module cuda(Device device) {
        return convert(tensor -> tensor.cuda(device));
    }

    /** Changes the type of all parameters and buffers, whatever they hold. */
    public final Module type(DType dtype) {
        return convert(tensor -> tensor.to(dtype));
    }

    /** Moves everything to {@code device} without its values. */
    public final Module toEmpty(Device device) {
        return convert(tensor -> Torch.emptyLike(tensor, Torch.device(device)));
    }

    /** Python's {@code module.float()}. */
    public final Module toFloat() {
        return convertFloatingPoint(DType.FLOAT32);
    }

    /** Python's {@code module.double()}. */
    public final Module toDouble() {
        return convertFloatingPoint(DType.FLOAT64);
    }

    /** Changes what holds real numbers to {@link DType#FLOAT16}. */
    public final Module half() {
        return convertFloatingPoint(DType.FLOAT16);
    }

    /** Changes what holds real numbers to {@link DType#BFLOAT16}. */
    public final Module bfloat16() {
        return convertFloatingPoint(DType.BFLOAT16);
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        zeroGrad(true);
    }

    /** Forgets the gradients of all parameters, or fills them with zeros where {@code setToNone} is false. */
    public void zeroGrad(boolean setToNone) {
        for (Parameter parameter : parameters()) {
            Tensor grad = parameter.grad();
            if (grad == null) {
                continue;
            }
            if (setToNone) {
                parameter.setGrad(null);
            } else {
                Torch.noGrad(() -> grad.zero_());
            }
        }
    }

    /** Has the parameters require gradients. Returns this module. */
    public final Module requiresGrad_() {
        return requiresGrad_(true);
    }

    /** Sets whether the parameters require gradients; false freezes them. Returns this module. */
    public final Module requiresGrad_(boolean requiresGrad) {
        parameters().forEach(parameter -> parameter.requiresGrad_(requiresGrad));
        return this;
    }

    /** The state by full name, in PyTorch's order: tensors that share memory with the module and carry no gradient. */
    public final Map<String, Tensor> stateDict() {
        return stateDict("", false);
    }

    /**
     * The state with {@code prefix} before the names.
     *
     * @param keepVars whether the parameters and buffers themselves are given, which carry gradients
     */
    public final Map<String, Tensor> stateDict(String prefix, boolean keepVars) {
        var state = new OrderedDict<String, Tensor>();
        var metadata = new OrderedDict<String, Object>();
        state.attributes().put("_metadata", metadata); // Torch.save writes it, as PyTorch does
        collectState(prefix, keepVars, state, metadata);
        return state;
    }

    /** Copies a state into this module, whose keys must be exactly those of {@link #stateDict()}. */
    public final IncompatibleKeys loadStateDict(Map<String, ? extends Tensor> state) {
        return loadStateDict(state, true);
    }

    /**
     * Copies a state into this module. Everything that fits is copied even where something else does not.
     *
     * @param strict whether missing and unexpected keys are an error
     * @return the keys that were missing or not expected
     * @throws torch.TorchException naming all keys that are missing, not expected or of another shape
     */
    public final IncompatibleKeys loadStateDict(
            Map<String, ? extends Tensor> state, boolean strict) {
        return loadStateDict(state, strict, false);
    }

    /**
     * Loads a state.
     *
     * @param assign whether the module's tensors take over the memory, type and device of the state's instead of copying
     *     its values; they stay the same objects
     */
    public final IncompatibleKeys loadStateDict(
            Map<String, ? extends Tensor> state, boolean strict, boolean assign) {
        return new StateLoader(Objects.requireNonNull(state, "state"), assign).load(this, strict);
    }

    /** More state than parameters and buffers, saved under {@code _extra_state}; null, as here, for none. */
    protected @Nullable Tensor getExtraState() {
        return null;
    }

    /** Takes back what {@link #getExtraState()} gave. */
    protected void setExtraState(Tensor state) {
        throw new UnsupportedOperationException(
                name() + " gives extra state, but has no setExtraState to take it back");
    }

    /** Has {@code hook} called before each call of this module. */
    public final HookHandle registerForwardPreHook(ForwardPreHook hook) {
        return registerForwardPreHook(hook, false);
    }

    /** Has {@code hook} called before each call, before all hooks so far where {@code prepend}. */
    public final HookHandle registerForwardPreHook(ForwardPreHook hook, boolean prepend) {
        return hooks().forwardPre.add(hook, prepend);
    }

    /** Has {@code hook} called after each call of this module. */
    public final HookHandle registerForwardHook(ForwardHook hook) {
        return registerForwardHook(hook, false, false);
    }

    /**
     * Has {@code hook} called after each call of this module.
     *
     * @param prepend whether before all hooks so far
     * @param alwaysCall whether also after a call that failed
     */
    public final HookHandle registerForwardHook(
            ForwardHook hook, boolean prepend, boolean alwaysCall) {
        Objects.requireNonNull(hook, "hook");
        return hooks().forward.add(new Hooks.Forward(hook, alwaysCall), prepend);
    }

    /** Has {@code hook} called whenever the gradients of this module's inputs are known. */
    public final HookHandle registerFullBackwardHook(BackwardHook hook) {
        return registerFullBackwardHook(hook, false);
    }

    /** Has {@code hook} called whenever the gradients of the inputs are known, first of all where {@code prepend}. */
    public final HookHandle registerFullBackwardHook(BackwardHook hook, boolean prepend) {
        return hooks().backward.add(hook, prepend);
    }

    /** Has {@code hook} called whenever the gradients of this module's outputs are known. */
    public final HookHandle registerFullBackwardPreHook(BackwardPreHook hook) {
        return registerFullBackwardPreHook(hook, false);
    }

    /** Has {@code hook} called whenever the gradients of the outputs are known, first of all where {@code prepend}. */
    public final HookHandle registerFullBackwardPreHook(BackwardPreHook hook, boolean prepend) {
        return hooks().backwardPre.add(hook, prepend);
    }

    /** Has {@code hook} called before this module's part of a state is collected, with the prefix of its names. */
    public final HookHandle registerStateDictPreHook(BiConsumer<Module, String> hook) {
        return stateHooks().beforeSave.add(hook, false);
    }

    /** Has {@code hook} called with the state once this module's part of it is there; it may change the map. */
    public final HookHandle registerStateDictPostHook(StateDictHook hook) {
        return stateHooks().afterSave.add(hook, false);
    }

    /** Has {@code hook} called with a state before this module's part of it is loaded; it may change the map. */
    public final HookHandle registerLoadStateDictPreHook(StateDictHook hook) {
        return stateHooks().beforeLoad.add(hook, false);
    }

    /** Has {@code hook} called when this module's part of a state is loaded; it may change the lists of keys. */
    public final HookHandle registerLoadStateDictPostHook(
            BiConsumer<Module, IncompatibleKeys> hook) {
        return stateHooks().afterLoad.add(hook, false);
    }

    /**
     * A deep copy: modules, parameters and buffers inside are copied, each once, also those in fields that hold lists, maps
     * or arrays; hooks and other objects are shared, gradients of parameters are left out. Mirrors
     * {@code copy.deepcopy(module)}.
     */
    @Override
    public Module clone() {
        return (Module) Objects.requireNonNull(new ModuleCopy().copy(this));
    }

    /**
     * Runs {@code forward} on {@code input} between this module's hooks: what the {@code call} method of a module is made
     * of.
     */
    @SuppressWarnings("unchecked")
    protected final <A extends @Nullable Object, R extends @Nullable Object> R invoke(
            Function<A, R> forward, A input) {
        return hooks == null
                ? forward.apply(input)
                : hooks.run(this, args -> forward.apply((A) args.get(0)), input);
    }

    /** Runs {@code forward} on two inputs between this module's hooks. */
    @SuppressWarnings("unchecked")
    protected final <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    R extends @Nullable Object>
            R invoke(BiFunction<A, B, R> forward, A first, B second) {
        return hooks == null
                ? forward.apply(first, second)
                : hooks.run(
                        this,
                        args -> forward.apply((A) args.get(0), (B) args.get(1)),
                        first,
                        second);
    }

    /** Runs {@code forward} on a list of inputs of any number and types between this module's hooks. */
    protected final <R extends @Nullable Object> R invokeAll(
            Function<List<@Nullable Object>, R> forward, @Nullable Object... inputs) {
        return hooks == null
                ? forward.apply(Arrays.asList(inputs))
                : hooks.run(this, forward, inputs);
    }

    /** The settings that the printed form shows, one a line; for subclasses to say. */
    public String extraRepr() {
        return "";
    }

    /** The printed form of PyTorch: one line, or one line for each module inside. */
    @Override
    public String toString() {
        List<String> lines = extraRepr().lines().collect(Collectors.toCollection(ArrayList::new));
        boolean oneLine = lines.size() <= 1 && members.modules().isEmpty();
        members.modules()
                .forEach(
                        (name, child) ->
                                lines.add("(" + name + "): " + indentInner(child.toString())));
        return oneLine
                ? name() + "(" + String.join("", lines) + ")"
                : name() + "(\n  " + String.join("\n  ", lines) + "\n)";
    }

    /** The version of the layout of this module's part of a state: 1 until PyTorch changed it. */
    int stateVersion() {
        return 1;
    }

    /** Called before what the module holds is read, for one whose parts live elsewhere to bring them up to date. */
    protected void refresh() {}

    /** Whether a deep copy of what holds this module copies it by its own {@link #clone()}. */
    protected boolean copiesItself() {
        return false;
    }

    /** Lets a layer complete a state saved by an older PyTorch before it is loaded. */
    void completeState(Map<String, Tensor> state, String prefix) {}

    /** What the module itself holds, without the modules inside. */
    final Members members() {
        return members;
    }

    /** The hooks around the state; null without any. */
    final @Nullable StateHooks stateHooksOrNull() {
        return stateHooks;
    }

    /** This object once more, which shares all with it until {@link #takeMembers}. */
    final Module shallowCopy() {
        try {
            return (Module) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("a module is cloneable", e);
        }
    }

    /** Makes a shallow copy of {@code original} a module of its own. */
    final void takeMembers(Members own, Module original) {
        members = own;
        hooks = original.hooks == null ? null : new Hooks(original.hooks);
        stateHooks = original.stateHooks == null ? null : new StateHooks(original.stateHooks);
    }

    /** The class as PyTorch would print it; an anonymous class goes by what it extends. */
    protected String name() {
        Class<?> type = getClass();
        while (type.isAnonymousClass()) {
            type = type.getSuperclass();
        }
        return (members.modules().get("parametrizations") == null ? "" : "Parametrized")
                + type.getSimpleName();
    }

    private Hooks hooks() {
        if (hooks == null) {
            hooks = new Hooks();
        }
        return hooks;
    }

    private StateHooks stateHooks() {
        if (stateHooks == null) {
            stateHooks = new StateHooks();
        }
        return stateHooks;
    }

    private <T> T member(String name, Class<T> type, String kind) {
        Object member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name() + " has no attribute `" + name + "`");
        }
        if (!type.isInstance(member)) {
            throw new IllegalArgumentException("`" + name + "` is not " + kind);
        }
        return type.cast(member);
    }

    private <T extends Tensor> Map<String, T> named(
            String prefix,
            boolean recurse,
            boolean removeDuplicate,
            Function<Module, Map<String, T>> own) {
        var modules = new LinkedHashMap<String, Module>();
        if (recurse) {
            modules.putAll(namedModules(prefix, removeDuplicate));
        } else {
            modules.put(prefix, this);
        }
        var found = new LinkedHashMap<String, T>();
        Set<T> seen = identitySet();
        modules.forEach(
                (path, module) ->
                        own.apply(module)
                                .forEach(
                                        (name, tensor) -> {
                                            if (!removeDuplicate || seen.add(tensor)) {
                                                found.put(join(path, name), tensor);
                                            }
                                        }));
        return found;
    }

    private void collectModules(
            String path, Map<String, Module> modules, @Nullable Set<Module> seen) {
        if (seen == null || seen.add(this)) {
            modules.put(path, this);
            members.modules()
                    .forEach(
                            (name, child) -> child.collectModules(join(path, name), modules, seen));
        }
    }

    /** Adds what is inside to the state; {@code prefix} ends in a dot, or is what the user asked for. */
    private void collectState(
            String prefix,
            boolean keepVars,
            Map<String, Tensor> state,
            Map<String, Object> metadata) {
        var version = new LinkedHashMap<>(Map.of("version", (long) stateVersion()));
        metadata.put(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1), version);
        if (stateHooks != null) {
            stateHooks.beforeSave(this, prefix);
        }
        members.state()
                .forEach(
                        (name, tensor) ->
                                state.put(prefix + name, keepVars ? tensor : tensor.detach()));
        Tensor extra = getExtraState();
        if (extra != null) {
            state.put(prefix + EXTRA_STATE, extra);
        }
        members.modules()
                .forEach(
                        (name, child) ->
                                child.collectState(prefix + name + ".", keepVars, state, metadata));
        if (stateHooks != null) {
            stateHooks.afterSave(this, state, prefix);
        }
    }

    private Module convertFloatingPoint(DType dtype) {
        return convert(tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(dtype) : tensor);
    }

    private Module convert(UnaryOperator<Tensor> conversion) {
        Conversion.apply(this, conversion);
        return this;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String indentInner(String text) {
        return text.replaceAll("\n(?=[^\n])", "\n  ");
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
