package torch.utils.data;

import org.jspecify.annotations.Nullable;

/** The functions of {@code torch.utils.data}. */
public final class Data {
    private static final ThreadLocal<@Nullable WorkerInfo> WORKER = new ThreadLocal<>();

    private Data() {}

    /**
     * Which worker this thread is; null outside workers. Mirrors {@code torch.utils.data.get_worker_info}.
     */
    public static @Nullable WorkerInfo getWorkerInfo() {
        return WORKER.get();
    }

    static void setWorkerInfo(@Nullable WorkerInfo info) {
        WORKER.set(info);
    }
}
