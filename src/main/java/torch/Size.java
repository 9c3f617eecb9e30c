package torch;

import java.util.Arrays;
import java.util.Iterator;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * The extents of a tensor's dimensions. Immutable; equal to every other size of the same extents.
 *
 * {@snippet :
 * var shape = Size.of(64, 3, 28, 28);
 * shape.get(-1);     // 28
 * shape.slice(1);    // torch.Size([3, 28, 28])
 * shape.numel();     // 150528
 * }
 *
 * <p>Mirrors {@code torch.Size}.
 */
public final class Size implements Iterable<Long> {

    private final long[] extents;

    private Size(long[] extents) {
        this.extents = extents;
    }

    /** The size with these extents; {@code Size.of()} is that of a scalar. */
    public static Size of(long... extents) {
        return new Size(Arguments.required(extents, "Size", "extents", "a long[]").clone());
    }

    /** How many dimensions there are: Python's {@code len(size)}. */
    public int size() {
        return extents.length;
    }

    /**
     * The extent of one dimension.
     *
     * @param dim its index; a negative one counts from the end
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public long get(int dim) {
        int index = dim < 0 ? dim + extents.length : dim;
        if (index < 0 || index >= extents.length) {
            throw new IndexOutOfBoundsException("index " + dim + " is out of range for " + this);
        }
        return extents[index];
    }

    /** The extents from a dimension on: Python's {@code size[start:]}. */
    public Size slice(int start) {
        return slice(start, extents.length);
    }

    /**
     * The extents from one dimension up to, not including, another: Python's {@code size[start:end]}.
     *
     * @param start the first dimension; a negative one counts from the end
     * @param end the dimension after the last; a negative one counts from the end
     */
    public Size slice(int start, int end) {
        int from = clamp(start);
        return new Size(Arrays.copyOfRange(extents, from, Math.max(from, clamp(end))));
    }

    private int clamp(int dim) {
        return Math.clamp(dim < 0 ? dim + extents.length : dim, 0, extents.length);
    }

    /**
     * The number of elements: the product of the extents, 1 for a scalar.
     *
     * @throws ArithmeticException if it is beyond a {@code long}
     */
    public long numel() {
        long product = 1;
        for (long extent : extents) {
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    /** A copy of the extents. */
    public long[] toArray() {
        return extents.clone();
    }

    /** The extents as a stream. */
    public LongStream stream() {
        return Arrays.stream(extents);
    }

    @Override
    public Iterator<Long> iterator() {
        PrimitiveIterator.OfLong iterator = stream().iterator();
        return iterator;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Size that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** What Python prints: {@code torch.Size([2, 3])}. */
    @Override
    public String toString() {
        return "torch.Size(" + Arrays.toString(extents) + ")";
    }
}
