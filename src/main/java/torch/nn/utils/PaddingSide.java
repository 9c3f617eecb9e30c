package torch.nn.utils;

import java.util.Locale;

/** At which end {@link RnnUtils#padSequence} fills up short sequences. */
public enum PaddingSide {
    /** After the sequence. */
    RIGHT,
    /** Before the sequence. */
    LEFT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
