package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
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

    /** A text. */
    public String text(String name, String value) {
        return value(name, value, String.class);
    }

    /** A floating-point number, or null. */
    public @Nullable Double numberOrNull(String name, @Nullable Double value) {
        Object exchanged = exchange(name, value);
        return exchanged == null ? null : cast(name, exchanged, Number.class).doubleValue();
    }

    /** A list of parts, each with a state of its own, which {@code part} exchanges. */
    <P> List<P> parts(String name, List<P> values, BiFunction<SchedulerState, P, P> part) {
        if (loaded == null) {
            List<Object> states = new ArrayList<>();
            for (P value : values) {
                SchedulerState state = new SchedulerState(null);
                part.apply(state, value);
                states.add(state.saved());
            }
            saved.put(name, states);
            return values;
        }
        if (!loaded.containsKey(name)) return values;
        List<P> parts = new ArrayList<>();
        List<?> states = cast(name, loaded.get(name), List.class);
        for (int i = 0; i < states.size(); i++) {
            P value = values.get(Math.min(i, values.size() - 1));
            parts.add(part.apply(new SchedulerState(named(name, states.get(i))), value));
        }
        return List.copyOf(parts);
    }

    /** Anything that is not null. */
    public <T> T value(String name, T value, Class<T> type) {
        return cast(name, exchange(name, value), type);
    }

    private @Nullable Object exchange(String name, @Nullable Object value) {
        if (loaded == null) {
            saved.put(name, value);
            return value;
        }
        return loaded.containsKey(name) ? loaded.get(name) : value;
    }

    /** What a function remembers if it is {@link Stateful}, else null. */
    void function(String name, @Nullable Object function) {
        load(name, function, exchange(name, stateOf(function)));
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
        parts(
                name,
                schedulers,
                (state, scheduler) -> {
                    scheduler.exchange(state);
                    return scheduler;
                });
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
