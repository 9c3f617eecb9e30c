package torch.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that is a {@code collections.OrderedDict} in Python, with the attributes that PyTorch hangs on one, as
 * {@code _metadata} on the state of a module.
 */
public final class OrderedDict<K extends @Nullable Object, V extends @Nullable Object>
        extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Map<String, @Nullable Object> attributes;

    /** An empty map without attributes. */
    public OrderedDict() {}

    /** The attributes by name, which may be changed. */
    public Map<String, @Nullable Object> attributes() {
        if (attributes == null) attributes = new LinkedHashMap<>();
        return attributes;
    }

    /** Whether there is any attribute. */
    public boolean hasAttributes() {
        return attributes != null && !attributes.isEmpty();
    }
}
