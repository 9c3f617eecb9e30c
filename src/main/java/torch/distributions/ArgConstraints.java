package torch.distributions;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Constraints by the names of parameters, in their order. */
final class ArgConstraints {
    private ArgConstraints() {}

    static Map<String, Constraint> of(String name, Constraint constraint) {
        return Map.of(name, constraint);
    }

    static Map<String, Constraint> of(
            String name1, Constraint constraint1, String name2, Constraint constraint2) {
        var map = new LinkedHashMap<String, Constraint>();
        map.put(name1, constraint1);
        map.put(name2, constraint2);
        return Collections.unmodifiableMap(map);
    }

    static Map<String, Constraint> of(
            String name1,
            Constraint constraint1,
            String name2,
            Constraint constraint2,
            String name3,
            Constraint constraint3) {
        var map = new LinkedHashMap<>(of(name1, constraint1, name2, constraint2));
        map.put(name3, constraint3);
        return Collections.unmodifiableMap(map);
    }

    static Map<String, Constraint> of(
            String name1,
            Constraint constraint1,
            String name2,
            Constraint constraint2,
            String name3,
            Constraint constraint3,
            String name4,
            Constraint constraint4) {
        var map =
                new LinkedHashMap<>(of(name1, constraint1, name2, constraint2, name3, constraint3));
        map.put(name4, constraint4);
        return Collections.unmodifiableMap(map);
    }
}
