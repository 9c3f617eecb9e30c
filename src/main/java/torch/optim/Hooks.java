package torch.optim;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import torch.HookHandle;
import torch.internal.TensorAccess;

/**
 * Registered hooks of one kind, in the order in which they run.
 *
 * @param <H> the hook
 */
final class Hooks<H> implements Iterable<H> {
    /** A registration of its own for each, so that one hook can be registered twice. */
    private record Entry<H>(H hook, Object identity) {}

    private final List<Entry<H>> entries = new CopyOnWriteArrayList<>();

    HookHandle add(H hook, boolean prepend) {
        Entry<H> entry = new Entry<>(Objects.requireNonNull(hook, "hook"), new Object());
        entries.add(prepend ? 0 : entries.size(), entry);
        return TensorAccess.get().hookHandle(() -> entries.remove(entry));
    }

    @Override
    public Iterator<H> iterator() {
        return entries.stream().map(Entry::hook).iterator();
    }
}
