package torch.serialization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.OrderedDict;

/** The tensors that a value has in it, at whatever depth. */
final class Reached {
    /** Deeper than Python's recursion lets anything be written. */
    static final int DEEPEST = 1000;

    private Reached() {}

    /** @throws BrokenFile where the value is nested too deeply to be used without harm */
    static Set<Tensor> in(@Nullable Object root) {
        Set<Tensor> tensors = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<@Nullable Object> level = new ArrayList<>();
        level.add(root);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST)
                throw new BrokenFile("containers are nested more than " + DEEPEST + " levels deep");
            List<@Nullable Object> inner = new ArrayList<>();
            for (Object value : level) {
                if (value instanceof Tensor tensor) tensors.add(tensor);
                else if (value instanceof Collection<?> items) {
                    if (!items.isEmpty() && seen.add(items)) inner.addAll(items);
                } else if (value instanceof Map<?, ?> map && seen.add(map)) {
                    inner.addAll(map.keySet());
                    inner.addAll(map.values());
                    if (map instanceof OrderedDict<?, ?> dict && dict.hasAttributes())
                        inner.addAll(dict.attributes().values());
                }
            }
            level = inner;
        }
        return tensors;
    }
}
