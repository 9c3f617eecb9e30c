package torch.nn;

import java.util.Locale;

/** What the border of a padded tensor is filled with. */
public enum PaddingMode {
    /** Zeros. */
    ZEROS,
    /** The tensor mirrored at its edge, which itself is not repeated. */
    REFLECT,
    /** The value at the edge. */
    REPLICATE,
    /** The tensor from its other end. */
    CIRCULAR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
