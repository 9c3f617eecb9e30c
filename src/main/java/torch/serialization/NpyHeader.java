package torch.serialization;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.FileFormatException;

/**
 * What stands before the elements of a {@code .npy} file.
 *
 * @param order the elements' byte order
 * @param fortran whether the first index runs fastest
 */
record NpyHeader(DType dtype, ByteOrder order, boolean fortran, long[] shape) {
    /** The bytes before the header: the name of the format, its version, the header's length in the longer form. */
    static final int MOST_PREFIX = 12;

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** As long a header as NumPy reads. */
    private static final int LIMIT = 10_000;

    private static final int ALIGNMENT = 64;

    /** The digits of the longest axis, for which a header leaves room to grow. */
    private static final int AXIS_DIGITS = 21;

    /** As many dimensions as NumPy's arrays have. */
    private static final int MOST_DIMENSIONS = 64;

    // ---- Reading

    /**
     * Where a header ends, which starts as given.
     *
     * @param start the first twelve bytes, or all there are
     * @return the offset of the first element
     */
    static int end(Path file, byte[] start) {
        if (start.length < MAGIC.length || !Arrays.equals(MAGIC, 0, 6, start, 0, 6))
            throw new FileFormatException(file, "the magic string is not correct");
        int prefix = start.length > 6 && start[6] == 1 ? 10 : 12;
        if (start.length < prefix)
            throw new FileFormatException(file, "EOF: reading array header length");
        if (start[6] < 1 || start[6] > 3 || start[7] != 0)
            throw new FileFormatException(
                    file,
                    "we only support format version (1,0), (2,0), and (3,0), not ("
                            + (start[6] & 0xff)
                            + ", "
                            + (start[7] & 0xff)
                            + ")");
        long length = 0;
        for (int i = prefix; i-- > 8; ) length = length << 8 | start[i] & 0xff;
        if (length > LIMIT)
            throw new FileFormatException(
                    file,
                    "Header info length ("
                            + length
                            + ") is large and may not be safe to load securely.");
        return prefix + (int) length;
    }

    /**
     * Reads a header.
     *
     * @param bytes all bytes up to the first element
     */
    static NpyHeader read(Path file, byte[] bytes) {
        int version = bytes[6];
        int prefix = version == 1 ? 10 : 12;
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String text;
        try {
            text =
                    charset.newDecoder()
                            .decode(java.nio.ByteBuffer.wrap(bytes, prefix, bytes.length - prefix))
                            .toString();
        } catch (CharacterCodingException e) {
            throw new FileFormatException(file, "invalid UTF-8 in the header", e);
        }
        var literal = new NpyLiteral(file, text, version < 3);
        literal.read();
        if (literal.shape().length > MOST_DIMENSIONS)
            throw new FileFormatException(
                    file,
                    "shape is not valid: "
                            + literal.shape().length
                            + " dimensions, at most "
                            + MOST_DIMENSIONS);
        String descr = literal.descr();
        DType dtype = dtype(file, descr);
        ByteOrder order =
                descr.startsWith(">")
                        ? ByteOrder.BIG_ENDIAN
                        : descr.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.nativeOrder();
        var header = new NpyHeader(dtype, order, literal.fortranOrder(), literal.shape());
        header.check(file);
        return header;
    }

    private static DType dtype(Path file, String descr) {
        String type =
                descr.substring(!descr.isEmpty() && "<>|=".indexOf(descr.charAt(0)) >= 0 ? 1 : 0);
        DType dtype =
                switch (type) {
                    case "b1", "?" -> DType.BOOL;
                    case "i1" -> DType.INT8;
                    case "i2" -> DType.INT16;
                    case "i4" -> DType.INT32;
                    case "i8" -> DType.INT64;
                    case "u1" -> DType.UINT8;
                    case "u2" -> DType.UINT16;
                    case "u4" -> DType.UINT32;
                    case "u8" -> DType.UINT64;
                    case "f2" -> DType.FLOAT16;
                    case "f4" -> DType.FLOAT32;
                    case "f8" -> DType.FLOAT64;
                    case "c8" -> DType.COMPLEX64;
                    case "c16" -> DType.COMPLEX128;
                    default -> null;
                };
        if (dtype == null || descr.startsWith("|") && dtype.itemSize() > 1)
            throw new FileFormatException(
                    file,
                    type.startsWith("O")
                            ? "Object arrays cannot be loaded, since they are pickles (descr '"
                                    + descr
                                    + "')"
                            : "no tensor can hold " + kind(type) + " (descr '" + descr + "')");
        return dtype;
    }

