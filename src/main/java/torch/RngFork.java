package torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import torch.internal.CudaStatus;

/**
 * Puts the default generators' states back when it is closed, so that what was drawn meanwhile does not count. Mirrors
 * {@code with torch.random.fork_rng():}; {@link Torch#forkRng()} opens one.
 *
 * <p>The default generators belong to the process: what other threads draw meanwhile is put back too.
 */
public final class RngFork implements AutoCloseable {
    private record Saved(Generator generator, Tensor state) {}

    private final List<Saved> saved = new ArrayList<>();

    /** The CUDA devices, which is all that are forked by default. */
    static List<Integer> allDevices() {
        return IntStream.range(0, CudaStatus.deviceCount()).boxed().toList();
    }

    RngFork(List<Integer> cudaDevices, boolean enabled) {
        Arguments.required(cudaDevices, "fork_rng", "devices", "a List<Integer>");
        if (!enabled) return;
        save(Generator.standard());
        for (Integer index : cudaDevices) {
            Arguments.required(index, "fork_rng", "devices", "a List<Integer> without null");
            save(Generator.standard(new Device("cuda", index)));
        }
    }

    private void save(Generator generator) {
        saved.add(new Saved(generator, generator.getState().keep()));
    }

    /** Puts the states back; a second call does nothing. */
    @Override
    public void close() {
        for (Saved one : saved) {
            if (one.state.isClosed()) continue;
            one.generator.setState(one.state);
            one.state.close();
        }
        saved.clear();
    }
}
