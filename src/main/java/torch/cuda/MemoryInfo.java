package torch.cuda;

/**
 * A device's memory in bytes.
 *
 * @param free what no process uses
 * @param total what there is
 */
public record MemoryInfo(long free, long total) {
    /** As Python prints the pair. */
    @Override
    public String toString() {
        return "(" + free + ", " + total + ")";
    }
}
