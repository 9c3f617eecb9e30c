package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.HookHandle;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.internal.HookList;
import torch.internal.PythonText;
import torch.internal.PythonTuple;
import torch.internal.Warnings;

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
 * <p>A step records nothing for autograd, unless the option {@code differentiable} is set, and frees every temporary
 * before it returns. What an optimizer remembers about a parameter outlives any open {@link Torch#scope()}, and is freed
 * after the optimizer has become unreachable.
 *
 * <p>Mirrors {@code torch.optim.Optimizer}.
 */
public abstract class Optimizer {
    private static final HookList<StepPreHook> ALL_STEP_PRE_HOOKS = new HookList<>();
    private static final HookList<Consumer<Optimizer>> ALL_STEP_POST_HOOKS = new HookList<>();

    private final HookList<StepPreHook> stepPreHooks = new HookList<>();
    private final HookList<Consumer<Optimizer>> stepPostHooks = new HookList<>();
    private final HookList<Consumer<Optimizer>> stateDictPreHooks = new HookList<>();
    private final HookList<StateDictHook> stateDictPostHooks = new HookList<>();
    private final HookList<StateDictHook> loadStateDictPreHooks = new HookList<>();
    private final HookList<Consumer<Optimizer>> loadStateDictPostHooks = new HookList<>();

    private final Map<String, @Nullable Object> defaults;
    private final List<ParamGroup> paramGroups = new ArrayList<>();
    private Map<Tensor, ParamState> states = new LinkedHashMap<>();
    private @Nullable Tensor gradScale;
    private @Nullable Tensor foundInf;

    /**
     * Makes an optimizer of {@code groups}.
     *
     * @param groups at least one group; what a group does not set itself it takes from {@code defaults}
     * @param defaults every option the optimizer has, in PyTorch's order
     * @throws IllegalArgumentException if there are no groups, an option is out of its range, or {@link #addParamGroup}
     *     refuses a group
     */
    protected Optimizer(List<ParamGroup> groups, Options<?> defaults) {
        this.defaults = defaults.values();
        checkOptions(new ParamGroup(List.of(), this.defaults));
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("optimizer got an empty parameter list");
        }
        groups.forEach(this::addParamGroup);
    }

    /** The one group of parameters that were not given in groups; none if there are no parameters. */
    static List<ParamGroup> oneGroup(Collection<? extends Tensor> params) {
        return params.isEmpty() ? List.of() : List.of(new ParamGroup(params));
    }

    /** The one group of named parameters that were not given in groups; none if there are no parameters. */
    static List<ParamGroup> oneGroup(Map<String, ? extends Tensor> namedParams) {
        return namedParams.isEmpty() ? List.of() : List.of(new ParamGroup(namedParams));
    }

    /** The options that groups take where they set none themselves, under PyTorch's names; cannot be changed here. */
    public Map<String, @Nullable Object> defaults() {
        return Collections.unmodifiableMap(defaults);
    }

    /** The parameter groups, in the order in which they were added. */
    public List<ParamGroup> paramGroups() {
        return Collections.unmodifiableList(paramGroups);
    }

    /**
     * Adds a group, for instance of layers that were frozen until now.
     *
     * @throws IllegalArgumentException if an option is out of its range, a parameter is not a leaf of the graph, is there
     *     twice or in another group of this optimizer, only some groups name their parameters, or the group belongs to an
     *     optimizer already
     */
    public void addParamGroup(ParamGroup group) {
        if (group.isAttached()) {
            throw new IllegalArgumentException("parameter group belongs to an optimizer already");
        }
        boolean differentiable = Boolean.TRUE.equals(defaults.get("differentiable"));
        for (Tensor param : group.params()) {
            if (!differentiable && !param.isLeaf() && !param.retainsGrad()) {
                throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
            }
        }
        if (new HashSet<>(group.params()).size() != group.params().size()) {
            throw new IllegalArgumentException(
                    "optimizer contains a parameter group with duplicate parameters");
        }
        Set<Tensor> present = new HashSet<>();
        for (ParamGroup other : paramGroups) {
            present.addAll(other.params());
            boolean named = group.has(ParamGroup.NAMES);
            if (named != other.has(ParamGroup.NAMES)) {
                throw new IllegalArgumentException(
                        "all optimizer param groups should be with/without names. "
                                + "cannot add param group %s to the optimizer"
                                        .formatted(named ? "with names" : "without names"));
            }
        }
        if (!Collections.disjoint(present, group.params())) {
            throw new IllegalArgumentException(
                    "some parameters appear in more than one parameter group");
        }
        ParamGroup complete = new ParamGroup(List.of(), group.options());
        defaults.forEach(complete::setDefault);
        checkOptions(complete);
        group.attach();
        defaults.forEach(group::setDefault);
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

    // ---- Stepping

    /** Changes every parameter that has a gradient. */
    public void step() {
        hookedStep(null);
    }

    /**
     * Computes the loss anew, then steps.
     *
     * @param closure clears the gradients, computes the loss, calls {@code backward()} on it and returns it
     * @return what {@code closure} returned
     */
    public Tensor step(Supplier<Tensor> closure) {
        return Objects.requireNonNull(
                hookedStep(Objects.requireNonNull(closure, "closure")), "closure's result");
    }

    /** A step that is captured in a graph of CUDA's must not ask the device anything, which is what capturable means. */
    private void checkCapture() {
        if (!defaults.containsKey("capturable") || !Cuda.isAvailable()) return;
        boolean capturing = Cuda.isCurrentStreamCapturing();
        boolean capturable = paramGroups.stream().allMatch(group -> group.isTrue("capturable"));
        if (capturing && !capturable) {
            throw new TorchException(
                    "Attempting CUDA graph capture of step() for an instance of "
                            + getClass().getSimpleName()
                            + " but param_groups' capturable is False.");
        }
        if (capturable && !capturing) {
            Warnings.warnOnce(
                    "torch.optim",
                    "This instance was constructed with capturable=True or some of all the param_groups came with"
                            + " capturable=True, but step() is running without CUDA graph capture. If you never intend"
                            + " to graph-capture this instance, capturable=True can impair performance, and you should"
                            + " set capturable=False.");
        }
    }

    private @Nullable Tensor hookedStep(@Nullable Supplier<Tensor> closure) {
        for (HookList<StepPreHook> hooks : List.of(ALL_STEP_PRE_HOOKS, stepPreHooks)) {
            for (StepPreHook hook : hooks) {
                Supplier<Tensor> replaced = hook.call(this, closure);
                closure = replaced == null ? closure : replaced;
            }
        }
        checkCapture();
        Tensor loss = performStep(closure);
        for (HookList<Consumer<Optimizer>> hooks : List.of(stepPostHooks, ALL_STEP_POST_HOOKS)) {
            hooks.forEach(hook -> hook.accept(this));
        }
        return loss;
    }

    /** The step between its hooks; the loss, where there is a closure. */
    @Nullable Tensor performStep(@Nullable Supplier<Tensor> closure) {
        Tensor loss = closure == null ? null : evaluate(closure);
        try (var _ = Torch.setGradEnabled(Boolean.TRUE.equals(defaults.get("differentiable")));
                var _ = Torch.scope()) {
            for (ParamGroup group : paramGroups) {
                List<Tensor> params = new ArrayList<>();
                List<Tensor> grads = new ArrayList<>();
                for (Tensor param : group.params()) {
                    Tensor grad = param.grad();
                    if (grad != null) {
                        params.add(param);
                        grads.add(grad);
                    }
                }
                if (!params.isEmpty()) {
                    update(group, params, grads);
                }
            }
        }
        return loss;
    }

    static Tensor evaluate(Supplier<Tensor> closure) {
        try (var _ = Torch.enableGrad()) {
            return Objects.requireNonNull(closure.get(), "closure's result");
        }
    }

    /**
     * Changes {@code params}, which all belong to {@code group}, by {@code grads}. Called once per step and group;
     * without gradient recording and in a scope that closes every temporary.
     */
    protected abstract void update(ParamGroup group, List<Tensor> params, List<Tensor> grads);

    /**
     * Checks the options of this optimizer or of a group that is added.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    protected abstract void checkOptions(ParamGroup group);

    /** Whether a step can unscale the gradients itself, by {@link #ampScaling}. */
    public boolean stepSupportsAmpScaling() {
        return false;
    }

    /**
     * Gives the following fused steps the scale of the gradients, by which they are divided, and a flag: where it is not
     * 0, the step changes nothing. Mirrors the attributes {@code grad_scale} and {@code found_inf} that
     * {@code torch.amp.GradScaler} sets before a step, and deletes after it.
     *
     * @param gradScale one float on the parameters' device, null for gradients that are not scaled
     * @param foundInf one float on the parameters' device, null for none
     */
    public final void ampScaling(@Nullable Tensor gradScale, @Nullable Tensor foundInf) {
        this.gradScale = gradScale;
        this.foundInf = foundInf;
    }

    final @Nullable Tensor gradScale() {
        return gradScale;
    }

    final @Nullable Tensor foundInf() {
        return foundInf;
    }

    // ---- State

    /**
     * What this optimizer remembers about a parameter, under PyTorch's names: tensors, which the next step changes, and
     * for some optimizers numbers and lists. Empty before the first step; cannot be changed here.
     *
     * @param param a parameter of one of the groups
     */
    public Map<String, @Nullable Object> state(Tensor param) {
        ParamState state = states.get(param);
        return state == null ? Map.of() : state.values();
    }

    /** What {@link #update} remembers about a parameter. */
    protected final ParamState stateOf(Tensor param) {
        return states.computeIfAbsent(param, _ -> new ParamState());
    }

    /**
     * The state of this optimizer, laid out as PyTorch's: {@code "state"} maps the number of a parameter to its state,
     * {@code "param_groups"} lists the options of each group, and under {@code "params"} the numbers of its parameters.
     * The tensors are those that the next step changes.
     */
    public Map<String, Object> stateDict() {
        stateDictPreHooks.forEach(hook -> hook.accept(this));
        return hooked(stateDictPostHooks, StateDicts.pack(paramGroups, states));
    }

    /**
     * Takes over the state and the options of another optimizer of this kind, as {@link #stateDict()} gave them. States
     * of floating-point parameters are cast to the parameter's type, and all but the step are moved to its device; what
     * needs no cast is shared with {@code stateDict}.
     *
     * @throws IllegalArgumentException if the groups are not as many or not as large as this optimizer's, or
     *     {@code stateDict} is not laid out as one
     */
    public void loadStateDict(Map<String, ?> stateDict) {
        Map<String, Object> given = hooked(loadStateDictPreHooks, new LinkedHashMap<>(stateDict));
        try (var _ = Torch.noGrad()) {
            var savedGroups = StateDicts.groups(given, paramGroups);
            states = StateDicts.states(given, savedGroups, paramGroups);
            for (int i = 0; i < paramGroups.size(); i++) {
                ParamGroup group = paramGroups.get(i);
                Map<String, @Nullable Object> saved = savedGroups.get(i);
                saved.remove("params");
                if (group.has(ParamGroup.NAMES)) {
                    saved.putIfAbsent(ParamGroup.NAMES, group.get(ParamGroup.NAMES));
                }
                group.replaceOptions(saved);
                complete(group);
            }
        }
        loadStateDictPostHooks.forEach(hook -> hook.accept(this));
    }

    /** Adds to a loaded group, and to the states of its parameters, what older versions of PyTorch did not save. */
    void complete(ParamGroup group) {
        StateDicts.ADDED_LATER.forEach(
                (name, value) -> {
                    if (defaults.containsKey(name)) {
                        group.setDefault(name, value);
                    }
                });
    }

    private Map<String, Object> hooked(
            HookList<StateDictHook> hooks, Map<String, Object> stateDict) {
        for (StateDictHook hook : hooks) {
            Map<String, Object> replaced = hook.apply(this, stateDict);
            stateDict = replaced == null ? stateDict : replaced;
        }
        return stateDict;
    }

    /** Prints each group's options as Python does. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int i = 0; i < paramGroups.size(); i++) {
            text.append("\nParameter Group ").append(i).append('\n');
            new TreeMap<>(paramGroups.get(i).options())
                    .forEach(
                            (name, value) ->
                                    text.append("    %s: %s\n".formatted(name, printed(value))));
        }
        return text.append(')').toString();
    }

    private static String printed(@Nullable Object value) {
        return switch (value) {
            case String string -> string;
            case PythonTuple tuple -> PythonText.of(tuple);
            case List<?> list ->
                    list.stream().map(PythonText::of).collect(Collectors.joining(", ", "[", "]"));
            case null, default -> Checks.echo(value);
        };
    }

    // ---- Hooks

    /** Runs before a step. */
    @FunctionalInterface
    public interface StepPreHook {
        /**
         * Called with the optimizer and the closure it was given, if any.
         *
         * @return the closure to step with in its place, null for the same
         */
        @Nullable Supplier<Tensor> call(Optimizer optimizer, @Nullable Supplier<Tensor> closure);
    }

    /** Sees, and can replace, a state dict: null keeps the one given, changed or not. */
    @FunctionalInterface
    public interface StateDictHook
            extends BiFunction<Optimizer, Map<String, Object>, @Nullable Map<String, Object>> {}

    /** Runs {@code hook} before each step of every optimizer, ahead of the optimizer's own hooks. */
    public static HookHandle registerOptimizerStepPreHook(StepPreHook hook) {
        return ALL_STEP_PRE_HOOKS.add(hook, false);
    }

    /** Runs {@code hook} after each step of every optimizer, behind the optimizer's own hooks. */
    public static HookHandle registerOptimizerStepPostHook(Consumer<Optimizer> hook) {
        return ALL_STEP_POST_HOOKS.add(hook, false);
    }

    /** Runs {@code hook} before each step. */
    public HookHandle registerStepPreHook(StepPreHook hook) {
        return stepPreHooks.add(hook, false);
    }

    /** Runs {@code hook} after each step. */
    public HookHandle registerStepPostHook(Consumer<Optimizer> hook) {
        return stepPostHooks.add(hook, false);
    }

    /** Runs {@code hook} before {@link #stateDict()} looks at the state. */
    public HookHandle registerStateDictPreHook(Consumer<Optimizer> hook) {
        return registerStateDictPreHook(hook, false);
    }

    /** Runs {@code hook} before {@link #stateDict()}; before the hooks that are there with {@code prepend}. */
    public HookHandle registerStateDictPreHook(Consumer<Optimizer> hook, boolean prepend) {
        return stateDictPreHooks.add(hook, prepend);
    }

    /** Runs {@code hook} on what {@link #stateDict()} is about to return. */
    public HookHandle registerStateDictPostHook(StateDictHook hook) {
        return registerStateDictPostHook(hook, false);
    }

    /** Runs {@code hook} after {@link #stateDict()}; before the hooks that are there with {@code prepend}. */
    public HookHandle registerStateDictPostHook(StateDictHook hook, boolean prepend) {
        return stateDictPostHooks.add(hook, prepend);
    }

    /** Runs {@code hook} on a shallow copy of what {@link #loadStateDict} was given. */
    public HookHandle registerLoadStateDictPreHook(StateDictHook hook) {
        return registerLoadStateDictPreHook(hook, false);
    }

    /** Runs {@code hook} before {@link #loadStateDict}; before the hooks that are there with {@code prepend}. */
    public HookHandle registerLoadStateDictPreHook(StateDictHook hook, boolean prepend) {
        return loadStateDictPreHooks.add(hook, prepend);
    }

    /** Runs {@code hook} after {@link #loadStateDict}. */
    public HookHandle registerLoadStateDictPostHook(Consumer<Optimizer> hook) {
        return registerLoadStateDictPostHook(hook, false);
    }

    /** Runs {@code hook} after {@link #loadStateDict}; before the hooks that are there with {@code prepend}. */
    public HookHandle registerLoadStateDictPostHook(Consumer<Optimizer> hook, boolean prepend) {
        return loadStateDictPostHooks.add(hook, prepend);
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

        /** Learning rate as a tensor of one element. */
        public O lr(Tensor lr) {
            return set("lr", lr);
        }

        /** Sets the option with PyTorch's name {@code name}. */
        protected final O set(String name, @Nullable Object value) {
            values.put(name, Kept.of(value instanceof Integer whole ? whole.longValue() : value));
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

        /** Refuses an option that the optimizer's family has, but not this optimizer. */
        final O refuse(String name) {
            throw new IllegalArgumentException(
                    "%s.__init__() got an unexpected keyword argument '%s'"
                            .formatted(getClass().getEnclosingClass().getSimpleName(), name));
        }

        final Map<String, @Nullable Object> values() {
            return new LinkedHashMap<>(values);
        }
    }
}
