package torch.parity;

import java.util.Arrays;

/**
 * The elements of the suite's input tensors: as {@code elements} in {@code parity_values.py} makes them from a dtype, a
 * shape, a domain and a seed.
 */
final class Elements {
    private static final double[] SPECIAL = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1, -1, 0.5
    };

    private final boolean complex;
    private final boolean whole;
    private final boolean unsigned;
    private final boolean bool;
    private final long[] shape;
    private final String domain;
    private final int count;
    private long state;

    private Elements(String code, long[] shape, String domain, long seed) {
        complex = code.startsWith("c");
        bool = code.equals("b");
        unsigned = code.equals("u8");
        whole = unsigned || code.startsWith("i");
        this.shape = shape;
        this.domain = domain;
        count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        state = seed * 2862933555777941757L + 3037000493L;
    }

    /** The elements in row-major order; of a complex type real and imaginary parts in turn. */
    static double[] of(String code, long[] shape, String domain, long seed) {
        Elements elements = new Elements(code, shape, domain, seed);
        return switch (domain) {
            case "spd", "dd", "tl", "tu" -> elements.matrices();
            case "d" -> elements.distinct();
            case "e0" -> elements.distinct(3 / 64.0);
            case "e1" -> elements.distinct(5 / 64.0);
            case "e2" -> elements.distinct(7 / 64.0);
            case "e3" -> elements.distinct(1 / 64.0);
            case "a" -> elements.ascending();
            default -> domain.startsWith("v") ? elements.written() : elements.drawn();
        };
    }

    private int next() {
        state = state * 6364136223846793005L + 1442695040888963407L;
        return (int) (state >>> 33);
    }

    private double[] pairs(double[] real, double[] imaginary) {
        if (!complex) return real;
        double[] all = new double[2 * count];
        for (int i = 0; i < count; i++) {
            all[2 * i] = real[i];
            all[2 * i + 1] = imaginary[i];
        }
        return all;
    }

    private double[] written() {
        double[] values =
                domain.length() == 1
                        ? new double[0]
                        : Arrays.stream(domain.substring(1).split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray();
        return pairs(values, new double[values.length]);
    }

    private double[] ascending() {
        int last = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = whole || bool ? i % last : (i % last) / 2.0 - 1;
        return pairs(values, new double[count]);
    }

    /** Numbers that are no multiples of 1/8, where many functions have kinks. */
    private double[] distinct(double offset) {
        int[] order = shuffled();
        double[] real = new double[count];
        double[] imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            real[i] = (order[i] - count / 2) / 8.0 + offset;
            imaginary[i] = order[i] % 5 / 8.0 + 1 / 16.0;
        }
        return pairs(real, imaginary);
    }

    private int[] shuffled() {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        for (int i = count - 1; i > 0; i--) {
            int j = next() % (i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    private double[] distinct() {
        int[] order = shuffled();
        double[] real = new double[count];
        double[] imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            int v = order[i];
            real[i] = bool ? v % 2 : unsigned ? v : whole ? v - count / 2 : (v - count / 2) / 8.0;
            imaginary[i] = v / 8.0;
        }
        return pairs(real, imaginary);
    }

    private double[] drawn() {
        double[] real = new double[count];
        double[] imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            real[i] = one(next(), i);
            if (complex) imaginary[i] = one(next(), i + 3);
        }
        return pairs(real, imaginary);
    }

    private double one(int r, int i) {
        if (bool) return r % 2;
        return switch (domain.charAt(0)) {
            case 'n' -> whole ? (unsigned ? r % 13 : r % 13 - 6) : (r % 49 - 24) / 8.0;
            case 'p' -> whole ? r % 8 + 1 : (r % 32 + 1) / 8.0;
            case 'u' -> whole ? r % 2 : (r % 15 + 1) / 16.0;
            case 's' -> whole ? (unsigned ? r % 2 : r % 3 - 1) : (r % 31 - 15) / 16.0;
            case 'b' -> whole ? 1 + r % 4 : 1 + (r % 24 + 1) / 8.0;
            case 'z' -> {
                double size = whole ? r % 6 + 1 : (r % 24 + 1) / 8.0;
                yield !unsigned && ((r >> 8) & 1) != 0 ? -size : size;
            }
            case 'm' -> r % 2;
            case 'x' -> whole ? (unsigned ? r % 13 : r % 13 - 6) : SPECIAL[i % 8];
            case 'i' -> {
                String[] bounds = domain.substring(1).split(",");
                int low = Integer.parseInt(bounds[0]);
                yield low + r % (Integer.parseInt(bounds[1]) - low);
            }
            default -> throw new IllegalArgumentException("no domain " + domain);
        };
    }

    /** Matrices with a heavy diagonal: symmetric, triangular or neither. */
    private double[] matrices() {
        int n = (int) shape[shape.length - 2];
        int m = (int) shape[shape.length - 1];
        double[] real = new double[count];
        double[] imaginary = new double[count];
        boolean integers = whole || bool;
        for (int at = 0; at < count; at++) {
            int r = next();
            int q = next();
            int i = at / m % n;
            int j = at % m;
            if (i == j) {
                real[at] = n + 1 + (integers ? r % 3 : r % 4 / 4.0);
            } else if (domain.equals("spd") && j < i) {
                int mirror = at - i * m - j + j * m + i;
                real[at] = real[mirror];
                imaginary[at] = -imaginary[mirror];
            } else if (!(domain.equals("tl") && j > i) && !(domain.equals("tu") && j < i)) {
                real[at] = integers ? r % 3 - 1 : (r % 15 - 7) / 8.0;
                imaginary[at] = (q % 15 - 7) / 8.0;
            }
        }
        return pairs(real, imaginary);
    }
}
