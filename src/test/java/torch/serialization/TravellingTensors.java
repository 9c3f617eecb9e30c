package torch.serialization;

import static torch.Index.slice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The tensors in travelling files, drawn from a file's number; {@code travelling_files.py} draws the same. */
final class TravellingTensors {
    record Safe(Map<String, Tensor> tensors, @Nullable Map<String, String> texts) {}

    record Array(Tensor tensor, int version, boolean swapped) {}

    record Archive(Map<String, Tensor> arrays, boolean compressed) {}

    record Sharded(Map<String, Tensor> tensors, long most) {}

    private static final List<DType> SAFE =
            List.of(
                    DType.BOOL,
                    DType.UINT8,
                    DType.INT8,
                    DType.INT16,
                    DType.INT32,
                    DType.INT64,
                    DType.UINT16,
                    DType.UINT32,
                    DType.UINT64,
                    DType.FLOAT16,
                    DType.BFLOAT16,
                    DType.FLOAT32,
                    DType.FLOAT64,
                    DType.COMPLEX64,
                    DType.FLOAT8_E5M2,
                    DType.FLOAT8_E4M3FN,
                    DType.FLOAT8_E8M0FNU,
                    DType.FLOAT8_E4M3FNUZ,
                    DType.FLOAT8_E5M2FNUZ,
                    DType.FLOAT4_E2M1FN_X2);

    private static final List<DType> NUMPY =
            List.of(
                    DType.BOOL,
                    DType.UINT8,
                    DType.INT8,
                    DType.INT16,
                    DType.INT32,
                    DType.INT64,
                    DType.UINT16,
                    DType.UINT32,
                    DType.UINT64,
                    DType.FLOAT16,
                    DType.FLOAT32,
                    DType.FLOAT64,
                    DType.COMPLEX64,
                    DType.COMPLEX128);

    private static final List<String> NAMES =
            List.of(
                    "weight",
                    "model.layers.0.bias",
                    "ü",
                    "日本/語",
                    "\uD83D\uDE00",
                    "\uffee",
                    "\"quoted\"\\\n\t\001",
                    " ");

    private static final int PARTS = 8;

    private TravellingTensors() {}

    static Safe safe(int number) {
        Torch.manualSeed(1000 + number);
        var tensors = new LinkedHashMap<String, Tensor>();
        int count = draw(7);
        for (int i = 0; i < count; i++) {
            DType dtype = SAFE.get(draw(SAFE.size()));
            String name = NAMES.get(draw(NAMES.size())) + i;
            tensors.put(name, tensor(dtype));
        }
        Map<String, String> texts =
                switch (draw(3)) {
                    case 0 -> null;
                    case 1 -> Map.of("format", "pt");
                    default -> Map.of("ü\"\\\n\001/\u007f\u2028", "\uD83D\uDE00");
                };
        return new Safe(tensors, texts);
    }

    static Array npy(int number) {
        Torch.manualSeed(2_000_000 + number);
        Tensor x = array(NUMPY.get(draw(NUMPY.size())));
        return new Array(x, 1 + draw(3), draw(2) == 1);
    }

    static Archive npz(int number) {
        Torch.manualSeed(3_000_000 + number);
        var arrays = new LinkedHashMap<String, Tensor>();
        int count = draw(5);
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(draw(3)) + i;
            arrays.put(name, array(NUMPY.get(draw(NUMPY.size()))));
        }
        return new Archive(arrays, draw(2) == 1);
    }

    static Sharded sharded(int number) {
        Torch.manualSeed(4_000_000 + number);
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < PARTS; i++)
            tensors.put("layer." + i + ".weight", tensor(SAFE.get(draw(SAFE.size()))));
        return new Sharded(tensors, 1 + draw(600));
    }

    private static int draw(int limit) {
        try (Tensor drawn = Torch.randint(limit, Size.of())) {
            return drawn.itemInt();
        }
    }

    private static Tensor tensor(DType dtype) {
        long[] extents = new long[draw(5)];
        for (int i = 0; i < extents.length; i++) extents[i] = draw(5);
        // half a byte cannot be saved
        if (dtype == DType.FLOAT4_E2M1FN_X2 && extents.length == 0) extents = new long[] {1};
        Size shape = Size.of(extents);
        long size = shape.numel() * dtype.itemSize();
        if (size == 0) return Torch.empty(shape, Torch.dtype(dtype));
        return Torch.randint(dtype == DType.BOOL ? 2 : 256, Size.of(size), Torch.dtype(DType.UINT8))
                .view(dtype)
                .reshape(shape);
    }

    private static Tensor array(DType dtype) {
        Tensor x = tensor(dtype);
        return switch (draw(3)) {
            case 1 -> x.permute(NpyArray.backwards(x.dim()));
            case 2 -> x.dim() > 0 ? x.get(slice(null, null, 2)) : x;
            default -> x;
        };
    }

    /** Whether tensors are equal in type, shape and every bit. */
    static boolean same(Tensor a, Tensor b) {
        try (var scope = Torch.scope()) {
            return a.dtype() == b.dtype()
                    && a.shape().equals(b.shape())
                    && TensorBytes.of(a.contiguous()).mismatch(TensorBytes.of(b.contiguous())) < 0;
        }
    }
}
