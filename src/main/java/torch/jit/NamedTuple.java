package torch.jit;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tuple whose elements have names, as a script returns one. Mirrors {@code typing.NamedTuple}. */
public final class NamedTuple extends AbstractList<@Nullable Object> {
    private final String name;
    private final List<String> fields;
    private final @Nullable Object[] values;

    NamedTuple(String name, List<String> fields, @Nullable Object[] values) {
        this.name = name;
        this.fields = fields;
        this.values = values;
    }

    /** The tuple's class. */
    public String name() {
        return name;
    }

    /** The names of the elements. */
    public List<String> fields() {
        return fields;
    }

    /**
     * The element of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public @Nullable Object get(String field) {
        int index = fields.indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' object has no attribute '" + field + "'");
        }
        return values[index];
    }

    @Override
    public @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** {@code Point(x=1, y=2)}, as Python prints it. */
    @Override
    public String toString() {
        var text = new StringBuilder(name).append('(');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ").append(fields.get(i)).append('=');
            text.append(PythonValues.repr(values[i]));
        }
        return text.append(')').toString();
    }
}
