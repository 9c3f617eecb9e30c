package torch;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A tensor's elements as Java's nested arrays and lists: the way back from {@link Nested}. */
final class NestedElements {
    private final long[] shape;
    private final Object flat;
    private int next;

    private NestedElements(Tensor tensor, Object flat) {
        this.shape = tensor.shape().toArray();
        this.flat = flat;
    }

    // ---- Arrays

    /** An array of exactly this type; see {@link Tensor#toArray(Class)}. */
    static <A> A array(Tensor tensor, Class<A> type) {
        int rank = 0;
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
            rank++;
        }
        if (rank == 0)
            throw new IllegalArgumentException(
                    "toArray: " + type.getTypeName() + " is not the type of an array");
        if (rank != tensor.dim())
            throw new IllegalArgumentException(
                    "toArray: the tensor has "
                            + tensor.dim()
                            + " dimensions, "
                            + type.getTypeName()
                            + " has "
                            + rank);
        Object flat = flat(tensor, element, type);
        return type.cast(rank == 1 ? flat : new NestedElements(tensor, flat).array(0, type));
    }

    private static Object flat(Tensor tensor, Class<?> element, Class<?> type) {
        if (element == double.class) return Elements.toDoubles(tensor);
        if (element == float.class) return Elements.toFloats(tensor);
        if (element == long.class) return Elements.toLongs(tensor);
        if (element == int.class) return Elements.toInts(tensor);
        if (element == short.class) return Elements.toShorts(tensor);
        if (element == byte.class) return Elements.toBytes(tensor);
        if (element == boolean.class) return Elements.toBooleans(tensor);
        if (element == Complex.class) return Elements.toComplex(tensor);
        throw new IllegalArgumentException(
                "toArray: "
                        + type.getTypeName()
                        + " is not an array of double, float, long, int, short, byte, boolean or"
                        + " Complex");
    }

    private Object array(int dim, Class<?> type) {
        int extent = extent(dim);
        Class<?> component = type.getComponentType();
        Object array = Array.newInstance(component, extent);
        if (dim == shape.length - 1) {
            System.arraycopy(flat, next, array, 0, extent);
            next += extent;
        } else {
            for (int i = 0; i < extent; i++) Array.set(array, i, array(dim + 1, component));
        }
        return array;
    }

    /** An extent of a tensor without elements may be beyond an int. */
    private int extent(int dim) {
        if (shape[dim] > Integer.MAX_VALUE - 8)
            throw new IllegalStateException(
                    "the tensor has an extent of "
                            + shape[dim]
                            + ", more than a Java array or list holds");
        return (int) shape[dim];
    }

    // ---- Lists

    /** Nested lists of Python's kinds of numbers; see {@link Tensor#tolist}. */
    static Object list(Tensor tensor) {
        DType dtype = tensor.dtype();
        if (dtype.isQuantized()) throw new TorchException("load_scalar: invalid type");
        Object flat;
        if (dtype == DType.BOOL) flat = Elements.toBooleans(tensor);
        else if (dtype.isComplex()) flat = Elements.toComplex(tensor);
        else if (dtype.isFloatingPoint()) flat = Elements.toDoubles(tensor);
        else if (dtype == DType.UINT64) flat = unsigned(Elements.toLongs(tensor));
        else flat = Elements.toLongs(tensor);
        return new NestedElements(tensor, flat).list(0);
    }

    private Object list(int dim) {
        if (dim == shape.length) return Array.get(flat, next++);
        int extent = extent(dim);
        List<Object> list = new ArrayList<>(extent);
        for (int i = 0; i < extent; i++) list.add(list(dim + 1));
        return list;
    }

    private static Number[] unsigned(long[] bits) {
        Number[] values = new Number[bits.length];
        for (int i = 0; i < bits.length; i++) {
            if (bits[i] >= 0) values[i] = bits[i];
            else values[i] = new BigInteger(Long.toUnsignedString(bits[i]));
        }
        return values;
    }
}
