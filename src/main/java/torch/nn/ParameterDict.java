package torch.nn;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * Parameters by key, in the order in which they were added; a tensor that is no parameter becomes one.
 *
 * <p>Mirrors {@code torch.nn.ParameterDict}.
 */
public class ParameterDict extends Module implements Iterable<String> {
    /** A dictionary with nothing in it. */
    public ParameterDict() {}

    /** A dictionary of these parameters, in the order of the map. */
    public ParameterDict(Map<String, ? extends Tensor> values) {
        update(values);
    }

    /**
     * The parameter of this key.
     *
     * @throws IllegalArgumentException where there is none
     */
    public final Parameter get(String key) {
        Parameter parameter = members().parameters().get(key);
        if (parameter == null) {
            throw new IllegalArgumentException(
                    "'ParameterDict' object has no attribute '" + key + "'");
        }
        return parameter;
    }

    /** The parameter of this key, or {@code other} where there is none. */
    public final @Nullable Parameter getOrDefault(String key, @Nullable Parameter other) {
        return members().parameters().getOrDefault(key, other);
    }

    /** Python's {@code dict[key] = value}. */
    public final void put(String key, Tensor value) {
        registerParameter(key, ParameterList.parameter(value));
    }

    /** The parameter of this key, which becomes {@code value} where there is none. */
    public final Parameter setdefault(String key, Tensor value) {
        if (!containsKey(key)) {
            put(key, value);
        }
        return get(key);
    }

    /** Adds all of the map, in its order, over what has the same key. */
    public final void update(Map<String, ? extends Tensor> values) {
        values.forEach(this::put);
    }

    /** Takes out the parameter of this key and returns it. */
    public final Parameter pop(String key) {
        Parameter parameter = get(key);
        members().remove(key);
        return parameter;
    }

    /** Takes all parameters out. */
    public final void clear() {
        keySet().forEach(members()::remove);
    }

    /** Whether there is a parameter of this key. */
    public final boolean containsKey(String key) {
        return members().parameters().containsKey(key);
    }

    /** The keys, as they are now. */
    public final Set<String> keySet() {
        return asMap().keySet();
    }

    /** Number of parameters. */
    public final int size() {
        return members().parameters().size();
    }

    /** The parameters by key, as they are now. */
    public final Map<String, Parameter> asMap() {
        return new LinkedHashMap<>(members().parameters());
    }

    /** Over the keys, as in Python. */
    @Override
    public final Iterator<String> iterator() {
        return keySet().iterator();
    }

    @Override
    public String extraRepr() {
        return members().parameters().entrySet().stream()
                .map(
                        entry ->
                                "  (%s): Parameter containing: [%s of size %s]"
                                        .formatted(
                                                entry.getKey(),
                                                entry.getValue().type(),
                                                ParameterList.sizes(entry.getValue())))
                .collect(Collectors.joining("\n"));
    }
}
