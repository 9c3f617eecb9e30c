package torch;

import java.lang.foreign.MemorySegment;

/** Java's primitive arrays as memory. */
final class Arrays {
    private Arrays() {}

    /** A segment over an array; booleans, which have no segments, are copied to bytes. */
    static MemorySegment segment(Object array) {
        return switch (array) {
            case double[] a -> MemorySegment.ofArray(a);
            case float[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            case boolean[] a -> {
                byte[] bytes = new byte[a.length];
                for (int i = 0; i < a.length; i++) bytes[i] = (byte) (a[i] ? 1 : 0);
                yield MemorySegment.ofArray(bytes);
            }
            default ->
                    throw new IllegalArgumentException(
                            "not an array of numbers or booleans: "
                                    + array.getClass().getTypeName());
        };
    }
}
