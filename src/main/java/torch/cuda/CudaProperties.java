package torch.cuda;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Torch;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/** What devices are, and what libtorch was built for. Programs call these functions as {@code Cuda.…}. */
abstract class CudaProperties extends CudaGraphs {
    private static final String ARCHITECTURES = "NVCC architecture flags:";
    private static final Pattern CODE = Pattern.compile("code=([a-z]+_\\w+)");
    private static final int FIRST_WITH_BFLOAT16 = 8;

    CudaProperties() {}

    // ---- Devices

    /** The current device's name. Mirrors {@code torch.cuda.get_device_name}. */
    public static String getDeviceName() {
        return getDeviceProperties().name();
    }

    /** A device's name. */
    public static String getDeviceName(int device) {
        return getDeviceProperties(device).name();
    }

    /** A device's name. */
    public static String getDeviceName(@Nullable Device device) {
        return getDeviceProperties(device).name();
    }

    /** The current device's compute capability. Mirrors {@code torch.cuda.get_device_capability}. */
    public static DeviceCapability getDeviceCapability() {
        return capability(getDeviceProperties());
    }

    /** A device's compute capability. */
    public static DeviceCapability getDeviceCapability(int device) {
        return capability(getDeviceProperties(device));
    }

    /** A device's compute capability. */
    public static DeviceCapability getDeviceCapability(@Nullable Device device) {
        return capability(getDeviceProperties(device));
    }

    private static DeviceCapability capability(DeviceProperties properties) {
        return new DeviceCapability(properties.major(), properties.minor());
    }

    /**
     * What CUDA says about the current device. Mirrors {@code torch.cuda.get_device_properties}.
     *
     * @throws UnsupportedOperationException if there is no CUDA, with the reason
     */
    public static DeviceProperties getDeviceProperties() {
        return getDeviceProperties(null);
    }

    /**
     * What CUDA says about a device.
     *
     * @param device a CUDA device, null for the current one
     * @throws IllegalArgumentException if it is no CUDA device, or there are fewer
     * @throws UnsupportedOperationException if there is no CUDA, with the reason
     */
    public static DeviceProperties getDeviceProperties(@Nullable Device device) {
        return getDeviceProperties(indexOrCurrent(device));
    }

    /**
     * What CUDA says about a device.
     *
     * @throws IllegalArgumentException if there is no such device
     * @throws UnsupportedOperationException if there is no CUDA, with the reason
     */
    public static DeviceProperties getDeviceProperties(int device) {
        initialize("get_device_properties");
        if (device < 0 || device >= Cuda.deviceCount())
            throw new IllegalArgumentException("Invalid device id");
        var from = new Results(Downcalls.call(Function.CUDA_DEVICE_PROPERTIES, device));
        String name = from.nextString();
        UUID uuid = new UUID(Long.reverseBytes(from.next()), Long.reverseBytes(from.next()));
        long memory = from.next();
        int major = (int) from.next();
        int minor = (int) from.next();
        return new DeviceProperties(
                name,
                major,
                minor,
                memory,
                (int) from.next(),
                from.next() != 0,
                from.next() != 0,
                (int) from.next(),
                (int) from.next(),
                (int) from.next(),
                (int) from.next(),
                from.next(),
                from.next(),
                from.next(),
                from.next(),
                uuid,
                (int) from.next(),
                (int) from.next(),
                (int) from.next(),
                (int) from.next(),
                (int) from.next(),
                (int) from.next());
    }

    // ---- What can be computed

    /** Whether the current device knows bfloat16, by itself or through libtorch. Mirrors {@code is_bf16_supported}. */
    public static boolean isBf16Supported() {
        return isBf16Supported(true);
    }

    /**
     * Whether the current device knows bfloat16; false without CUDA. Mirrors {@code torch.cuda.is_bf16_supported}.
     *
     * @param includingEmulation whether it is enough that tensors can be made
     */
    public static boolean isBf16Supported(boolean includingEmulation) {
        if (!Cuda.isAvailable()) return false;
        if (getDeviceProperties().major() >= FIRST_WITH_BFLOAT16) return true;
        if (!includingEmulation) return false;
        try (var _ = Torch.ones(Torch.shape(1), Torch.dtype(DType.BFLOAT16).device("cuda"))) {
            return true;
        } catch (TorchException e) {
            return false;
        }
    }

    /** Whether the current device knows TensorFloat-32. Mirrors {@code torch.cuda.is_tf32_supported}. */
    public static boolean isTf32Supported() {
        return isBf16Supported(false);
    }

    // ---- What libtorch was built for

    /** The architectures, as {@code sm_90}, that libtorch was built for. Mirrors {@code torch.cuda.get_arch_list}. */
    public static List<String> getArchList() {
        return architectures(Torch.showConfig());
    }

    static List<String> architectures(String config) {
        int start = config.indexOf(ARCHITECTURES);
        if (start < 0) return List.of();
        int end = config.indexOf('\n', start);
        String flags = config.substring(start, end < 0 ? config.length() : end);
        return CODE.matcher(flags).results().map(code -> code.group(1)).distinct().toList();
    }

    /** The compiler's flags for them. Mirrors {@code torch.cuda.get_gencode_flags}. */
    public static String getGencodeFlags() {
        return gencode(getArchList());
    }

    static String gencode(List<String> architectures) {
        return architectures.stream()
                .map(one -> one.split("_"))
                .map(p -> "-gencode compute=compute_%s,code=%s_%s".formatted(p[1], p[0], p[1]))
                .collect(Collectors.joining(" "));
    }
}
