package torch.distributions;

import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.PythonText;

/** A constraint with bounds: numbers for all elements, or a tensor with one for each. */
public abstract sealed class Bounded extends Constraint
        permits Constraints.IntegerInterval,
                Constraints.IntegerGreaterThan,
                Constraints.GreaterThan,
                Constraints.GreaterThanEq,
                Constraints.LessThan,
                Constraints.Interval,
                Constraints.HalfOpenInterval,
                Constraints.Multinomial {
    private final @Nullable Object lowerBound;
    private final @Nullable Object upperBound;

    Bounded(@Nullable Object lowerBound, @Nullable Object upperBound) {
        this.lowerBound = lowerBound;
        this.upperBound = upperBound;
    }

    /**
     * The smallest valid value, or what valid ones are greater than: a {@link Number} or a {@link Tensor}.
     *
     * @throws NullPointerException if there is no such bound
     */
    public final Object lowerBound() {
        return Objects.requireNonNull(lowerBound, "no lower_bound");
    }

    /**
     * The largest valid value, or what valid ones are less than: a {@link Number} or a {@link Tensor}.
     *
     * @throws NullPointerException if there is no such bound
     */
    public final Object upperBound() {
        return Objects.requireNonNull(upperBound, "no upper_bound");
    }

    final Tensor aboveLower(Tensor value) {
        return lowerBound() instanceof Tensor t ? t.lt(value) : value.gt((Number) lowerBound());
    }

    final Tensor atLeastLower(Tensor value) {
        return lowerBound() instanceof Tensor t ? t.le(value) : value.ge((Number) lowerBound());
    }

    final Tensor belowUpper(Tensor value) {
        return upperBound() instanceof Tensor t ? value.lt(t) : value.lt((Number) upperBound());
    }

    final Tensor atMostUpper(Tensor value) {
        return upperBound() instanceof Tensor t ? value.le(t) : value.le((Number) upperBound());
    }

    @Override
    public String toString() {
        var bounds = new ArrayList<String>();
        if (lowerBound != null) {
            bounds.add("lower_bound=" + text(lowerBound));
        }
        if (upperBound != null) {
            bounds.add("upper_bound=" + text(upperBound));
        }
        return getClass().getSimpleName() + "(" + String.join(", ", bounds) + ")";
    }

    private static String text(Object bound) {
        return bound instanceof Tensor tensor
                ? DistributionUtils.format(tensor)
                : PythonText.of(bound);
    }
}
