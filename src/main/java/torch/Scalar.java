package torch;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.Slots;

/**
 * A boolean where a number is asked for. Integers, floating-point numbers and {@link Complex} need no wrapping: any
 * {@link Number} is a scalar, and keeps its kind, so that {@code x.add(1)} leaves an integer tensor an integer tensor.
 */
public final class Scalar extends Number {
    private static final long serialVersionUID = 1L;
    private static final long FLOAT = 0;
    private static final long INT = 1;
    private static final long UNSIGNED = 2;
    private static final long COMPLEX = 3;
    private static final long BOOL = 4;

    /** Python's {@code True}. */
    public static final Scalar TRUE = new Scalar(true);

    /** Python's {@code False}. */
    public static final Scalar FALSE = new Scalar(false);

    private final boolean value;

    private Scalar(boolean value) {
        this.value = value;
    }

    /** A boolean as a scalar. */
    public static Scalar of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public boolean booleanValue() {
        return value;
    }

    @Override
    public int intValue() {
        return value ? 1 : 0;
    }

    @Override
    public long longValue() {
        return intValue();
    }

    @Override
    public float floatValue() {
        return intValue();
    }

    @Override
    public double doubleValue() {
        return intValue();
    }

    /** As Python prints it. */
    @Override
    public String toString() {
        return value ? "True" : "False";
    }

    static long tag(Number number, String argument) {
        if (number == null) throw Slots.nullArgument(argument, "a Number");
        return tagOrMinus(number);
    }

    static long tagOrMinus(@Nullable Number number) {
        return switch (number) {
            case null -> -1;
            case Double d -> FLOAT;
            case Float f -> FLOAT;
            case Integer i -> INT;
            case Long l -> INT;
            case Short s -> INT;
            case Byte b -> INT;
            case Complex c -> COMPLEX;
            case Scalar s -> BOOL;
            default ->
                    throw new IllegalArgumentException(
                            Slots.operation()
                                    + ": a number must be an Integer, Long, Short,"
                                    + " Byte, Double, Float, Complex or Scalar, not "
                                    + number.getClass().getName());
        };
    }

    static long low(@Nullable Number number) {
        return switch (number) {
            case null -> 0;
            case Double d -> Double.doubleToRawLongBits(d);
            case Float f -> Double.doubleToRawLongBits(f);
            case Complex c -> Double.doubleToRawLongBits(c.real());
            default -> number.longValue();
        };
    }

    static long high(@Nullable Number number) {
        return number instanceof Complex c ? Double.doubleToRawLongBits(c.imag()) : 0;
    }

    static long array(Scratch scratch, Number[] numbers, String argument) {
        if (numbers == null) throw Slots.nullArgument(argument, "a Number[]");
        long address = scratch.allocate(3L * numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            scratch.put(address, 3L * i, tag(numbers[i], argument));
            scratch.put(address, 3L * i + 1, low(numbers[i]));
            scratch.put(address, 3L * i + 2, high(numbers[i]));
        }
        return address;
    }

    static Number next(Results results) {
        long tag = results.next();
        long low = results.next();
        long high = results.next();
        if (tag == FLOAT) return Double.longBitsToDouble(low);
        if (tag == INT) return low;
        if (tag == UNSIGNED) return new BigInteger(Long.toUnsignedString(low));
        if (tag == BOOL) return of((low & 0xff) != 0);
        return Complex.of(Double.longBitsToDouble(low), Double.longBitsToDouble(high));
    }
}
