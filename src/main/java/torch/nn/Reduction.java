package torch.nn;

import java.util.Locale;
import torch.Tensor;

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
            throw new IllegalArgumentException(invalid());
        }
        return ordinal();
    }

    /** Reduces elements that an operator left as they are. */
    Tensor apply(Tensor elements) {
        return switch (this) {
            case NONE -> elements;
            case MEAN -> elements.mean();
            case SUM -> elements.sum();
            case BATCHMEAN -> throw new IllegalArgumentException(invalid());
        };
    }

    private String invalid() {
        return this + " is not a valid value for reduction";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
