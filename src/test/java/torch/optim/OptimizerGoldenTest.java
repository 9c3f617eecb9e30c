package torch.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.DType;
import torch.HookHandle;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.golden.GoldenCases;
import torch.golden.PythonExpression;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/**
 * Compares every optimizer with PyTorch 2.14.1 (seed 1, {@code src/test/python/optim_golden.py}): printed form,
 * parameters after 1, 10 and 1,000 steps, layout and tensors of the state dict, the end after resuming from it, gradients
 * through differentiable steps, and what is refused.
 *
 * <p>Every bit is compared on the version and CPU capability of the recording; elsewhere some digits.
 */
class OptimizerGoldenTest {
    @TestFactory
    Stream<DynamicTest> steps() {
        return tests("optim_steps.txt");
    }

    @TestFactory
    Stream<DynamicTest> others() {
        return tests("optim_golden.txt");
    }

    @TestFactory
    Stream<DynamicTest> errors() {
        return GoldenCases.tests("/torch/optim/optim_errors.txt");
    }

    private static Stream<DynamicTest> tests(String resource) {
        return Recorded.read(resource).stream()
                .map(
                        recorded ->
                                DynamicTest.dynamicTest(
                                        String.join(" ", recorded.words), () -> run(recorded)));
    }

    private static void run(Recorded recorded) throws Throwable {
        try (var _ = Torch.scope()) {
            switch (recorded.words[1]) {
                case "steps" -> steps(recorded);
                case "differentiable" -> differentiable(recorded);
                case "refused" -> refused(recorded);
                case "legacy" -> legacy(recorded);
                case "cast" -> cast(recorded);
                case "hooks" -> hooks(recorded);
                default -> throw new AssertionError(recorded.words[1]);
            }
        }
    }

    private static void steps(Recorded recorded) throws Throwable {
        Training training = new Training(recorded);
        assertEquals(recorded.text("repr"), training.optimizer.toString());
        List<Tensor> halfway = List.of();
        Map<String, Object> saved = Map.of();
        for (int step = 1; step <= 1000; step++) {
            training.step(step);
            if (step == 1 || step == 10 || step == 1000) {
                for (int i = 0; i < training.params.size(); i++) {
                    recorded.check(step + "." + i, training.params.get(i));
                }
            }
            if (step == 10) {
                saved = training.optimizer.stateDict();
                if (recorded.has("layout")) {
                    assertEquals(recorded.text("layout"), describe(saved, false));
                    List<Tensor> state = tensors(saved.get("state"));
                    for (int i = 0; i < state.size(); i++) {
                        recorded.check("state." + i, state.get(i));
                    }
                }
                halfway = training.params.stream().map(p -> p.detach().clone()).toList();
                saved = (Map<String, Object>) copied(saved);
            }
        }
        training.params = halfway.stream().map(Tensor::requiresGrad_).toList();
        training.optimizer = training.make();
        training.optimizer.loadStateDict(saved);
        for (int step = 11; step <= 1000; step++) {
            training.step(step);
        }
        for (int i = 0; i < training.params.size(); i++) {
            String name = recorded.has("resumed." + i) ? "resumed." + i : "1000." + i;
            recorded.check(name, training.params.get(i));
        }
    }

    private static void differentiable(Recorded recorded) throws Throwable {
        Map<String, Object> values = new LinkedHashMap<>();
        Torch.manualSeed(1);
        for (var input : recorded.inputs.entrySet()) {
            values.put(input.getKey(), PythonExpression.evaluate(input.getValue(), values));
        }
        values.values().forEach(value -> ((Tensor) value).requiresGrad_());
        Tensor p = ((Tensor) values.get("x")).clone();
        Map<String, Object> names = new LinkedHashMap<>(values);
        names.put("p", List.of(p));
        var optimizer = (Optimizer) PythonExpression.evaluate(recorded.words[2], names);
        List<String> gradients = recorded.flag("once") ? List.of("g") : List.of("g", "h");
        for (String name : gradients) {
            p.setGrad(((Tensor) values.get(name)).clone());
            optimizer.step();
        }
        recorded.check("p", p);
        p.mul(Torch.tensor(1.0f, -2.0f, 0.5f, 3.0f)).sum().backward();
        values.forEach(
                (name, value) -> {
                    Tensor grad = ((Tensor) value).grad();
                    assertEquals(recorded.has("grad." + name), grad != null, name);
                    if (grad != null) {
                        recorded.check("grad." + name, grad);
                    }
                });
    }

