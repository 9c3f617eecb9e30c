package torch.nn;

import java.util.Locale;

/** How {@link F#pad} fills the border that it adds. */
public enum PadMode {
    /** One value everywhere. */
    CONSTANT,
    /** The tensor mirrored at its edge, which itself is not repeated. */
    REFLECT,
    /** The value at the edge. */
    REPLICATE,
    /** The tensor from its other end. */
    CIRCULAR;

    /** How a convolution's border is filled. */
    static PadMode of(PaddingMode mode) {
        return switch (mode) {
            case ZEROS -> CONSTANT;
            case REFLECT -> REFLECT;
            case REPLICATE -> REPLICATE;
            case CIRCULAR -> CIRCULAR;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
