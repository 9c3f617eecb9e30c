package torch.optim.lrscheduler;

import torch.internal.CMath;

/** Arithmetic of Python where Java's differs. */
final class Python {
    private Python() {}

    /**
     * {@code dividend / divisor}.
     *
     * @throws ArithmeticException if the divisor is zero
     */
    static double divide(double dividend, double divisor) {
        if (divisor == 0) throw new ArithmeticException("division by zero");
        return dividend / divisor;
    }

    /**
     * {@code base ** exponent}.
     *
     * @throws ArithmeticException for a negative power of zero
     */
    static double pow(double base, double exponent) {
        if (base == 0 && exponent < 0) throw new ArithmeticException("zero to a negative power");
        return CMath.pow(base, exponent);
    }

    /** {@code bisect.bisect_right}: how many of the sorted {@code values} are not larger than {@code value}. */
    static int bisectRight(long[] values, long value) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value < values[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
