package torch.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * Every operator with a public name against PyTorch: the public Java method is called with the arguments that
 * {@code parity_golden.py} called the Python one with, and must give what that gave, in dtype, shape, strides and
 * values, or fail where it failed. On the libtorch that was recorded from, values are equal bit for bit.
 *
 * <p>An overload of the catalogue is covered when a call that succeeds in Python agreed, and the bytecode of the Java
 * method it went to leads to that overload. A method written by hand may do without it: {@code x.dim()} asks no operator.
 */
class ParityTest {
    private static final List<Class<?>> DOCUMENTED =
            List.of(
                    NullPointerException.class,
                    IllegalStateException.class,
                    IllegalArgumentException.class,
                    IndexOutOfBoundsException.class,
                    UnsupportedOperationException.class,
                    TorchException.class);

    /** The Java exceptions for Python's. */
    private static final Map<String, Class<?>> KINDS =
            Map.of(
                    "IndexError", IndexOutOfBoundsException.class,
                    "ValueError", IllegalArgumentException.class,
                    "TypeError", IllegalArgumentException.class,
                    "NotImplementedError", UnsupportedOperationException.class);

    private static final Set<String> GENERATED =
            Set.of("TensorMethods", "TorchFunctions", "Linalg", "FFT", "Special");

    private final Overloads overloads = new Overloads();
    private final Reached reached = new Reached();
    private final Set<String> covered = new TreeSet<>();
    private final Set<String> onlyErrors = new TreeSet<>();
    private final Set<String> indirectly = new TreeSet<>();
    private final Set<String> otherwise = new TreeSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Test
    void everyPublicOperator_givesWhatPyTorchGives() throws IOException {
        ParityCase.File file = ParityCase.load();
        String header = file.comments().getFirst();
        boolean bits = header.contains("PyTorch " + Torch.version() + ",") && sameCpu(header);
        Differences differences = Differences.load("differences.txt", Torch.version());
        long live = Handles.settled();
        for (ParityCase each : file.cases()) {
            try (Scope scope = Torch.scope()) {
                run(each, bits, differences);
            }
        }
        Set<String> open = publicOverloads();
        int all = open.size();
        open.removeAll(covered);
        Set<String> errors = new LinkedHashSet<>(onlyErrors);
        errors.removeAll(covered);
        report(file, all, open, errors, bits);
        assertEquals(live, Torch.memory().liveHandles(), "live handles");
        assertEquals(List.of(), differences.unused(), "listed as different, but they agree");
        assertTrue(failures.isEmpty(), () -> failures.size() + " differ:\n" + head(failures));
        assertTrue(covered.size() >= 0.9 * all, () -> covered.size() + " of " + all + " covered");
    }

    private static String head(List<String> lines) {
        return String.join("\n", lines.subList(0, Math.min(40, lines.size())));
    }

