package torch.distributions;

import java.util.function.IntFunction;

/** A bijection of the real line that rises. */
abstract class IncreasingTransform extends FixedTransform {
    IncreasingTransform(Constraint codomain, int cacheSize, IntFunction<Transform> constructor) {
        super(Constraints.REAL, codomain, cacheSize, constructor);
    }

    @Override
    public boolean bijective() {
        return true;
    }

    @Override
    public Object sign() {
        return 1;
    }
}
