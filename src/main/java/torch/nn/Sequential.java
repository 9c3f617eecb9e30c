package torch.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * Calls modules one after the other, each on what the one before made.
 *
 * {@snippet :
 * var model = new Sequential(
 *         new Conv2d(1, 20, 5),
 *         new ReLU(),
 *         new Conv2d(20, 64, 5),
 *         new ReLU());
 * }
 *
 * <p>The modules are named by their place, {@code "0"}, {@code "1"}, and so on, unless the constructor is given names.
 *
 * <p>Mirrors {@code torch.nn.Sequential}.
 */
public class Sequential extends UnaryModule implements Iterable<UnaryModule> {
    /** A chain of these modules. */
    public Sequential(UnaryModule... modules) {
        Objects.requireNonNull(modules, "modules");
        for (UnaryModule module : modules) {
            append(module);
        }
    }

    /** A chain of these modules under their names, in the order of the map: a {@link java.util.LinkedHashMap}'s. */
    public Sequential(Map<String, ? extends UnaryModule> modules) {
        modules.forEach(this::registerModule);
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor output = input;
        for (UnaryModule module : this) {
            output = module.call(output);
        }
        return output;
    }

    /** Adds a module to the end. Returns this module. */
    public final Sequential append(UnaryModule module) {
        registerModule(Integer.toString(size()), module);
        return this;
    }

    /** Adds the modules of another to the end. Returns this module. */
    public final Sequential extend(Iterable<? extends UnaryModule> modules) {
        var added = new ArrayList<UnaryModule>();
        modules.forEach(added::add);
        added.forEach(this::append);
        return this;
    }

    /**
     * Adds a module before the one at {@code index}. Returns this module.
     *
     * @throws IndexOutOfBoundsException where there is no such place
     */
    public final Sequential insert(int index, UnaryModule module) {
        ModuleSequence.insert(this, index, module);
        return this;
    }

    /** Python's {@code sequential[index] = module}. */
    public final void set(int index, UnaryModule module) {
        ModuleSequence.set(this, index, module);
    }

    /** Takes out the module at {@code index}, from the end where it is negative, and returns it. */
    public final UnaryModule pop(int index) {
        UnaryModule popped = get(index);
        ModuleSequence.remove(this, index);
        return popped;
    }

    /** The modules from {@code start} to before {@code end} as a chain of their own: Python's {@code [start:end]}. */
    public final Sequential slice(int start, int end) {
        var names = List.copyOf(members().modules().keySet());
        var part = new LinkedHashMap<String, UnaryModule>();
        names.subList(ModuleList.bound(start, names.size()), ModuleList.bound(end, names.size()))
                .forEach(name -> part.put(name, unary(members().modules().get(name))));
        return new Sequential(part);
    }

    /** A chain of this one's modules and then the other's: Python's {@code +}. */
    public final Sequential add(Sequential other) {
        return new Sequential().extend(this).extend(other);
    }

    /**
     * A chain of this one's modules, the same ones, {@code times} times over: Python's {@code *}.
     *
     * @throws IllegalArgumentException where {@code times} is not positive
     */
    public final Sequential mul(int times) {
        if (times <= 0) {
            throw new IllegalArgumentException(
                    "Non-positive multiplication factor %d for <class 'torch.nn.modules.container.Sequential'>"
                            .formatted(times));
        }
        var repeated = new Sequential();
        for (int i = 0; i < times; i++) {
            repeated.extend(this);
        }
        return repeated;
    }

    /**
     * The module at {@code index}, counted from the end where it is negative.
     *
     * @throws IndexOutOfBoundsException where there is none
     */
    public final UnaryModule get(int index) {
        return unary(ModuleSequence.get(this, index));
    }

    /** Number of modules. */
    public final int size() {
        return members().modules().size();
    }

    @Override
    public final Iterator<UnaryModule> iterator() {
        return members().modules().values().stream().map(this::unary).iterator();
    }

    private UnaryModule unary(@Nullable Module module) {
        if (module instanceof UnaryModule unary) {
            return unary;
        }
        throw new IllegalStateException(
                "%s can call only modules of one tensor (UnaryModule), but holds %s"
                        .formatted(name(), module == null ? "nothing" : module.name()));
    }
}
