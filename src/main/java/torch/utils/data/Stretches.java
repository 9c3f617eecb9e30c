package torch.utils.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Numbers that are drawn a stretch at a time, no stretch before it is asked for: when numbers are drawn matters. */
abstract class Stretches implements Iterator<Long> {
    private long @Nullable [] stretch = {};
    private int place;
    private int number;

    /** The next stretch, which may be empty; null at the end. Stretches are numbered from 0. */
    abstract long @Nullable [] more(int number);

    @Override
    public final boolean hasNext() {
        while (stretch != null && place == stretch.length) {
            stretch = more(number++);
            place = 0;
        }
        return stretch != null;
    }

    @Override
    public final Long next() {
        if (!hasNext() || stretch == null) throw new NoSuchElementException();
        return stretch[place++];
    }

    /** The elements of a tensor, which is closed. */
    static long[] elements(Tensor tensor) {
        try (tensor) {
            return tensor.toLongArray();
        }
    }
}
