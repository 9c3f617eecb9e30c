package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An image in another size. Mirrors {@code torchvision.transforms.Resize}. */
public final class Resize extends ImageTransform {
    private final int[] size;
    private final InterpolationMode interpolation;
    private final @Nullable Integer maxSize;
    private final @Nullable Boolean antialias;

    /** @param size the length of the smaller edge, or height and width */
    public Resize(int... size) {
        this(size, o -> {});
    }

    /** A length of the smaller edge, with keyword arguments. */
    public Resize(int size, Consumer<? super ResizeOptions> options) {
        this(new int[] {size}, options);
    }

    /** With keyword arguments. */
    public Resize(int[] size, Consumer<? super ResizeOptions> options) {
        if (size.length != 1 && size.length != 2) {
            throw new IllegalArgumentException(
                    "If size is a sequence, it should have 1 or 2 values");
        }
        var o = new ResizeOptions();
        options.accept(o);
        this.size = size.clone();
        interpolation = o.interpolation;
        maxSize = o.maxSize;
        antialias = o.antialias;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Common.resize(ops, img, size, interpolation, maxSize, antialias);
    }

    @Override
    public String toString() {
        return "Resize(size=%s, interpolation=%s, max_size=%s, antialias=%s)"
                .formatted(
                        Reprs.sizes(size),
                        interpolation,
                        maxSize == null ? "None" : maxSize,
                        antialias == null ? "None" : antialias ? "True" : "False");
    }
}
