package torch.nn;

import java.util.Locale;

/** How a loss turns its elements into its result. */
public enum Reduction {
    /** Leaves the elements as they are. */
    NONE,
    /** Averages over all elements; with class weights, divides by the sum of the weights used. */
    MEAN,
    /** Adds all elements. */
    SUM,
    /** Adds all elements and divides by the size of the first dimension; only {@link KLDivLoss} knows it. */
    BATCHMEAN;

    /** The number libtorch knows this by. */
    long code() {
        if (this == BATCHMEAN) {
            throw new IllegalArgumentException(this + " is not a valid value for reduction");
        }
        return ordinal();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
