package torchvision.transforms;

import java.util.Locale;

/** How values between pixels are found. Mirrors {@code torchvision.transforms.InterpolationMode}. */
public enum InterpolationMode {
    /** The nearest pixel. */
    NEAREST(0),
    /** The nearest pixel as Pillow finds it; for tensors. Images have it as {@link #NEAREST}. */
    NEAREST_EXACT(0),
    /** Between four pixels. */
    BILINEAR(2),
    /** By cubic polynomials over 16 pixels. */
    BICUBIC(3),
    /** The average over the area; for images. */
    BOX(4),
    /** By a Hamming window; for images. */
    HAMMING(5),
    /** By a windowed sinc; for images. */
    LANCZOS(1);

    /** Pillow's number of the mode. */
    final int pillow;

    InterpolationMode(int pillow) {
        this.pillow = pillow;
    }

    /** The value as torchvision has it, such as {@code nearest-exact}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
