package torch.optim;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.PythonText;

/**
 * Parameters which are optimized with the same options.
 *
 * <p>Options are kept under PyTorch's names ({@code "lr"}, {@code "weight_decay"}, …). What a group does not set itself
 * it takes from its optimizer's options when it is added. Afterwards options can be changed between steps, as learning
 * rate schedulers do:
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
    private final List<Tensor> params;
    private Map<String, @Nullable Object> options;
    private @Nullable Optimizer optimizer;

    /** Makes a group that takes every option from its optimizer. */
    public ParamGroup(Collection<? extends Tensor> params) {
        this.params = List.copyOf(params);
        this.options = Map.of();
    }

    /**
     * Makes a group with options of its own; programs use the optimizer's {@code group} method, for instance
     * {@link SGD#group}.
     *
     * @param params the parameters, in an order that is the same in every run
     * @param options the options this group sets; the others come from the optimizer
     */
    public ParamGroup(Collection<? extends Tensor> params, Optimizer.Options<?> options) {
        this.params = List.copyOf(params);
        this.options = options.values();
    }

    /** The parameters, in the order in which they were given. */
    public List<Tensor> params() {
        return params;
    }

    /** The learning rate. */
    public double lr() {
        return getDouble("lr");
    }

    /**
     * Changes the learning rate, from the next step on.
     *
     * @throws IllegalArgumentException if the optimizer does not take this learning rate
     */
    public void lr(double lr) {
        set("lr", lr);
    }

    /** The options in PyTorch's order, each under PyTorch's name; cannot be changed here. */
    public Map<String, @Nullable Object> options() {
        return Collections.unmodifiableMap(options);
    }

    /**
     * The option with PyTorch's name {@code name}: a {@link Number}, a {@link Boolean}, a list of numbers, or null where
     * PyTorch has {@code None}.
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

    /** The option {@code name} as a number. */
    public double getDouble(String name) {
        return expect(Number.class, name).doubleValue();
    }

    /** The option {@code name} as a flag; one that is not set is false. */
    public boolean getBoolean(String name) {
        return get(name) != null && expect(Boolean.class, name);
    }

    /** The option {@code name} as a list of numbers, for instance {@code "betas"}. */
    public double[] getDoubles(String name) {
        List<?> list = expect(List.class, name);
        return list.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }

    /**
     * Changes an option, from the next step on.
     *
     * @param name the option, by PyTorch's name
     * @param value the value, of the kind {@link #get} returns
     * @throws IllegalArgumentException if there is no such option, or the optimizer does not take this value; the group
     *     is then as it was before
     */
    public void set(String name, @Nullable Object value) {
        Object before = get(name);
        if (kind(before) != kind(value)) {
            throw new IllegalArgumentException(
                    "option '%s' must be a %s, but got %s"
                            .formatted(name, kind(before).getSimpleName(), PythonText.of(value)));
        }
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(options);
        changed.put(name, value);
        replaceOptions(changed);
    }

    /** Takes from {@code defaults} what this group does not set itself, and belongs to {@code owner} from now on. */
    void attach(Optimizer owner, Map<String, @Nullable Object> defaults) {
        if (optimizer != null) {
            throw new IllegalArgumentException("parameter group belongs to an optimizer already");
        }
        if (!defaults.keySet().containsAll(options.keySet())) {
            throw new IllegalArgumentException(
                    "%s has the options %s, but the parameter group sets %s"
                            .formatted(
                                    owner.getClass().getSimpleName(),
                                    defaults.keySet(),
                                    options.keySet()));
        }
        Map<String, @Nullable Object> complete = new LinkedHashMap<>(defaults);
        complete.putAll(options);
        optimizer = owner;
        try {
            replaceOptions(complete);
        } catch (IllegalArgumentException e) {
            optimizer = null;
            throw e;
        }
    }

    private void replaceOptions(Map<String, @Nullable Object> replacement) {
        Map<String, @Nullable Object> previous = options;
        options = replacement;
        try {
            if (optimizer != null) {
                optimizer.checkOptions(this);
            }
        } catch (IllegalArgumentException e) {
            options = previous;
            throw e;
        }
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

    private static Class<?> kind(@Nullable Object value) {
        return value instanceof Number
                ? Number.class
                : value instanceof List ? List.class : Boolean.class;
    }
}
