package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand calls of everything public with null, closed tensors, wrong types and ranks, huge and negative
 * numbers: only documented exceptions, no crash, and no native handle left behind.
 */
class SurfaceMisuseTest {
    private static final int CALLS = 100_000;

    /** Settings of the whole process, which would change what the calls behind them mean. */
    private static final Set<String> SETTERS =
            Set.of(
                    "Torch.setPrintOptions",
                    "Torch.setNumThreads",
                    "Torch.setNumInteropThreads",
                    "Torch.setFlushDenormal",
                    "Torch.setDeterministicDebugMode",
                    "Torch.useDeterministicAlgorithms",
                    "Torch.fillUninitializedMemory",
                    "Torch.setFloat32MatmulPrecision",
                    "Torch.setDefaultDtype",
                    "Torch.setDefaultDevice",
                    "Torch.setDefaultTensorType");

    @Test
    void everyPublicMethod_survivesMisuse(@TempDir Path folder) throws IOException {
        int rounds = (CALLS + Caller.targets().size() - 1) / Caller.targets().size();
        MisuseRun run = new MisuseRun(folder, Caller.class, rounds, 2026);
        String output = run.run(400);
        assertEquals(List.of(), run.crashes());
        Matcher made = Pattern.compile("(\\d+) calls made").matcher(output);
        assertTrue(made.find() && Integer.parseInt(made.group(1)) >= CALLS * 99 / 100, output);
        System.out.println(
                made.group() + output.substring(made.end()).lines().findFirst().orElse(""));
    }

    static final class Caller {
        public static void main(String[] arguments) throws Exception {
            MisuseCalls calls = new MisuseCalls(arguments);
            calls.run(targets(), MisuseRun.known());
            System.exit(calls.status());
        }

        /** The public methods, in an order of their own. */
        static List<MisuseCalls.Target> targets() {
            List<MisuseCalls.Target> targets = new ArrayList<>();
            for (Class<?> type :
                    List.of(
                            Tensor.class,
                            Torch.class,
                            Linalg.class,
                            FFT.class,
                            Special.class,
                            Autograd.class,
                            Generator.class)) {
                Arrays.stream(type.getMethods())
                        .filter(m -> m.getDeclaringClass().getName().startsWith("torch."))
                        .filter(m -> !m.isBridge())
                        .sorted(
                                Comparator.comparing(Method::getName)
                                        .thenComparing(Method::toString))
                        .map(
                                m ->
                                        new MisuseCalls.Target(
                                                type.getSimpleName() + "." + m.getName(), m))
                        .filter(t -> !SETTERS.contains(t.name()))
                        .forEach(targets::add);
            }
            return targets;
        }
    }
}
