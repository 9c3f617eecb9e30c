package torch.serialization;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import torch.DType;

/** The classes of storages that PyTorch writes for the types that had one; for all newer types there is one class. */
final class Dtypes {
    /** The class of storages of bytes, whatever their elements are. */
    static final String UNTYPED = "torch.storage.UntypedStorage";

    /** The types by the class of their storages. */
    static final Map<String, DType> STORAGES = new LinkedHashMap<>();

    private static final Map<DType, String> NAMES = new EnumMap<>(DType.class);

    static {
        STORAGES.put("DoubleStorage", DType.FLOAT64);
        STORAGES.put("FloatStorage", DType.FLOAT32);
        STORAGES.put("HalfStorage", DType.FLOAT16);
        STORAGES.put("LongStorage", DType.INT64);
        STORAGES.put("IntStorage", DType.INT32);
        STORAGES.put("ShortStorage", DType.INT16);
        STORAGES.put("CharStorage", DType.INT8);
        STORAGES.put("ByteStorage", DType.UINT8);
        STORAGES.put("BoolStorage", DType.BOOL);
        STORAGES.put("BFloat16Storage", DType.BFLOAT16);
        STORAGES.put("ComplexDoubleStorage", DType.COMPLEX128);
        STORAGES.put("ComplexFloatStorage", DType.COMPLEX64);
        STORAGES.put("QInt8Storage", DType.QINT8);
        STORAGES.put("QInt32Storage", DType.QINT32);
        STORAGES.put("QUInt8Storage", DType.QUINT8);
        STORAGES.put("QUInt4x2Storage", DType.QUINT4X2);
        STORAGES.put("QUInt2x4Storage", DType.QUINT2X4);
        STORAGES.forEach((name, dtype) -> NAMES.put(dtype, name));
    }

    private Dtypes() {}

    /** Whether a type has a class of storages of its own. */
    static boolean isTyped(DType dtype) {
        return NAMES.containsKey(dtype);
    }

    /** Whether PyTorch writes a type without such a class: all but those of less than a byte. */
    static boolean isWritten(DType dtype) {
        return !dtype.name().matches("U?INT[1-7]");
    }

    /** The class of the storages of a type, without its module. */
    static String storage(DType dtype) {
        String name = NAMES.get(dtype);
        if (name == null) throw new AssertionError(dtype);
        return name;
    }

    /** Whether elements are numbers only together with a scale. */
    static boolean isQuantized(DType dtype) {
        return dtype.name().startsWith("QINT") || dtype.name().startsWith("QUINT");
    }
}
