package torch.optim;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/**
 * Parameters which are optimized with the same options.
 *
 * <p>Options are kept under PyTorch's names ({@code "lr"}, {@code "weight_decay"}, …). What a group does not set itself
 * it takes from its optimizer's options when it is added. Afterwards options can be changed between steps, as learning
 * rate schedulers do, and others added:
 *
 * {@snippet :
 * for (ParamGroup group : optimizer.paramGroups()) {
 *     group.lr(group.lr() * 0.1);
 * }
 * }
 *
 * <p>Mirrors the dictionaries in {@code torch.optim.Optimizer.param_groups}.
 */
public final class ParamGroup {
    /** The option that holds the names of the parameters, where they were given by name. */
    static final String NAMES = "param_names";

    private final List<Tensor> params;
    private Map<String, @Nullable Object> options;
    private boolean attached;

    /** Makes a group that takes every option from its optimizer. */
    public ParamGroup(Collection<? extends Tensor> params) {
        this(params, Map.of());
    }

    /** Makes a group of named parameters that takes every option from its optimizer. */
    public ParamGroup(Map<String, ? extends Tensor> namedParams) {
        this(namedParams.values(), Map.of(NAMES, List.copyOf(namedParams.keySet())));
    }

    /**
     * Makes a group with options of its own; programs use the optimizer's {@code group} method, for instance
     * {@link SGD#group}.
     *
     * @param params the parameters, in an order that is the same in every run
     * @param options the options this group sets; the others come from the optimizer
     */
    public ParamGroup(Collection<? extends Tensor> params, Optimizer.Options<?> options) {
        this(params, options.values());
    }

    /** Makes a group of named parameters with options of its own. */
    public ParamGroup(Map<String, ? extends Tensor> namedParams, Optimizer.Options<?> options) {
        this(namedParams.values(), options.values());
        this.options.put(NAMES, List.copyOf(namedParams.keySet()));
    }

    ParamGroup(
            Collection<? extends Tensor> params, Map<String, ? extends @Nullable Object> options) {
        this.params = List.copyOf(params);
        this.options = new LinkedHashMap<>(options);
    }

    /** The parameters, in the order in which they were given. */
    public List<Tensor> params() {
        return params;
    }

    /** The learning rate. */
    public double lr() {
        return getDouble("lr");
    }

    /** Changes the learning rate, from the next step on. */
    public void lr(double lr) {
        set("lr", lr);
    }

    /** The options in PyTorch's order, each under PyTorch's name; cannot be changed here. */
    public Map<String, @Nullable Object> options() {
        return Collections.unmodifiableMap(options);
    }

    /** Whether there is an option with PyTorch's name {@code name}, be it null. */
    public boolean has(String name) {
        return options.containsKey(name);
    }

    /**
     * The option with PyTorch's name {@code name}: a {@link Number}, a {@link Boolean}, a {@link Tensor}, a string, a
     * list of these, or null where PyTorch has {@code None}.
     *
     * @throws IllegalArgumentException if this group has no such option
     */
    public @Nullable Object get(String name) {
        if (!options.containsKey(name)) {
            throw new IllegalArgumentException(
                    "parameter group has no option '" + name + "', only " + options.keySet());
        }
        return options.get(name);
    }

    /** The option {@code name} as a number; a tensor's element. */
    public double getDouble(String name) {
        return get(name) instanceof Tensor tensor
                ? tensor.itemDouble()
                : expect(Number.class, name).doubleValue();
    }

    /** The option {@code name} as a whole number. */
    public long getLong(String name) {
        return expect(Number.class, name).longValue();
    }

    /** The option {@code name} as a flag; one that is not set is false. */
    public boolean getBoolean(String name) {
        return get(name) != null && expect(Boolean.class, name);
    }

    /** The option {@code name} as a list of numbers, for instance {@code "betas"}. */
    public double[] getDoubles(String name) {
        return getList(name).stream().mapToDouble(ParamGroup::number).toArray();
    }

    /** The option {@code name} as a list. */
    List<?> getList(String name) {
        return expect(List.class, name);
    }

    /** Whether the option {@code name} is there and true. */
    boolean isTrue(String name) {
        return Boolean.TRUE.equals(options.get(name));
    }

    /**
     * Changes an option from the next step on, or adds one, as schedulers add {@code "initial_lr"}. As in Python, a value
     * that the optimizer's constructor would refuse is taken here.
     *
     * @param name the option, by PyTorch's name
     * @param value the value, of the kind {@link #get} returns
     * @throws IllegalArgumentException if the option has a value of another kind
     */
    public void set(String name, @Nullable Object value) {
        Object before = options.get(name);
        if (before != null && value != null && kind(before) != kind(value)) {
            throw new IllegalArgumentException(
                    "option '%s' must be a %s, but got %s"
                            .formatted(name, kind(before).getSimpleName(), PythonText.of(value)));
        }
        options.put(
                name,
                before instanceof PythonTuple && value instanceof List<?> list
                        ? PythonTuple.copyOf(list)
                        : Kept.of(value));
    }

    /** Sets an option that this group does not have. */
    void setDefault(String name, @Nullable Object value) {
        if (!has(name)) {
            options.put(name, value);
        }
    }

    /** Belongs to an optimizer from now on. */
    void attach() {
        attached = true;
    }

    boolean isAttached() {
        return attached;
    }

    /** Takes the options of a saved group in place of its own. */
    void replaceOptions(Map<String, @Nullable Object> replacement) {
        options = new LinkedHashMap<>(replacement);
    }

    private static double number(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case Tensor tensor -> tensor.itemDouble();
            case null, default ->
                    throw new IllegalArgumentException(PythonText.of(value) + " is no number");
        };
    }

    private <T> T expect(Class<T> kind, String name) {
        Object value = get(name);
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException(
                    "option '%s' is no %s but %s"
                            .formatted(name, kind.getSimpleName(), PythonText.of(value)));
        }
        return kind.cast(value);
    }

    /** A number and a tensor of one element can stand for each other. */
    private static Class<?> kind(Object value) {
        return switch (value) {
            case Number _, Tensor _ -> Number.class;
            case List<?> _ -> List.class;
            case Boolean _ -> Boolean.class;
            default -> value.getClass();
        };
    }
}
