package torch.nn;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Modules by key, in the order in which they were added.
 *
 * {@snippet :
 * var choices = new ModuleDict<>(Map.of("conv", new Conv2d(10, 10, 3)));
 * choices.put("pool", new MaxPool2d(3));
 * Tensor y = choices.get("conv").call(x);
 * }
 *
 * <p>Mirrors {@code torch.nn.ModuleDict}.
 *
 * @param <M> what the modules have in common
 */
public class ModuleDict<M extends Module> extends Module implements Iterable<String> {
    /** A dictionary with nothing in it. */
    public ModuleDict() {}

    /** A dictionary of these modules, in the order of the map. */
    public ModuleDict(Map<String, ? extends M> modules) {
        update(modules);
    }

    /**
     * The module of this key.
     *
     * @throws IllegalArgumentException where there is none
     */
    @SuppressWarnings("unchecked")
    public final M get(String key) {
        Module module = members().modules().get(key);
        if (module == null) {
            throw new IllegalArgumentException("'" + key + "'");
        }
        return (M) module;
    }

    /** Python's {@code dict[key] = module}. */
    public final void put(String key, M module) {
        registerModule(key, module);
    }

    /** Adds all modules of the map, in its order, over those of the same key. */
    public final void update(Map<String, ? extends M> modules) {
        modules.forEach(this::put);
    }

    /**
     * Takes out the module of this key and returns it.
     *
     * @throws IllegalArgumentException where there is none
     */
    public final M pop(String key) {
        M module = get(key);
        members().remove(key);
        return module;
    }

    /** Takes all modules out. */
    public final void clear() {
        members().setModules(Map.of());
    }

    /** Whether there is a module of this key. */
    public final boolean containsKey(String key) {
        return members().modules().containsKey(key);
    }

    /** The keys, as they are now. */
    public final Set<String> keySet() {
        return asMap().keySet();
    }

    /** Number of modules. */
    public final int size() {
        return members().modules().size();
    }

    /** The modules by key, as they are now. */
    @SuppressWarnings("unchecked")
    public final Map<String, M> asMap() {
        var map = new LinkedHashMap<String, M>();
        members().modules().forEach((key, module) -> map.put(key, (M) module));
        return map;
    }

    /** Over the keys, as in Python. */
    @Override
    public final Iterator<String> iterator() {
        return keySet().iterator();
    }
}
