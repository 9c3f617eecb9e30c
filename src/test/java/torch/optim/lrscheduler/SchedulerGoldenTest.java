package torch.optim.lrscheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.golden.PythonExpression;
import torch.internal.CMath;
import torch.internal.PythonFloat;
import torch.optim.Adam;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;
import torch.optim.SGD;

/** Every scheduler against what lr_scheduler_golden.py recorded, which says what a case is; all to the last bit. */
class SchedulerGoldenTest {
    private static final List<String> OPTIONS =
            List.of(
                    "lr",
                    "initial_lr",
                    "max_lr",
                    "min_lr",
                    "swa_lr",
                    "momentum",
                    "betas",
                    "max_momentum",
                    "base_momentum");
    private static final int STEPS = 200;

    private record Case(String kind, String expression, Map<String, String> recorded) {
        List<String> arguments() {
            String arguments = recorded.get("arguments");
            return arguments == null
                    ? Collections.nCopies(STEPS, "")
                    : List.of(arguments.split(" "));
        }
    }

    /** An optimizer with its scheduler, and what the groups had after each step. */
    private static final class Run {
        final Optimizer optimizer;
        final LRScheduler scheduler;
        final List<double[]> log = new ArrayList<>();

        Run(Case golden) throws Throwable {
            optimizer = optimizer(golden.kind);
            scheduler = scheduler(golden.expression, optimizer);
        }

        void walk(List<String> arguments) throws Throwable {
            for (String argument : arguments) {
                optimizer.step();
                PythonExpression.evaluate(
                        "scheduler.step(" + argument + ")", Map.of("scheduler", scheduler));
                observe();
            }
        }

        void observe() {
            log.add(
                    optimizer.paramGroups().stream()
                            .flatMapToDouble(
                                    group ->
                                            DoubleStream.of(group.getDouble("lr"), momentum(group)))
                            .toArray());
        }

        private static double momentum(ParamGroup group) {
            return group.has("betas") ? group.getDoubles("betas")[0] : group.getDouble("momentum");
        }
    }

    @TestFactory
    Stream<DynamicTest> schedules() throws IOException {
        return cases("case").map(c -> DynamicTest.dynamicTest(name(c), () -> check(c)));
    }

    @TestFactory
    Stream<DynamicTest> errors() throws IOException {
        return cases("error").map(c -> DynamicTest.dynamicTest(name(c), () -> checkError(c)));
    }

    private static String name(Case golden) {
        return golden.kind
                + ": "
                + golden.expression
                + (golden.recorded.containsKey("arguments") ? " with arguments" : "");
    }

    private static void check(Case golden) throws Throwable {
        List<String> arguments = golden.arguments();
        int half = arguments.size() / 2;
        Run run = new Run(golden);
        run.observe();
        run.walk(arguments.subList(0, half));
        Map<String, Object> optimizerState = run.optimizer.stateDict();
        Map<String, Object> schedulerState = run.scheduler.stateDict();
        assertEquals(golden.recorded.get("state"), text(schedulerState));
        assertEquals(golden.recorded.get("groups"), text(options(run.optimizer)));

        Run resumed = new Run(golden);
        resumed.optimizer.loadStateDict(optimizerState);
        resumed.scheduler.loadStateDict(schedulerState);
        resumed.log.addAll(run.log);
        resumed.walk(arguments.subList(half, arguments.size()));
        checkLog(golden, resumed);

        run.walk(arguments.subList(half, arguments.size()));
        checkLog(golden, run);
        assertEquals(
                golden.recorded.get("last_lr").replaceAll("tensor\\(([^,]*), [^)]*\\)", "$1"),
                text(run.scheduler.getLastLr()));
    }

    private static void checkLog(Case golden, Run run) throws Exception {
        String[] names = {"lr.0", "momentum.0", "lr.1", "momentum.1"};
        for (int i = 0; i < run.log.getFirst().length; i++) {
            int column = i;
            double[] actual = run.log.stream().mapToDouble(row -> row[column]).toArray();
            String expected = golden.recorded.get(names[i]);
            if (expected.startsWith("sha256 ")) {
                assertEquals(expected, "sha256 " + digest(actual), names[i]);
            } else {
                assertArrayEquals(numbers(expected), actual, 0, names[i]);
            }
        }
    }

    private static void checkError(Case golden) {
        Optimizer optimizer = optimizer(golden.kind);
        RuntimeException thrown =
                assertThrows(
                        RuntimeException.class,
                        () -> {
                            LRScheduler scheduler = scheduler(golden.expression, optimizer);
                            for (int i = 0; i < STEPS; i++) scheduler.step();
                        });
        if (golden.recorded.get("kind").equals("ZeroDivisionError")) {
            assertInstanceOf(ArithmeticException.class, thrown);
        } else {
            assertEquals(IllegalArgumentException.class, thrown.getClass());
            assertEquals(golden.recorded.get("message").translateEscapes(), thrown.getMessage());
        }
    }

    // ---- What the script has too

    /** A function with a state. */
    private static final class Counting
            implements LongToDoubleFunction, DoubleUnaryOperator, Stateful {
        private long calls;

        @Override
        public double applyAsDouble(long epoch) {
            calls++;
            return 1.0 / calls;
        }

        @Override
        public double applyAsDouble(double x) {
            return applyAsDouble(0L);
        }

        @Override
        public Map<String, Object> stateDict() {
            return Map.of("calls", calls);
        }

        @Override
        public void loadStateDict(Map<String, ?> stateDict) {
            calls = ((Number) stateDict.get("calls")).longValue();
        }
    }

