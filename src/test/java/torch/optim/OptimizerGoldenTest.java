package torch.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static torch.DType.COMPLEX64;
import static torch.DType.FLOAT32;
import static torch.DType.FLOAT64;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/**
 * Compares every optimizer with PyTorch 2.14.1 (seed 0, {@code src/test/python/optim_golden.py}):
 * parameters after 1, 10 and 100 steps, state after 10, printed form. The loss is elementwise,
 * {@code ((a - ta)² * wa).sum()}, so that no BLAS is involved and gradients are exact.
 *
 * <p>On x86-64 every bit is compared. Other processors fuse multiplications and additions
 * elsewhere, and so do other compilers in the fused kernels of Adam, so that six digits are compared
 * there: on other processors, and of those kernels in another libtorch than PyTorch's.
 */
class OptimizerGoldenTest {
    private static final boolean SAME_PROCESSOR = System.getProperty("os.arch").equals("amd64");
    private static final boolean SAME_KERNELS = Torch.version().startsWith("2.14.1");
    private static final Map<String, Map<String, String>> GOLDEN = read("optim_golden.txt");
    private static final Map<String, BiFunction<Tensor, Tensor, Optimizer>> CASES = cases();

    static Set<String> names() {
        return CASES.keySet();
    }

    @Test
    void cases_areThoseRecorded() {
        Set<String> recorded = new TreeMap<>(GOLDEN).keySet();
        recorded.remove("problem");
        assertEquals(recorded, new TreeMap<>(CASES).keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void hundredSteps_matchPyTorch(String name) {
        DType dtype =
                name.endsWith("_double")
                        ? FLOAT64
                        : name.endsWith("_complex") ? COMPLEX64 : FLOAT32;
        Map<String, String> golden = GOLDEN.get(name);
        Tensor a = problem("a", dtype).requiresGrad_();
        Tensor b = problem("b", dtype).requiresGrad_();
        Optimizer optimizer = CASES.get(name).apply(a, b);
        assertEquals(golden.get("repr").replace("\\n", "\n"), optimizer.toString());
        boolean fusedAdam = name.startsWith("adam") && name.contains("fused");
        boolean sameBits = SAME_PROCESSOR && (SAME_KERNELS || !fusedAdam);
        int compared = 1;
        for (int step = 1; step <= 100; step++) {
            try (var _ = Torch.scope()) {
                optimizer.zeroGrad();
                Tensor loss = loss(a, "a", dtype);
                if (!name.endsWith("_late") || step > 3) {
                    loss = loss.add(loss(b, "b", dtype));
                }
                (dtype == COMPLEX64 ? Torch.real(loss) : loss).backward();
                optimizer.step();
                for (var param : Map.of("a", a, "b", b).entrySet()) {
                    if (golden.containsKey(step + "." + param.getKey())) {
                        compared +=
                                compare(
                                        sameBits,
                                        golden,
                                        step + "." + param.getKey(),
                                        param.getValue());
                    }
                    if (step == 10) {
                        for (var state : optimizer.state(param.getValue()).entrySet()) {
                            String key = "state." + param.getKey() + "." + state.getKey();
                            compared += compare(sameBits, golden, key, (Tensor) state.getValue());
                        }
                    }
                }
            }
        }
        assertEquals(golden.size(), compared);
    }

    private static Tensor loss(Tensor x, String name, DType dtype) {
        Tensor difference = x.sub(problem("t" + name, dtype));
        return (dtype == COMPLEX64 ? difference.abs() : difference)
                .pow(2)
                .mul(problem("w" + name, dtype))
                .sum();
    }

    private static Tensor problem(String name, DType dtype) {
        String[] words = GOLDEN.get("problem").get(name).split(" ");
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        Tensor tensor = Torch.tensor(values).to(dtype);
        return name.endsWith("a") ? tensor.view(3, 7) : tensor;
    }

    private static int compare(
            boolean sameBits, Map<String, String> golden, String key, Tensor tensor) {
        Tensor real = tensor.isComplex() ? Torch.viewAsReal(tensor.detach()) : tensor.detach();
        double[] expected =
                Stream.of(golden.get(key).split(" "))
                        .mapToDouble(
                                word ->
                                        real.dtype() == FLOAT64
                                                ? Double.parseDouble(word)
                                                : Float.parseFloat(word))
                        .toArray();
        double[] actual = real.to(FLOAT64).toDoubleArray();
        if (sameBits) {
            assertArrayEquals(expected, actual, key);
        } else {
            assertEquals(expected.length, actual.length, key);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(
                        expected[i], actual[i], 1e-6 * Math.max(1, Math.abs(expected[i])), key);
            }
        }
        return 1;
    }

    private static Map<String, BiFunction<Tensor, Tensor, Optimizer>> cases() {
        Map<String, BiFunction<Tensor, Tensor, Optimizer>> cases = new LinkedHashMap<>();
        Map<String, Consumer<SGD.Options>> sgd =
                Map.ofEntries(
                        Map.entry("default", o -> {}),
                        Map.entry("lr", o -> o.lr(0.05)),
                        Map.entry("momentum", o -> o.lr(0.01).momentum(0.9)),
                        Map.entry("dampening", o -> o.lr(0.01).momentum(0.9).dampening(0.3)),
                        Map.entry("nesterov", o -> o.lr(0.01).momentum(0.9).nesterov(true)),
                        Map.entry("weight_decay", o -> o.lr(0.01).weightDecay(0.1)),
                        Map.entry("maximize", o -> o.lr(0.001).maximize(true)),
                        Map.entry(
                                "everything",
                                o ->
                                        o.lr(0.001)
                                                .momentum(0.8)
                                                .weightDecay(0.1)
                                                .nesterov(true)
                                                .maximize(true)),
                        Map.entry(
                                "foreach",
                                o -> o.lr(0.01).momentum(0.9).weightDecay(0.1).foreach(true)),
                        Map.entry(
                                "loop",
                                o -> o.lr(0.01).momentum(0.9).weightDecay(0.1).foreach(false)),
                        Map.entry(
                                "fused",
                                o ->
                                        o.lr(0.01)
                                                .momentum(0.9)
                                                .weightDecay(0.1)
                                                .nesterov(true)
                                                .fused(true)),
                        Map.entry("fused_plain", o -> o.lr(0.01).fused(true)),
                        Map.entry("late", o -> o.lr(0.01).momentum(0.9).dampening(0.3)),
                        Map.entry("double", o -> o.lr(0.01).momentum(0.9).weightDecay(0.1)));
        sgd.forEach(
                (name, options) ->
                        cases.put("sgd_" + name, (a, b) -> new SGD(List.of(a, b), options)));
        cases.put(
                "sgd_groups",
                (a, b) ->
                        new SGD(
                                List.of(
                                        new ParamGroup(List.of(a)),
                                        SGD.group(List.of(b), o -> o.lr(0.05).weightDecay(0.2))),
                                o -> o.lr(0.01).momentum(0.9)));

        Map<String, Consumer<Adam.Options>> adam =
                Map.ofEntries(
                        Map.entry("default", o -> {}),
                        Map.entry("lr_betas", o -> o.lr(2e-2).betas(0.5, 0.999)),
                        Map.entry("eps", o -> o.lr(0.01).eps(1e-3)),
                        Map.entry("weight_decay", o -> o.lr(0.01).weightDecay(0.1)),
                        Map.entry("amsgrad", o -> o.lr(0.01).amsgrad(true)),
                        Map.entry("maximize", o -> o.lr(0.01).maximize(true)),
                        Map.entry(
                                "everything",
                                o ->
                                        o.lr(0.01)
                                                .betas(0.8, 0.99)
                                                .weightDecay(0.1)
                                                .amsgrad(true)
                                                .maximize(true)),
                        Map.entry("foreach", o -> o.lr(0.01).weightDecay(0.1).foreach(true)),
                        Map.entry("loop", o -> o.lr(0.01).weightDecay(0.1).foreach(false)),
                        Map.entry("fused", o -> o.lr(0.01).weightDecay(0.1).fused(true)),
                        Map.entry(
                                "fused_amsgrad",
                                o -> o.lr(0.01).amsgrad(true).maximize(true).fused(true)),
                        Map.entry("fused_late", o -> o.lr(0.01).fused(true)),
                        Map.entry("late", o -> o.lr(0.01).weightDecay(0.1)),
                        Map.entry("double", o -> o.lr(0.01).weightDecay(0.1)));
        adam.forEach(
                (name, options) -> {
                    cases.put("adam_" + name, (a, b) -> new Adam(List.of(a, b), options));
                    cases.put("adamw_" + name, (a, b) -> new AdamW(List.of(a, b), options));
                });
        cases.put(
                "adam_complex",
                (a, b) -> new Adam(List.of(a, b), o -> o.lr(0.01).weightDecay(0.1).amsgrad(true)));
        cases.put("adam_groups", (a, b) -> new Adam(adamGroups(a, b), o -> o.lr(0.01)));
        cases.put("adamw_groups", (a, b) -> new AdamW(adamGroups(a, b), o -> o.lr(0.01)));
        return cases;
    }

    private static List<ParamGroup> adamGroups(Tensor a, Tensor b) {
        return List.of(
                new ParamGroup(List.of(a)),
                Adam.group(List.of(b), o -> o.lr(0.05).weightDecay(0.2)));
    }

    private static Map<String, Map<String, String>> read(String resource) {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                OptimizerGoldenTest.class.getResourceAsStream(resource)))) {
            Map<String, Map<String, String>> golden = new LinkedHashMap<>();
            lines.lines()
                    .map(line -> line.split(" ", 3))
                    .forEach(
                            words ->
                                    golden.computeIfAbsent(words[0], _ -> new LinkedHashMap<>())
                                            .put(words[1], words[2]));
            return golden;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
