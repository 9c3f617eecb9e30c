package torch.cuda;

/**
 * The id of a memory pool, by which graphs share one: what {@link Cuda#graphPoolHandle}, {@link CUDAGraph#pool} and
 * {@link MemPool#id} give.
 *
 * @param first not 0 for a pool that a graph made
 * @param second not 0 for a pool that was asked for
 */
public record MempoolId(long first, long second) {
    /** No pool: the allocator's own memory. */
    static final MempoolId NONE = new MempoolId(0, 0);

    /** As Python prints the pair: {@code (0, 1)}. */
    @Override
    public String toString() {
        return "(" + Long.toUnsignedString(first) + ", " + Long.toUnsignedString(second) + ")";
    }

    /** As statistics name it: {@code 0_1}. */
    String key() {
        return Long.toUnsignedString(first) + "_" + Long.toUnsignedString(second);
    }
}
