package torch.internal;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list that is a tuple in Python, for values that are printed and stored as Python has them. */
public final class PythonTuple extends AbstractList<@Nullable Object> {
    private final @Nullable Object[] elements;

    private PythonTuple(@Nullable Object[] elements) {
        this.elements = elements;
    }

    /** The tuple of these elements. */
    public static PythonTuple of(@Nullable Object... elements) {
        return new PythonTuple(elements.clone());
    }

    /** The tuple of a list's elements. */
    public static PythonTuple copyOf(List<?> list) {
        return list instanceof PythonTuple tuple ? tuple : new PythonTuple(list.toArray());
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public String toString() {
        return Arrays.toString(elements);
    }
}
