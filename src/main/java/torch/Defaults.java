package torch;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Slots;

/** What factories use where nothing is said: libtorch's default type, and this thread's default device. */
final class Defaults {
    private static final ThreadLocal<@Nullable Device> DEVICE = new ThreadLocal<>();

    /** Whether any thread ever had a default device: spares all others the look. */
    private static volatile boolean used;

    /** The types that {@code set_default_tensor_type} and {@code type} name, by libtorch's names. */
    private static final Map<String, DType> BY_TYPE_NAME =
            Stream.of(DType.values()).collect(Collectors.toMap(DType::typeName, d -> d));

    private Defaults() {}

    static DType dtype() {
        return DType.ofCode(Downcalls.plain(Function.DEFAULT_DTYPE));
    }

    /** The type of a complex number of which nothing else is said. */
    static DType complexDtype() {
        DType real = dtype();
        if (real == DType.BFLOAT16)
            throw new TorchException("invalid default scalar type for complex");
        return real.toComplex();
    }

    static void setDtype(DType dtype) {
        if (dtype == null) throw Slots.nullArgument("d", "a DType");
        switch (dtype) {
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
                    Downcalls.call(Function.SET_DEFAULT_DTYPE, DType.code(dtype, "d"));
            default -> {
                if (dtype.isFloatingPoint())
                    throw new IllegalArgumentException(
                            "couldn't find storage object " + dtype.typeName() + "Storage");
                throw new IllegalArgumentException(
                        "only floating-point types are supported as the default type");
            }
        }
    }

    /** The thread's default device, null where none was set. */
    static @Nullable Device deviceOrNull() {
        return used ? DEVICE.get() : null;
    }

    /** The device that the options say, else the thread's default one, else null. */
    static @Nullable Device device(TensorOptions options) {
        Device device =
                Arguments.required(options, "torch", "options", "a TensorOptions").deviceOrNull();
        return device == null ? deviceOrNull() : device;
    }

    static void setDevice(@Nullable Device device) {
        if (device != null) used = true;
        if (device == null) DEVICE.remove();
        else DEVICE.set(device);
    }

    /** The type of elements that {@code torch.FloatTensor} and its like name, null for another text. */
    static @Nullable DType ofTypeName(String type) {
        String name = type.startsWith("torch.cuda.") ? type.substring(11) : type;
        if (name == type && name.startsWith("torch.")) name = name.substring(6);
        return name.endsWith("Tensor")
                ? BY_TYPE_NAME.get(name.substring(0, name.length() - 6))
                : null;
    }
}
