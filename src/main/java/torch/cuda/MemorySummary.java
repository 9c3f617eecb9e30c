package torch.cuda;

import java.util.List;
import java.util.Map;

/** A table of what the allocator of a device did, as {@code torch.cuda.memory_summary} prints it. */
final class MemorySummary {
    private static final String THICK = "=".repeat(75);
    private static final String THIN = "-".repeat(75);
    private static final String[] BYTES = {"B  ", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final String[] COUNTS = {" ", "K", "M"};
    private static final List<String> COLUMNS = List.of("current", "peak", "allocated", "freed");

    /** A row's key among the statistics, its title, and whether it counts bytes. */
    private record Metric(String key, String title, boolean isBytes) {}

    private static final List<Metric> METRICS =
            List.of(
                    new Metric("allocated_bytes", "Allocated memory", true),
                    new Metric("active_bytes", "Active memory", true),
                    new Metric("requested_bytes", "Requested memory", true),
                    new Metric("reserved_bytes", "GPU reserved memory", true),
                    new Metric("inactive_split_bytes", "Non-releasable memory", true),
                    new Metric("allocation", "Allocations", false),
                    new Metric("active", "Active allocs", false),
                    new Metric("segment", "GPU reserved segments", false),
                    new Metric("inactive_split", "Non-releasable allocs", false));
    private static final List<Metric> OVERSIZE =
            List.of(
                    new Metric("oversize_allocations", "Oversize allocations", false),
                    new Metric("oversize_segments", "Oversize GPU segments", false));

    private final Map<String, ? extends Number> stats;
    private final StringBuilder text = new StringBuilder();

    private MemorySummary(Map<String, ? extends Number> stats) {
        this.stats = stats;
    }

    static String of(Map<String, ? extends Number> stats, int device, boolean abbreviated) {
        return new MemorySummary(stats).table(device, abbreviated);
    }

    private String table(int device, boolean abbreviated) {
        line(THICK);
        line(" %16s PyTorch CUDA memory summary, device ID %-17d ".formatted("", device));
        line(THIN);
        line(
                "  %9s CUDA OOMs: %-12d | %6s cudaMalloc retries: %-8d  "
                        .formatted("", value("num_ooms"), "", value("num_alloc_retries")));
        line(THICK);
        line("        Metric         | Cur Usage  | Peak Usage | Tot Alloc  | Tot Freed  ");
        for (Metric metric : METRICS) {
            line(THIN);
            String all = metric.key + ".all.";
            row(metric, metric.title, all, all);
            if (abbreviated) continue;
            row(metric, "      from large pool", metric.key + ".large_pool.", all);
            row(metric, "      from small pool", metric.key + ".small_pool.", all);
        }
        for (Metric metric : OVERSIZE) {
            line(THIN);
            row(metric, metric.title, metric.key + ".", metric.key + ".");
        }
        line(THICK);
        return text.toString();
    }

    private void line(String line) {
        text.append('|').append(line).append("|\n");
    }

    /** The unit of a column is that of the first row of its metric. */
    private void row(Metric metric, String title, String key, String unitKey) {
        StringBuilder row = new StringBuilder(" %-21s ".formatted(title));
        for (String column : COLUMNS) {
            long value = value(key + column);
            double unitOf = value(unitKey + column);
            row.append("| ")
                    .append(
                            metric.isBytes
                                    ? scaled(value, unitOf, BYTES, 1024, 768 * 1024.0, "%6d %s ")
                                    : scaled(value, unitOf, COUNTS, 1000, 750_000.0, "%7d %s  "));
        }
        line(row.toString());
    }

    private static String scaled(
            long value, double unitOf, String[] units, long step, double limit, String format) {
        int unit = 0;
        while (unit + 1 < units.length && unitOf >= limit) {
            unit++;
            value = Math.floorDiv(value, step);
            unitOf /= step;
        }
        return format.formatted(value, units[unit]);
    }

    private long value(String key) {
        Number value = stats.get(key);
        if (value == null)
            throw new IllegalArgumentException(
                    "memory_summary: the statistics have no '" + key + "'");
        return value.longValue();
    }
}
