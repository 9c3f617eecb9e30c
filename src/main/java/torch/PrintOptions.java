package torch;

import org.jspecify.annotations.Nullable;

/**
 * How tensors are printed. Immutable; see {@link Torch#setPrintOptions(java.util.function.Consumer)}.
 *
 * @param precision digits after the point
 * @param threshold the number of elements above which only the edges of each dimension are shown
 * @param edgeitems how many elements are shown at each edge of a dimension
 * @param linewidth characters per line before it is broken
 * @param sciMode whether floating-point numbers are in scientific notation; null lets the values
 *     decide
 */
public record PrintOptions(
        int precision, long threshold, int edgeitems, int linewidth, @Nullable Boolean sciMode) {

    static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);

    /** @throws IllegalArgumentException if a number is negative */
    public PrintOptions {
        if (precision < 0 || threshold < 0 || edgeitems < 0 || linewidth < 0) {
            throw new IllegalArgumentException(
                    "print options cannot be negative: precision "
                            + precision
                            + ", threshold "
                            + threshold
                            + ", edgeitems "
                            + edgeitems
                            + ", linewidth "
                            + linewidth);
        }
    }

    /** Print options in the making. */
    public static final class Builder {
        private int precision;
        private long threshold;
        private int edgeitems;
        private int linewidth;
        private @Nullable Boolean sciMode;

        /** Starts from other options, except for their {@code sciMode}, as PyTorch does. */
        Builder(PrintOptions start) {
            precision = start.precision;
            threshold = start.threshold;
            edgeitems = start.edgeitems;
            linewidth = start.linewidth;
        }

        /** Digits after the point. Default 4. */
        public Builder precision(int precision) {
            this.precision = precision;
            return this;
        }

        /** The number of elements above which a tensor is summarised. Default 1000. */
        public Builder threshold(long threshold) {
            this.threshold = threshold;
            return this;
        }

        /** How many elements a summary shows at each edge of a dimension. Default 3. */
        public Builder edgeitems(int edgeitems) {
            this.edgeitems = edgeitems;
            return this;
        }

        /** Characters per line. Default 80. */
        public Builder linewidth(int linewidth) {
            this.linewidth = linewidth;
            return this;
        }

        /** Scientific notation always, never, or, with null, where the values ask for it. */
        public Builder sciMode(@Nullable Boolean sciMode) {
            this.sciMode = sciMode;
            return this;
        }

        /**
         * Takes the numbers of a profile: {@code default}, {@code short} (two digits, two items at
         * the edges) or {@code full} (no summaries).
         *
         * @throws IllegalArgumentException for another name
         */
        public Builder profile(String profile) {
            switch (profile) {
                case "default" -> precision(4).threshold(1000).edgeitems(3).linewidth(80);
                case "short" -> precision(2).threshold(1000).edgeitems(2).linewidth(80);
                case "full" -> precision(4).threshold(Long.MAX_VALUE).edgeitems(3).linewidth(80);
                default ->
                        throw new IllegalArgumentException(
                                "profile must be default, short or full, got " + profile);
            }
            return this;
        }

        PrintOptions build() {
            return new PrintOptions(precision, threshold, edgeitems, linewidth, sciMode);
        }
    }
}
