package torch;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.internal.Slots;

/**
 * Java's arrays and lists, nested or not, as tensors: the way of {@code torch.tensor}.
 *
 * <p>Without a type asked for, values decide as in Python: booleans give BOOL, integers of any width
 * INT64, floating-point numbers of either width the default type, {@link Complex} its complex type, a
 * tensor of one element its own, and a mixture what they are promoted to.
 */
final class Nested {

    private final long[] shape;
    private final int length;
    private int next;
    private @Nullable DType inferred;
    private DType target = DType.FLOAT32;

    // one of them is filled, once the kind of the target is known
    private double @Nullable [] reals;
    private long @Nullable [] integers;

    private Nested(long[] shape) {
        this.shape = shape;
        long numel = Size.of(shape).numel();
        if (numel > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "too many elements for one tensor from arrays: " + numel);
        }
        this.length = (int) numel;
    }

    /**
     * A new tensor with the values.
     *
     * @param data an array of any rank, a list, a tensor, or a single number or boolean; elements of lists may be
     *     tensors of one element
     * @param options the type, if it is not to follow from the values, and the device
     * @throws IllegalArgumentException if sequences on one level differ in length, a value is no
     *     number or boolean, or does not fit the type
     */
    static Tensor tensor(Object data, TensorOptions options) {
        if (data == null)
            throw Slots.nullArgument("data", "an array, a List, a Number or a Boolean");
        Arguments.required(options, "tensor", "options", "a TensorOptions");
        if (data instanceof Tensor tensor) return copy(tensor, options);
        Tensor made;
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            var nested = new Nested(shape(data));
            nested.check(data, 0);
            DType dtype = options.dtypeOrNull();
            if (dtype == null) dtype = nested.inferred;
            Tensor filled = nested.fill(data, dtype == null ? Defaults.dtype() : dtype);
            Device device = Defaults.device(options);
            made = scope.keep(device == null ? filled : filled.to(device));
        }
        return options.finish(made);
    }

    /** What {@code torch.tensor} does with a tensor: a copy that remembers nothing. */
    private static Tensor copy(Tensor tensor, TensorOptions options) {
        Tensor made;
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Device device = options.deviceOrNull();
            DType dtype = options.dtypeOr(tensor.dtype());
            Tensor there = Aten.detach(tensor).to(device == null ? tensor.device() : device, dtype);
            made = scope.keep(Aten.clone(there, null));
        }
        return options.finish(made);
    }

    /** The shape that the first sequence of every level tells. */
    private static long[] shape(Object data) {
        var extents = new ArrayList<Long>();
        @Nullable Object level = data;
        while (level != null && isSequence(level)) {
            int size = size(level);
            extents.add((long) size);
            if (size == 0) {
                // of an empty array, the type tells more levels than the elements
                Class<?> element = level.getClass().getComponentType();
                while (element != null && element.isArray()) {
                    extents.add(0L);
                    element = element.getComponentType();
                }
                break;
            }
            level = element(level, 0);
        }
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    private static boolean isSequence(Object value) {
        return value instanceof List<?> || value.getClass().isArray();
    }

    private static int size(Object sequence) {
        return sequence instanceof List<?> list ? list.size() : Array.getLength(sequence);
    }

    private static @Nullable Object element(Object sequence, int index) {
        return sequence instanceof List<?> list ? list.get(index) : Array.get(sequence, index);
    }

    // ---- The first pass: lengths and kinds

    private void check(@Nullable Object data, int dim) {
        if (data == null) {
            throw new NullPointerException("data: a null at dim " + dim);
        }
        if (dim == shape.length) {
            if (isSequence(data)) {
                throw new IllegalArgumentException(
                        "expected a number at dim " + dim + " (got a sequence)");
            }
            widen(typeOf(data));
            return;
        }
        if (data instanceof Tensor tensor && tensor.dim() > 0) {
            data = rows(tensor);
        }
        if (!isSequence(data)) {
            throw new IllegalArgumentException(
                    "expected sequence of length "
                            + shape[dim]
                            + " at dim "
                            + dim
                            + " (got a number)");
        }
        int size = size(data);
        if (size != shape[dim]) {
            throw new IllegalArgumentException(
                    "expected sequence of length "
                            + shape[dim]
                            + " at dim "
                            + dim
                            + " (got "
                            + size
                            + ")");
        }
        DType elements = typeOfElements(data);
        if (elements != null) {
            if (dim != shape.length - 1) {
                throw new IllegalArgumentException(
                        "expected sequence of length "
                                + shape[dim + 1]
                                + " at dim "
                                + (dim + 1)
                                + " (got a number)");
            }
            widen(elements);
            return;
        }
        for (int i = 0; i < size; i++) {
            check(element(data, i), dim + 1);
        }
    }

    /** The parts of a tensor in the place of a sequence. */
    private static List<Tensor> rows(Tensor tensor) {
        return Aten.unbind_int(Aten.detach(tensor), 0);
    }

    private void widen(DType other) {
        if (inferred == null) {
            inferred = other;
        } else if (inferred != other) {
            inferred = Aten.promote_types(inferred, other);
        }
    }

    /** The type that an array of primitive values has, null if it is not one. */
    private @Nullable DType typeOfElements(Object sequence) {
        return switch (sequence) {
            case double[] a -> Defaults.dtype();
            case float[] a -> Defaults.dtype();
            case long[] a -> DType.INT64;
            case int[] a -> DType.INT64;
            case short[] a -> DType.INT64;
            case byte[] a -> DType.INT64;
            case boolean[] a -> DType.BOOL;
            default -> null;
        };
    }

    private DType typeOf(Object value) {
        return switch (value) {
            case Boolean b -> DType.BOOL;
            case Scalar b -> DType.BOOL;
            case Complex c -> Defaults.complexDtype();
            case Double d -> Defaults.dtype();
            case Float f -> Defaults.dtype();
            case Long l -> DType.INT64;
            case Integer i -> DType.INT64;
            case Short s -> DType.INT64;
            case Byte b -> DType.INT64;
            case BigInteger i -> DType.INT64;
            case Tensor tensor -> {
                if (tensor.numel() != 1) {
                    throw new IllegalArgumentException(
                            "only one element tensors can be converted to Python scalars");
                }
                yield tensor.dtype();
            }
            default ->
                    throw new IllegalArgumentException(
                            "could not infer dtype of " + value.getClass().getName());
        };
    }

    // ---- The second pass: values

    private Tensor fill(Object data, DType dtype) {
        if (dtype.isQuantized() || dtype == DType.FLOAT4_E2M1FN_X2) {
            throw new IllegalArgumentException("store_scalar: invalid type");
        }
        target = dtype;
        if (dtype.isComplex()) {
            reals = new double[2 * length];
            copy(data, 0, true);
            long[] pairs = java.util.Arrays.copyOf(shape, shape.length + 1);
            pairs[shape.length] = 2;
            return Aten.view_as_complex(Elements.tensorOf(reals, pairs, DType.FLOAT64)).to(dtype);
        }
        if (dtype.isFloatingPoint()) {
            reals = new double[length];
            copy(data, 0, false);
            return Elements.tensorOf(reals, shape, DType.FLOAT64).to(dtype);
        }
        integers = new long[length];
        copy(data, 0, false);
        checkRange(integers, dtype);
        return Elements.tensorOf(integers, shape, DType.INT64).to(dtype);
    }

    /** Copies the values in row-major order, as pairs for complex numbers. */
    private void copy(Object data, int dim, boolean pairs) {
        if (dim == shape.length) {
            put(data, pairs);
            return;
        }
        if (!pairs && copyPrimitive(data)) {
            return;
        }
        if (data instanceof Tensor tensor && tensor.dim() > 0) {
            data = rows(tensor);
        }
        for (int i = 0, size = size(data); i < size; i++) {
            copy(java.util.Objects.requireNonNull(element(data, i)), dim + 1, pairs);
        }
    }

    private boolean copyPrimitive(Object data) {
        if (reals != null) {
            switch (data) {
                case double[] a -> {
                    System.arraycopy(a, 0, reals, next, a.length);
                    next += a.length;
                    return true;
                }
                case float[] a -> {
                    for (float value : a) {
                        reals[next++] = value;
                    }
                    return true;
                }
                default -> {}
            }
        } else if (integers != null) {
            switch (data) {
                case long[] a -> {
                    System.arraycopy(a, 0, integers, next, a.length);
                    next += a.length;
                    return true;
                }
                case int[] a -> {
                    for (int value : a) {
                        integers[next++] = value;
                    }
                    return true;
                }
                case byte[] a -> {
                    for (byte value : a) {
                        integers[next++] = value;
                    }
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private void put(Object value, boolean pairs) {
        Object number = value instanceof Tensor tensor ? item(tensor) : value;
        if (number instanceof Boolean || number instanceof Scalar) {
            number = Boolean.TRUE.equals(number) || Scalar.TRUE.equals(number) ? 1L : 0L;
        }
        if (reals != null) {
            putReal((Number) number, pairs, value instanceof Tensor);
        } else if (integers != null) {
            integers[next++] = integer((Number) number);
        }
    }

    private Number item(Tensor tensor) {
        boolean integral = !target.isFloatingPoint() && !target.isComplex() && target != DType.BOOL;
        DType dtype = tensor.dtype();
        if (integral && (dtype.isFloatingPoint() || dtype.isComplex())) {
            throw new IllegalArgumentException(
                    "only integer tensors of a single element can be converted to an index");
        }
        return tensor.item();
    }

    private void putReal(Number number, boolean pairs, boolean ofTensor) {
        double[] reals = java.util.Objects.requireNonNull(this.reals);
        boolean complex = number instanceof Complex;
        if (complex && !pairs && !(ofTensor && ((Complex) number).imag() == 0)) {
            throw new IllegalArgumentException(
                    ofTensor
                            ? "value cannot be converted to type double without overflow"
                            : "must be real number, not complex");
        }
        reals[next++] = complex ? ((Complex) number).real() : number.doubleValue();
        if (pairs) {
            reals[next++] = complex ? ((Complex) number).imag() : 0;
        }
    }

    private long integer(Number number) {
        if (target == DType.BOOL) {
            return switch (number) {
                case Complex c -> c.real() != 0 || c.imag() != 0 ? 1 : 0;
                case BigInteger i -> i.signum() != 0 ? 1 : 0;
                case Double d -> d != 0 ? 1 : 0;
                case Float f -> f != 0 ? 1 : 0;
                default -> number.longValue() != 0 ? 1 : 0;
            };
        }
        boolean real = number instanceof Double || number instanceof Float;
        if (target == DType.UINT64 && (real || number instanceof Complex)) {
            throw new IllegalArgumentException("an integer is required");
        }
        switch (number) {
            case Complex c ->
                    throw new IllegalArgumentException(
                            "'complex' object cannot be interpreted as an integer");
            case BigInteger i -> {
                if (target == DType.UINT64) {
                    if (i.signum() < 0) {
                        throw new IllegalArgumentException(
                                "can't convert negative int to unsigned");
                    }
                    if (i.bitLength() > 64) {
                        throw new IllegalArgumentException("int too big to convert");
                    }
                } else if (i.bitLength() > 63) {
                    throw new IllegalArgumentException("Overflow when unpacking long long");
                }
            }
            case Double d -> checkRange(d);
            case Float f -> checkRange(f);
            default -> {}
        }
        return number.longValue();
    }

    /** Of a floating-point number; its sign counts also for unsigned types. */
    private void checkRange(double real) {
        int bits = 8 * target.itemSize() - (isSigned(target) ? 1 : 0);
        double max = bits == 63 ? Math.nextDown(0x1p63) : (1L << bits) - 1;
        double min = isSigned(target) ? -Math.scalb(1.0, bits) : 0;
        if (!(real >= min && real <= max)) {
            throw overflow(target);
        }
    }

    private static boolean isSigned(DType dtype) {
        return switch (dtype) {
            case INT8, INT16, INT32, INT64 -> true;
            default -> false;
        };
    }

    private static IllegalArgumentException overflow(DType dtype) {
        return new IllegalArgumentException(
                "value cannot be converted to type "
                        + dtype.toString().substring("torch.".length())
                        + " without overflow");
    }

    /** Unsigned types take negative values of their width as PyTorch does: by their bits. */
    private static void checkRange(long[] values, DType dtype) {
        int bits = 8 * dtype.itemSize();
        if (bits == 64 || dtype == DType.BOOL) {
            return;
        }
        boolean signed = isSigned(dtype);
        long max = (1L << (signed ? bits - 1 : bits)) - 1;
        long min = signed ? -max - 1 : -max;
        for (long value : values) {
            if (value < min || value > max) {
                throw overflow(dtype);
            }
        }
    }
}
