package torch;

import org.jspecify.annotations.Nullable;
import torch.internal.Slots;

/** The type of a tensor's elements. Mirrors {@code torch.dtype}. */
public enum DType {
    UINT8(0, 1),
    INT8(1, 1),
    INT16(2, 2),
    INT32(3, 4),
    INT64(4, 8),
    FLOAT16(5, 2),
    FLOAT32(6, 4),
    FLOAT64(7, 8),
    COMPLEX32(8, 4),
    COMPLEX64(9, 8),
    COMPLEX128(10, 16),
    BOOL(11, 1),
    QINT8(12, 1),
    QUINT8(13, 1),
    QINT32(14, 4),
    BFLOAT16(15, 2),
    QUINT4X2(16, 1),
    QUINT2X4(17, 1),
    FLOAT8_E5M2(23, 1),
    FLOAT8_E4M3FN(24, 1),
    FLOAT8_E5M2FNUZ(25, 1),
    FLOAT8_E4M3FNUZ(26, 1),
    UINT16(27, 2),
    UINT32(28, 4),
    UINT64(29, 8),
    FLOAT8_E8M0FNU(44, 1),
    FLOAT4_E2M1FN_X2(45, 1);

    private static final @Nullable DType[] BY_CODE = new DType[64];

    static {
        for (DType dtype : values()) BY_CODE[dtype.code] = dtype;
    }

    private final int code;
    private final int itemSize;

    DType(int code, int itemSize) {
        this.code = code;
        this.itemSize = itemSize;
    }

    /** The size of an element in bytes. Mirrors {@code dtype.itemsize}. */
    public int itemSize() {
        return itemSize;
    }

    /** Whether elements are real floating-point numbers. Mirrors {@code dtype.is_floating_point}. */
    public boolean isFloatingPoint() {
        return switch (this) {
            case FLOAT16,
                    FLOAT32,
                    FLOAT64,
                    BFLOAT16,
                    FLOAT8_E5M2,
                    FLOAT8_E4M3FN,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E8M0FNU,
                    FLOAT4_E2M1FN_X2 ->
                    true;
            default -> false;
        };
    }

    /** Whether elements are complex numbers. Mirrors {@code dtype.is_complex}. */
    public boolean isComplex() {
        return this == COMPLEX32 || this == COMPLEX64 || this == COMPLEX128;
    }

    /** Whether elements are numbers only together with a scale. */
    boolean isQuantized() {
        return switch (this) {
            case QINT8, QUINT8, QINT32, QUINT4X2, QUINT2X4 -> true;
            default -> false;
        };
    }

    /** The name that Python prints, as {@code torch.float32}. */
    @Override
    public String toString() {
        return "torch." + name().toLowerCase(java.util.Locale.ROOT);
    }

    static DType ofCode(long code) {
        DType dtype = code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
        if (dtype == null)
            throw new UnsupportedOperationException(
                    "libtorch's dtype number " + code + " has no name in JTorch");
        return dtype;
    }

    static long code(DType dtype, String argument) {
        if (dtype == null) throw Slots.nullArgument(argument, "a DType");
        return dtype.code;
    }

    static long codeOrMinus(@Nullable DType dtype) {
        return dtype == null ? -1 : dtype.code;
    }
}
