package torch;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import torch.internal.CudaStatus;
import torch.internal.Slots;

/**
 * Where a tensor lives: a type, and an index where there can be several, or -1 for the current one. Mirrors
 * {@code torch.device}.
 *
 * @param type the type, as {@code cpu} or {@code cuda}
 * @param index the index, or -1 for the current device of that type
 */
public record Device(String type, int index) {
    // In the order of libtorch's DeviceType.
    private static final List<String> TYPES =
            List.of(
                    "cpu",
                    "cuda",
                    "mkldnn",
                    "opengl",
                    "opencl",
                    "ideep",
                    "hip",
                    "fpga",
                    "maia",
                    "xla",
                    "vulkan",
                    "metal",
                    "xpu",
                    "mps",
                    "meta",
                    "hpu",
                    "ve",
                    "lazy",
                    "ipu",
                    "mtia",
                    "privateuseone");
    private static final long CUDA = TYPES.indexOf("cuda");
    private static final Pattern SPELLING = Pattern.compile("([a-z_]+)(?::(0|[1-9]\\d*))?");

    /** The CPU. */
    public static final Device CPU = new Device("cpu", -1);

    /** The device without data: shapes and types only. */
    public static final Device META = new Device("meta", -1);

    /** @throws IllegalArgumentException if there is no such type, or the index is not in -1..127 */
    public Device {
        if (!TYPES.contains(Objects.requireNonNull(type, "device type"))) throw unknown(type, type);
        if (index < -1 || index > 127)
            throw new IllegalArgumentException(
                    "Device index must be -1 or in 0..127, got " + index);
    }

    /**
     * The device of a name as {@code cpu}, {@code cuda} or {@code cuda:1}. Mirrors {@code torch.device("cuda:1")}.
     *
     * @throws IllegalArgumentException if the name is not of that form, or there is no such type of device
     */
    public static Device of(String name) {
        if (name == null)
            throw new NullPointerException(
                    "device must be a name such as \"cpu\" or \"cuda:0\", not null");
        Matcher m = SPELLING.matcher(name);
        if (!m.matches() || m.group(2) != null && m.group(2).length() > 3) {
            throw new IllegalArgumentException("Invalid device string: '" + name + "'");
        }
        if (!TYPES.contains(m.group(1))) throw unknown(m.group(1), name);
        return new Device(m.group(1), m.group(2) == null ? -1 : Integer.parseInt(m.group(2)));
    }

    private static IllegalArgumentException unknown(String type, String name) {
        return new IllegalArgumentException(
                "Expected one of "
                        + String.join(", ", TYPES)
                        + " device type at start of device string: "
                        + name);
    }

    /** {@code cpu}, or {@code cuda:1}. */
    @Override
    public String toString() {
        return index < 0 ? type : type + ":" + index;
    }

    static Device ofCode(long code) {
        return new Device(TYPES.get((int) (code >> 8)), (byte) code);
    }

    static long code(Device device, String argument) {
        if (device == null) throw Slots.nullArgument(argument, "a Device");
        return codeOrMinus(device);
    }

    /**
     * The number of a device, or -1.
     *
     * @throws UnsupportedOperationException with the reason, for CUDA where there is none
     * @throws TorchException if there are not as many CUDA devices
     */
    static long codeOrMinus(@Nullable Device device) {
        if (device == null) return -1;
        long type = typeCode(device.type);
        if (type == CUDA) CudaStatus.require(device.index);
        return type << 8 | device.index & 0xff;
    }

    /** The number of a type of device, whether or not there is such a device. */
    static long typeCode(String type) {
        return TYPES.indexOf(type);
    }
}
