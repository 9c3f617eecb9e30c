package torch.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Modules of one container by place: their names are 0, 1, … and follow insertions and removals. */
final class ModuleSequence {
    private ModuleSequence() {}

    /** The place {@code index} means, from the end where it is negative. */
    static int place(int index, int size) {
        if (index < -size || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " is out of range");
        }
        return index < 0 ? index + size : index;
    }

    static Module get(Module container, int index) {
        List<Module> modules = List.copyOf(container.members().modules().values());
        return modules.get(place(index, modules.size()));
    }

    /** Puts a module in the place of another, whose name it takes. */
    static void set(Module container, int index, Module module) {
        Map<String, Module> modules = container.members().modules();
        container.registerModule(
                List.copyOf(modules.keySet()).get(place(index, modules.size())), module);
    }

    static void insert(Module container, int index, Module module) {
        var modules = new ArrayList<>(container.members().modules().values());
        if (index < -modules.size() || index > modules.size()) {
            throw new IndexOutOfBoundsException("Index out of range: " + index);
        }
        modules.add(index < 0 ? index + modules.size() : index, module);
        renumber(container, modules);
    }

    static Module remove(Module container, int index) {
        var modules = new ArrayList<>(container.members().modules().values());
        Module removed = modules.remove(place(index, modules.size()));
        renumber(container, modules);
        return removed;
    }

    private static void renumber(Module container, List<Module> modules) {
        var named = new LinkedHashMap<String, Module>();
        modules.forEach(module -> named.put(Integer.toString(named.size()), module));
        container.members().setModules(named);
    }
}
