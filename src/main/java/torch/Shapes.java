package torch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.internal.Slots;

/** Functions of shapes and of subscripts that PyTorch writes in Python. */
final class Shapes {
    private Shapes() {}

    /** The steps of a tensor whose elements follow each other. */
    static long[] contiguousStrides(long[] size) {
        if (size == null) throw Slots.nullArgument("size", "a long[]");
        long[] strides = new long[size.length];
        long step = 1;
        for (int i = size.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, size[i]);
        }
        return strides;
    }

    static Size broadcast(Size... shapes) {
        Arguments.required(shapes, "broadcast_shapes", "shapes", "a Size[]");
        int dims = 0;
        for (Size shape : shapes) {
            if (shape == null) throw Slots.nullArgument("shapes", "a Size");
            dims = Math.max(dims, shape.size());
        }
        long[] common = new long[dims];
        java.util.Arrays.fill(common, 1);
        for (int which = 0; which < shapes.length; which++) {
            Size shape = shapes[which];
            for (int back = 1; back <= shape.size(); back++) {
                long extent = shape.get(shape.size() - back);
                if (extent < 0)
                    throw new IllegalArgumentException(
                            "Attempting to broadcast a dimension with negative length!");
                int at = dims - back;
                if (extent == 1 || extent == common[at]) continue;
                if (common[at] != 1) throw mismatch(shape, which, back, common);
                common[at] = extent;
            }
        }
        return Size.of(common);
    }

    private static TorchException mismatch(Size shape, int which, int back, long[] common) {
        return new TorchException(
                "Attempting to broadcast a dimension of length "
                        + shape.get(shape.size() - back)
                        + " at -"
                        + back
                        + "! Mismatching argument at index "
                        + which
                        + " had "
                        + tuple(shape.toArray())
                        + "; but expected shape should be broadcastable to "
                        + java.util.Arrays.toString(common));
    }

    /** As Python prints a tuple. */
    static String tuple(long[] values) {
        String list = java.util.Arrays.toString(values);
        return "(" + list.substring(1, list.length() - 1) + (values.length == 1 ? ",)" : ")");
    }

    static List<Tensor> unravel(Tensor indices, long[] shape) {
        Arguments.required(indices, "unravel_index", "indices", "a Tensor");
        DType dtype = indices.dtype();
        if (dtype.isComplex() || dtype.isFloatingPoint() || dtype == DType.BOOL)
            throw new IllegalArgumentException(
                    "expected 'indices' to be integer dtype, but got " + dtype);
        if (shape == null) throw Slots.nullArgument("shape", "a long[]");
        boolean empty = false;
        for (long extent : shape) {
            if (extent < 0)
                throw new IllegalArgumentException(
                        "'shape' cannot have negative values, but got " + tuple(shape));
            empty |= extent == 0;
        }
        if (empty && indices.numel() != 0)
            throw new IllegalArgumentException(
                    "'shape' cannot have zero dimensions when 'indices' is non-empty, but got "
                            + tuple(shape));
        long[] steps = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            steps[i] = step;
            step *= shape[i];
        }
        try (Scope scope = new Scope()) {
            TensorOptions like = Torch.dtype(DType.INT64).device(indices.device());
            Tensor found =
                    indices.unsqueeze(-1)
                            .floorDivide(Torch.tensor(steps, like))
                            .remainder(Torch.tensor(shape, like));
            List<Tensor> parts = Aten.unbind_int(found, -1);
            parts.forEach(scope::keep);
            return parts;
        }
    }

    /** The axes that {@code torch.tensordot} sums over where it is given their number. */
    static Tensor tensordot(Tensor a, Tensor b, long dims) {
        Arguments.required(a, "tensordot", "a", "a Tensor");
        Arguments.required(b, "tensordot", "b", "a Tensor");
        if (dims < 0) throw new TorchException("tensordot expects dims >= 0, but got dims=" + dims);
        if (dims > Math.min(a.dim(), b.dim()))
            throw new TorchException(
                    "tensordot expects dims < ndim_a or ndim_b, but got dims=" + dims);
        long[] last = java.util.stream.LongStream.range(-dims, 0).toArray();
        long[] first = java.util.stream.LongStream.range(0, dims).toArray();
        return Aten.tensordot(a, b, last, first);
    }

    /** The equation of operands that alternate with lists of subscripts, and its value. */
    static Tensor einsum(Object... operandsAndSubscripts) {
        Arguments.required(operandsAndSubscripts, "einsum", "operands", "an array");
        int given = operandsAndSubscripts.length;
        if (given < 2)
            throw new IllegalArgumentException(
                    "einsum(): must specify the equation string and at least one operand, or at"
                            + " least one operand and its subscripts list");
        Tensor[] operands = new Tensor[given / 2];
        StringBuilder equation = new StringBuilder();
        for (int i = 0; i < operands.length; i++) {
            if (!(operandsAndSubscripts[2 * i] instanceof Tensor operand))
                throw new IllegalArgumentException(
                        "einsum(): argument " + 2 * i + " must be a Tensor");
            operands[i] = operand;
            if (i > 0) equation.append(',');
            equation.append(subscripts(operandsAndSubscripts[2 * i + 1]));
        }
        if (given % 2 == 1)
            equation.append("->").append(subscripts(operandsAndSubscripts[given - 1]));
        return Aten.einsum(equation.toString(), List.of(operands), null);
    }

    private static String subscripts(@Nullable Object list) {
        StringBuilder letters = new StringBuilder();
        List<?> all =
                switch (list) {
                    case long[] a -> java.util.Arrays.stream(a).boxed().toList();
                    case int[] a -> java.util.Arrays.stream(a).boxed().toList();
                    case List<?> l -> l;
                    case null, default ->
                            throw new IllegalArgumentException(
                                    "einsum(): subscripts must be an int[], a long[] or a List");
                };
        for (Object one : all) {
            if (one == Index.ELLIPSIS) {
                letters.append("...");
            } else if (one instanceof Number n && n.longValue() >= 0 && n.longValue() < 52) {
                int value = n.intValue();
                letters.append((char) (value < 26 ? 'A' + value : 'a' + value - 26));
            } else {
                throw new IllegalArgumentException(
                        "einsum(): subscript in subscript list is not within the valid range [0, 52)");
            }
        }
        return letters.toString();
    }
}
