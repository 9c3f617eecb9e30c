package torch.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list of modules, which a module holds under the names {@code "0"}, {@code "1"}, and so on.
 *
 * {@snippet :
 * class Net extends UnaryModule {
 *     final ModuleList<Linear> linears = new ModuleList<>(new Linear(10, 10), new Linear(10, 10));
 *
 *     @Override
 *     public Tensor forward(Tensor x) {
 *         for (Linear linear : linears) {
 *             x = linear.call(x);
 *         }
 *         return x;
 *     }
 * }
 * }
 *
 * <p>Mirrors {@code torch.nn.ModuleList}.
 *
 * @param <M> what the modules have in common
 */
public class ModuleList<M extends Module> extends Module implements Iterable<M> {
    /** A list of these modules. */
    @SafeVarargs
    public ModuleList(M... modules) {
        this(Arrays.asList(modules));
    }

    /** A list of these modules. */
    public ModuleList(Iterable<? extends M> modules) {
        modules.forEach(this::append);
    }

    /** Adds a module to the end. Returns this list. */
    public final ModuleList<M> append(M module) {
        registerModule(Integer.toString(size()), module);
        return this;
    }

    /** Adds modules to the end. Returns this list. */
    public final ModuleList<M> extend(Iterable<? extends M> modules) {
        var added = new ArrayList<M>();
        modules.forEach(added::add);
        added.forEach(this::append);
        return this;
    }

    /** Adds a module before the one at {@code index}. */
    public final void insert(int index, M module) {
        ModuleSequence.insert(this, index, module);
    }

    /**
     * The module at {@code index}, from the end where it is negative.
     *
     * @throws IndexOutOfBoundsException where there is none
     */
    @SuppressWarnings("unchecked")
    public final M get(int index) {
        return (M) ModuleSequence.get(this, index);
    }

    /** Python's {@code list[index] = module}. */
    public final void set(int index, M module) {
        ModuleSequence.set(this, index, module);
    }

    /** Takes out the module at {@code index}, from the end where it is negative, and returns it. */
    @SuppressWarnings("unchecked")
    public final M pop(int index) {
        return (M) ModuleSequence.remove(this, index);
    }

    /** The modules from {@code start} to before {@code end}: Python's {@code [start:end]}. */
    public final ModuleList<M> slice(int start, int end) {
        List<M> all = asList();
        return new ModuleList<>(all.subList(bound(start, all.size()), bound(end, all.size())));
    }

    /** A list of this one's modules and then the others: Python's {@code +}. */
    public final ModuleList<M> add(Iterable<? extends M> others) {
        return new ModuleList<M>(this).extend(others);
    }

    /** Number of modules. */
    public final int size() {
        return members().modules().size();
    }

    /** The modules, as they are now. */
    @SuppressWarnings("unchecked")
    public final List<M> asList() {
        return members().modules().values().stream().map(module -> (M) module).toList();
    }

    /** The modules, as they are now. */
    public final Stream<M> stream() {
        return asList().stream();
    }

    @Override
    public final Iterator<M> iterator() {
        return asList().iterator();
    }

    /** As PyTorch prints it: neighbours that print alike are printed once. */
    @Override
    public String toString() {
        List<String> texts = stream().map(Module::toString).toList();
        if (texts.isEmpty()) {
            return name() + "()";
        }
        var lines = new ArrayList<String>();
        for (int start = 0, end; start < texts.size(); start = end) {
            String text = texts.get(start);
            for (end = start + 1; end < texts.size() && texts.get(end).equals(text); ) {
                end++;
            }
            String line =
                    end - start == 1
                            ? "(%d): %s".formatted(start, text)
                            : "(%d-%d): %d x %s".formatted(start, end - 1, end - start, text);
            lines.add(indentInner(line));
        }
        return name() + "(\n  " + String.join("\n  ", lines) + "\n)";
    }

    /** A bound of a slice, as Python reads it. */
    static int bound(int index, int size) {
        return Math.clamp(index < 0 ? (long) index + size : index, 0, size);
    }
}
