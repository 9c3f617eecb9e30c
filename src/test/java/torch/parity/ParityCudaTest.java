package torch.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import torch.Device;
import torch.Layout;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.backends.BackendFlags;
import torch.backends.Backends;
import torch.cuda.CudaTest;

/**
 * Every operator with a public name on CUDA: the recorded calls of {@link ParityTest} with their arguments there, which
 * have to give what PyTorch gave on the CPU, in dtype, shape and rounded values. Strides are the kernel's own business.
 *
 * <p>Left out are calls that fail in Python (a wrong index ends a CUDA context), those that draw random numbers (each
 * device has a generator of its own), and those without a tensor. What CUDA does not offer for a dtype is counted.
 */
@CudaTest
class ParityCudaTest {
    private static final Device DEVICE =
            Device.of(System.getProperty("jtorch.parity.device", "cuda:0"));
    private static final Pattern RANDOM =
            Pattern.compile(
                    ".*(rand|normal|bernoulli|multinomial|poisson|binomial|dropout|exponential|geometric|cauchy|uniform"
                            + "|rrelu|empty|pin_memory|is_pinned|data_ptr|is_cuda|get_device|resize|set_|cuda|cpu).*");
    private static final Pattern MISSING =
            Pattern.compile(
                    "(?i).*(not implemented for|could not run|not supported|only supported|unsupported|not support"
                            + "|not compiled|requires? compiling|expected .* on cpu|must be on cpu).*",
                    Pattern.DOTALL);

    private final Overloads overloads = new Overloads();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    @Test
    void everyPublicOperator_givesOnCudaWhatPyTorchGivesOnTheCpu() throws IOException {
        ParityCase.File file = ParityCase.load();
        // The precision of floats is compared, not that of TensorFloat-32.
        try (BackendFlags _ = Backends.cudnn().flags(o -> o.enabled(true).allowTf32(false))) {
            for (ParityCase each : file.cases()) {
                if (each.isError() || RANDOM.matcher(each.name()).matches()) continue;
                if (!each.arguments().matches(".*(^|[ \\[;])(\\w+:[\\d,]*:|O:).*")) continue;
                try (Scope _ = Torch.scope()) {
                    run(each);
                }
            }
        }
        report();
        int compared = counts.getOrDefault("agree", 0) + failures.size();
        assertTrue(compared > 5000, () -> "only " + compared + " calls were compared");
        assertTrue(
                failures.size() <= 0.02 * compared,
                () -> failures.size() + " of " + compared + " differ:\n" + head(failures));
        assertTrue(
                missing.size() <= 0.1 * compared,
                () -> missing.size() + " are not there:\n" + head(missing));
    }

    private static String head(List<String> lines) {
        return String.join("\n", lines.subList(0, Math.min(60, lines.size())));
    }

    private void run(ParityCase each) {
        String problem;
        try {
            problem = problem(each);
        } catch (Throwable e) {
            String said = String.valueOf(e.getMessage());
            if (said.contains("device-side assert"))
                throw new AssertionError("the context is lost at " + each, e);
            if (e instanceof UnsupportedOperationException || MISSING.matcher(said).matches()) {
                missing.add(each + "\n    " + e);
                return;
            }
            problem = e + " instead of " + each.expected();
        }
        if (problem == null) counts.merge("agree", 1, Integer::sum);
        else failures.add(each + "\n    " + problem);
    }

    private @Nullable String problem(ParityCase each) throws Throwable {
        Overloads.Call call =
                overloads.find(
                        each.name(), each.values(DEVICE), each.number() % 2 == 0, _ -> false);
        List<Object> leaves = new ArrayList<>();
        Outcome.flatten(call.invoke(), leaves);
        List<@Nullable Object> here = new ArrayList<>();
        for (Object leaf : leaves) {
            if (leaf instanceof Tensor tensor && !tensor.device().equals(DEVICE)) {
                // Some results are on the CPU in PyTorch too: shapes, and what counts.
                counts.merge("results elsewhere", 1, Integer::sum);
            }
            here.add(leaf instanceof Tensor tensor ? onCpu(tensor) : leaf);
        }
        Outcome.Verdict verdict = Outcome.compare(withoutStrides(each.expected()), here);
        return verdict.agreement() == Outcome.Agreement.DIFFERENT ? verdict.explanation() : null;
    }

    private static Tensor onCpu(Tensor tensor) {
        Tensor here = tensor.cpu();
        if (here.layout() != Layout.STRIDED) return here;
        return here.resolveConj().resolveNeg().clone().contiguous();
    }

    private static String withoutStrides(String expected) {
        List<String> texts = new ArrayList<>();
        for (String text : expected.split(" ")) {
            String[] parts = text.split(":", -1);
            if (parts.length >= 5) parts[2] = "";
            texts.add(String.join(":", parts));
        }
        return String.join(" ", texts);
    }

    private void report() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                "parity on %s, libtorch %s: %s, %d differ, %d are not there%n"
                        .formatted(
                                DEVICE, Torch.version(), counts, failures.size(), missing.size()));
        System.out.print(text);
        Path folder = Path.of("target");
        if (!Files.isDirectory(folder)) return;
        text.append(String.join("\n", failures)).append("\n\nnot there:\n");
        text.append(String.join("\n", missing)).append('\n');
        Files.writeString(folder.resolve("parity-cuda-" + Torch.version() + ".txt"), text);
    }
}