    private static void refused(Recorded recorded) throws Throwable {
        Training training = new Training(recorded);
        Exception thrown =
                assertThrows(
                        RuntimeException.class,
                        () -> {
                            if (recorded.flag("noclosure")) {
                                training.optimizer.step();
                            } else {
                                training.step(1);
                            }
                        });
        assertEquals(recorded.text("message"), thrown.getMessage());
        Class<?> kind =
                recorded.text("kind").equals("RuntimeError")
                        ? TorchException.class
                        : IllegalArgumentException.class;
        assertEquals(kind, thrown.getClass());
    }

    private static void legacy(Recorded recorded) throws Throwable {
        Training training = new Training(recorded);
        training.step(1);
        var saved = (Map<String, Object>) copied(training.optimizer.stateDict());
        for (Object state : ((Map<?, ?>) saved.get("state")).values()) {
            for (String name : List.of("step", "mu_product", "eta", "mu")) {
                ((Map<String, Object>) state)
                        .computeIfPresent(name, (_, value) -> ((Tensor) value).itemDouble());
            }
        }
        for (Object group : (List<?>) saved.get("param_groups")) {
            for (String name :
                    List.of("foreach", "maximize", "differentiable", "capturable", "fused")) {
                ((Map<?, ?>) group).remove(name);
            }
        }
        training.optimizer = training.make();
        training.optimizer.loadStateDict(saved);
        var loaded = training.optimizer.stateDict();
        var group = (Map<String, Object>) ((List<?>) loaded.get("param_groups")).getFirst();
        assertEquals(recorded.text("options"), String.join(" ", new TreeMap<>(group).keySet()));
        assertEquals(recorded.text("state"), describe(loaded.get("state"), true));
        training.step(2);
        for (int i = 0; i < training.params.size(); i++) {
            recorded.check("2." + i, training.params.get(i));
        }
    }

    private static void cast(Recorded recorded) throws Throwable {
        Training training = new Training(recorded);
        training.step(1);
        Map<String, Object> saved = training.optimizer.stateDict();
        training.params =
                training.params.stream()
                        .map(p -> p.detach().to(DType.FLOAT64).requiresGrad_())
                        .toList();
        training.optimizer = training.make();
        training.optimizer.loadStateDict(saved);
        assertEquals(recorded.text("layout"), describe(training.optimizer.stateDict(), false));
    }

    private static void hooks(Recorded recorded) throws Throwable {
        Training training = new Training(recorded);
        Optimizer optimizer = training.optimizer;
        List<String> log = new ArrayList<>();
        Optimizer.StateDictHook saved = note(log, "saved");
        List<HookHandle> handles =
                List.of(
                        Optimizer.registerOptimizerStepPreHook(before(log, "all before")),
                        Optimizer.registerOptimizerStepPostHook(_ -> log.add("all after")),
                        optimizer.registerStepPreHook(before(log, "before")),
                        optimizer.registerStepPreHook(before(log, "before, too")),
                        optimizer.registerStepPostHook(_ -> log.add("after")),
                        optimizer.registerStateDictPreHook(_ -> log.add("saving")),
                        optimizer.registerStateDictPreHook(_ -> log.add("saving first"), true),
                        optimizer.registerStateDictPostHook(saved),
                        optimizer.registerStateDictPostHook(note(log, "saved first"), true),
                        optimizer.registerLoadStateDictPreHook(note(log, "loading")),
                        optimizer.registerLoadStateDictPreHook(note(log, "loading first"), true),
                        optimizer.registerLoadStateDictPostHook(_ -> log.add("loaded")),
                        optimizer.registerLoadStateDictPostHook(
                                _ -> log.add("loaded first"), true));
        optimizer.step(
                () -> {
                    log.add("closure");
                    return Torch.ones(Torch.shape());
                });
        optimizer.loadStateDict(optimizer.stateDict());
        handles.forEach(HookHandle::remove);
        optimizer.step();
        assertEquals(recorded.text("log"), String.join("; ", log));
    }

    private static Optimizer.StepPreHook before(List<String> log, String text) {
        return (_, _) -> {
            log.add(text);
            return null;
        };
    }

