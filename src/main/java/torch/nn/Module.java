package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;

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
 * }
 * }
 *
 * <p>Fields that the Java module system closes to jtorch raise an {@link IllegalStateException} which says what to open.
 * A module is for one thread at a time while it is changed; a finished one may be read from several.
 *
 * <p>Mirrors {@code torch.nn.Module}.
 */
public abstract class Module {
    private final Members members = new Members(this);
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

    /** All parameters, of this module first and then of the modules inside, each once. */
    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** All parameters by full name, for example {@code "encoder.0.weight"}. */
    public final Map<String, Parameter> namedParameters() {
        return namedParameters("", true);
    }

    /** Parameters with {@code prefix} before their names; only this module's own unless {@code recurse}. */
    public final Map<String, Parameter> namedParameters(String prefix, boolean recurse) {
        return named(prefix, recurse, module -> module.members.parameters());
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
        return named(prefix, recurse, module -> module.members.buffers());
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
        var modules = new LinkedHashMap<String, Module>();
        collectModules("", modules, identitySet());
        return modules;
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
        return convert(tensor -> tensor.to(device));
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
        if (!isNumeric(dtype)) {
            throw new IllegalArgumentException(
                    "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype="
                            + dtype);
        }
        return convert(tensor -> isNumeric(tensor.dtype()) ? tensor.to(dtype) : tensor);
    }

    /** Python's {@code module.float()}. */
    public final Module toFloat() {
        return convert(
                tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(DType.FLOAT32) : tensor);
    }

    /** Python's {@code module.double()}. */
    public final Module toDouble() {
        return convert(
                tensor -> tensor.dtype().isFloatingPoint() ? tensor.to(DType.FLOAT64) : tensor);
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

    /** Sets whether the parameters require gradients; false freezes them. Returns this module. */
    public final Module requiresGrad_(boolean requiresGrad) {
        parameters().forEach(parameter -> parameter.requiresGrad_(requiresGrad));
        return this;
    }

    /** The state by full name, in PyTorch's order: tensors that share memory with the module and carry no gradient. */
    public final Map<String, Tensor> stateDict() {
        var state = new LinkedHashMap<String, Tensor>();
        collectState("", state);
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
        return new StateLoader(state).load(this, strict);
    }

    /**
     * Runs {@code forward} on {@code input} between this module's hooks: what the {@code call} method of a module is made
     * of.
     */
    protected final <A, R> R invoke(Function<A, R> forward, A input) {
        return forward.apply(input);
    }

    /** Runs {@code forward} on two inputs between this module's hooks. */
    protected final <A, B, R> R invoke(BiFunction<A, B, R> forward, A first, B second) {
        return forward.apply(first, second);
    }

    /** Runs {@code forward} on a list of inputs of any number and types between this module's hooks. */
    protected final <R> R invokeAll(
            Function<List<@Nullable Object>, R> forward, @Nullable Object... inputs) {
        return forward.apply(Arrays.asList(inputs));
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

    /** Lets a layer complete a state saved by an older PyTorch before it is loaded. */
    void completeState(Map<String, Tensor> state, String prefix) {}

    /** What the module itself holds, without the modules inside. */
    final Members members() {
        return members;
    }

    /** The class as PyTorch would print it; an anonymous class goes by what it extends. */
    final String name() {
        Class<?> type = getClass();
        while (type.isAnonymousClass()) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }

    private <T extends Tensor> Map<String, T> named(
            String prefix, boolean recurse, Function<Module, Map<String, T>> own) {
        var modules = new LinkedHashMap<String, Module>();
        if (recurse) {
            collectModules(prefix, modules, identitySet());
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
                                            if (seen.add(tensor)) {
                                                found.put(join(path, name), tensor);
                                            }
                                        }));
        return found;
    }

    private void collectModules(String path, Map<String, Module> modules, Set<Module> seen) {
        if (seen.add(this)) {
            modules.put(path, this);
            members.modules()
                    .forEach(
                            (name, child) -> child.collectModules(join(path, name), modules, seen));
        }
    }

    private void collectState(String path, Map<String, Tensor> state) {
        members.state().forEach((name, tensor) -> state.put(join(path, name), tensor.detach()));
        members.modules().forEach((name, child) -> child.collectState(join(path, name), state));
    }

    private Module convert(UnaryOperator<Tensor> conversion) {
        children().forEach(child -> child.convert(conversion));
        try (var off = Torch.noGrad()) {
            for (Parameter parameter : members.parameters().values()) {
                replace(parameter, conversion);
                Tensor grad = parameter.grad();
                if (grad != null) {
                    replace(grad, conversion);
                }
            }
            members.buffers().values().forEach(buffer -> replace(buffer, conversion));
        }
        return this;
    }

    /** Gives the tensor other contents, as {@code tensor.data = …} does, so that whoever holds it sees them. */
    private static void replace(Tensor tensor, UnaryOperator<Tensor> conversion) {
        Tensor converted = conversion.apply(tensor);
        if (converted != tensor) {
            try (converted) {
                Aten.set_data(tensor, converted);
            }
        }
    }

    private static boolean isNumeric(DType dtype) {
        return dtype.isFloatingPoint() || dtype.isComplex();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String indentInner(String text) {
        return text.replaceAll("\n(?=[^\n])", "\n  ");
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
