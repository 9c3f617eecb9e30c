package torch.nn;

import torch.Tensor;

/**
 * A {@link UnaryModule} that finds the sizes of its parameters at its first call.
 *
 * <p>It holds {@link UninitializedParameter}s and {@link UninitializedBuffer}s until then, which
 * {@link #initializeParameters} gives their shapes. From then on it is what it extends, and prints so: a {@link LazyConv2d}
 * becomes a {@link Conv2d}. Loading a state that knows the shapes gives them to a lazy module too.
 *
 * {@snippet :
 * class LazyScale extends UnaryModule implements LazyModuleMixin {
 *     final UninitializedParameter scale = new UninitializedParameter();
 *
 *     @Override
 *     public void initializeParameters(Tensor input) {
 *         if (hasUninitializedParams()) {
 *             scale.materialize(input.size(-1));
 *             Init.ones_(scale);
 *         }
 *     }
 *
 *     @Override
 *     public Tensor forward(Tensor input) {
 *         return input.mul(scale);
 *     }
 * }
 * }
 *
 * <p>Mirrors {@code torch.nn.modules.lazy.LazyModuleMixin}.
 */
public interface LazyModuleMixin {
    /** Gives what is not initialized its shape and values; run by the first call, before {@code forward}. */
    void initializeParameters(Tensor input);

    /** Whether a parameter or buffer of this module waits for its shape. */
    default boolean hasUninitializedParams() {
        return LazyInitialization.isNeeded((Module) this);
    }
}