    private static boolean sameCpu(String header) {
        String config = Torch.showConfig();
        String recorded = header.replaceAll(".*, (AVX\\d+|[A-Z]+\\w*), seed.*", "$1");
        return config.contains("CPU capability usage: " + recorded);
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void run(ParityCase each, boolean bits, Differences differences) {
        String problem = problem(each, bits);
        String listed = differences.reason(each, problem != null);
        if (problem == null) {
            count("agree");
        } else if (listed != null) {
            count("listed as different");
        } else {
            failures.add(each + "\n    " + problem);
        }
    }

    /** Why a case does not agree, or null. */
    private @Nullable String problem(ParityCase each, boolean bits) {
        List<Object> values = each.values();
        Overloads.Call call;
        try {
            call =
                    overloads.find(
                            each.name(),
                            values,
                            each.number() % 2 == 0,
                            m -> reached.reaches(m, each.symbol()));
        } catch (Overloads.NoSuchCall e) {
            return "no such call: " + e.getMessage();
        }
        count("written " + call.spelling());
        Torch.manualSeed(1);
        Object result;
        try {
            result = call.invoke();
        } catch (Throwable e) {
            return thrown(each, e);
        }
        if (each.isError()) return "no error; Python: " + each.expected();
        if (each.isInPlace() && result instanceof Tensor tensor) {
            Object self = values.getFirst();
            if (tensor != self) return "another Tensor object is returned than the one changed";
        }
        Outcome.Verdict verdict = Outcome.compare(each.expected(), result);
        if (verdict.agreement() == Outcome.Agreement.DIFFERENT) return verdict.explanation();
        if (verdict.agreement() == Outcome.Agreement.CLOSE) {
            if (bits) return "not in every bit: " + verdict.explanation();
            count("rounded values agree");
        } else {
            count("every bit agrees");
        }
        if (reached.directly(call.method(), each.symbol())) {
            covered.add(each.overload());
        } else if (reached.reaches(call.method(), each.symbol())) {
            covered.add(each.overload());
            indirectly.add(each.overload());
        } else if (!GENERATED.contains(call.method().getDeclaringClass().getSimpleName())) {
            covered.add(each.overload());
            otherwise.add(each.overload());
        } else {
            count("went to another overload");
            notes.add("another overload: " + each + " -> " + call.method());
        }
        return null;
    }

    private @Nullable String thrown(ParityCase each, Throwable e) {
        if (DOCUMENTED.stream().noneMatch(d -> d.isInstance(e)))
            return "undocumented exception " + e;
        if (!each.isError()) return e + " instead of " + each.expected();
        onlyErrors.add(each.overload());
        count("both fail");
        String kind = each.expected().substring(1, each.expected().indexOf(':'));
        if (KINDS.getOrDefault(kind, TorchException.class).isInstance(e))
            count("both fail, with the same kind of exception");
        else notes.add("other kind: " + each + "\n    " + each.expected() + "\n    " + e);
        String sentence = each.expected().substring(each.expected().indexOf(": ") + 2);
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (said.startsWith(sentence.strip()) || said.contains(sentence.strip())) {
            count("both fail, with the same sentence");
        } else {
            notes.add("other words: " + each + "\n    " + each.expected() + "\n    " + e);
        }
        return null;
    }

    /** The catalogue's overloads that a public name stands for. */
    static Set<String> publicOverloads() throws IOException {
        Path catalogue = Path.of("src", "generator", "catalogue");
        Map<String, Set<String>> names = new LinkedHashMap<>();
        for (String list : List.of("tensor", "torch", "linalg", "fft", "special"))
            names.put(list, Set.copyOf(Files.readAllLines(catalogue.resolve(list + ".txt"))));
        Set<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(catalogue.resolve("operators.txt"))) {
            if (line.startsWith("#")) continue;
            String arguments = line.substring(0, line.lastIndexOf(") -> "));
            if (arguments.matches(".*\\*,.*Tensor\\(\\w!\\).*")) continue;
            String overload = line.substring(6, line.indexOf('('));
            String name = overload.replaceAll("\\..*", "");
            boolean method = arguments.matches(".*[(\\s]Tensor(\\([^)]*\\))? self\\b.*");
            boolean open =
                    names.get("torch").contains(name)
                            || method && names.get("tensor").contains(name);
            for (String space : List.of("linalg", "fft", "special")) {
                String prefix = space + "_";
                open |=
                        name.startsWith(prefix)
                                && names.get(space).contains(name.substring(prefix.length()));
            }
            if (open) found.add(overload);
        }
        return found;
    }

    private void report(
            ParityCase.File file, int all, Set<String> open, Set<String> errors, boolean bits)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                parity on libtorch %s (%s): %d of %d public overloads covered, %d cases, %d differ
                  covered over methods written by hand that call the operator: %s
                  by methods written by hand that do without the operator: %s
                """
                        .formatted(
                                Torch.version(),
                                bits ? "bit for bit" : "rounded",
                                covered.size(),
                                all,
                                file.cases().size(),
                                failures.size(),
                                indirectly,
                                otherwise));
        counts.forEach((what, n) -> text.append("  %6d %s%n".formatted(n, what)));
        text.append("  not covered: ").append(open).append("\n  of them only failing: ");
        errors.retainAll(open);
        text.append(errors).append('\n');
        System.out.print(text);
        Path folder = Path.of("target");
        if (Files.isDirectory(folder)) {
            text.append(String.join("\n", failures))
                    .append("\n\n")
                    .append(String.join("\n", notes));
            Files.writeString(
                    folder.resolve("parity-" + Torch.version() + ".txt"),
                    text,
                    StandardCharsets.UTF_8);
        }
    }
}
