package torch.nn;

import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@link F#conv1d}, {@link F#conv2d} and {@link F#conv3d}: one number, or one for each
 * dimension.
 */
public final class ConvFunctionOptions extends ConvFunctionNdOptions<ConvFunctionOptions> {
    @Nullable String paddingName;

    ConvFunctionOptions() {}

    @Override
    public ConvFunctionOptions padding(long... padding) {
        paddingName = null;
        return super.padding(padding);
    }

    /** Padding by name: {@code "valid"} is none, {@code "same"} makes the output as large as the input. */
    public ConvFunctionOptions padding(String padding) {
        paddingName = padding;
        return this;
    }
}
