package torch.nn;

import java.util.Locale;

/** How values between those of the input are found. */
public enum InterpolationMode {
    /** The nearest value, as OpenCV's {@code INTER_NEAREST} finds it. */
    NEAREST,
    /** Along a line between two values, over one dimension. */
    LINEAR,
    /** Between four values, over two dimensions. */
    BILINEAR,
    /** By cubic polynomials over 16 values, over two dimensions. */
    BICUBIC,
    /** Between eight values, over three dimensions. */
    TRILINEAR,
    /** By a windowed sinc, over two dimensions; always with antialiasing. */
    LANCZOS,
    /** The average over the area, as an adaptive pooling takes it. */
    AREA,
    /** The nearest value, as Pillow and scikit-image find it. */
    NEAREST_EXACT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
