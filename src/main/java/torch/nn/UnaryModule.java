package torch.nn;

import torch.Tensor;

/**
 * A module that makes one tensor of one tensor, as most layers do; a {@link Sequential} chains them.
 *
 * {@snippet :
 * class Classifier extends UnaryModule {
 *     final Linear hidden = new Linear(784, 128);
 *     final Linear logits = new Linear(128, 10);
 *
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         return logits.call(F.relu(hidden.call(x)));
 *     }
 * }
 * }
 */
public abstract class UnaryModule extends Module {
    /** For subclasses. */
    protected UnaryModule() {}

    /** Computes the output; written by the layer, run through {@link #call(Tensor)}. */
    public abstract Tensor forward(Tensor input);

    /** Applies this module to {@code input}: what {@code module(input)} is in Python. */
    public final Tensor call(Tensor input) {
        return invoke(this::forward, input);
    }
}
