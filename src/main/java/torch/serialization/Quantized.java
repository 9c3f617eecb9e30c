package torch.serialization;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The schemes of quantized tensors. */
final class Quantized {
    private static final List<String> SCHEMES = // in the order of libtorch's QScheme
            List.of(
                    "torch.per_tensor_affine",
                    "torch.per_channel_affine",
                    "torch.per_tensor_symmetric",
                    "torch.per_channel_symmetric",
                    "torch.per_channel_affine_float_qparams");

    private Quantized() {}

    /** The name of a tensor's scheme. */
    static String scheme(Tensor tensor) {
        return SCHEMES.get((int) Aten.qscheme(tensor));
    }

    /** A tensor without elements of the scheme that a file gives to one of this shape. */
    static Tensor empty(StorageRef part, long[] size, List<?> params) {
        DType dtype = part.dtype();
        if (!Dtypes.isQuantized(dtype))
            throw new BrokenFile("a quantized tensor is over a storage of " + dtype);
        Device device = part.storage().device();
        String scheme =
                !params.isEmpty() && params.get(0) instanceof Globals.Plain plain
                        ? plain.name()
                        : "";
        switch (scheme) {
            case "torch.per_tensor_affine" -> {
                if (params.size() != 3
                        || !(params.get(1) instanceof Double scale)
                        || !(params.get(2) instanceof Long zero))
                    throw new BrokenFile("a quantized tensor has no scale and zero point");
                return Aten._empty_affine_quantized(
                        new long[] {0}, dtype, null, device, null, scale, zero, null);
            }
            case "torch.per_channel_affine", "torch.per_channel_affine_float_qparams" -> {
                if (params.size() != 4 || !(params.get(3) instanceof Long axis))
                    throw new BrokenFile("a quantized tensor has no scales, zero points and axis");
                if (axis < 0 || axis >= size.length)
                    throw new BrokenFile(
                            "_rebuild_qtensor: per_channel axis %d out of range for size %s"
                                    .formatted(axis, Size.of(size)));
                boolean whole = scheme.equals("torch.per_channel_affine");
                Tensor scales = numbers(params.get(1), whole ? DType.FLOAT64 : DType.FLOAT32);
                Tensor zeros = numbers(params.get(2), whole ? DType.INT64 : DType.FLOAT32);
                long channels = size[axis.intValue()];
                if (scales.numel() != channels || zeros.numel() != channels)
                    throw new BrokenFile(
                            ("_rebuild_qtensor: per_channel scales/zero_points length must equal"
                                            + " size[axis]=%d, got scales=%d, zero_points=%d")
                                    .formatted(channels, scales.numel(), zeros.numel()));
                long[] none = new long[size.length];
                none[axis.intValue()] = channels;
                return Aten._empty_per_channel_affine_quantized(
                        none, scales, zeros, axis, dtype, null, device, null, null);
            }
            default ->
                    throw new BrokenFile(
                            "Can't deserialize quantized tensor with qscheme "
                                    + Kinds.of(params.isEmpty() ? null : params.get(0)));
        }
    }

    private static Tensor numbers(@Nullable Object value, DType dtype) {
        return switch (value) {
            case Tensor tensor -> Rebuild.dense(tensor);
            case List<?> list -> Torch.tensor(list, Torch.dtype(dtype));
            case null, default ->
                    throw new BrokenFile("a quantized tensor's scales are " + Kinds.of(value));
        };
    }
}
