package torch.jit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;

/** Makes dictionaries, which the presets can read but not fill: by a script of a few lines for each type of key. */
final class Dicts {
    private static final String SCRIPT =
            """
            def make(keys: List[KEY], values: List[Any]) -> Dict[KEY, Any]:
                made: Dict[KEY, Any] = {}
                for i in range(len(keys)):
                    made[keys[i]] = values[i]
                return made
            """;

    private static final Map<String, org.bytedeco.pytorch.CompilationUnit> SCRIPTS =
            new ConcurrentHashMap<>();

    private Dicts() {}

    static IValue make(String keyType, GenericList keys, GenericList values) {
        var script =
                SCRIPTS.computeIfAbsent(
                        keyType,
                        key ->
                                org.bytedeco
                                        .pytorch
                                        .global
                                        .torch
                                        .compile(SCRIPT.replace("KEY", key))
                                        .retainReference());
        IValueVector arguments = new IValueVector(new IValue(keys), new IValue(values));
        return script.find_function(new QualifiedName("make")).apply(arguments);
    }
}
