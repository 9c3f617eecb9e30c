package torch;

import org.jspecify.annotations.Nullable;

/**
 * What Python writes between brackets and Java has no sign for. Import it statically:
 *
 * {@snippet :
 * x.get(ALL, 0)                  // x[:, 0]
 * x.get(ELLIPSIS, slice(1, 3))   // x[..., 1:3]
 * x.get(slice(null, null, 2))    // x[::2]
 * x.get(NEW_AXIS, -1)            // x[None, -1]
 * }
 *
 * @see Tensor#get(Object...)
 * @see Tensor#set(Object...)
 */
public final class Index {

    /** All of a dimension: {@code :} in Python. */
    public static final Index ALL = new Index(null, null, 1);

    /** All dimensions that the other indices leave: {@code ...} in Python. */
    public static final Index ELLIPSIS = new Index(null, null, 1);

    /** A new dimension of extent 1: {@code None} in Python. A null among the indices is the same. */
    public static final Index NEW_AXIS = new Index(null, null, 1);

    private final @Nullable Long start;
    private final @Nullable Long end;
    private final long step;

    private Index(@Nullable Long start, @Nullable Long end, long step) {
        this.start = start;
        this.end = end;
        this.step = step;
    }

    /**
     * Python's {@code start:end}.
     *
     * @param start the first position, an integer; a negative one counts from the end, null is the
     *     beginning
     * @param end the position after the last, an integer; a negative one counts from the end, null
     *     is the end
     */
    public static Index slice(@Nullable Number start, @Nullable Number end) {
        return slice(start, end, 1);
    }

    /**
     * Python's {@code start:end:step}.
     *
     * @param start the first position, an integer; a negative one counts from the end, null is the
     *     beginning
     * @param end the position after the last, an integer; a negative one counts from the end, null
     *     is the end
     * @param step the distance of positions
     * @throws IllegalArgumentException if the step is not positive, as PyTorch has it, or a
     *     position not an integer
     */
    public static Index slice(@Nullable Number start, @Nullable Number end, long step) {
        if (step == 0) {
            throw new IllegalArgumentException("slice step cannot be zero");
        }
        if (step < 0) {
            throw new IllegalArgumentException("step must be greater than zero");
        }
        return new Index(position(start), position(end), step);
    }

    private static @Nullable Long position(@Nullable Number position) {
        return switch (position) {
            case null -> null;
            case Integer i -> i.longValue();
            case Long l -> l;
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            default ->
                    throw new IllegalArgumentException(
                            "slice indices must be integers or null, got " + position);
        };
    }

    @Nullable Long start() {
        return start;
    }

    @Nullable Long end() {
        return end;
    }

    long step() {
        return step;
    }

    /** As Python writes it. */
    @Override
    public String toString() {
        if (this == ELLIPSIS) {
            return "...";
        }
        if (this == NEW_AXIS) {
            return "None";
        }
        return (start == null ? "" : start)
                + ":"
                + (end == null ? "" : end)
                + (step == 1 ? "" : ":" + step);
    }
}
