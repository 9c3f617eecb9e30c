package torch;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A source of random numbers with a state of its own, for the CPU or for a CUDA device. Mirrors {@code torch.Generator}.
 * It is freed after it became unreachable, and may be used by several threads: drawing and changing the state exclude
 * each other.
 *
 * {@snippet :
 * var generator = new Generator().manualSeed(7);
 * Tensor a = Torch.rand(shape(3), generator);
 * Tensor state = generator.getState();
 * Tensor b = Torch.rand(shape(3), generator);
 * Tensor again = Torch.rand(shape(3), generator.setState(state)); // equals b
 * }
 *
 * <p>Seeds have 64 bits. PyTorch takes them from -2⁶³ to 2⁶⁴-1, a negative one standing for the unsigned number of the
 * same bits; so all of them are a long here, and {@link Long#toUnsignedString} prints one as Python does.
 */
public final class Generator {
    private static final Cleaner CLEANER = Cleaner.create();

    /** Made when it is first asked for: loading this class must not load libtorch. */
    private static final class Standard {
        private static final Generator CPU = new Generator(Device.CPU, false);
    }

    private final long address;

    /** A generator on the CPU, with PyTorch's default seed. Mirrors {@code torch.Generator()}. */
    public Generator() {
        this(Device.CPU);
    }

    /** As {@link #Generator(Device)}, for a device by its name. */
    public Generator(String device) {
        this(Device.of(device));
    }

    /**
     * A generator for a device. Mirrors {@code torch.Generator(device)}.
     *
     * @throws UnsupportedOperationException if the device is neither the CPU nor CUDA, or there is no CUDA here
     */
    public Generator(Device device) {
        this(device, true);
    }

    private Generator(Device device, boolean own) {
        Arguments.required(device, "Generator", "device", "a Device");
        boolean known = device.type().equals("cuda") || device.type().equals("cpu");
        if (!known)
            throw new UnsupportedOperationException(
                    "Generator: there are generators for cpu and cuda, not for " + device);
        long code = Device.code(device, "device");
        address =
                own
                        ? owned(Downcalls.call(Function.GENERATOR, code))
                        : Downcalls.call(Function.DEFAULT_GENERATOR, code);
    }

    private Generator(long handle) {
        address = owned(handle);
    }

    private long owned(long handle) {
        CLEANER.register(this, () -> Downcalls.plain(Function.GENERATOR_FREE, handle));
        return handle;
    }

    /** The CPU's default generator. */
    static Generator standard() {
        return Standard.CPU;
    }

    /** A CUDA device's default generator. */
    static Generator standard(Device device) {
        return new Generator(device, false);
    }

    /** Where the numbers are drawn. Mirrors {@code torch.Generator.device}. */
    public Device device() {
        Device device = Device.ofCode(Downcalls.plain(Function.GENERATOR_DEVICE, address));
        Reference.reachabilityFence(this);
        return device;
    }

    /**
     * Sets the seed, and with it the state. Mirrors {@code torch.Generator.manual_seed}.
     *
     * @param seed any 64 bits
     * @return this generator
     */
    public Generator manualSeed(long seed) {
        Downcalls.call(Function.GENERATOR_MANUAL_SEED, address, seed);
        Reference.reachabilityFence(this);
        return this;
    }

    /**
     * Sets a seed that cannot be foreseen. Mirrors {@code torch.Generator.seed}.
     *
     * @return the seed
     */
    public long seed() {
        long seed = new Results(Downcalls.call(Function.GENERATOR_SEED, address)).next();
        Reference.reachabilityFence(this);
        return seed;
    }

    /** The seed that was set last. Mirrors {@code torch.Generator.initial_seed}. */
    public long initialSeed() {
        long seed = Downcalls.plain(Function.GENERATOR_INITIAL_SEED, address);
        Reference.reachabilityFence(this);
        return seed;
    }

    /** The state. Mirrors {@code torch.Generator.get_state}. @return a new UINT8 vector on the CPU */
    public Tensor getState() {
        Tensor state = Tensor.wrap(Downcalls.call(Function.GENERATOR_STATE, address));
        Reference.reachabilityFence(this);
        return state;
    }

    /**
     * Sets the state that {@link #getState} gave. Mirrors {@code torch.Generator.set_state}.
     *
     * @return this generator
     * @throws IllegalArgumentException if the state is no UINT8 tensor on the CPU
     * @throws TorchException if it is not contiguous, or not the state of such a generator
     */
    public Generator setState(Tensor state) {
        Downcalls.call(Function.GENERATOR_SET_STATE, address, Tensor.handle(state, "new_state"));
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(state);
        return this;
    }

    /** Another generator that goes on from this one's state. Mirrors {@code torch.Generator.clone_state}. */
    public Generator cloneState() {
        Generator copy = new Generator(Downcalls.call(Function.GENERATOR_CLONE, address));
        Reference.reachabilityFence(this);
        return copy;
    }

    /**
     * A generator that shares this one's state, for CUDA graphs. Mirrors {@code torch.Generator.graphsafe_get_state}.
     *
     * @throws UnsupportedOperationException for a generator of the CPU
     */
    public Generator graphsafeGetState() {
        Generator shared =
                new Generator(Downcalls.call(Function.GENERATOR_GRAPHSAFE_STATE, address));
        Reference.reachabilityFence(this);
        return shared;
    }

    /**
     * Shares the state of another generator, for CUDA graphs. Mirrors {@code torch.Generator.graphsafe_set_state}.
     *
     * @return this generator
     * @throws UnsupportedOperationException for a generator of the CPU
     */
    public Generator graphsafeSetState(Generator state) {
        Arguments.required(state, "graphsafe_set_state", "state", "a Generator");
        Downcalls.call(Function.GENERATOR_SET_GRAPHSAFE_STATE, address, state.address);
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(state);
        return this;
    }

    /**
     * How far a CUDA generator has come. Mirrors {@code torch.Generator.get_offset}.
     *
     * @throws TorchException for a generator of the CPU
     */
    public long getOffset() {
        long offset = new Results(Downcalls.call(Function.GENERATOR_OFFSET, address)).next();
        Reference.reachabilityFence(this);
        return offset;
    }

    /**
     * Moves a CUDA generator. Mirrors {@code torch.Generator.set_offset}.
     *
     * @return this generator
     * @throws TorchException for a generator of the CPU
     */
    public Generator setOffset(long offset) {
        Downcalls.call(Function.GENERATOR_SET_OFFSET, address, offset);
        Reference.reachabilityFence(this);
        return this;
    }

    static long handleOrZero(@Nullable Generator generator) {
        return generator == null ? 0 : generator.address;
    }
}
