package torch;

/**
 * What the Java side holds of native memory; see {@link Torch#memory()}.
 *
 * @param liveHandles tensors that are neither closed nor collected
 * @param liveBytes the bytes of their elements; views of one storage each count what they show
 * @param collections how often native memory made JTorch ask for a garbage collection
 */
public record MemoryStats(long liveHandles, long liveBytes, long collections) {}
