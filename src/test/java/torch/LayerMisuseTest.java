package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.golden.GoldenCases;
import torch.golden.PythonExpression;
import torch.nn.F;
import torch.nn.Module;
import torch.nn.init.Init;
import torch.nn.utils.Parametrizations;
import torch.nn.utils.Prune;
import torch.nn.utils.RnnUtils;
import torch.nn.utils.Utils;

/**
 * Layers and their functions with null, closed tensors, wrong types and ranks, huge and negative numbers, also in the
 * keyword forms: all constructors of {@code torch.nn}, all functions, and the calls of the layers that the recorded cases
 * make.
 */
class LayerMisuseTest {
    @Test
    void everyLayerAndFunction_survivesMisuse(@TempDir Path folder) throws IOException {
        MisuseRun run = new MisuseRun(folder, Caller.class, 8, 2026);
        String output = run.run(500);
        assertEquals(List.of(), run.crashes());
        assertTrue(output.contains("calls made"), output);
        System.out.println(output.lines().reduce((_, last) -> last).orElse(""));
    }

    static final class Caller {
        public static void main(String[] arguments) throws Throwable {
            MisuseCalls calls = new MisuseCalls(arguments);
            calls.run(targets(), MisuseRun.known());
            System.exit(calls.status());
        }

        private static List<MisuseCalls.Target> targets() throws Throwable {
            List<MisuseCalls.Target> targets = new ArrayList<>();
            for (Class<?> type :
                    List.of(
                            F.class,
                            Init.class,
                            Utils.class,
                            RnnUtils.class,
                            Parametrizations.class,
                            Prune.class)) {
                methods(type)
                        .filter(m -> Modifier.isStatic(m.getModifiers()))
                        .forEach(
                                m ->
                                        targets.add(
                                                new MisuseCalls.Target(
                                                        "nn."
                                                                + type.getSimpleName()
                                                                + "."
                                                                + m.getName(),
                                                        m)));
            }
            for (Class<?> type : layers()) {
                Arrays.stream(type.getConstructors())
                        .sorted(Comparator.comparing(Object::toString))
                        .forEach(
                                c ->
                                        targets.add(
                                                new MisuseCalls.Target(
                                                        "nn." + type.getSimpleName(), c)));
            }
            for (String expression : new TreeSet<>(GoldenCases.modules("/torch/nn"))) {
                Object layer = PythonExpression.evaluate(expression, Map.of());
                methods(layer.getClass())
                        .filter(m -> m.getName().startsWith("call"))
                        .filter(m -> !Modifier.isStatic(m.getModifiers()))
                        .forEach(
                                m ->
                                        targets.add(
                                                new MisuseCalls.Target(
                                                        "nn." + expression, m, layer)));
            }
            return targets;
        }

        private static java.util.stream.Stream<Method> methods(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .filter(m -> m.getDeclaringClass().getName().startsWith("torch.nn."))
                    .filter(m -> !m.isBridge())
                    .peek(m -> m.setAccessible(true))
                    .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString));
        }

        /** The public classes of layers and losses, as they lie beside {@code Module}. */
        private static List<Class<?>> layers() throws Exception {
            var types = new ArrayList<Class<?>>();
            var location = Module.class.getResource("Module.class").toURI();
            Path folder;
            try {
                folder = Path.of(location).getParent();
            } catch (java.nio.file.FileSystemNotFoundException e) {
                folder =
                        FileSystems.newFileSystem(location, Map.of())
                                .provider()
                                .getPath(location)
                                .getParent();
            }
            try (var files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (!name.endsWith(".class") || name.contains("$") || name.contains("-info")) {
                        continue;
                    }
                    Class<?> type =
                            Class.forName("torch.nn." + name.substring(0, name.length() - 6));
                    if (Module.class.isAssignableFrom(type)
                            && Modifier.isPublic(type.getModifiers())
                            && !Modifier.isAbstract(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
            return types;
        }
    }
}
