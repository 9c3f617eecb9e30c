package torch.distributions;

import java.util.Arrays;
import java.util.stream.LongStream;
import torch.Size;

/** Sizes put together. */
final class Sizes {
    private Sizes() {}

    /** Python's {@code a + b + …}. */
    static Size concat(Size... sizes) {
        return Size.of(Arrays.stream(sizes).flatMapToLong(Size::stream).toArray());
    }

    /** Python's {@code size + (more,)}. */
    static Size append(Size size, long... more) {
        return concat(size, Size.of(more));
    }

    /** {@code dims} times the extent 1: Python's {@code (1,) * dims}. */
    static Size ones(int dims) {
        return Size.of(LongStream.range(0, dims).map(i -> 1).toArray());
    }
}
