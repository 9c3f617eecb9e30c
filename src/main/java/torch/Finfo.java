package torch;

import torch.internal.Slots;

/**
 * The limits of a floating-point type. Mirrors {@code torch.finfo}; a complex type has those of its parts.
 *
 * @param bits the bits of an element
 * @param eps the difference between 1 and the next larger number
 * @param max the largest number
 * @param min the smallest, negative number
 * @param tiny the same as {@code smallestNormal}
 * @param smallestNormal the smallest positive number with full precision
 * @param resolution what one unit of the last decimal digit that survives is
 * @param dtype the type's name, as Python's {@code finfo.dtype}
 */
public record Finfo(
        int bits,
        double eps,
        double max,
        double min,
        double tiny,
        double smallestNormal,
        double resolution,
        String dtype) {

    static Finfo of(DType dtype) {
        if (dtype == null) throw Slots.nullArgument("dtype", "a DType");
        DType real = dtype.toReal();
        return switch (real) {
            case FLOAT64 -> of(real, 64, 0x1p-52, Double.MAX_VALUE, Double.MIN_NORMAL, 1e-15);
            case FLOAT32 -> of(real, 32, 0x1p-23, Float.MAX_VALUE, Float.MIN_NORMAL, 1e-6);
            case FLOAT16 -> of(real, 16, 0x1p-10, 65504, 0x1p-14, 1e-3);
            case BFLOAT16 -> of(real, 16, 0x1p-7, 0x1.fep127, 0x1p-126, 1e-2);
            case FLOAT8_E5M2 -> of(real, 8, 0x1p-2, 57344, 0x1p-14, 1);
            case FLOAT8_E4M3FN -> of(real, 8, 0x1p-3, 448, 0x1p-6, 1);
            case FLOAT8_E5M2FNUZ -> of(real, 8, 0x1p-3, 57344, 0x1p-15, 1);
            case FLOAT8_E4M3FNUZ -> of(real, 8, 0x1p-3, 240, 0x1p-7, 1);
            // only powers of two, and none of them negative
            case FLOAT8_E8M0FNU ->
                    new Finfo(8, 1, 0x1p127, 0x1p-127, 0x1p-127, 0x1p-127, 1, "float8_e8m0fnu");
            default ->
                    throw new IllegalArgumentException(
                            "torch.finfo() requires a floating point input type. Use torch.iinfo to"
                                    + " handle 'torch.finfo'");
        };
    }

    private static Finfo of(
            DType dtype, int bits, double eps, double max, double tiny, double resolution) {
        String name = dtype.toString().substring("torch.".length());
        return new Finfo(bits, eps, max, -max, tiny, tiny, resolution, name);
    }
}
