package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;

/**
 * Base of all optimizers.
 *
 * <p>Keeps the parameter groups, collects the gradients of a step and hands them to {@link #update}, which a subclass
 * writes. A training step is
 *
 * {@snippet :
 * optimizer.zeroGrad();
 * Tensor loss = F.mseLoss(model.call(input), target);
 * loss.backward();
 * optimizer.step();
 * }
 *
 * <p>A step records nothing for autograd and frees every temporary before it returns. What an optimizer remembers about
 * a parameter outlives any open {@link Torch#scope()}, and is freed after the optimizer has become unreachable.
 *
 * <p>Mirrors {@code torch.optim.Optimizer}.
 */
public abstract class Optimizer {
    private final Map<String, @Nullable Object> defaults;
    private final List<ParamGroup> paramGroups = new ArrayList<>();

    /**
     * Makes an optimizer of {@code groups}.
     *
     * @param groups at least one group; what a group does not set itself it takes from {@code defaults}
     * @param defaults every option the optimizer has, in PyTorch's order
     * @throws IllegalArgumentException if there is no parameter, or {@link #addParamGroup} refuses a group
     */
    protected Optimizer(List<ParamGroup> groups, Options<?> defaults) {
        this.defaults = defaults.values();
        if (groups.stream().allMatch(group -> group.params().isEmpty())) {
            throw new IllegalArgumentException("optimizer got an empty parameter list");
        }
        groups.forEach(this::addParamGroup);
    }

    /** The parameter groups, in the order in which they were added. */
    public List<ParamGroup> paramGroups() {
        return Collections.unmodifiableList(paramGroups);
    }

    /**
     * Adds a group, for instance of layers that were frozen until now.
     *
     * @throws IllegalArgumentException if an option is out of its range, a parameter is not a leaf of the graph or is in
     *     another group of this optimizer, or the group belongs to an optimizer already
     */
    public void addParamGroup(ParamGroup group) {
        Set<Tensor> present = identitySet();
        paramGroups.forEach(other -> present.addAll(other.params()));
        Set<Tensor> added = identitySet();
        for (Tensor param : group.params()) {
            if (!param.isLeaf()) {
                throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
            }
            if (present.contains(param)) {
                throw new IllegalArgumentException(
                        "some parameters appear in more than one parameter group");
            }
            if (!added.add(param)) {
                throw new IllegalArgumentException(
                        "optimizer contains a parameter group with duplicate parameters");
            }
        }
        group.attach(this, defaults);
        paramGroups.add(group);
    }

    /** Drops the gradients of all parameters: {@link Tensor#grad()} is null until the next {@code backward()}. */
    public void zeroGrad() {
        zeroGrad(true);
    }

    /**
     * Drops the gradients of all parameters or fills them with zeros.
     *
     * @param setToNone whether to drop them; a parameter without a gradient is skipped by {@link #step()}, one with a
     *     gradient of zeros is not, and momentum moves it on
     */
    public void zeroGrad(boolean setToNone) {
        if (setToNone) {
            paramGroups.forEach(group -> group.params().forEach(param -> param.setGrad(null)));
            return;
        }
        try (var _ = Torch.noGrad();
                var _ = Torch.scope()) {
            List<Tensor> grads = new ArrayList<>();
            for (ParamGroup group : paramGroups) {
                for (Tensor param : group.params()) {
                    Tensor grad = param.grad();
                    if (grad != null) {
                        grads.add(
                                grad.gradFnName() != null
                                        ? grad.detach_()
                                        : grad.requiresGrad_(false));
                    }
                }
            }
            if (!grads.isEmpty()) {
                Aten._foreach_zero_(grads);
            }
        }
    }

    /** Changes every parameter that has a gradient. */
    public void step() {
        try (var _ = Torch.noGrad();
                var _ = Torch.scope()) {
            for (ParamGroup group : paramGroups) {
                Map<Tensor, Tensor> grads = new IdentityHashMap<>();
                List<Tensor> params = new ArrayList<>();
                for (Tensor param : group.params()) {
                    Tensor grad = param.grad();
                    if (grad != null) {
                        params.add(param);
                        grads.put(param, grad);
                    }
                }
                for (List<Tensor> batch : batches(group, params)) {
                    update(group, batch, batch.stream().map(grads::get).toList());
                }
            }
        }
    }

    /**
     * Computes the loss anew, then steps.
     *
     * @param closure clears the gradients, computes the loss, calls {@code backward()} on it and returns it
     * @return what {@code closure} returned
     */
    public Tensor step(Supplier<Tensor> closure) {
        Tensor loss;
        try (var _ = Torch.enableGrad()) {
            loss = closure.get();
        }
        step();
        return loss;
    }

