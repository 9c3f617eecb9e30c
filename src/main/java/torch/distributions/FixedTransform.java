package torch.distributions;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A transform without parameters: all of a class are equal, and differ by their caches alone. */
abstract class FixedTransform extends Transform {
    private final Constraint domain;
    private final Constraint codomain;
    private final IntFunction<Transform> constructor;

    FixedTransform(
            Constraint domain,
            Constraint codomain,
            int cacheSize,
            IntFunction<Transform> constructor) {
        super(cacheSize);
        this.domain = domain;
        this.codomain = codomain;
        this.constructor = constructor;
    }

    @Override
    public Constraint domain() {
        return domain;
    }

    @Override
    public Constraint codomain() {
        return codomain;
    }

    @Override
    protected Transform copy(int cacheSize) {
        return constructor.apply(cacheSize);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public int hashCode() {
        return getClass().hashCode();
    }
}
