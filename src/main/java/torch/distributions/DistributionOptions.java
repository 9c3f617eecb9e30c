package torch.distributions;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.Slots;

/**
 * The keyword arguments of a distribution: its parameters, each a tensor or a number, and whether they are checked.
 *
 * @param <S> the options' own type
 */
public abstract class DistributionOptions<S extends DistributionOptions<S>> {
    private final Map<String, Object> given = new LinkedHashMap<>();
    @Nullable Boolean validateArgs;

    DistributionOptions() {}

    /** Whether parameters and values are checked. Default: {@link Distribution#setDefaultValidateArgs}'s */
    public S validateArgs(boolean validateArgs) {
        this.validateArgs = validateArgs;
        return self();
    }

    /** Runs the caller's lambda. */
    final S configuredBy(Consumer<? super S> options) {
        if (options == null) {
            throw Slots.nullArgument("options", "a function of the keywords");
        }
        options.accept(self());
        return self();
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }

    /** Sets a parameter by its name in Python. */
    final S set(String name, Object value) {
        if (value == null) {
            throw Slots.nullArgument(name, "a Tensor");
        }
        given.put(name, value);
        return self();
    }

    /** Takes over parameters of other keywords, and whether they are checked. */
    final S copyOf(DistributionOptions<?> other, String... names) {
        for (String name : names) {
            set(name, other.get(name));
        }
        validateArgs = other.validateArgs;
        return self();
    }

    final boolean has(String name) {
        return given.containsKey(name);
    }

    /** A parameter: a tensor or a number. */
    final Object get(String name) {
        Object value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "%s.__init__() missing 1 required positional argument: '%s'"
                            .formatted(getClass().getEnclosingClass().getSimpleName(), name));
        }
        return value;
    }

    /** Parameters as tensors of one shape, by name. */
    final Map<String, Tensor> broadcast(String... names) {
        var tensors = DistributionUtils.broadcastAll(Arrays.stream(names).map(this::get).toArray());
        return java.util.stream.IntStream.range(0, names.length)
                .boxed()
                .collect(Collectors.toMap(i -> names[i], tensors::get));
    }
}