    private static String kind(String type) {
        return switch (type.isEmpty() ? ' ' : type.charAt(0)) {
            case 'U', 'S', 'a' -> "text";
            case 'M', 'm' -> "dates and times";
            case 'V' -> "raw bytes";
            case 'f', 'c' -> "floating-point numbers of this size";
            default -> "elements of this type";
        };
    }

    private void check(Path file) {
        try {
            bytes();
            // an empty array's other extents are anything, and strides are made of them
            long product = dtype.itemSize();
            for (long extent : shape) product = Math.multiplyExact(product, Math.max(1, extent));
        } catch (ArithmeticException e) {
            throw new FileFormatException(
                    file, "an array cannot have the shape " + Arrays.toString(shape), e);
        }
    }

    /** The bytes of the elements. */
    long bytes() {
        long bytes = dtype.itemSize();
        for (long extent : shape) bytes = Math.multiplyExact(bytes, extent);
        return bytes;
    }

    /** The sizes as the elements lie in the file, the last running fastest. */
    long[] sizesInFile() {
        return fortran ? reversed(shape) : shape;
    }

    static long[] reversed(long[] values) {
        long[] reversed = new long[values.length];
        for (int i = 0; i < values.length; i++) reversed[i] = values[values.length - 1 - i];
        return reversed;
    }

    // ---- Writing

    /** The type's name in a file, null if NumPy has none. */
    static @Nullable String descr(DType dtype, ByteOrder order) {
        String type =
                switch (dtype) {
                    case BOOL -> "b1";
                    case INT8, INT16, INT32, INT64 -> "i" + dtype.itemSize();
                    case UINT8, UINT16, UINT32, UINT64 -> "u" + dtype.itemSize();
                    case FLOAT16, FLOAT32, FLOAT64 -> "f" + dtype.itemSize();
                    case COMPLEX64, COMPLEX128 -> "c" + dtype.itemSize();
                    default -> null;
                };
        if (type == null) return null;
        return (dtype.itemSize() == 1 ? "|" : order == ByteOrder.BIG_ENDIAN ? ">" : "<") + type;
    }

    /** All bytes before the first element, at a multiple of 64, as NumPy writes them. */
    byte[] toBytes(int version) {
        String tuple =
                LongStream.of(shape)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
        String text =
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                        .formatted(descr(dtype, order), fortran ? "True" : "False", tuple);
        int grows =
                shape.length == 0
                        ? 0
                        : AXIS_DIGITS
                                - Long.toString(shape[fortran ? shape.length - 1 : 0]).length();
        text += " ".repeat(grows);
        int prefix = version == 1 ? 10 : 12;
        int length = text.length() + 1;
        length += ALIGNMENT - (prefix + length) % ALIGNMENT;
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC);
        bytes.write(version);
        bytes.write(0);
        for (int i = 0; i < prefix - 8; i++) bytes.write(length >>> 8 * i);
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.size() < prefix + length - 1) bytes.write(' ');
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** How libtorch calls a type that NumPy lacks. */
    static String scalarType(DType dtype) {
        return switch (dtype) {
            case BFLOAT16 -> "BFloat16";
            case COMPLEX32 -> "ComplexHalf";
            case BCOMPLEX32 -> "BComplex32";
            default -> {
                String name = dtype.name();
                yield name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
            }
        };
    }
}
