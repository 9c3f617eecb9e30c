package torch.nn;

import java.util.Iterator;
import java.util.Map;
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

    /**
     * The module at {@code index}, counted from the end where it is negative.
     *
     * @throws IndexOutOfBoundsException where there is none
     */
    public final UnaryModule get(int index) {
        int size = size();
        if (index < -size || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " is out of range");
        }
        return unary(
                members().modules().values().stream()
                        .skip(index < 0 ? index + size : index)
                        .findFirst()
                        .orElseThrow());
    }

    /** Number of modules. */
    public final int size() {
        return members().modules().size();
    }

    @Override
    public final Iterator<UnaryModule> iterator() {
        return members().modules().values().stream().map(this::unary).iterator();
    }

    private UnaryModule unary(Module module) {
        if (module instanceof UnaryModule unary) {
            return unary;
        }
        throw new IllegalStateException(
                "%s can call only modules of one tensor (UnaryModule), but holds %s"
                        .formatted(name(), module.name()));
    }
}