    private static Optimizer.StateDictHook note(List<String> log, String text) {
        return (_, _) -> {
            log.add(text);
            return null;
        };
    }

    /** An optimizer and its problem, as in the script. */
    private static final class Training {
        private static final Map<String, List<String>> PROBLEMS =
                Map.of(
                        "real",
                        List.of(
                                "torch.randn(3, 7)",
                                "torch.randn(5)",
                                "torch.randn(2, 2, dtype=torch.float64)"),
                        "single",
                        List.of("torch.randn(3, 7)", "torch.randn(5)", "torch.randn(2, 3)"),
                        "complex",
                        List.of("torch.randn(3, dtype=torch.complex64)", "torch.randn(4)"),
                        "matrices",
                        List.of("torch.randn(4, 3)", "torch.randn(2, 5)"),
                        "rows",
                        List.of("torch.randn(6, 2)"));

        private final Recorded recorded;
        private final List<Tensor> targets = new ArrayList<>();
        private final List<Tensor> weights = new ArrayList<>();
        List<Tensor> params = new ArrayList<>();
        Optimizer optimizer;

        Training(Recorded recorded) throws Throwable {
            this.recorded = recorded;
            Torch.manualSeed(1);
            for (String text : PROBLEMS.get(recorded.words[3])) {
                params.add((Tensor) PythonExpression.evaluate(text, Map.of()));
            }
            params.forEach(p -> targets.add(Torch.randnLike(p)));
            for (Tensor p : params) {
                weights.add(Torch.randLike(p.isComplex() ? Torch.real(p) : p).add(0.5));
            }
            params.forEach(Tensor::requiresGrad_);
            optimizer = make();
        }

        Optimizer make() throws Throwable {
            boolean groups = recorded.flag("groups");
            List<Tensor> first = groups ? params.subList(0, 1) : params;
            Object p = recorded.flag("named") ? named(0, first) : first;
            var made = (Optimizer) PythonExpression.evaluate(recorded.words[2], Map.of("p", p));
            if (groups) {
                List<Tensor> rest = params.subList(1, params.size());
                // its options have the names that Adam's have
                Consumer<SGD.Options> options = o -> o.lr(0.05).weightDecay(0.1);
                made.addParamGroup(
                        recorded.flag("named")
                                ? SGD.group(named(1, rest), options)
                                : SGD.group(rest, options));
            }
            return made;
        }

        private static Map<String, Tensor> named(int first, List<Tensor> params) {
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (Tensor param : params) {
                named.put("layer." + (first + named.size()), param);
            }
            return named;
        }

        void step(int step) {
            try (var _ = Torch.scope()) {
                if (recorded.flag("closure")) {
                    optimizer.step(this::closure);
                } else {
                    setGradients(step);
                    optimizer.step();
                }
            }
        }

        private void setGradients(int step) {
            for (int i = 0; i < params.size(); i++) {
                Tensor x = params.get(i).detach();
                Tensor pull = weights.get(i).mul(x.sub(targets.get(i)));
                Tensor grad = x.isComplex() ? pull : x.mul(x.mul(x).sub(1)).mul(0.25).add(pull);
                if (recorded.flag("up")) {
                    grad = grad.neg();
                }
                if (recorded.flag("sparse")) {
                    Tensor rows = Torch.tensor(step % 6, (step * step + 1) % 6);
                    grad =
                            Torch.sparseCooTensor(
                                    rows.unsqueeze(0), grad.indexSelect(0, rows), grad.shape());
                }
                boolean without = recorded.flag("late") && i == 1 && step <= 3;
                params.get(i).setGrad(without ? null : grad);
            }
        }

        private Tensor closure() {
            Tensor loss = Torch.tensor(0.0f);
            for (int i = 0; i < params.size(); i++) {
                Tensor x = params.get(i);
                Tensor t = targets.get(i);
                // each written out as in Python, since gradients are added up in the order of use
                loss = loss.add(weights.get(i).mul(x.sub(t)).mul(x.sub(t)).sum());
                loss = loss.add(x.mul(x).sub(1).mul(x.mul(x).sub(1)).sum());
            }
            loss = recorded.flag("up") ? loss.neg() : loss;
            optimizer.zeroGrad();
            loss.backward();
            return loss;
        }
    }

    // ---- state dicts

