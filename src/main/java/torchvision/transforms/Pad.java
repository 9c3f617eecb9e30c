package torchvision.transforms;

import java.util.function.Consumer;

/** An image with borders. Mirrors {@code torchvision.transforms.Pad}. */
public final class Pad extends ImageTransform {
    /** The keyword arguments. */
    public static final class Options {
        Number[] fill = {0};
        String paddingMode = "constant";

        Options() {}

        /** The value of a constant border; of an image also one for each channel. Default: 0 */
        public Options fill(Number... fill) {
            this.fill = fill.clone();
            return this;
        }

        /** How the border is filled: constant, edge, reflect or symmetric. Default: constant */
        public Options paddingMode(String paddingMode) {
            this.paddingMode = paddingMode;
            return this;
        }
    }

    private final int[] padding;
    private final Number[] fill;
    private final String paddingMode;

    /** @param padding one width for all, two for left and right and for top and bottom, or four: left, top, right, bottom */
    public Pad(int... padding) {
        this(padding, o -> {});
    }

    /** One width for all, with keyword arguments. */
    public Pad(int padding, Consumer<? super Options> options) {
        this(new int[] {padding}, options);
    }

    /** With keyword arguments. */
    public Pad(int[] padding, Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        this.padding = Common.checkedPadding(padding.clone(), o.paddingMode);
        fill = o.fill;
        paddingMode = o.paddingMode;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return ops.pad(img, padding, Reprs.doubles(fill), paddingMode);
    }

    @Override
    public String toString() {
        return "Pad(padding=%s, fill=%s, padding_mode=%s)"
                .formatted(Reprs.sizes(padding), Reprs.numbers(fill), paddingMode);
    }
}
