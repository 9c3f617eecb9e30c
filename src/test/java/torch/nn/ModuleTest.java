package torch.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class ModuleTest {
    /** The module of the same name in {@code nn_golden.py}, but private, as a user's class may be. */
    private static class Net extends Module {
        private final Parameter scale = new Parameter(Torch.ones(2));
        private final Linear fc = new Linear(2, 3);
        private final ReLU act = new ReLU();
        private final Linear tied = fc;
        private final Tensor mask = registerBuffer("mask", Torch.ones(3));
        private final Tensor cache = registerBuffer("cache", Torch.zeros(1), false);
    }

    private interface Encoder {}

    private static class Base extends Module {
        final Linear first = new Linear(1, 1);
    }

    private static class Derived extends Base implements Encoder {
        Tensor weight = new Parameter(Torch.ones(1));
        final Linear absent = null;
        final Encoder encoder;
        Linear late;

        Derived(Encoder encoder) {
            registerModule("named", new Linear(2, 2));
            this.encoder = encoder;
        }

        /** Has a hidden reference to its outer instance, which is not a part of it. */
        class Inner extends Module {
            final Linear own = new Linear(1, 1);
        }
    }

    @Test
    void members_matchPyTorch() {
        var net = new Net();
        assertEquals(Golden.text("net.repr"), net.toString());
        assertEquals(Golden.words("net.keys"), List.copyOf(net.stateDict().keySet()));
        assertEquals(Golden.words("net.parameters"), List.copyOf(net.namedParameters().keySet()));
        assertEquals(Golden.words("net.buffers"), List.copyOf(net.namedBuffers().keySet()));
        assertEquals(Golden.words("net.modules"), List.copyOf(net.namedModules().keySet()));
        assertEquals(Golden.words("net.children"), List.copyOf(net.namedChildren().keySet()));
    }

    @Test
    void fields_areFoundSuperclassFirstAndInOrder() {
        var inner = new Derived(null);
        var net = new Derived(inner);
        assertEquals(
                List.of("first", "named", "encoder"), List.copyOf(net.namedChildren().keySet()));
        assertEquals("weight", net.namedParameters().keySet().iterator().next());
        net.late = new Linear(3, 3);
        assertEquals(
                List.of("first", "named", "encoder", "late"),
                List.copyOf(net.namedChildren().keySet()));
        net.late = null;
        assertFalse(net.namedChildren().containsKey("late"));
    }

    @Test
    void localAndInnerClasses_haveTheirFieldsOnly() {
        var net = new Derived(null);
        var captured = new Linear(1, 1);
        class Local extends UnaryModule {
            final Linear fc = new Linear(1, 1);

            @Override
            public Tensor forward(Tensor input) {
                return captured.call(fc.call(input));
            }
        }
        assertEquals("[fc]", new Local().namedChildren().keySet().toString());
        assertEquals("[own]", net.new Inner().namedChildren().keySet().toString());
    }

    @Test
    void registeredUnderAnotherName_isCountedOnce() {
        class Registered extends Module {
            final Linear fcMu = registerModule("fc_mu", new Linear(1, 1));
            final Parameter logScale =
                    registerParameter("log_scale", new Parameter(Torch.zeros(1)));
        }
        assertEquals(
                "[log_scale, fc_mu.weight, fc_mu.bias]",
                new Registered().stateDict().keySet().toString());
    }

    @Test
    void register_badName_saysWhy() {
        var net = new Net();
        var dotted =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> net.registerModule("a.b", new ReLU()));
        assertEquals("module name can't contain \".\", got: a.b", dotted.getMessage());
        var taken =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> net.registerBuffer("fc", Torch.ones(1)));
        assertEquals("attribute 'fc' already exists", taken.getMessage());
    }

    @Test
    void hiddenField_isRefused() {
        class Hiding extends Base {
            final Linear first = new Linear(2, 2);
        }
        var error = assertThrows(IllegalStateException.class, () -> new Hiding().parameters());
        assertTrue(error.getMessage().startsWith("Field first of "), error.getMessage());
    }

    @Test
    void parameterReplaced_isTied() {
        var encoder = new Linear(3, 3);
        var decoder = new Linear(3, 3, false);
        decoder.weight = encoder.weight;
        var model = new Sequential(encoder, decoder);
        assertEquals(2, model.parameters().size());
        assertEquals("[0.weight, 0.bias, 1.weight]", model.stateDict().keySet().toString());
    }

    @Test
    void train_reachesAllModules() {
        var model = new Sequential(new Sequential(new Dropout()), new ReLU());
        assertSame(model, model.eval());
        assertTrue(model.modules().stream().noneMatch(Module::isTraining));
        model.train();
        assertTrue(model.modules().stream().allMatch(Module::isTraining));
    }

    @Test
    void apply_visitsChildrenFirst() {
        var visited = new ArrayList<String>();
        new Sequential(new ReLU(), new Tanh()).apply(module -> visited.add(module.name()));
        assertEquals(List.of("ReLU", "Tanh", "Sequential"), visited);
    }

    @Test
    void zeroGrad_forgetsOrClears() {
        var layer = new Linear(2, 1);
        layer.call(Torch.ones(1, 2)).sum().backward();
        layer.zeroGrad(false);
        assertArrayEquals(
                new double[] {0, 0}, layer.weight.grad().reshape(-1).toDouble().toDoubleArray());
        layer.zeroGrad();
        assertNull(layer.weight.grad());
    }

    @Test
    void requiresGrad_false_freezes() {
        var layer = new Linear(2, 1);
        layer.requiresGrad_(false);
        assertFalse(layer.call(Torch.ones(1, 2)).requiresGrad());
    }

    @Test
    void to_changesTensorsInPlaceWithGradients() {
        var model = new Sequential(new Linear(2, 3), new BatchNorm1d(3));
        model.call(Torch.randn(4, 2)).sum().backward();
        var parameters = model.parameters();
        var norm = (BatchNorm1d) model.get(1);
        var runningMean = norm.runningMean;
        assertSame(model, model.to(DType.FLOAT64));
        assertEquals(parameters, model.parameters());
        assertSame(runningMean, norm.runningMean);
        for (Parameter parameter : parameters) {
            assertEquals(DType.FLOAT64, parameter.dtype());
            assertEquals(DType.FLOAT64, parameter.grad().dtype());
            assertTrue(parameter.isLeaf() && parameter.requiresGrad());
        }
        assertEquals(DType.FLOAT64, runningMean.dtype());
        assertEquals(DType.INT64, norm.numBatchesTracked.dtype());
        Tensor x = Torch.randn(Torch.shape(4, 2), Torch.dtype(DType.FLOAT64));
        model.call(x).sum().backward();
        model.toFloat();
        assertEquals(DType.FLOAT32, model.parameters().getFirst().dtype());
        model.to("cpu");
    }

    @Test
    void tensors_outliveScopeTheyWereMadeIn() {
        Sequential model;
        try (var scope = Torch.scope()) {
            model = new Sequential(new Linear(2, 2), new BatchNorm1d(2), new Net2());
            try (var inner = Torch.scope()) {
                model.to(DType.FLOAT64);
            }
        }
        model.stateDict().forEach((name, tensor) -> assertFalse(tensor.isClosed(), name));
        Tensor x = Torch.ones(Torch.shape(3, 2), Torch.dtype(DType.FLOAT64));
        assertEquals(Torch.shape(3, 2), model.call(x).shape());
    }

    private static class Net2 extends UnaryModule {
        final Tensor scale = registerBuffer("scale", Torch.ones(2));

        @Override
        public Tensor forward(Tensor input) {
            return input.mul(scale);
        }
    }

    @Test
    void construction_leavesNoHandleBehind() {
        long before = Handles.settled();
        var layer = new BatchNorm2d(3);
        assertEquals(before + 5, Torch.memory().liveHandles());
        layer.parameters().forEach(Tensor::close);
        layer.buffers().forEach(Tensor::close);
        assertEquals(before, Torch.memory().liveHandles());
    }

    @Test
    void parameter_underNoGrad_requiresGrad() {
        try (var off = Torch.noGrad()) {
            assertTrue(new Parameter(Torch.ones(1)).requiresGrad());
            assertFalse(new Parameter(Torch.ones(1), false).requiresGrad());
        }
    }

    @Test
    void parameter_printsAsInPython() {
        assertEquals(
                "Parameter containing:\ntensor([1., 1.], requires_grad=True)",
                new Parameter(Torch.ones(2)).toString());
    }

    @Test
    void stateDict_sharesMemory() {
        var layer = new Linear(2, 1);
        Map<String, Tensor> state = layer.stateDict();
        assertFalse(state.get("weight").requiresGrad());
        state.get("bias").fill_(7);
        assertEquals(7, layer.bias.itemDouble());
    }

    @Test
    void loadStateDict_copies() {
        var source = new Linear(2, 1);
        var target = new Linear(2, 1);
        assertEquals(
                Golden.text("load.matched"), target.loadStateDict(source.stateDict()).toString());
        assertArrayEquals(
                source.weight.detach().reshape(-1).toFloatArray(),
                target.weight.detach().reshape(-1).toFloatArray());
        assertTrue(target.weight.requiresGrad());
    }

    @Test
    void loadStateDict_mismatch_messagesMatchPyTorch() {
        var net = new Net();
        Map<String, Tensor> state = net.stateDict();
        state.remove("scale");
        state.remove("fc.bias");
        state.put("fc.weight", Torch.ones(2, 2));
        state.put("other.weight", Torch.ones(1));
        state.put("fc.extra", Torch.ones(1));
        var strict = assertThrows(TorchException.class, () -> net.loadStateDict(state));
        assertEquals(Golden.text("error.load"), strict.getMessage());
        var sizes = assertThrows(TorchException.class, () -> net.loadStateDict(state, false));
        assertEquals(Golden.text("error.load_sizes"), sizes.getMessage());
    }

    @Test
    void loadStateDict_notStrict_tellsWhatDidNotMatch() {
        var keys =
                new Net()
                        .loadStateDict(
                                Map.of("fc.weight", Torch.ones(3, 2), "x", Torch.ones(1)), false);
        assertEquals(Golden.text("load.lenient"), keys.toString());
    }

    @Test
    void loadStateDict_beforeBatchesWereCounted_isAccepted() {
        var norm = new BatchNorm1d(2);
        Map<String, Tensor> state = norm.stateDict();
        state.remove("num_batches_tracked");
        norm.loadStateDict(state);
    }

    @Test
    void sequential_getAndIterate() {
        var first = new ReLU();
        var last = new Tanh();
        var model = new Sequential(first).append(last);
        assertEquals(2, model.size());
        assertSame(last, model.get(-1));
        var seen = new ArrayList<UnaryModule>();
        model.forEach(seen::add);
        assertEquals(List.of(first, last), seen);
        var error =
                assertThrows(IndexOutOfBoundsException.class, () -> new Sequential(first).get(2));
        assertEquals(Golden.text("error.sequential_index"), error.getMessage());
    }

    @Test
    void convTranspose_outputSize_isReached() {
        var layer = new ConvTranspose2d(1, 1, 3, o -> o.stride(2));
        assertEquals(
                Torch.shape(1, 1, 9, 10),
                layer.call(Torch.ones(1, 1, 4, 4), Torch.shape(9, 10)).shape());
    }

    @Test
    void options_wrongNumberOfDimensions_saysWhich() {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Conv2d(1, 1, 3, o -> o.stride(1, 2, 3)));
        assertEquals(
                "stride must be one number or 2 numbers, but got (1, 2, 3)", error.getMessage());
    }
}