    /** As the script describes them: of numbers in the state, which rounding can change, only the type. */
    private static String describe(Object value, boolean isState) {
        return switch (value) {
            case Tensor tensor ->
                    tensor.dtype().toString().substring("torch.".length())
                            + Arrays.toString(tensor.shape().toArray());
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(
                                    entry ->
                                            entry.getKey()
                                                    + ": "
                                                    + describe(
                                                            entry.getValue(),
                                                            isState
                                                                    || entry.getKey()
                                                                            .equals("state")))
                            .collect(Collectors.joining(", ", "{", "}"));
            case PythonTuple tuple ->
                    tuple.stream()
                            .map(part -> describe(part, isState))
                            .collect(Collectors.joining(", ", "(", ")"));
            case List<?> list ->
                    list.stream()
                            .map(part -> describe(part, isState))
                            .collect(Collectors.joining(", ", "[", "]"));
            case Double _ when isState -> "float";
            case Long _ when isState -> "int";
            case null, default -> PythonText.of(value);
        };
    }

    private static List<Tensor> tensors(Object value) {
        return switch (value) {
            case Tensor tensor -> List.of(tensor);
            case Map<?, ?> map ->
                    map.values().stream().flatMap(part -> tensors(part).stream()).toList();
            case List<?> list -> list.stream().flatMap(part -> tensors(part).stream()).toList();
            case null, default -> List.of();
        };
    }

    private static Object copied(Object value) {
        return switch (value) {
            case Tensor tensor -> tensor.detach().clone();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, part) -> copy.put(key, copied(part)));
                yield copy;
            }
            case PythonTuple tuple -> tuple;
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(part -> copy.add(copied(part)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    // ---- what was recorded

    private static final class Recorded {
        final String[] words;
        final Map<String, String> inputs = new LinkedHashMap<>();
        private final Map<String, String[]> lines = new LinkedHashMap<>();
        private final boolean sameBits;

        private Recorded(String[] words, boolean sameBits) {
            this.words = words;
            this.sameBits = sameBits;
        }

        static List<Recorded> read(String resource) {
            List<String> lines;
            try (var in = OptimizerGoldenTest.class.getResourceAsStream(resource)) {
                assertNotNull(in, resource);
                lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String[] made = lines.getFirst().split("PyTorch |, ");
            boolean sameBits =
                    Torch.version().equals(made[1])
                            && Torch.showConfig().contains("CPU capability usage: " + made[2]);
            List<Recorded> cases = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split("\t", -1);
                switch (words[0]) {
                    case "case" -> cases.add(new Recorded(words, sameBits));
                    case "input" -> cases.getLast().inputs.put(words[1], words[2]);
                    default -> cases.getLast().lines.put(words[1], words);
                }
            }
            return cases;
        }

        boolean flag(String flag) {
            return words.length > 4 && List.of(words[4].split(" ")).contains(flag);
        }

        boolean has(String name) {
            return lines.containsKey(name);
        }

        String text(String name) {
            assertTrue(has(name), "nothing was recorded under " + name);
            return lines.get(name)[2].translateEscapes();
        }

        void check(String name, Tensor tensor) {
            assertTrue(has(name), "nothing was recorded under " + name);
            String[] expected = lines.get(name);
            assertEquals("torch." + expected[2], tensor.dtype().toString(), name);
            Tensor actual = tensor.detach().contiguous().view(-1);
            byte[] bytes = HexFormat.of().parseHex(expected[4].equals("-") ? "" : expected[4]);
            byte[] got = actual.view(DType.UINT8).toByteArray();
            if (Arrays.equals(bytes, got)) {
                return;
            }
            double[] before = doubles(Torch.tensor(bytes).to(DType.UINT8).view(tensor.dtype()));
            double[] after = doubles(actual);
            double largest = Arrays.stream(before).map(Math::abs).max().orElse(0);
            double tolerance = name.startsWith("1000.") || name.startsWith("resumed") ? 1e-3 : 1e-5;
            assertArrayEquals(before, after, sameBits ? 0 : tolerance * Math.max(1, largest), name);
        }

        private static double[] doubles(Tensor tensor) {
            Tensor real = tensor.isComplex() ? Torch.viewAsReal(tensor).view(-1) : tensor;
            return real.to(DType.FLOAT64).toDoubleArray();
        }
    }
}
