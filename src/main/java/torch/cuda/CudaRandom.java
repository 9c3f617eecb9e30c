package torch.cuda;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Generator;
import torch.Tensor;
import torch.internal.TensorAccess;

/**
 * The devices' default generators. What only seeds or sets a state does nothing without CUDA, as in PyTorch, so that a
 * program need not ask.
 */
abstract class CudaRandom extends CudaDevices {
    CudaRandom() {}

    private static Generator generator(int device) {
        return TensorAccess.get().defaultGenerator(new Device("cuda", device));
    }

    /** The devices' default generators; none without CUDA. Mirrors {@code torch.cuda.default_generators}. */
    public static List<Generator> defaultGenerators() {
        return IntStream.range(0, Cuda.deviceCount()).mapToObj(CudaRandom::generator).toList();
    }

    /** The state of the current device's generator. Mirrors {@code torch.cuda.get_rng_state}. */
    public static Tensor getRngState() {
        return getRngState(null);
    }

    /** The state of a device's generator. Mirrors {@code torch.cuda.get_rng_state(1)}. */
    public static Tensor getRngState(int device) {
        return getRngState(new Device("cuda", device));
    }

    /**
     * The state of a device's generator; null is the current one.
     *
     * @return a new UINT8 vector on the CPU
     */
    public static Tensor getRngState(@Nullable Device device) {
        initialize("get_rng_state");
        return generator(indexOrCurrent(device)).getState();
    }

    /** The states of all devices' generators; none without CUDA. Mirrors {@code torch.cuda.get_rng_state_all}. */
    public static List<Tensor> getRngStateAll() {
        return IntStream.range(0, Cuda.deviceCount()).mapToObj(CudaRandom::getRngState).toList();
    }

    /** Sets the state of the current device's generator. Mirrors {@code torch.cuda.set_rng_state}. */
    public static void setRngState(Tensor newState) {
        setRngState(newState, null);
    }

    /** Sets the state of a device's generator. Mirrors {@code torch.cuda.set_rng_state(state, 1)}. */
    public static void setRngState(Tensor newState, int device) {
        setRngState(newState, new Device("cuda", device));
    }

    /** Sets the state of a device's generator; null is the current one. */
    public static void setRngState(Tensor newState, @Nullable Device device) {
        Objects.requireNonNull(newState, "newState");
        if (!Cuda.isAvailable()) return;
        initialize("set_rng_state");
        generator(indexOrCurrent(device)).setState(newState);
    }

    /** Sets the states of the first devices' generators. Mirrors {@code torch.cuda.set_rng_state_all}. */
    public static void setRngStateAll(List<? extends Tensor> newStates) {
        for (int i = 0; i < newStates.size(); i++) setRngState(newStates.get(i), i);
    }

    /** Seeds the current device's generator. Mirrors {@code torch.cuda.manual_seed}. */
    public static void manualSeed(long seed) {
        if (Cuda.isAvailable()) generator(currentDevice()).manualSeed(seed);
    }

    /** Seeds all devices' generators. Mirrors {@code torch.cuda.manual_seed_all}. */
    public static void manualSeedAll(long seed) {
        for (int i = 0; i < Cuda.deviceCount(); i++) generator(i).manualSeed(seed);
    }

    /** Seeds the current device's generator with a number that cannot be foreseen. Mirrors {@code torch.cuda.seed}. */
    public static void seed() {
        if (Cuda.isAvailable()) generator(currentDevice()).seed();
    }

    /** Seeds all devices' generators with one number that cannot be foreseen. Mirrors {@code torch.cuda.seed_all}. */
    public static void seedAll() {
        if (Cuda.isAvailable()) manualSeedAll(generator(0).seed());
    }

    /** The seed of the current device's generator. Mirrors {@code torch.cuda.initial_seed}. */
    public static long initialSeed() {
        initialize("initial_seed");
        return generator(currentDevice()).initialSeed();
    }
}