    private static LRScheduler scheduler(String expression, Optimizer optimizer) throws Throwable {
        LongToDoubleFunction thirds = epoch -> Math.floorDiv(epoch, 30L);
        LongToDoubleFunction decay = epoch -> CMath.pow(0.95, epoch);
        LongToDoubleFunction warmUp = step -> Math.min(1.0, (step + 1) / 20.0);
        LongToDoubleFunction fixed = epoch -> 0.99;
        DoubleUnaryOperator shrink = x -> 1 / CMath.pow(5, x * 0.01);
        Map<String, Object> names =
                Map.of(
                        "optimizer", optimizer,
                        "thirds", thirds,
                        "decay", decay,
                        "warm_up", warmUp,
                        "fixed", fixed,
                        "shrink", shrink,
                        "counting", new Counting());
        // Java begins names with a small letter.
        String java = expression.replace("T_", "t_");
        return (LRScheduler) PythonExpression.evaluate(java, names);
    }

    private static Optimizer optimizer(String kind) {
        Tensor a = Torch.zeros(2).requiresGrad_();
        Tensor b = Torch.zeros(3).requiresGrad_();
        List<ParamGroup> groups =
                List.of(new ParamGroup(List.of(a)), SGD.group(List.of(b), o -> o.lr(0.03)));
        return switch (kind) {
            case "sgd" -> new SGD(groups, o -> o.lr(0.1).momentum(0.9));
            case "adam" ->
                    new Adam(
                            List.of(
                                    new ParamGroup(List.of(a)),
                                    Adam.group(List.of(b), o -> o.lr(0.03))),
                            o -> o.lr(0.1).betas(0.8, 0.99));
            case "plain" -> new SGD(List.of(a), o -> o.lr(0.1));
            case "float32" ->
                    new SGD(
                            List.of(
                                    new ParamGroup(List.of(a)),
                                    SGD.group(List.of(b), o -> o.lr(Torch.tensor(0.03f)))),
                            o -> o.lr(Torch.tensor(0.1f)).momentum(0.9));
            case "float64" ->
                    new SGD(
                            List.of(
                                    new ParamGroup(List.of(a)),
                                    SGD.group(
                                            List.of(b),
                                            o ->
                                                    o.lr(
                                                            Torch.tensor(
                                                                    new double[] {0.03},
                                                                    Torch.dtype(DType.FLOAT64))))),
                            o -> o.lr(Torch.tensor(0.1, Torch.dtype(DType.FLOAT64))));
            case "resumed" -> {
                Optimizer optimizer = new SGD(groups, o -> o.lr(0.1).momentum(0.9));
                optimizer.paramGroups().get(0).set("initial_lr", 0.2);
                optimizer.paramGroups().get(1).set("initial_lr", 0.06);
                yield optimizer;
            }
            case "cycled" -> {
                Optimizer optimizer =
                        new SGD(
                                List.of(new ParamGroup(List.of(a)), new ParamGroup(List.of(b))),
                                o -> o.lr(0.1));
                for (ParamGroup group : optimizer.paramGroups()) {
                    group.set("initial_lr", 0.004);
                    group.set("max_lr", 0.1);
                    group.set("min_lr", 4e-7);
                    group.set("max_momentum", 0.95);
                    group.set("base_momentum", 0.85);
                }
                yield optimizer;
            }
            default -> throw new AssertionError(kind);
        };
    }

    private static List<Map<String, Object>> options(Optimizer optimizer) {
        return optimizer.paramGroups().stream()
                .map(
                        group -> {
                            Map<String, Object> options = new LinkedHashMap<>();
                            for (String name : OPTIONS) {
                                if (group.has(name)) options.put(name, group.get(name));
                            }
                            return options;
                        })
                .toList();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream()
                            .map(SchedulerGoldenTest::text)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Tensor t ->
                    "tensor(%s, %s)".formatted(PythonFloat.repr(t.itemDouble()), t.dtype());
            case Boolean flag -> flag ? "True" : "False";
            case Number number -> PythonFloat.repr(number.doubleValue());
            default -> value.toString();
        };
    }

    private static double[] numbers(String runs) {
        return Arrays.stream(runs.split(" "))
                .flatMapToDouble(
                        run -> {
                            String[] parts = run.split("\\*");
                            int count = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
                            double number = Double.parseDouble(parts[0]);
                            return DoubleStream.generate(() -> number).limit(count);
                        })
                .toArray();
    }

    private static String digest(double[] numbers) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length);
        for (double number : numbers) bytes.putDouble(number);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    private static Stream<Case> cases(String word) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (var in =
                SchedulerGoldenTest.class.getResourceAsStream("/torch/optim/lr_scheduler.txt")) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] words = line.split("\t");
                switch (words[0]) {
                    case "case" -> cases.add(new Case(words[1], words[2], new HashMap<>()));
                    case "error" ->
                            cases.add(
                                    new Case(
                                            words[1],
                                            words[2],
                                            Map.of("kind", words[3], "message", words[4])));
                    default -> cases.getLast().recorded.put(words[0], words[1]);
                }
            }
        }
        return cases.stream().filter(c -> c.recorded.containsKey("kind") == word.equals("error"));
    }
}
