package torch;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.IntFunction;
import torch.internal.Native;

/** Copies of elements, between tensors and flat Java arrays. */
final class Elements {
    private Elements() {}

    static double[] toDoubles(Tensor tensor) {
        return copy(tensor, DType.FLOAT64, double[]::new);
    }

    static float[] toFloats(Tensor tensor) {
        return copy(tensor, DType.FLOAT32, float[]::new);
    }

    static long[] toLongs(Tensor tensor) {
        return copy(tensor, DType.INT64, long[]::new);
    }

    static int[] toInts(Tensor tensor) {
        return copy(tensor, DType.INT32, int[]::new);
    }

    static short[] toShorts(Tensor tensor) {
        return copy(tensor, DType.INT16, short[]::new);
    }

    static byte[] toBytes(Tensor tensor) {
        boolean unsigned = tensor.dtype() == DType.UINT8;
        return copy(tensor, unsigned ? DType.UINT8 : DType.INT8, byte[]::new);
    }

    static boolean[] toBooleans(Tensor tensor) {
        byte[] bytes = copy(tensor, DType.BOOL, byte[]::new);
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < values.length; i++) values[i] = bytes[i] != 0;
        return values;
    }

    static Complex[] toComplex(Tensor tensor) {
        count(tensor, 2);
        double[] pairs;
        try (Scope temporary = Torch.scope();
                GradMode off = Torch.noGrad()) {
            pairs = toDoubles(Aten.view_as_real(Aten.resolve_conj(tensor.to(DType.COMPLEX128))));
        }
        Complex[] values = new Complex[pairs.length / 2];
        for (int i = 0; i < values.length; i++)
            values[i] = Complex.of(pairs[2 * i], pairs[2 * i + 1]);
        return values;
    }

    private static <A> A copy(Tensor tensor, DType dtype, IntFunction<A> array) {
        int count = count(tensor, 1);
        if (tensor.layout() != Layout.STRIDED)
            throw new IllegalStateException(
                    "the elements of a tensor of layout "
                            + tensor.layout()
                            + " are not in one array: use toDense() first");
        try (Scope temporary = new Scope()) {
            Tensor here = Aten.resolve_neg(tensor.detach().to(Device.CPU, dtype));
            Tensor plain = Aten.contiguous(here, MemoryFormat.CONTIGUOUS_FORMAT);
            A values = array.apply(count);
            MemorySegment target = Arrays.segment(values);
            MemorySegment.copy(Native.MEMORY, plain.dataAddress(), target, 0, target.byteSize());
            Reference.reachabilityFence(plain);
            return values;
        }
    }

    /** How many array elements the tensor's elements take. */
    private static int count(Tensor tensor, int each) {
        long count = tensor.numel();
        // JVMs reserve some header words of the largest arrays
        if (count > (Integer.MAX_VALUE - 8) / each)
            throw new IllegalStateException(
                    "the tensor has " + count + " elements, more than a Java array holds");
        return (int) count;
    }

    /** A tensor with a copy of an array's elements. */
    static Tensor tensorOf(Object array, long[] shape, DType dtype) {
        return tensorOf(Arrays.segment(array), shape, dtype);
    }

    /** A tensor with a copy of what is in a segment, which must be as long as the shape asks. */
    static Tensor tensorOf(MemorySegment source, long[] shape, DType dtype) {
        Tensor made = Aten.empty_memory_format(shape, dtype, null, Device.CPU, null, null);
        long bytes = made.numel() * dtype.itemSize();
        if (bytes != source.byteSize()) {
            made.close();
            throw new IllegalArgumentException(
                    source.byteSize()
                            + " bytes do not fill a "
                            + dtype
                            + " tensor of shape "
                            + java.util.Arrays.toString(shape)
                            + " ("
                            + bytes
                            + " bytes)");
        }
        MemorySegment.copy(source, 0, Native.MEMORY, made.dataAddress(), bytes);
        Reference.reachabilityFence(made);
        return made;
    }
}
