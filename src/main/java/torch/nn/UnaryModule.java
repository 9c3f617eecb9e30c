package torch.nn;

import java.util.Map;
import torch.Tensor;
import torch.internal.Slots;

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
    private boolean initialized;

    /** For subclasses. */
    protected UnaryModule() {}

    /** Computes the output; written by the layer, run through {@link #call(Tensor)}. */
    public abstract Tensor forward(Tensor input);

    /** Applies this module to {@code input}: what {@code module(input)} is in Python. */
    public final Tensor call(Tensor input) {
        initialize(input);
        if (input == null) {
            throw Slots.nullArgument("input", "a Tensor");
        }
        return invoke(this::forward, input);
    }

    /** Lets a lazy module find its sizes from its first input; every way of calling it starts with this. */
    final void initialize(Tensor input) {
        if (isLazy()) {
            LazyInitialization.run(this, (LazyModuleMixin) this, input);
            initialized = true;
        }
    }

    /** Whether this is a lazy module that was not called yet. */
    final boolean isLazy() {
        return !initialized && this instanceof LazyModuleMixin;
    }

    /** A lazy module that was called goes by what it has become. */
    @Override
    protected String name() {
        String name = super.name();
        return initialized ? LazyInitialization.becomeName(name, getClass()) : name;
    }

    @Override
    void completeState(Map<String, Tensor> state, String prefix) {
        if (isLazy()) {
            LazyInitialization.takeShapes(this, state, prefix);
        }
    }
}
