package torch.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.Handles;
import torch.Scope;
import torch.Torch;

/**
 * Gradients of every differentiable operator with a public name, held to finite differences in double precision, and
 * gradients of gradients. Which hold was asked of PyTorch's own gradcheck: where it accepts a gradient, JTorch's has to.
 */
class GradcheckAllTest {
    private final Overloads overloads = new Overloads();
    private final Reached reached = new Reached();

    @Test
    void everyDifferentiableOperator_passesGradcheck() throws IOException {
        List<GradientCase> cases = GradientCase.load();
        Differences differences = Differences.load("gradient-differences.txt", Torch.version());
        Map<String, Integer> counts = new TreeMap<>();
        Set<String> differentiable = new TreeSet<>();
        Set<String> once = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        Map<String, String> refused = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        long live = Handles.settled();
        for (GradientCase each : cases) {
            String overload = each.call().overload();
            differentiable.add(overload);
            if (!each.holds()) {
                counts.merge("PyTorch's own gradcheck fails", 1, Integer::sum);
                refused.put(overload, each.verdict().substring(3));
                continue;
            }
            String problem = problem(each);
            String listed = differences.reason(each.call(), problem != null);
            if (problem == null) {
                once.add(overload);
                counts.merge("gradcheck holds", 1, Integer::sum);
                if (each.holdsTwice()) {
                    twice.add(overload);
                    counts.merge("gradgradcheck holds", 1, Integer::sum);
                }
            } else if (listed != null) {
                counts.merge("listed as different", 1, Integer::sum);
            } else {
                failures.add(each.call() + " " + each.flags() + "\n    " + problem);
            }
        }
        refused.keySet().removeAll(once);
        StringBuilder text = new StringBuilder();
        text.append(
                """
                gradcheck on libtorch %s: %d of %d differentiable public overloads, %d of them twice; %d cases, %d fail
                """
                        .formatted(
                                Torch.version(),
                                once.size(),
                                differentiable.size(),
                                twice.size(),
                                cases.size(),
                                failures.size()));
        counts.forEach((what, n) -> text.append("  %6d %s%n".formatted(n, what)));
        System.out.print(text);
        text.append("\nonly where PyTorch's gradcheck fails:\n");
        refused.forEach((overload, why) -> text.append("  " + overload + ": " + why + "\n"));
        text.append(String.join("\n", failures));
        Path folder = Path.of("target");
        if (Files.isDirectory(folder))
            Files.writeString(
                    folder.resolve("gradcheck-" + Torch.version() + ".txt"),
                    text,
                    StandardCharsets.UTF_8);
        assertEquals(live, Torch.memory().liveHandles(), "live handles");
        assertEquals(List.of(), differences.unused(), "listed as different, but they hold");
        assertTrue(
                failures.isEmpty(),
                () ->
                        failures.size()
                                + " fail:\n"
                                + String.join(
                                        "\n", failures.subList(0, Math.min(30, failures.size()))));
        assertTrue(
                once.size() >= 0.9 * differentiable.size(),
                () -> "only " + once.size() + " overloads of " + differentiable.size());
    }

    private @Nullable String problem(GradientCase each) {
        try (Scope scope = Torch.scope()) {
            GradientCase.Checked checked = each.checked(overloads, reached);
            Autograd.gradcheck(checked.function(), checked.inputs());
            if (each.holdsTwice()) Autograd.gradgradcheck(checked.function(), checked.inputs());
            return null;
        } catch (Overloads.NoSuchCall e) {
            return "no such call: " + e.getMessage();
        } catch (RuntimeException e) {
            return String.valueOf(e);
        }
    }
}
