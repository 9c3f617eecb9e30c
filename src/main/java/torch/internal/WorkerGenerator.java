package torch.internal;

import org.jspecify.annotations.Nullable;
import torch.Generator;

/** The generator of the data loader's worker that a thread is. */
public final class WorkerGenerator {
    private static final ThreadLocal<@Nullable Generator> GENERATOR = new ThreadLocal<>();

    private WorkerGenerator() {}

    /** This thread's; null where it is no worker. */
    public static @Nullable Generator get() {
        return GENERATOR.get();
    }

    /** Makes this thread a worker. */
    public static void set(Generator generator) {
        GENERATOR.set(generator);
    }
}
