package torch.utils.tensorboard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.HistogramProto;
import torch.internal.PythonFloat;

/** How many values fall between edges, as {@code numpy.histogram} counts them. */
record Histogram(double[] counts, double[] edges) {
    /** The edges of histograms where nothing else is said: they grow by a tenth, below zero and above. */
    private static final double[] TENSORFLOW = tensorflowEdges();

    private static double[] tensorflowEdges() {
        double[] positive = new double[1024];
        int count = 0;
        for (double edge = 1e-12; edge < 1e20; edge *= 1.1) positive[count++] = edge;
        double[] edges = new double[2 * count + 1];
        for (int i = 0; i < count; i++) {
            edges[count + 1 + i] = positive[i];
            edges[count - 1 - i] = -positive[i];
        }
        return edges;
    }

    /**
     * Counts values.
     *
     * @param bins edges, a number of bins, or the name of an estimator or {@code tensorflow}
     * @throws IllegalArgumentException if the edges do not grow, there is no such estimator, or the values are not finite
     *     and the bins depend on them
     */
    static Histogram of(double[] values, Object bins) {
        return switch (bins) {
            case String name when name.equals("tensorflow") -> between(values, TENSORFLOW);
            case double[] edges -> between(values, edges);
            case Long count -> {
                if (count < 1) {
                    throw new IllegalArgumentException("`bins` must be positive, when an integer");
                }
                yield estimated(values, null, Math.toIntExact(count));
            }
            default -> estimated(values, BinWidth.named(bins.toString()), 0);
        };
    }

    private static Histogram between(double[] values, double[] edges) {
        for (int i = 1; i < edges.length; i++) {
            if (edges[i - 1] > edges[i]) {
                throw new IllegalArgumentException(
                        "`bins` must increase monotonically, when an array");
            }
        }
        double[] counts = new double[Math.max(edges.length - 1, 0)];
        for (double value : values) {
            // Behind the last edge that is not above the value; the last bin holds its right edge
            // too.
            int bin = after(edges, value) - 1;
            if (bin == counts.length && value == edges[bin]) bin--;
            if (bin >= 0 && bin < counts.length) counts[bin]++;
        }
        return new Histogram(counts, edges);
    }

    /** How many edges are at most a value; none for NaN, which compares to nothing. */
    private static int after(double[] edges, double value) {
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static Histogram estimated(double[] values, @Nullable BinWidth estimator, int count) {
        double first = Double.POSITIVE_INFINITY;
        double last = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            first = Math.min(first, value);
            last = Math.max(last, value);
        }
        if (!Double.isFinite(first) || !Double.isFinite(last)) {
            throw new IllegalArgumentException(
                    "autodetected range of [%s, %s] is not finite"
                            .formatted(PythonFloat.repr(first), PythonFloat.repr(last)));
        }
        if (first == last) {
            first -= 0.5;
            last += 0.5;
        }
        if (estimator != null) {
            double width = estimator.of(values, first, last);
            double bins = width == 0 ? 1 : Math.ceil((last - first) / width);
            if (bins > Integer.MAX_VALUE - 8) throw tooMany(bins);
            count = (int) bins;
        }
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return uniform(values, ones, first, last, count);
    }

    /** Counts values, each with its weight, in bins of one width; values outside are left out. */
    static Histogram uniform(
            double[] values, double[] weights, double first, double last, int count) {
        double[] edges = new double[count + 1];
        double step = (last - first) / count;
        for (int i = 0; i < count; i++) edges[i] = i * step + first;
        edges[count] = last;
        for (int i = 0; i < count; i++) {
            if (edges[i] >= edges[i + 1]) throw tooMany(count);
        }
        double[] counts = new double[count];
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (!(value >= first && value <= last)) continue;
            int bin = (int) ((value - first) / (last - first) * count);
            if (bin == count) bin--;
            // The division may be wrong by a rounding: the edges decide.
            if (value < edges[bin]) bin--;
            else if (value >= edges[bin + 1] && bin != count - 1) bin++;
            counts[bin] += weights[i];
        }
        return new Histogram(counts, edges);
    }

    private static IllegalArgumentException tooMany(double count) {
        return new IllegalArgumentException(
                "Too many bins for data range. Cannot create %.0f finite-sized bins."
                        .formatted(count));
    }

    /** With at most about {@code most} bins: neighbours are taken together. */
    Histogram atMost(long most) {
        if (counts.length <= most) return this;
        if (most < 1) throw new IllegalArgumentException("max_bins must be positive");
        int together = Math.toIntExact(counts.length / most);
        int bins = (counts.length + together - 1) / together;
        double[] sums = new double[bins];
        double[] limits = new double[bins + 1];
        for (int i = 0; i < counts.length; i++) sums[i / together] += counts[i];
        for (int i = 0; i < bins; i++) limits[i] = edges[i * together];
        limits[bins] = edges[edges.length - 1];
        return new Histogram(sums, limits);
    }

    /** The message: from the bin before the first that is not empty to the last one. */
    HistogramProto toProto(double[] values) {
        int start = 0;
        while (start < counts.length && counts[start] == 0) start++;
        int end = counts.length;
        while (end > start && counts[end - 1] == 0) end--;
        if (start == counts.length) {
            throw new IllegalArgumentException("The histogram is empty, please file a bug report.");
        }
        HistogramProto.Builder proto = HistogramProto.newBuilder();
        // Only right limits are shown: an empty bin on the left has the leftmost one.
        proto.addBucket(0).addBucketLimit(edges[start]);
        for (int i = start; i < end; i++) proto.addBucket(counts[i]).addBucketLimit(edges[i + 1]);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double sumSquares = 0;
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            sumSquares += value * value;
        }
        return proto.setMin(min)
                .setMax(max)
                .setNum(values.length)
                .setSum(sum)
                .setSumSquares(sumSquares)
                .build();
    }
}
