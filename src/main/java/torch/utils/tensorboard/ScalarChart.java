package torch.utils.tensorboard;

import java.util.List;

/** A chart of {@link SummaryWriter#addCustomScalars}: several lines, or one with a margin. */
public final class ScalarChart {
    private final boolean margin;
    private final List<String> tags;

    private ScalarChart(boolean margin, List<String> tags) {
        this.margin = margin;
        this.tags = tags;
    }

    /** A line for each tag; a tag may be a regular expression. Mirrors {@code ['Multiline', tags]}. */
    public static ScalarChart multiline(String... tags) {
        return new ScalarChart(false, List.of(tags));
    }

    /** A line between its lower and its upper bound. Mirrors {@code ['Margin', [value, lower, upper]]}. */
    public static ScalarChart margin(String value, String lower, String upper) {
        return new ScalarChart(true, List.of(value, lower, upper));
    }

    boolean margin() {
        return margin;
    }

    List<String> tags() {
        return tags;
    }
}
