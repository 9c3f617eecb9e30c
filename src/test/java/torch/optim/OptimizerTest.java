package torch.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class OptimizerTest {
    private static final Map<String, Function<List<Tensor>, Optimizer>> OPTIMIZERS = optimizers();

    private Tensor a;
    private Tensor b;

    static Iterable<String> names() {
        return OPTIMIZERS.keySet();
    }

    @BeforeEach
    void parameters() {
        Torch.manualSeed(0);
        a = Torch.randn(5, 37).requiresGrad_();
        b = Torch.randn(3).requiresGrad_();
    }

    private void backward() {
        try (var _ = Torch.scope()) {
            a.square().sum().add(b.square().sum()).backward();
        }
    }

    // ---- what is refused, in PyTorch's words

    @Test
    void options_outOfRange_areRefused() {
        refuses("Invalid learning rate: -1.0", () -> new SGD(List.of(a), o -> o.lr(-1)));
        refuses("Invalid learning rate: nan", () -> new Adam(List.of(a), o -> o.lr(Double.NaN)));
        refuses("Invalid momentum value: -0.5", () -> new SGD(List.of(a), o -> o.momentum(-0.5)));
        refuses(
                "Invalid weight_decay value: -1e-05",
                () -> new SGD(List.of(a), o -> o.weightDecay(-1e-5)));
        refuses(
                "Nesterov momentum requires a momentum and zero dampening",
                () -> new SGD(List.of(a), o -> o.nesterov(true)));
        refuses(
                "Nesterov momentum requires a momentum and zero dampening",
                () -> new SGD(List.of(a), o -> o.nesterov(true).momentum(0.9).dampening(0.1)));
        refuses("Invalid learning rate: -1.0", () -> new Adam(List.of(a), o -> o.lr(-1)));
        refuses("Invalid epsilon value: -1.0", () -> new Adam(List.of(a), o -> o.eps(-1)));
        refuses(
                "Invalid beta parameter at index 0: 1.0",
                () -> new Adam(List.of(a), o -> o.betas(1, 0.9)));
        refuses(
                "Invalid beta parameter at index 1: -0.1",
                () -> new Adam(List.of(a), o -> o.betas(0.9, -0.1)));
        refuses(
                "Invalid weight_decay value: -1.0",
                () -> new AdamW(List.of(a), o -> o.weightDecay(-1)));
        breaksOff(
                "`fused` and `foreach` cannot be `True` together.",
                () -> new Adam(List.of(a), o -> o.fused(true).foreach(true)));
        breaksOff(
                "`fused` does not support `differentiable`",
                () -> new SGD(List.of(a), o -> o.fused(true).differentiable(true)));
    }

    @Test
    void parameters_thatCannotBeOptimized_areRefused() {
        refuses("optimizer got an empty parameter list", () -> new Adam(List.<Tensor>of()));
        refuses(
                "optimizer got an empty parameter list",
                () -> new Adam(List.<ParamGroup>of(), o -> {}));
        refuses("can't optimize a non-leaf Tensor", () -> new SGD(List.of(a.mul(2))));
        refuses(
                "some parameters appear in more than one parameter group",
                () ->
                        new SGD(
                                List.of(new ParamGroup(List.of(a)), new ParamGroup(List.of(b, a))),
                                o -> {}));
        refuses(
                "optimizer contains a parameter group with duplicate parameters",
                () -> new SGD(List.of(a, b, a)));
        assertThrows(NullPointerException.class, () -> new SGD(java.util.Arrays.asList(a, null)));
    }

    @Test
    void fused_forIntegers_isRefused() {
        Tensor c = Torch.zeros(3).to(DType.COMPLEX64).requiresGrad_();
        Torch.real(c.mul(c).sum()).backward();
        Optimizer optimizer = new SGD(List.of(c), o -> o.fused(true));
        breaksOff(
                "`fused=True` requires all the params to be floating point Tensors of supported devices: "
                        + "['mps', 'cuda', 'xpu', 'hpu', 'cpu', 'mtia', 'privateuseone'] but torch.complex64 and cpu",
                optimizer::step);
    }

    // ---- groups

    @Test
    void groups_takeWhatTheyDoNotSetFromTheOptimizer() {
        var optimizer =
                new SGD(
                        List.of(new ParamGroup(List.of(a)), SGD.group(List.of(b), o -> o.lr(0.5))),
                        o -> o.lr(0.1).momentum(0.9));
        assertEquals(0.1, optimizer.paramGroups().get(0).lr());
        assertEquals(0.5, optimizer.paramGroups().get(1).lr());
        assertEquals(0.9, optimizer.paramGroups().get(1).get("momentum"));
        assertEquals(List.of(b), optimizer.paramGroups().get(1).params());
    }

    @Test
    void learningRate_changedBetweenSteps_isUsed() {
        var optimizer = new SGD(List.of(b), o -> o.lr(0.1));
        double[] before = b.detach().clone().toDoubleArray();
        optimizer.paramGroups().getFirst().lr(0);
        backward();
        optimizer.step();
        assertArrayEquals(before, b.toDoubleArray());
        optimizer.paramGroups().getFirst().lr(0.5);
        optimizer.step();
        for (double value : b.toDoubleArray()) {
            assertEquals(0, value, 1e-6);
        }
    }

    @Test
    void group_addedLater_isOptimized() {
        var optimizer = new Adam(List.of(a));
        optimizer.addParamGroup(Adam.group(List.of(b), o -> o.lr(0.1)));
        double[] before = b.detach().clone().toDoubleArray();
        backward();
        optimizer.step();
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] - Math.signum(before[i]) * 0.1, b.toDoubleArray()[i], 1e-4);
        }
    }

    @Test
    void group_refusesWhatItsOptimizerDoesNotTake_andStaysAsItWas() {
        var optimizer = new SGD(List.of(a));
        ParamGroup group = optimizer.paramGroups().getFirst();
        refuses(
                "parameter group has no option 'betas', only [lr, momentum, dampening, weight_decay, nesterov, maximize,"
                        + " foreach, differentiable, fused]",
                () -> group.get("betas"));
        refuses("option 'lr' must be a Number, but got True", () -> group.set("lr", true));
        assertEquals(1e-3, group.lr());
        refuses(
                "parameter group belongs to an optimizer already",
                () -> new SGD(List.of(group), o -> {}));
        ParamGroup wrong = SGD.group(List.of(b), o -> o.lr(-2));
        refuses("Invalid learning rate: -2.0", () -> optimizer.addParamGroup(wrong));
        assertEquals(1, optimizer.paramGroups().size());
        assertThrows(UnsupportedOperationException.class, () -> optimizer.paramGroups().clear());
    }

    @Test
    void printedForm_showsListsAndSmallNumbersAsPythonDoes() {
        var optimizer = new Adam(List.of(b), o -> o.lr(2e-5).betas(0.5, 0.999).foreach(false));
        assertEquals(
                """
                Adam (
                Parameter Group 0
                    amsgrad: False
                    betas: (0.5, 0.999)
                    capturable: False
                    decoupled_weight_decay: False
                    differentiable: False
                    eps: 1e-08
                    foreach: False
                    fused: None
                    lr: 2e-05
                    maximize: False
                    weight_decay: 0
                )""",
                optimizer.toString());
    }

    // ---- gradients

    @Test
    void zeroGrad_dropsGradients() {
        backward();
        assertNotNull(a.grad());
        new SGD(List.of(a, b)).zeroGrad();
        assertNull(a.grad());
        assertNull(b.grad());
    }

    @Test
    void zeroGrad_notToNone_fillsTheSameTensorWithZeros() {
        backward();
        Tensor grad = a.grad();
        new SGD(List.of(a, b)).zeroGrad(false);
        assertEquals(0, grad.abs().sum().itemDouble());
        assertNotNull(a.grad());
    }

    @ParameterizedTest
    @MethodSource("names")
    void parameterWithoutGradient_isLeftAlone(String name) {
        Optimizer optimizer = OPTIMIZERS.get(name).apply(List.of(a, b));
        double[] before = b.detach().clone().toDoubleArray();
        a.square().sum().backward();
        optimizer.step();
        assertArrayEquals(before, b.toDoubleArray());
        // Adagrad's is there from the start
        assertTrue(optimizer.state(b).isEmpty() || optimizer instanceof Adagrad);
        new SGD(List.of(b)).step();
    }

    @Test
    void closure_runsWithGradientsAndItsLossIsReturned() {
        var optimizer = new SGD(List.of(b), o -> o.lr(0.1));
        double expected = b.square().sum().itemDouble();
        Tensor loss;
        try (var _ = Torch.noGrad()) {
            loss =
                    optimizer.step(
                            () -> {
                                optimizer.zeroGrad();
                                Tensor value = b.square().sum();
                                value.backward();
                                return value;
                            });
        }
        assertEquals(expected, loss.itemDouble());
        assertTrue(b.square().sum().itemDouble() < expected);
    }

    @ParameterizedTest
    @MethodSource("names")
    void step_recordsNothing(String name) {
        Optimizer optimizer = OPTIMIZERS.get(name).apply(List.of(a, b));
        backward();
        optimizer.step();
        assertTrue(a.isLeaf() && a.requiresGrad());
        optimizer.state(a).values().forEach(state -> assertFalse(((Tensor) state).requiresGrad()));
    }

    // ---- one call for all parameters gives the bits of PyTorch's loop over them

    @Test
    void sgdStep_givesTheBitsOfThePerTensorFormula() {
        var optimizer =
                new SGD(
                        List.of(a, b),
                        o -> o.lr(0.03).momentum(0.9).dampening(0.2).weightDecay(0.1));
        Map<Tensor, Tensor> copies = copies();
        Map<Tensor, Tensor> buffers = new java.util.IdentityHashMap<>();
        for (int step = 1; step <= 20; step++) {
            randomGradients();
            optimizer.step();
            try (var _ = Torch.noGrad()) {
                copies.forEach(
                        (param, copy) -> {
                            Tensor grad = param.grad().add(copy, 0.1);
                            Tensor buffer = buffers.get(param);
                            if (buffer == null) {
                                buffers.put(param, buffer = grad.detach().clone());
                            } else {
                                buffer.mul_(0.9).add_(grad, 1 - 0.2);
                            }
                            copy.add_(buffer, -0.03);
                            assertArrayEquals(copy.toFloatArray(), param.toFloatArray());
                        });
            }
        }
    }

    @Test
    void adamStep_givesTheBitsOfThePerTensorFormula() {
        double lr = 0.03;
        double beta1 = 0.8;
        double beta2 = 0.99;
        var optimizer = new Adam(List.of(a, b), o -> o.lr(lr).betas(beta1, beta2));
        Map<Tensor, Tensor> copies = copies();
        Map<Tensor, Tensor> expAvgs = new java.util.IdentityHashMap<>();
        Map<Tensor, Tensor> expAvgSqs = new java.util.IdentityHashMap<>();
        for (int step = 1; step <= 20; step++) {
            randomGradients();
            optimizer.step();
            double biasCorrection1 = 1 - Math.pow(beta1, step);
            double biasCorrection2 = 1 - Math.pow(beta2, step);
            try (var _ = Torch.noGrad()) {
                copies.forEach(
                        (param, copy) -> {
                            Tensor grad = param.grad();
                            Tensor expAvg = expAvgs.computeIfAbsent(param, Torch::zerosLike);
                            Tensor expAvgSq = expAvgSqs.computeIfAbsent(param, Torch::zerosLike);
                            expAvg.lerp_(grad, 1 - beta1);
                            expAvgSq.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
                            Tensor denom =
                                    expAvgSq.sqrt().div(Math.sqrt(biasCorrection2)).add_(1e-8);
                            copy.addcdiv_(expAvg, denom, -(lr / biasCorrection1));
                            assertArrayEquals(copy.toFloatArray(), param.toFloatArray());
                        });
            }
        }
    }

    private Map<Tensor, Tensor> copies() {
        Map<Tensor, Tensor> copies = new java.util.IdentityHashMap<>();
        copies.put(a, a.detach().clone());
        copies.put(b, b.detach().clone());
        return copies;
    }

    private void randomGradients() {
        a.setGrad(Torch.randn(5, 37));
        b.setGrad(Torch.randn(3));
    }

    // ---- memory

    @ParameterizedTest
    @MethodSource("names")
    void state_outlivesAnOpenScope(String name) {
        Optimizer optimizer = OPTIMIZERS.get(name).apply(List.of(a, b));
        for (int step = 0; step < 3; step++) {
            try (var _ = Torch.scope()) {
                optimizer.zeroGrad();
                backward();
                optimizer.step();
            }
        }
        optimizer.state(a).values().forEach(state -> assertFalse(((Tensor) state).isClosed()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void thousandSteps_leaveNoHandles(String name) {
        Optimizer optimizer = OPTIMIZERS.get(name).apply(List.of(a, b));
        long afterFirst = Long.MAX_VALUE;
        for (int step = 1; step <= 1000; step++) {
            optimizer.zeroGrad();
            backward();
            optimizer.step();
            long live = Torch.memory().liveHandles();
            // fewer there may be: the collector frees what earlier tests left
            assertTrue(live <= afterFirst, () -> live + " live handles");
            afterFirst = live;
        }
    }

    @Test
    void lbfgs_leavesOnlyItsState() {
        var optimizer =
                new LBFGS(
                        List.of(a, b),
                        o -> o.maxIter(3).historySize(2).lineSearchFn("strong_wolfe"));
        Runnable steps =
                () -> {
                    for (int i = 0; i < 20; i++) {
                        optimizer.step(this::quartic).close();
                        zeroed();
                    }
                };
        steps.run();
        long before = Handles.settled();
        steps.run();
        assertTrue(Handles.settled() <= before);
    }

    @Test
    void lbfgsClosure_keepsWhatItMakes() {
        var optimizer = new LBFGS(List.of(b), o -> o.maxIter(2));
        List<Tensor> losses = new java.util.ArrayList<>();
        optimizer.step(
                () -> {
                    losses.add(quartic());
                    return losses.getLast();
                });
        assertEquals(2, losses.size());
        losses.forEach(loss -> assertFalse(loss.isClosed()));
    }

    /** Far from its valley, so that steps do not end at once. */
    private Tensor quartic() {
        a.setGrad(null);
        b.setGrad(null);
        try (var scope = Torch.scope()) {
            Tensor loss = a.square().sum().add(b.square().square().sum());
            loss.backward();
            return scope.keep(loss);
        }
    }

    /** Starts anew from where there is a way to go. */
    private void zeroed() {
        try (var _ = Torch.noGrad()) {
            a.fill_(1.5);
            b.fill_(-0.5);
        }
    }

    @Test
    void sparseAdam_leavesNoHandles() {
        Tensor rows = Torch.zeros(4, 2).requiresGrad_();
        var optimizer = new SparseAdam(List.of(rows));
        Runnable step =
                () -> {
                    try (var _ = Torch.scope()) {
                        rows.setGrad(
                                Torch.sparseCooTensor(
                                        Torch.tensor(new long[][] {{1, 3}}),
                                        Torch.ones(2, 2),
                                        rows.shape()));
                        optimizer.step();
                    }
                };
        step.run();
        long before = Torch.memory().liveHandles();
        for (int i = 0; i < 100; i++) {
            step.run();
        }
        assertTrue(Torch.memory().liveHandles() <= before);
        assertEquals(101L, optimizer.state(rows).get("step"));
    }

    // ---- scaled gradients

    static Iterable<String> fusedNames() {
        return OPTIMIZERS.keySet().stream().filter(name -> name.endsWith("fused")).toList();
    }

    @ParameterizedTest
    @MethodSource("fusedNames")
    void fusedStep_dividesByTheScale_andStopsAtInfinity(String name) {
        Optimizer optimizer = OPTIMIZERS.get(name).apply(List.of(a, b));
        Map<Tensor, Tensor> copies = copies();
        Tensor copyOfA = copies.get(a).requiresGrad_();
        Tensor copyOfB = copies.get(b).requiresGrad_();
        Optimizer plain = OPTIMIZERS.get(name).apply(List.of(copyOfA, copyOfB));
        assertTrue(optimizer.stepSupportsAmpScaling());
        randomGradients();
        copyOfA.setGrad(a.grad().clone());
        copyOfB.setGrad(b.grad().clone());
        plain.step();
        a.setGrad(a.grad().mul(4));
        b.setGrad(b.grad().mul(4));
        optimizer.ampScaling(Torch.tensor(4.0f), Torch.tensor(0.0f));
        optimizer.step();
        assertArrayEquals(copyOfA.toFloatArray(), a.toFloatArray());
        assertArrayEquals(copyOfB.toFloatArray(), b.toFloatArray());
        optimizer.ampScaling(Torch.tensor(4.0f), Torch.tensor(1.0f));
        optimizer.step();
        assertArrayEquals(copyOfA.toFloatArray(), a.toFloatArray());
        if (optimizer.state(a).get("step") instanceof Tensor step) {
            assertEquals(1, step.itemDouble());
        }
    }

    @Test
    void scaledGradients_withoutFused_areRefused() {
        var optimizer = new Adam(List.of(a));
        assertFalse(optimizer.stepSupportsAmpScaling());
        randomGradients();
        optimizer.ampScaling(Torch.tensor(4.0f), null);
        refuses("Expected grad_scale and found_inf to be None", optimizer::step);
    }

    // ---- state dicts

    @Test
    void stateDict_thatDoesNotFit_isRefused() {
        var optimizer = new Adam(List.of(a, b));
        Map<String, Object> saved = optimizer.stateDict();
        refuses(
                "loaded state dict has a different number of parameter groups",
                () ->
                        new Adam(
                                        List.of(
                                                new ParamGroup(List.of(a)),
                                                new ParamGroup(List.of(b))),
                                        o -> {})
                                .loadStateDict(saved));
        refuses(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
                () -> new Adam(List.of(a)).loadStateDict(saved));
        refuses(
                "a state dict needs a list 'param_groups', but got None",
                () -> optimizer.loadStateDict(Map.of("state", Map.of())));
        assertThrows(NullPointerException.class, () -> optimizer.loadStateDict(null));
    }

    @Test
    void loadStateDict_inAScope_outlivesIt() {
        var optimizer = new Adam(List.of(a, b));
        backward();
        optimizer.step();
        var other = new Adam(List.of(a, b), o -> o.lr(0.5));
        try (var _ = Torch.scope()) {
            Map<String, Object> saved = new LinkedHashMap<>(optimizer.stateDict());
            var state = new LinkedHashMap<Integer, Object>();
            ((Map<?, ?>) saved.get("state"))
                    .forEach(
                            (id, values) -> {
                                var copy = new LinkedHashMap<String, Object>();
                                ((Map<?, ?>) values)
                                        .forEach(
                                                (name, value) ->
                                                        copy.put(
                                                                (String) name,
                                                                ((Tensor) value).clone()));
                                state.put((Integer) id, copy);
                            });
            saved.put("state", state);
            other.loadStateDict(saved);
        }
        assertEquals(1e-3, other.paramGroups().getFirst().lr());
        other.step();
        assertEquals(2, ((Tensor) other.state(a).get("step")).itemDouble());
        assertEquals(1, ((Tensor) optimizer.state(a).get("step")).itemDouble());
    }

    @Test
    void namesOfParameters_areForAllGroupsOrNone() {
        var optimizer = new SGD(Map.of("weight", a), o -> {});
        assertEquals(List.of("weight"), optimizer.paramGroups().getFirst().get("param_names"));
        refuses(
                "all optimizer param groups should be with/without names. "
                        + "cannot add param group without names to the optimizer",
                () -> optimizer.addParamGroup(new ParamGroup(List.of(b))));
    }

    @Test
    void stepPreHook_canReplaceTheClosure() {
        var optimizer = new SGD(List.of(b));
        optimizer.registerStepPreHook((_, closure) -> () -> closure.get().add(1));
        assertEquals(3, optimizer.step(() -> Torch.tensor(2.0)).itemDouble());
    }

    @Test
    void stateDictHook_canReplaceTheStateDict() {
        var optimizer = new SGD(List.of(b));
        optimizer.registerStateDictPostHook((_, saved) -> Map.of("saved", saved));
        optimizer.registerLoadStateDictPreHook(
                (_, saved) -> (Map<String, Object>) saved.get("saved"));
        Map<String, Object> saved = optimizer.stateDict();
        optimizer.paramGroups().getFirst().lr(0.5);
        optimizer.loadStateDict(saved);
        assertEquals(1e-3, optimizer.paramGroups().getFirst().lr());
    }

    @Test
    void option_thatAnOptimizerLacks_isRefusedAsByPython() {
        refuses(
                "Rprop.__init__() got an unexpected keyword argument 'weight_decay'",
                () -> new Rprop(List.of(a), o -> o.weightDecay(0.1)));
        refuses(
                "Adafactor.__init__() got an unexpected keyword argument 'differentiable'",
                () -> new Adafactor(List.of(a), o -> o.differentiable(true)));
    }

    private static Map<String, Function<List<Tensor>, Optimizer>> optimizers() {
        Map<String, Function<List<Tensor>, Optimizer>> optimizers = new LinkedHashMap<>();
        Map<String, Consumer<SGD.Options>> sgd =
                Map.of(
                        "", o -> {},
                        " momentum",
                                o -> o.momentum(0.9).nesterov(true).weightDecay(0.1).maximize(true),
                        " loop", o -> o.momentum(0.9).foreach(false),
                        " fused", o -> o.momentum(0.9).fused(true));
        sgd.forEach(
                (name, options) ->
                        optimizers.put("SGD" + name, params -> new SGD(params, options)));
        Map<String, Consumer<Adam.Options>> adam =
                Map.of(
                        "", o -> {},
                        " amsgrad", o -> o.amsgrad(true).weightDecay(0.1).maximize(true),
                        " loop", o -> o.foreach(false),
                        " fused", o -> o.amsgrad(true).fused(true));
        adam.forEach(
                (name, options) -> {
                    optimizers.put("Adam" + name, params -> new Adam(params, options));
                    optimizers.put("AdamW" + name, params -> new AdamW(params, options));
                });
        optimizers.put("Adagrad", Adagrad::new);
        optimizers.put("Adagrad fused", params -> new Adagrad(params, o -> o.fused(true)));
        optimizers.put("Adadelta", Adadelta::new);
        optimizers.put("Adamax", params -> new Adamax(params, o -> o.foreach(true)));
        optimizers.put("NAdam", NAdam::new);
        optimizers.put("NAdam foreach", params -> new NAdam(params, o -> o.foreach(true)));
        optimizers.put("RAdam", RAdam::new);
        optimizers.put("RAdam foreach", params -> new RAdam(params, o -> o.foreach(true)));
        optimizers.put(
                "RMSprop", params -> new RMSprop(params, o -> o.momentum(0.5).centered(true)));
        optimizers.put("Rprop", Rprop::new);
        optimizers.put("ASGD", params -> new ASGD(params, o -> o.t0(2)));
        optimizers.put("ASGD foreach", params -> new ASGD(params, o -> o.foreach(true)));
        optimizers.put("Adafactor", Adafactor::new);
        optimizers.put(
                "Adam tensors",
                params ->
                        new Adam(
                                params,
                                o ->
                                        o.lr(Torch.tensor(0.01))
                                                .betas(Torch.tensor(0.9), Torch.tensor(0.99))));
        return optimizers;
    }

    private static void breaksOff(
            String sentence, org.junit.jupiter.api.function.Executable action) {
        assertEquals(sentence, assertThrows(TorchException.class, action).getMessage());
    }

    private static void refuses(String sentence, org.junit.jupiter.api.function.Executable action) {
        assertEquals(sentence, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
