package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Conv1d}, {@link Conv2d}, {@link Conv3d} and their lazy forms. */
public final class ConvOptions extends ConvNdOptions<ConvOptions> {
    @Nullable String paddingName;

    ConvOptions() {}

    @Override
    public ConvOptions padding(long... padding) {
        paddingName = null;
        return super.padding(padding);
    }

    /**
     * Padding by name: {@code "valid"} is none, {@code "same"} makes the output as large as the input.
     *
     * @throws IllegalArgumentException where {@code padding} is neither
     */
    public ConvOptions padding(String padding) {
        super.padding(0);
        paddingName = checkedName(padding);
        return this;
    }

    private static String checkedName(String padding) {
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new IllegalArgumentException(
                    "Invalid padding string '" + padding + "', should be one of {'same', 'valid'}");
        }
        return padding;
    }
}
