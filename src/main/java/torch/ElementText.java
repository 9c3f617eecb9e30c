package torch;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import torch.internal.PythonFloat;

/**
 * The elements that a printed tensor shows, as text of one common width. They are in row-major
 * order; what a summary leaves out is not among them.
 */
sealed interface ElementText {

    /** The width that lines are broken for. */
    int width();

    /** One element, padded. */
    String text(int index);

    /** Integers and booleans: Python's own text. */
    static ElementText plain(String[] texts) {
        return new Plain(texts, Arrays.stream(texts).mapToInt(String::length).max().orElse(1));
    }

    static ElementText real(double[] values, PrintOptions options) {
        return Real.of(values, options);
    }

    /** Complex numbers from pairs of real and imaginary part, which are formatted independently. */
    static ElementText complex(double[] pairs, PrintOptions options) {
        return new OfComplex(
                Real.of(every(pairs, i -> i % 2 == 0), options),
                Real.of(every(pairs, i -> i % 2 == 1), options));
    }

    private static double[] every(double[] values, IntPredicate kept) {
        return IntStream.range(0, values.length).filter(kept).mapToDouble(i -> values[i]).toArray();
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Texts that are there already. */
    record Plain(String[] texts, int width) implements ElementText {
        @Override
        public String text(int index) {
            return pad(texts[index], width);
        }
    }

    /** Floating-point numbers. */
    record Real(double[] values, Notation notation, int precision, int width)
            implements ElementText {

        /** How numbers are written: {@code 1.}, {@code 1.0000} or {@code 1.0000e+00}. */
        enum Notation {
            WHOLE,
            FIXED,
            SCIENTIFIC
        }

        static Real of(double[] values, PrintOptions options) {
            double[] ordinary =
                    Arrays.stream(values).filter(v -> Double.isFinite(v) && v != 0).toArray();
            if (ordinary.length == 0) {
                return new Real(values, Notation.WHOLE, options.precision(), 1);
            }
            var notation = notation(ordinary, options);
            var measured = new Real(ordinary, notation, options.precision(), 0);
            int width =
                    IntStream.range(0, ordinary.length)
                            .map(i -> measured.unpadded(ordinary[i]).length())
                            .max()
                            .orElse(1);
            return new Real(values, notation, options.precision(), width);
        }

        private static Notation notation(double[] ordinary, PrintOptions options) {
            var magnitudes = Arrays.stream(ordinary).map(Math::abs).summaryStatistics();
            Boolean asked = options.sciMode();
            boolean scientific =
                    asked != null
                            ? asked
                            : magnitudes.getMax() / magnitudes.getMin() > 1000
                                    || magnitudes.getMax() > 1e8
                                    || magnitudes.getMin() < 1e-4;
            if (scientific) {
                return Notation.SCIENTIFIC;
            }
            boolean whole = Arrays.stream(ordinary).allMatch(v -> v == Math.ceil(v));
            return whole ? Notation.WHOLE : Notation.FIXED;
        }

        @Override
        public String text(int index) {
            return pad(unpadded(values[index]), width);
        }

        private String unpadded(double value) {
            return switch (notation) {
                case WHOLE -> PythonFloat.fixed(value, 0) + (Double.isFinite(value) ? "." : "");
                case FIXED -> PythonFloat.fixed(value, precision);
                case SCIENTIFIC -> PythonFloat.scientific(value, precision);
            };
        }
    }

    /** Complex numbers, as {@code 1.0000-2.5000j}. */
    record OfComplex(Real real, Real imag) implements ElementText {
        @Override
        public int width() {
            return real.width() + imag.width() + 1;
        }

        @Override
        public String text(int index) {
            String imaginary = imag.text(index).stripLeading() + "j";
            return real.text(index) + (imaginary.startsWith("-") ? "" : "+") + imaginary;
        }
    }
}
