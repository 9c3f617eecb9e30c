package torch.nn.utils;

import java.util.Locale;

/** How {@link Parametrizations#orthogonal} makes an orthogonal matrix of a free one. */
public enum OrthogonalMap {
    /** The matrix exponential of a skew-symmetric matrix. */
    MATRIX_EXP,
    /** Cayley's map {@code (I - A/2)⁻¹ (I + A/2)} of a skew-symmetric matrix. */
    CAYLEY,
    /** A product of Householder's reflections. */
    HOUSEHOLDER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
