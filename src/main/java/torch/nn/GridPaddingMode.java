package torch.nn;

import java.util.Locale;

/** What {@link F#gridSample} takes outside of the input. */
public enum GridPaddingMode {
    /** Zeros. */
    ZEROS,
    /** The value at the edge. */
    BORDER,
    /** The input mirrored at its edge. */
    REFLECTION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
