package torch.utils.tensorboard;

import java.util.Arrays;
import java.util.Locale;

/** The width of a histogram's bins by a rule of thumb, as {@code numpy.histogram_bin_edges} has them. */
enum BinWidth {
    AUTO,
    DOANE,
    FD,
    RICE,
    SCOTT,
    SQRT,
    STONE,
    STURGES;

    static BinWidth named(String name) {
        for (BinWidth width : values()) {
            if (width.name().toLowerCase(Locale.ROOT).equals(name)) return width;
        }
        throw new IllegalArgumentException(
                "'%s' is not a valid estimator for `bins`".formatted(name));
    }

    /** The width for values that are there; 0 where the rule gives none. */
    double of(double[] x, double first, double last) {
        return switch (this) {
            case AUTO -> {
                double fd = Math.max(FD.of(x, first, last), SQRT.of(x, first, last) / 2);
                yield Math.min(fd, STURGES.of(x, first, last));
            }
            case DOANE -> doane(x);
            case FD -> 2.0 * interquartileRange(x) * Math.pow(x.length, -1.0 / 3.0);
            case RICE -> range(x) / (2.0 * Math.pow(x.length, 1.0 / 3));
            case SCOTT ->
                    Math.pow(24.0 * Math.sqrt(Math.PI) / x.length, 1.0 / 3.0)
                            * deviation(x, mean(x));
            case SQRT -> range(x) / Math.sqrt(x.length);
            case STONE -> stone(x, first, last);
            case STURGES -> range(x) / (log2(x.length) + 1.0);
        };
    }

    private static double doane(double[] x) {
        double n = x.length;
        if (n <= 2) return 0;
        double mean = mean(x);
        double sigma = deviation(x, mean);
        if (!(sigma > 0)) return 0;
        double spread = Math.sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3)));
        double skew = Arrays.stream(x).map(v -> Math.pow((v - mean) / sigma, 3)).sum() / n;
        return range(x) / (1.0 + log2(n) + log2(1.0 + Math.abs(skew) / spread));
    }

    /** The number of bins with the smallest estimated squared error. */
    private static double stone(double[] x, double first, double last) {
        double range = range(x);
        if (x.length <= 1 || range == 0) return 0;
        double[] weights = new double[x.length];
        Arrays.fill(weights, 1.0);
        int most = Math.max(100, (int) Math.sqrt(x.length));
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int bins = 1; bins <= most; bins++) {
            double squares = 0;
            for (double count : Histogram.uniform(x, weights, first, last, bins).counts()) {
                double share = count / x.length;
                squares += share * share;
            }
            double error = (2 - (x.length + 1) * squares) / (range / bins);
            if (error < least) {
                least = error;
                best = bins;
            }
        }
        return range / best;
    }

    private static double interquartileRange(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        return quantile(sorted, 0.75) - quantile(sorted, 0.25);
    }

    /** Between neighbours linearly, from the nearer one. */
    private static double quantile(double[] sorted, double q) {
        double position = (sorted.length - 1) * q;
        int below = (int) position;
        double part = position - below;
        double a = sorted[below];
        double b = sorted[Math.min(below + 1, sorted.length - 1)];
        return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
    }

    private static double range(double[] x) {
        return Arrays.stream(x).max().getAsDouble() - Arrays.stream(x).min().getAsDouble();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).sum() / x.length;
    }

    private static double deviation(double[] x, double mean) {
        return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
