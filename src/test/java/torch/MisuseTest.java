package torch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operator with right and wrong arguments: no crash, and no exception that is not documented. */
class MisuseTest {
    @Test
    void everyOperator_survivesMisuse(@TempDir Path folder) throws IOException {
        MisuseRun run = new MisuseRun(folder, Caller.class, 7, 2026);
        String output = run.run(240);
        assertTrue(output.contains("calls made"), output);
        for (String crash : run.crashes()) {
            // What misuse does to an internal operator depends on libtorch's version and on what
            // lies in memory.
            assertTrue(crash.matches("\\d+ \\d+ _.*"), () -> "ended the process: " + crash);
            System.out.println(
                    "ended the process, and is not in crashes-in-libtorch.txt: " + crash);
        }
        assertTrue(run.crashes().size() <= 20, () -> "so many crash: " + run.crashes());
    }

    static final class Caller {
        public static void main(String[] arguments) throws Exception {
            List<MisuseCalls.Target> operators =
                    Arrays.stream(Aten.class.getMethods())
                            .filter(m -> m.getDeclaringClass() == Aten.class)
                            .sorted(Comparator.comparing(Method::getName))
                            .map(m -> new MisuseCalls.Target(m.getName(), m))
                            .toList();
            MisuseCalls calls = new MisuseCalls(arguments);
            calls.run(operators, MisuseRun.known());
            System.exit(calls.status());
        }
    }
}
