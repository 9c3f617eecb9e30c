package torch;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * A source of random numbers on the CPU with a state of its own. Mirrors {@code torch.Generator}. It is freed after it
 * became unreachable.
 */
public final class Generator {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long DEFAULT_SEED = 67280421310721L;

    private final long address;

    /** A generator with PyTorch's default seed. */
    public Generator() {
        address = Downcalls.call(Function.GENERATOR, DEFAULT_SEED);
        long freed = address;
        CLEANER.register(this, () -> Downcalls.plain(Function.GENERATOR_FREE, freed));
    }

    /** Sets the seed. Mirrors {@code torch.Generator.manual_seed}. */
    public Generator manualSeed(long seed) {
        Downcalls.call(Function.GENERATOR_SEED, address, seed);
        Reference.reachabilityFence(this);
        return this;
    }

    /** The seed. Mirrors {@code torch.Generator.initial_seed}. */
    public long initialSeed() {
        long seed = Downcalls.plain(Function.INITIAL_SEED, address);
        Reference.reachabilityFence(this);
        return seed;
    }

    /** The state, as a tensor of bytes. Mirrors {@code torch.Generator.get_state}. */
    public Tensor getState() {
        Tensor state = Tensor.wrap(Downcalls.call(Function.GENERATOR_STATE, address));
        Reference.reachabilityFence(this);
        return state;
    }

    /** Sets the state that {@link #getState} gave. Mirrors {@code torch.Generator.set_state}. */
    public Generator setState(Tensor state) {
        Downcalls.call(Function.GENERATOR_SET_STATE, address, Tensor.handle(state, "new_state"));
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(state);
        return this;
    }

    static long handleOrZero(@Nullable Generator generator) {
        return generator == null ? 0 : generator.address;
    }
}
