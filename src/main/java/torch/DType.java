package torch;

import org.jspecify.annotations.Nullable;
import torch.internal.Libraries;
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
    BITS1X8(18, 1),
    BITS2X4(19, 1),
    BITS4X2(20, 1),
    BITS8(21, 1),
    BITS16(22, 2),
    FLOAT8_E5M2(23, 1),
    FLOAT8_E4M3FN(24, 1),
    FLOAT8_E5M2FNUZ(25, 1),
    FLOAT8_E4M3FNUZ(26, 1),
    UINT16(27, 2),
    UINT32(28, 4),
    UINT64(29, 8),
    UINT1(30, 1),
    UINT2(31, 1),
    UINT3(32, 1),
    UINT4(33, 1),
    UINT5(34, 1),
    UINT6(35, 1),
    UINT7(36, 1),
    INT1(37, 1),
    INT2(38, 1),
    INT3(39, 1),
    INT4(40, 1),
    INT5(41, 1),
    INT6(42, 1),
    INT7(43, 1),
    FLOAT8_E8M0FNU(44, 1),
    FLOAT4_E2M1FN_X2(45, 1),
    /** Pairs of BFLOAT16: libtorch 2.14 and newer. */
    BCOMPLEX32(46, 4);

    /** {@code torch.half}: {@link #FLOAT16}. */
    public static final DType HALF = FLOAT16;

    /** {@code torch.float}: {@link #FLOAT32}. */
    public static final DType FLOAT = FLOAT32;

    /** {@code torch.double}: {@link #FLOAT64}. */
    public static final DType DOUBLE = FLOAT64;

    /** {@code torch.chalf}: {@link #COMPLEX32}. */
    public static final DType CHALF = COMPLEX32;

    /** {@code torch.cfloat}: {@link #COMPLEX64}. */
    public static final DType CFLOAT = COMPLEX64;

    /** {@code torch.cdouble}: {@link #COMPLEX128}. */
    public static final DType CDOUBLE = COMPLEX128;

    /** {@code torch.short}: {@link #INT16}. */
    public static final DType SHORT = INT16;

    /** {@code torch.int}: {@link #INT32}. */
    public static final DType INT = INT32;

    /** {@code torch.long}: {@link #INT64}. */
    public static final DType LONG = INT64;

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
        return this == COMPLEX32 || this == COMPLEX64 || this == COMPLEX128 || this == BCOMPLEX32;
    }

    /**
     * Whether elements can be negative. Mirrors {@code dtype.is_signed}.
     *
     * @throws UnsupportedOperationException for quantized types and for bits, as in PyTorch
     */
    public boolean isSigned() {
        return switch (this) {
            case QINT8, QUINT8, QINT32, QUINT4X2, QUINT2X4 ->
                    throw new UnsupportedOperationException(
                            "isSignedType not supported for quantized types");
            case BITS1X8, BITS2X4, BITS4X2, BITS8, BITS16 ->
                    throw new UnsupportedOperationException("Bits types are undefined");
            case BOOL, FLOAT8_E8M0FNU -> false;
            default -> !name().startsWith("UINT");
        };
    }

    /** The type of the parts of complex elements; a real type itself. Mirrors {@code dtype.to_real()}. */
    public DType toReal() {
        return switch (this) {
            case COMPLEX32 -> FLOAT16;
            case COMPLEX64 -> FLOAT32;
            case COMPLEX128 -> FLOAT64;
            case BCOMPLEX32 -> BFLOAT16;
            default -> this;
        };
    }

    /**
     * The complex type with parts of this type; a complex type itself. Mirrors {@code dtype.to_complex()}.
     *
     * @throws TorchException if there is none
     */
    public DType toComplex() {
        return switch (this) {
            case FLOAT16, COMPLEX32 -> COMPLEX32;
            case FLOAT32, COMPLEX64 -> COMPLEX64;
            case FLOAT64, COMPLEX128 -> COMPLEX128;
            case BFLOAT16, BCOMPLEX32 -> BCOMPLEX32;
            default -> throw new TorchException("Unknown Complex ScalarType for " + typeName());
        };
    }

    /** libtorch's own name of the type, as {@code Float} or {@code ComplexHalf}. */
    String typeName() {
        return switch (this) {
            case UINT8 -> "Byte";
            case INT8 -> "Char";
            case INT16 -> "Short";
            case INT32 -> "Int";
            case INT64 -> "Long";
            case FLOAT16 -> "Half";
            case FLOAT32 -> "Float";
            case FLOAT64 -> "Double";
            case COMPLEX32 -> "ComplexHalf";
            case COMPLEX64 -> "ComplexFloat";
            case COMPLEX128 -> "ComplexDouble";
            case BFLOAT16 -> "BFloat16";
            case BCOMPLEX32 -> "BComplex32";
            case QINT8 -> "QInt8";
            case QUINT8 -> "QUInt8";
            case QINT32 -> "QInt32";
            case QUINT4X2 -> "QUInt4x2";
            case QUINT2X4 -> "QUInt2x4";
            default -> {
                String name = name();
                yield name.startsWith("UINT")
                        ? "UInt" + name.substring(4)
                        : name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
            }
        };
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
        return codeOrMinus(dtype);
    }

    static long codeOrMinus(@Nullable DType dtype) {
        if (dtype == null) return -1;
        if (dtype == BCOMPLEX32 && !dtype.isKnown())
            throw new UnsupportedOperationException(
                    "libtorch " + Libraries.version() + " has no " + dtype);
        return dtype.code;
    }

    /** Whether the libtorch at hand has this type: an older one takes a newer type's number for something else. */
    boolean isKnown() {
        String[] version = Libraries.version().split("[.+]");
        return this != BCOMPLEX32
                || Integer.parseInt(version[0]) > 2
                || Integer.parseInt(version[1]) >= 14;
    }
}
