package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torchvision.transforms.ImageOps.Dimensions;

/** A part of an image at a random place. Mirrors {@code torchvision.transforms.RandomCrop}. */
public final class RandomCrop extends ImageTransform {
    /** The keyword arguments. */
    public static final class Options {
        int @Nullable [] padding;
        boolean padIfNeeded;
        Number[] fill = {0};
        String paddingMode = "constant";

        Options() {}

        /** A border before the crop: one width, two or four, as {@link Pad} takes them. Default: none */
        public Options padding(int... padding) {
            this.padding = padding.clone();
            return this;
        }

        /** Whether an image that is too small gets a border. Default: false */
        public Options padIfNeeded(boolean padIfNeeded) {
            this.padIfNeeded = padIfNeeded;
            return this;
        }

        /** The value of a constant border; of an image also one for each channel. Default: 0 */
        public Options fill(Number... fill) {
            this.fill = fill.clone();
            return this;
        }

        /** How a border is filled: constant, edge, reflect or symmetric. Default: constant */
        public Options paddingMode(String paddingMode) {
            this.paddingMode = paddingMode;
            return this;
        }
    }

    private final int[] size;
    private final Options o = new Options();

    /** @param size height and width, or the side of a square */
    public RandomCrop(int... size) {
        this(size, o -> {});
    }

    /** A square, with keyword arguments. */
    public RandomCrop(int size, Consumer<? super Options> options) {
        this(new int[] {size}, options);
    }

    /** With keyword arguments. */
    public RandomCrop(int[] size, Consumer<? super Options> options) {
        this.size = Common.pair(size, Common.TWO_DIMENSIONS).clone();
        options.accept(o);
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        I whole = o.padding == null ? img : padded(ops, img, o.padding);
        Dimensions d = ops.dimensions(whole);
        if (o.padIfNeeded && d.width() < size[1]) {
            whole = padded(ops, whole, size[1] - d.width(), 0);
        }
        if (o.padIfNeeded && d.height() < size[0]) {
            whole = padded(ops, whole, 0, size[0] - d.height());
        }
        int[] place = getParams(ops.dimensions(whole));
        return ops.crop(whole, place[0], place[1], place[2], place[3]);
    }

    private <I> I padded(ImageOps<I> ops, I img, int... padding) {
        return ops.pad(img, padding, Reprs.doubles(o.fill), o.paddingMode);
    }

    private int[] getParams(Dimensions d) {
        int h = d.height();
        int w = d.width();
        int th = size[0];
        int tw = size[1];
        if (h < th || w < tw) {
            throw new IllegalArgumentException(
                    "Required crop size (%d, %d) is larger than input image size (%d, %d)"
                            .formatted(th, tw, h, w));
        }
        if (w == tw && h == th) return new int[] {0, 0, h, w};
        return new int[] {Draws.randint(0, h - th + 1), Draws.randint(0, w - tw + 1), th, tw};
    }

    @Override
    public String toString() {
        return "RandomCrop(size=%s, padding=%s)"
                .formatted(Reprs.tuple(size), o.padding == null ? "None" : Reprs.sizes(o.padding));
    }
}