    /**
     * What this optimizer remembers about a parameter, under PyTorch's names; empty before its first step.
     *
     * @param param a parameter of one of the groups
     */
    public abstract Map<String, Tensor> state(Tensor param);

    /**
     * Changes {@code params}, which all belong to {@code group}, by {@code grads}. Called once per step and group, or
     * oftener where the group's options ask for smaller batches; without gradient recording and in a scope that closes
     * every temporary, so that new state needs {@link Tensor#keep()}.
     */
    protected abstract void update(ParamGroup group, List<Tensor> params, List<Tensor> grads);

    /**
     * Checks the options of a group that is added or changed.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    protected abstract void checkOptions(ParamGroup group);

    /** Prints each group's options as Python does. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int i = 0; i < paramGroups.size(); i++) {
            text.append("\nParameter Group ").append(i).append('\n');
            new TreeMap<>(paramGroups.get(i).options())
                    .forEach(
                            (name, value) ->
                                    text.append("    ")
                                            .append(name)
                                            .append(": ")
                                            .append(PythonText.of(value))
                                            .append('\n'));
        }
        return text.append(')').toString();
    }

    /** Refuses a number option that is negative or not a number. */
    static void checkNotNegative(ParamGroup group, String name, String sentence) {
        double value = group.getDouble(name);
        if (!(value >= 0)) {
            throw new IllegalArgumentException(sentence + PythonText.of(value));
        }
    }

    /** Refuses {@code fused} together with {@code foreach}, and PyTorch's modes that are not offered here. */
    static void checkModes(ParamGroup group) {
        if (group.getBoolean("fused") && group.getBoolean("foreach")) {
            throw new IllegalArgumentException("`fused` and `foreach` cannot be `True` together.");
        }
        for (String mode : List.of("differentiable", "capturable")) {
            if (group.options().containsKey(mode) && group.getBoolean(mode)) {
                throw new IllegalArgumentException("`" + mode + "` is not supported");
            }
        }
    }

    /**
     * Splits the parameters of a step: one by one where the group says not to work on many at a time, by device and type
     * for fused kernels, and not at all otherwise.
     */
    private static Collection<List<Tensor>> batches(ParamGroup group, List<Tensor> params) {
        if (group.getBoolean("fused")) {
            record Kind(Device device, DType dtype) {}
            Map<Kind, List<Tensor>> kinds = new LinkedHashMap<>();
            for (Tensor param : params) {
                Kind kind = new Kind(param.device(), param.dtype());
                if (!param.isFloatingPoint()) {
                    throw new IllegalArgumentException(
                            "`fused=True` requires all the params to be floating point "
                                    + "Tensors, but got %s on %s"
                                            .formatted(kind.dtype, kind.device));
                }
                kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(param);
            }
            return kinds.values();
        }
        boolean oneByOne =
                !group.getBoolean("foreach")
                        && (group.get("foreach") != null || group.get("fused") != null);
        return oneByOne
                ? params.stream().map(List::of).toList()
                : params.isEmpty() ? List.of() : List.of(params);
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * Options of an optimizer, set in a lambda by chained calls; used up when the lambda returns: their values are copied
     * to the parameter groups.
     *
     * @param <O> the optimizer's own options
     */
    public abstract static class Options<O extends Options<O>> {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        /** For subclasses. */
        protected Options() {}

        /** Learning rate. */
        public O lr(double lr) {
            return set("lr", lr);
        }

        /** Weight decay coefficient. */
        public O weightDecay(double weightDecay) {
            return set("weight_decay", weightDecay);
        }

        /** Whether to make the objective larger instead of smaller. */
        public O maximize(boolean maximize) {
            return set("maximize", maximize);
        }

        /**
         * Whether each operation is called once for all parameters, which is so unless this is false; then it is called
         * for one parameter after the other, with temporaries for only one of them. On CPU the numbers are the same.
         */
        public O foreach(boolean foreach) {
            return set("foreach", foreach);
        }

        /** Sets the option with PyTorch's name {@code name}. */
        protected final O set(String name, @Nullable Object value) {
            values.put(name, value);
            @SuppressWarnings("unchecked")
            O self = (O) this;
            return self;
        }

        /** Runs {@code configure} on these options. */
        protected final O configuredBy(Consumer<? super O> configure) {
            @SuppressWarnings("unchecked")
            O self = (O) this;
            Objects.requireNonNull(configure, "options").accept(self);
            return self;
        }

        final Map<String, @Nullable Object> values() {
            return new LinkedHashMap<>(values);
        }
    }
}
