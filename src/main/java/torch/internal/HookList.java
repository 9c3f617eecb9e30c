package torch.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import torch.HookHandle;

/**
 * Registered hooks of one kind, in the order in which they run. Going through them sees those that are there at the
 * start, so that a hook may remove itself.
 *
 * @param <H> the hook
 */
public final class HookList<H> implements Iterable<H> {
    /** A registration of its own for each, so that one hook can be registered twice. */
    private record Entry<H>(H hook, Object identity) {}

    private final CopyOnWriteArrayList<Entry<H>> entries;

    public HookList() {
        entries = new CopyOnWriteArrayList<>();
    }

    private HookList(List<Entry<H>> entries) {
        this.entries = new CopyOnWriteArrayList<>(entries);
    }

    /** The same hooks, for a copy of their owner. */
    public HookList<H> copy() {
        return new HookList<>(entries);
    }

    /** Hangs a hook at the end, or at the front; the handle removes it. */
    public HookHandle add(H hook, boolean prepend) {
        Entry<H> entry = new Entry<>(Objects.requireNonNull(hook, "hook"), new Object());
        entries.add(prepend ? 0 : entries.size(), entry);
        return TensorAccess.get().hookHandle(() -> entries.remove(entry));
    }

    public void removeIf(Predicate<? super H> condition) {
        entries.removeIf(entry -> condition.test(entry.hook));
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The hooks of now. */
    public List<H> toList() {
        return entries.stream().map(Entry::hook).toList();
    }

    @Override
    public Iterator<H> iterator() {
        return toList().iterator();
    }
}
