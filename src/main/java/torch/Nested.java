package torch;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java's arrays and lists, nested or not, as tensors: the way of {@code torch.tensor}.
 *
 * <p>Without a type asked for, values decide as in Python: booleans give BOOL, integers of any width
 * INT64, floating-point numbers of either width the default type, {@link Complex} the complex type of it, and a mixture
 * the widest of them.
 */
final class Nested {

    /** Python's own types of numbers, the narrower first. */
    private enum Kind {
        BOOL,
        INT,
        FLOAT,
        COMPLEX;

        DType dtype() {
            return switch (this) {
                case BOOL -> DType.BOOL;
                case INT -> DType.INT64;
                case FLOAT -> Defaults.dtype();
                case COMPLEX -> Defaults.complexDtype();
            };
        }
    }

    private final long[] shape;
    private final int length;
    private int next;
    private @Nullable Kind kind;

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
     * @param data an array of any rank, a list, or a single number or boolean
     * @param options the type, if it is not to follow from the values, and the device
     * @throws IllegalArgumentException if sequences on one level differ in length, a value is no
     *     number or boolean, or does not fit the type
     */
    static Tensor tensor(Object data, TensorOptions options) {
        var nested = new Nested(shape(data));
        Kind kind = nested.checkAndFindKind(data);
        DType dtype = options.dtypeOrNull() == null ? kind.dtype() : options.dtypeOrNull();
        Tensor made;
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Tensor filled = nested.fill(data, dtype, kind);
            Device device = Defaults.device(options);
            Tensor placed = device == null ? filled : filled.to(device);
            if (Boolean.TRUE.equals(options.pinMemoryOrNull())) placed = placed.pinMemory();
            made = scope.keep(placed);
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

    private Kind checkAndFindKind(Object data) {
        check(data, 0);
        return kind == null ? Kind.FLOAT : kind;
    }

    private void check(@Nullable Object data, int dim) {
        if (data == null) {
            throw new NullPointerException("data: a null at dim " + dim);
        }
        if (dim == shape.length) {
            if (isSequence(data)) {
                throw new IllegalArgumentException(
                        "expected a number at dim " + dim + " (got a sequence)");
            }
            widen(kindOf(data));
            return;
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
        Kind elements = kindOfElements(data);
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

    private void widen(Kind other) {
        kind = kind == null || other.compareTo(kind) > 0 ? other : kind;
    }

    /** The kind of an array of primitive values, null if it is not one. */
    private static @Nullable Kind kindOfElements(Object sequence) {
        return switch (sequence) {
            case double[] a -> Kind.FLOAT;
            case float[] a -> Kind.FLOAT;
            case long[] a -> Kind.INT;
            case int[] a -> Kind.INT;
            case short[] a -> Kind.INT;
            case byte[] a -> Kind.INT;
            case boolean[] a -> Kind.BOOL;
            default -> null;
        };
    }

    private static Kind kindOf(Object value) {
        return switch (value) {
            case Boolean b -> Kind.BOOL;
            case Scalar b -> Kind.BOOL;
            case Complex c -> Kind.COMPLEX;
            case Double d -> Kind.FLOAT;
            case Float f -> Kind.FLOAT;
            case Long l -> Kind.INT;
            case Integer i -> Kind.INT;
            case Short s -> Kind.INT;
            case Byte b -> Kind.INT;
            default ->
                    throw new IllegalArgumentException(
                            "could not infer dtype of " + value.getClass().getName());
        };
    }

    // ---- The second pass: values

    private Tensor fill(Object data, DType dtype, Kind from) {
        if (dtype.isComplex()) {
            reals = new double[2 * length];
            copy(data, 0, true);
            long[] pairs = java.util.Arrays.copyOf(shape, shape.length + 1);
            pairs[shape.length] = 2;
            return Aten.view_as_complex(Tensor.copyOf(reals, pairs, DType.FLOAT64)).to(dtype);
        }
        if (from == Kind.COMPLEX) {
            throw new IllegalArgumentException("must be real number, not complex, for " + dtype);
        }
        if (dtype.isFloatingPoint() || (dtype == DType.BOOL && from == Kind.FLOAT)) {
            reals = new double[length];
            copy(data, 0, false);
            if (dtype == DType.FLOAT64) {
                return Tensor.copyOf(reals, shape, dtype);
            }
            return Tensor.copyOf(reals, shape, DType.FLOAT64).to(dtype);
        }
        integers = new long[length];
        copy(data, 0, false);
        checkRange(integers, dtype);
        return Tensor.copyOf(integers, shape, DType.INT64).to(dtype);
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
        Number number =
                switch (value) {
                    case Boolean b -> b ? 1 : 0;
                    case Number n -> n;
                    default -> throw new AssertionError(value);
                };
        if (reals != null) {
            boolean complex = number instanceof Complex;
            reals[next++] = complex ? ((Complex) number).real() : number.doubleValue();
            if (pairs) {
                reals[next++] = complex ? ((Complex) number).imag() : 0;
            }
        } else if (integers != null) {
            if (number instanceof Double || number instanceof Float) {
                double real = number.doubleValue();
                if (!(real >= -0x1p63 && real < 0x1p63)) {
                    throw new IllegalArgumentException(
                            "value "
                                    + real
                                    + " cannot be converted to an integer without overflow");
                }
            }
            integers[next++] = number.longValue();
        }
    }

    /** Unsigned types take negative values of their width as PyTorch does: by their bits. */
    private static void checkRange(long[] values, DType dtype) {
        int bits = 8 * dtype.itemSize();
        if (bits == 64 || dtype == DType.BOOL) {
            return;
        }
        boolean signed = dtype == DType.INT8 || dtype == DType.INT16 || dtype == DType.INT32;
        long max = (1L << (signed ? bits - 1 : bits)) - 1;
        long min = signed ? -max - 1 : -max;
        for (long value : values) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        "value "
                                + value
                                + " cannot be converted to type "
                                + dtype
                                + " without overflow");
            }
        }
    }
}
