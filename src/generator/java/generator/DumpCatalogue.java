package generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.OperatorHandleOptional;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes the operator catalogue: the schema of every aten operator that the dispatcher of the
 * presets' libtorch knows.
 *
 * <p>Usage: {@code mvn test-compile exec:exec@catalogue}.
 */
final class DumpCatalogue {
    public static void main(String[] args) throws IOException {
        Loader.load(torch.class);
        OperatorName names = Dispatcher.singleton().getAllOpNames();
        TreeSet<String> schemas = new TreeSet<>();
        for (long i = names.position(); i < names.limit(); i++) {
            OperatorName name = names.getPointer(OperatorName.class, i);
            if (!name.name().getString().startsWith("aten::")) continue;
            OperatorHandleOptional operator = Dispatcher.singleton().findSchema(name);
            if (!operator.has_value()) continue;
            schemas.add(torch.toString(operator.get().schema()).getString());
        }
        List<String> lines = new ArrayList<>();
        String presets = Loader.getVersion("org.bytedeco", "pytorch");
        lines.add(
                "# Every aten operator of org.bytedeco:pytorch:" + presets + ", by DumpCatalogue.");
        lines.addAll(schemas);
        Files.write(Path.of(args[0]), lines);
        System.out.println(schemas.size() + " operators in " + args[0]);
    }
}
