package torch.serialization;

import org.jspecify.annotations.Nullable;
import torch.DType;

/** The types of elements that a safetensors file may hold, in the order in which its tensors are laid out from the end. */
enum SafetensorsType {
    BOOL(8, DType.BOOL),
    F4(4, DType.FLOAT4_E2M1FN_X2),
    F6_E2M3(6, null),
    F6_E3M2(6, null),
    U8(8, DType.UINT8),
    I8(8, DType.INT8),
    F8_E5M2(8, DType.FLOAT8_E5M2),
    F8_E4M3(8, DType.FLOAT8_E4M3FN),
    F8_E8M0(8, DType.FLOAT8_E8M0FNU),
    F8_E4M3FNUZ(8, DType.FLOAT8_E4M3FNUZ),
    F8_E5M2FNUZ(8, DType.FLOAT8_E5M2FNUZ),
    I16(16, DType.INT16),
    U16(16, DType.UINT16),
    F16(16, DType.FLOAT16),
    BF16(16, DType.BFLOAT16),
    I32(32, DType.INT32),
    U32(32, DType.UINT32),
    F32(32, DType.FLOAT32),
    C64(64, DType.COMPLEX64),
    F64(64, DType.FLOAT64),
    I64(64, DType.INT64),
    U64(64, DType.UINT64);

    final int bits;

    /** The type in libtorch, which has none for six bits. */
    final @Nullable DType dtype;

    SafetensorsType(int bits, @Nullable DType dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    /** The type of that name, null if there is none. */
    static @Nullable SafetensorsType named(String name) {
        for (SafetensorsType type : values()) if (type.name().equals(name)) return type;
        return null;
    }

    /** The type that holds a tensor's elements, null if there is none. */
    static @Nullable SafetensorsType of(DType dtype) {
        for (SafetensorsType type : values()) if (type.dtype == dtype) return type;
        return null;
    }

    /** How many elements of the file's shape one element of the tensor's last dimension is. */
    int packed() {
        return this == F4 ? 2 : 1;
    }
}
