package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler's state on its way into a state dictionary or out of one.
 *
 * <p>A scheduler says once, in {@link LRScheduler#exchange}, what it consists of: {@code gamma = state.number("gamma",
 * gamma)}. While the state is saved each method takes the value and gives it back, while it is loaded it gives the
 * dictionary's, or the value where the dictionary has none.
 */
public final class SchedulerState {
    private final Map<String, @Nullable Object> saved = new LinkedHashMap<>();
    private final @Nullable Map<String, ?> loaded;

    /** A state that is saved if {@code loaded} is null, else loaded from it. */
    SchedulerState(@Nullable Map<String, ?> loaded) {
        this.loaded = loaded;
    }

    /** A whole number. */
    public long integer(String name, long value) {
        return value(name, value, Number.class).longValue();
    }

    /** A floating-point number. */
    public double number(String name, double value) {
        return value(name, value, Number.class).doubleValue();
    }

    /** A flag. */
    public boolean flag(String name, boolean value) {
        return value(name, value, Boolean.class);
    }

    /** One of an enum's constants, saved as its text. */
    public <E extends Enum<E>> E choice(String name, E value) {
        String text = value(name, value.toString(), String.class);
        for (E constant : value.getDeclaringClass().getEnumConstants()) {
            if (constant.toString().equals(text)) return constant;
        }
        throw new IllegalArgumentException("state dict: '%s' cannot be '%s'".formatted(name, text));
    }

    /** Floating-point numbers. */
    public List<Double> numbers(String name, List<Double> values) {
        List<?> list = value(name, values, List.class);
        return list.stream()
                .map(element -> cast(name, element, Number.class).doubleValue())
                .toList();
    }

    /** Whole numbers. */
    public long[] integers(String name, long[] values) {
        List<?> list = value(name, Arrays.stream(values).boxed().toList(), List.class);
        return list.stream()
                .mapToLong(element -> cast(name, element, Number.class).longValue())
                .toArray();
    }

    /** Learning rates, saved as numbers, or as tensors where they are tensors. */
    public List<LearningRate> rates(String name, List<LearningRate> rates) {
        List<?> list = value(name, rates.stream().map(LearningRate::value).toList(), List.class);
        return loaded == null ? rates : list.stream().map(LearningRate::copyOf).toList();
    }

    /** Anything that is not null. */
    public <T> T value(String name, T value, Class<? super T> type) {
        return Objects.requireNonNull(nullable(name, value, type));
    }

    /** Anything. */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> T nullable(String name, T value, Class<?> type) {
        if (loaded == null) {
            saved.put(name, value);
            return value;
        }
        Object found = loaded.get(name);
        if (found == null) return loaded.containsKey(name) ? (T) found : value;
        return (T) cast(name, found, type);
    }

    /** What a function remembers if it is {@link Stateful}, else null. */
    void function(String name, @Nullable Object function) {
        load(name, function, nullable(name, stateOf(function), Map.class));
    }

    /** What each of several functions remembers. */
    void functions(String name, List<?> functions) {
        List<@Nullable Object> states = new ArrayList<>();
        functions.forEach(function -> states.add(stateOf(function)));
        List<?> exchanged = value(name, states, List.class);
        for (int i = 0; i < functions.size(); i++) {
            load(name, functions.get(i), exchanged.get(i));
        }
    }

    private void load(String name, @Nullable Object function, @Nullable Object state) {
        if (loaded != null && state != null && function instanceof Stateful stateful) {
            stateful.loadStateDict(named(name, state));
        }
    }

    private static @Nullable Object stateOf(@Nullable Object function) {
        return function instanceof Stateful stateful ? stateful.stateDict() : null;
    }

    /** The states of schedulers. */
    void schedulers(String name, List<LRScheduler> schedulers) {
        if (loaded == null) {
            saved.put(name, schedulers.stream().map(LRScheduler::stateDict).toList());
            return;
        }
        List<?> states = value(name, List.of(), List.class);
        for (int i = 0; i < states.size(); i++) {
            schedulers.get(i).loadStateDict(named(name, states.get(i)));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> named(String name, @Nullable Object state) {
        return (Map<String, ?>) cast(name, state, Map.class);
    }

    /** What was saved, in PyTorch's order. */
    Map<String, @Nullable Object> saved() {
        return Collections.unmodifiableMap(saved);
    }

    private static <T> T cast(String name, @Nullable Object found, Class<T> type) {
        if (!type.isInstance(found)) {
            throw new IllegalArgumentException(
                    "state dict: '%s' must be a %s, not %s"
                            .formatted(name, type.getSimpleName(), found));
        }
        return type.cast(found);
    }
}
