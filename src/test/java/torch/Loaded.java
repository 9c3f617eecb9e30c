package torch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors in a value that was loaded. */
final class Loaded {
    private Loaded() {}

    static void close(Object value) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> open = new ArrayList<>();
        open.add(value);
        while (!open.isEmpty()) {
            Object next = open.removeLast();
            if (next == null || !seen.add(next)) continue;
            switch (next) {
                case Tensor tensor -> tensor.close();
                case Collection<?> items -> open.addAll(items);
                case Map<?, ?> map -> {
                    open.addAll(map.keySet());
                    open.addAll(map.values());
                }
                default -> {}
            }
        }
    }
}
