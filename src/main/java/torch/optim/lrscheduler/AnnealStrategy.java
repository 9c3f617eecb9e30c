package torch.optim.lrscheduler;

import java.util.Locale;

/** How a learning rate goes from one value to another: along half a wave of the cosine, or along a line. */
public enum AnnealStrategy {
    /** {@code "cos"} */
    COS,
    /** {@code "linear"} */
    LINEAR;

    /** The name in Python. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
