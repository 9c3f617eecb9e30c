package torch.amp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.autograd.Context;
import torch.cuda.Cuda;
import torch.golden.HeardWarnings;
import torch.golden.TensorLines;
import torch.internal.PythonText;
import torch.nn.BatchNorm2d;
import torch.nn.Conv2d;
import torch.nn.F;
import torch.nn.LayerNorm;
import torch.nn.Linear;
import torch.nn.Parameter;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.Sigmoid;
import torch.nn.Softmax;
import torch.nn.UnaryModule;
import torch.nn.utils.Utils;
import torch.optim.Adam;
import torch.optim.Optimizer;
import torch.optim.SGD;

/** Autocast and the scaler against what amp_golden.py recorded. */
class AmpGoldenTest {
    private static final TensorLines GOLDEN = new TensorLines("/torch/amp/amp.txt", 0.03);
    private static final int THREADS = Torch.getNumThreads();

    @BeforeAll
    static void oneThread() {
        Torch.setNumThreads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Torch.setNumThreads(THREADS);
    }

    private static UnaryModule layer(String name) {
        return switch (name) {
            case "linear" -> new Linear(8, 4);
            case "conv" -> new Conv2d(3, 4, 3, o -> o.padding(1));
            case "batch_norm" -> new BatchNorm2d(3);
            case "layer_norm" -> new LayerNorm(8);
            case "mlp" ->
                    new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 4), new Sigmoid());
            case "softmax" -> new Sequential(new Linear(8, 4), new Softmax(1));
            default -> throw new AssertionError(name);
        };
    }

    private static long[] inputShape(String name) {
        return switch (name) {
            case "conv" -> new long[] {2, 3, 5, 5};
            case "batch_norm" -> new long[] {2, 3, 4, 4};
            case "mlp" -> new long[] {5, 8};
            default -> new long[] {3, 8};
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "conv", "batch_norm", "layer_norm", "mlp", "softmax"})
    void layer_matchesPyTorch(String name) {
        Torch.manualSeed(0);
        UnaryModule layer = layer(name);
        Tensor x = Torch.randn(Torch.shape(inputShape(name))).requiresGrad_();
        Tensor y;
        try (var cast = new Autocast("cpu", DType.BFLOAT16)) {
            y = layer.call(x);
            try (var exact = new Autocast("cpu", o -> o.enabled(false))) {
                GOLDEN.check(name + ".disabled", layer.call(x));
            }
        }
        y.toFloat().pow(2).sum().backward();
        GOLDEN.check(name + ".y", y);
        GOLDEN.check(name + ".x.grad", x.grad());
        layer.namedParameters()
                .forEach((key, p) -> GOLDEN.check(name + "." + key + ".grad", p.grad()));
    }

    @Test
    void operations_matchPyTorch() {
        Torch.manualSeed(0);
        Tensor a = Torch.randn(3, 4);
        Tensor b = Torch.randn(4, 3);
        try (var cast = Torch.autocast("cpu", DType.BFLOAT16)) {
            GOLDEN.check("matmul", a.matmul(b));
            GOLDEN.check("exp", a.exp());
            GOLDEN.check("mse", F.mseLoss(a.matmul(b), Torch.ones(3, 3)));
            GOLDEN.check("cat", Torch.cat(List.of(a.matmul(b), a.matmul(b), a.narrow(1, 0, 3))));
        }
        try (var cast = Torch.autocast("cpu", DType.FLOAT16)) {
            GOLDEN.check("matmul.half", a.matmul(b));
        }
    }

    private static GradScaler.Options small(GradScaler.Options o) {
        return o.initScale(1024).growthFactor(4).backoffFactor(0.25).growthInterval(5);
    }

    @Test
    void trainingByDefault_matchesPyTorch() {
        train("train.default", new GradScaler("cpu"), p -> new SGD(p, o -> o.lr(0.1)), 30);
    }

    @Test
    void trainingWithMomentum_matchesPyTorch() {
        train(
                "train.sgd",
                new GradScaler("cpu", AmpGoldenTest::small),
                p -> new SGD(p, o -> o.lr(0.1).momentum(0.9)),
                30);
    }

    @Test
    void trainingWithFusedSteps_matchesPyTorch() {
        train(
                "train.fused",
                new GradScaler("cpu", AmpGoldenTest::small),
                p -> new Adam(p, o -> o.lr(0.01).fused(true)),
                30);
    }

    @Test
    void trainingWithoutScaling_matchesPyTorch() {
        train(
                "train.disabled",
                new GradScaler("cpu", o -> o.enabled(false)),
                p -> new SGD(p, o -> o.lr(0.1)),
                5);
    }

    private static void train(
            String name,
            GradScaler scaler,
            Function<List<Parameter>, Optimizer> optimizerOf,
            int steps) {
        Torch.manualSeed(1);
        var first = new Linear(8, 16);
        var model = new Sequential(first, new ReLU(), new Linear(16, 3));
        Optimizer optimizer = optimizerOf.apply(model.parameters());
        Tensor x = Torch.randn(20, 8);
        Tensor target = Torch.randint(3, Torch.shape(20));
        for (int step = 0; step < steps; step++) {
            optimizer.zeroGrad();
            Tensor loss;
            try (var cast = new Autocast("cpu", DType.BFLOAT16)) {
                loss = F.crossEntropy(model.call(x), target);
            }
            scaler.scale(loss).backward();
            if (step == 7) {
                first.weight.grad().select(0, 0).select(0, 0).fill_(Double.POSITIVE_INFINITY);
            }
            if (step == 9) {
                scaler.unscale_(optimizer);
                Utils.clipGradNorm_(model.parameters(), 0.1);
            }
            scaler.step(optimizer);
            scaler.update();
            GOLDEN.check(name + ".loss." + step, loss);
            assertEquals(GOLDEN.text(name + ".scale." + step), PythonText.of(scaler.getScale()));
        }
        model.namedParameters().forEach((key, p) -> GOLDEN.check(name + "." + key, p));
        assertEquals(GOLDEN.text(name + ".state"), state(scaler));
    }

    private static String state(GradScaler scaler) {
        return scaler.stateDict().entrySet().stream()
                .map(e -> "('" + e.getKey() + "', " + PythonText.of(e.getValue()) + ")")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    // ---- The scaler's checks

    private record Ready(GradScaler scaler, Optimizer optimizer, Tensor parameter) {}

    private static Ready ready(boolean scaled) {
        Tensor p = Torch.ones(2).requiresGrad_();
        var scaler = new GradScaler("cpu");
        if (scaled) scaler.scale(p.mul(2).sum()).backward();
        return new Ready(scaler, new SGD(List.of(p), o -> o.lr(0.1)), p);
    }

    private static void checkError(String name, Executable call) {
        GOLDEN.checkError("error." + name, assertThrows(RuntimeException.class, call, name));
    }

    @Test
    void wrongUse_isRefusedAsInPyTorch() {
        checkError("growth", () -> new GradScaler("cpu", o -> o.growthFactor(1)));
        checkError("backoff", () -> new GradScaler("cpu", o -> o.backoffFactor(1)));
        Ready unused = ready(false);
        checkError("unscale.unused", () -> unused.scaler.unscale_(unused.optimizer));
        checkError("step.unused", () -> unused.scaler.step(unused.optimizer));
        checkError("update.unused", unused.scaler::update);
        Ready first = ready(true);
        checkError("update.unchecked", first.scaler::update);
        first.scaler.unscale_(first.optimizer);
        checkError("unscale.twice", () -> first.scaler.unscale_(first.optimizer));
        Ready second = ready(true);
        second.scaler.step(second.optimizer);
        checkError("step.twice", () -> second.scaler.step(second.optimizer));
        checkError("unscale.after", () -> second.scaler.unscale_(second.optimizer));
        checkError("closure", () -> second.scaler.step(second.optimizer, () -> Torch.ones()));
        checkError("new_scale", () -> second.scaler.update(Torch.ones(2)));
        checkError("empty", () -> second.scaler.loadStateDict(Map.of()));
        Ready third = ready(true);
        third.optimizer.zeroGrad();
        checkError("no_grads", () -> third.scaler.step(third.optimizer));
        Tensor half = Torch.ones(Torch.shape(2), Torch.dtype(DType.FLOAT16)).requiresGrad_();
        third.scaler.scale(half.sum()).backward();
        var ofHalf = new SGD(List.of(half), o -> o.lr(0.1));
        checkError("half", () -> third.scaler.unscale_(ofHalf));
    }

    @Test
    void scale_canBeSetAndLoaded() {
        GradScaler scaler = ready(true).scaler;
        List<Tensor> scaled = scaler.scale(List.of(Torch.ones(), Torch.full(Torch.shape(), 3.0)));
        GOLDEN.check("scale.list", Torch.stack(scaled));
        scaler.update(8.0);
        assertEquals(GOLDEN.text("scale.set"), PythonText.of(scaler.getScale()));
        scaler.update(Torch.tensor(4.0f));
        assertEquals(GOLDEN.text("scale.tensor"), PythonText.of(scaler.getScale()));
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("scale", 2.0);
        state.put("growth_factor", 3.0);
        state.put("backoff_factor", 0.1);
        state.put("growth_interval", 7);
        state.put("_growth_tracker", 3);
        scaler.loadStateDict(state);
        assertEquals(GOLDEN.text("scale.loaded"), state(scaler));
    }

    @Test
    void sparseGradients_areUnscaled() {
        Tensor p = Torch.zeros(3).requiresGrad_();
        var optimizer = new SGD(List.of(p), o -> o.lr(0.1));
        var scaler = new GradScaler("cpu", o -> o.initScale(4));
        scaler.scale(Torch.zeros());
        p.setGrad(
                Torch.sparseCooTensor(
                        Torch.tensor(new long[][] {{0, 1, 0}}),
                        Torch.tensor(new float[] {1, 2, 3}),
                        Torch.shape(3)));
        scaler.unscale_(optimizer);
        GOLDEN.check("sparse", p.grad().toDense());
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "mkldnn"})
    void deviceWithoutAutocast_isRefusedAsInPyTorch(String device) {
        assertEquals(false, Torch.isAutocastAvailable(device));
        checkError(device + ".enabled", () -> Torch.isAutocastEnabled(device));
        checkError(device + ".dtype", () -> Torch.getAutocastDtype(device));
        checkError(device + ".autocast", () -> new Autocast(device, DType.BFLOAT16));
    }

    @Test
    void whatDisablesIt_isWarnedOfAsByPyTorch() throws Exception {
        assertWarns("dtype", () -> new Autocast("cpu", DType.FLOAT64).close());
        if (!Cuda.isAvailable()) {
            assertWarns("cuda", () -> new Autocast("cuda").close());
            assertWarns("scaler", GradScaler::new);
        }
    }

    private static void assertWarns(String name, Runnable call) throws Exception {
        try (var heard = new HeardWarnings("torch.amp")) {
            call.run();
            assertEquals(
                    GOLDEN.text("warning." + name).replace("\\n", "\n"),
                    String.join(" | ", heard.sentences()));
        }
    }

    // ---- Functions of one's own

    private static class Multiply extends torch.autograd.Function {
        @CustomFwd(deviceType = "cpu")
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            ctx.saveForBackward(inputs.get(0), inputs.get(1));
            return List.of(inputs.get(0).matmul(inputs.get(1)));
        }

        @CustomBwd(deviceType = "cpu")
        @Override
        protected List<Tensor> backward(Context ctx, List<Tensor> gradOutputs) {
            Tensor grad = gradOutputs.getFirst();
            Tensor a = ctx.savedTensors().get(0);
            Tensor b = ctx.savedTensors().get(1);
            return List.of(grad.matmul(b.t()), a.t().matmul(grad));
        }
    }

    private static final class MultiplyExactly extends Multiply {
        @CustomFwd(deviceType = "cpu", castInputs = DType.FLOAT32)
        @Override
        protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
            return super.forward(ctx, inputs);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "exact"})
    void markedFunction_castsAsPyTorchs(String name) {
        Supplier<Multiply> function = name.equals("exact") ? MultiplyExactly::new : Multiply::new;
        Torch.manualSeed(0);
        Tensor a = Torch.randn(3, 4).requiresGrad_();
        Tensor b = Torch.randn(4, 3).requiresGrad_();
        Tensor y;
        try (var cast = new Autocast("cpu", DType.BFLOAT16)) {
            y = function.get().apply(a, b);
        }
        GOLDEN.check(name + ".y", y);
        y.toFloat().sum().backward();
        GOLDEN.check(name + ".a.grad", a.grad());
        GOLDEN.check(name + ".b.grad", b.grad());
        try (var cast = new Autocast("cpu", DType.BFLOAT16)) {
            GOLDEN.check(
                    name + ".half",
                    name.equals("exact")
                            ? function.get().apply(a.toHalf(), b.toBfloat16())
                            : function.get().apply(a, b));
        }
        GOLDEN.check(name + ".outside", function.get().apply(a, b));
    }

    @Test
    void backwardWithoutMarkedForward_saysSo() {
        final class Unmarked extends Multiply {
            @Override
            protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
                return super.forward(ctx, inputs);
            }
        }
        Tensor y = new Unmarked().apply(Torch.ones(2, 2).requiresGrad_(), Torch.ones(2, 2));
        assertThrows(IllegalStateException.class, () -> y.sum().backward());
    }
}
