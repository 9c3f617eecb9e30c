package torch.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import torch.DType;
import torch.Device;
import torch.GoldenLines;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.nn.utils.Prune;
import torch.nn.utils.Utils;

/** Hooks, copies, names and states of modules against PyTorch: the programs of {@code module_golden.py}. */
class ModuleGoldenTest {
    private static final GoldenLines GOLDEN = new GoldenLines("/torch/nn/module.txt");

    private final List<String> events = new ArrayList<>();

    private static class Two extends Module {
        private final Linear left = new Linear(3, 2);
        private final Linear right = new Linear(3, 2, false);

        private List<Tensor> forward(Tensor x, Tensor y) {
            return List.of(left.call(x).mul(right.call(y)), right.call(x));
        }

        List<Tensor> call(Tensor x, Tensor y) {
            return invoke(this::forward, x, y);
        }
    }

    private static class Inner extends UnaryModule {
        private final Parameter scale = new Parameter(Torch.ones(2));
        private final Buffer shift = new Buffer(Torch.zeros(2));
        private final Buffer cache = new Buffer(Torch.zeros(1), false);
        private final Sequential block = new Sequential(new Linear(2, 2), new ReLU());
        private final UnaryModule tied = block.get(0);

        @Override
        public Tensor forward(Tensor x) {
            return block.call(x).mul(scale).add(shift);
        }
    }

    private static String said(String name) {
        return GOLDEN.text(name).translateEscapes();
    }

    private static void check(String name, Tensor actual) {
        assertArrayEquals(
                GOLDEN.values(name),
                actual.detach().reshape(-1).to(DType.FLOAT64).toDoubleArray(),
                1e-5,
                name);
    }

    private static void checkError(String name, Executable action) {
        var error = assertThrows(RuntimeException.class, action);
        assertEquals(said("error." + name), error.getMessage());
    }

    private static String spread(List<Tensor> grads) {
        return grads.stream()
                .map(g -> g == null ? "None" : Arrays.toString(g.shape().toArray()))
                .collect(Collectors.joining(" "));
    }

    private static Tensor input() {
        return Torch.arange(6.0).reshape(2, 3).requiresGrad_();
    }

    private static void backward(List<Tensor> outputs) {
        outputs.get(0).sum().add(outputs.get(1).sum()).backward();
    }

    @Test
    void hooks_areCalledInOrder() {
        Torch.manualSeed(0);
        var net = new Two();
        net.registerForwardPreHook(
                (_, args) -> {
                    events.add("pre1 " + args.size());
                    return null;
                });
        net.registerForwardPreHook(
                (_, _) -> {
                    events.add("pre0");
                    return null;
                },
                true);
        net.registerForwardHook(
                (_, args, out) -> {
                    events.add("post1 " + args.size() + " " + ((List<?>) out).size());
                    return null;
                });
        net.registerForwardHook(
                (_, _, _) -> {
                    events.add("post0");
                    return null;
                },
                true,
                false);
        net.left.registerForwardHook(
                (_, _, _) -> {
                    events.add("left");
                    return null;
                });
        net.registerFullBackwardPreHook(
                (_, out) -> {
                    events.add("gradpre " + spread(out));
                    return null;
                });
        net.registerFullBackwardHook(
                (_, in, out) -> {
                    events.add("grad " + spread(in) + " / " + spread(out));
                    return null;
                });
        net.left.registerFullBackwardHook(
                (_, in, out) -> {
                    events.add("gradleft " + spread(in) + " / " + spread(out));
                    return null;
                });
        Tensor x = input();
        Tensor y = Torch.ones(2, 3);
        backward(net.call(x, y));
        // PyTorch's second input takes part in the node of the first, without a gradient of its
        // own.
        assertEquals(said("hooks.events"), String.join(" | ", events));
        check("hooks.x", x.grad());
        check("hooks.weight", net.right.weight.grad());
    }

    @Test
    void hooks_changeWhatTheySee() {
        Torch.manualSeed(0);
        var net = new Two();
        net.registerForwardPreHook(
                (_, args) -> List.of(((Tensor) args.get(0)).mul(2), args.get(1)));
        net.registerForwardHook(
                (_, _, out) -> {
                    var outputs = (List<?>) out;
                    return List.of(((Tensor) outputs.get(0)).add(1), outputs.get(1));
                });
        net.registerFullBackwardPreHook((_, out) -> List.of(out.get(0).mul(3), out.get(1)));
        net.registerFullBackwardHook((_, in, _) -> Arrays.asList(in.get(0).mul(5), in.get(1)));
        Tensor x = input();
        List<Tensor> outputs = net.call(x, Torch.ones(2, 3));
        backward(outputs);
        check("changed.a", outputs.get(0));
        check("changed.b", outputs.get(1));
        check("changed.x", x.grad());
        check("changed.weight", net.right.weight.grad());
        check("changed.left", net.left.weight.grad());
    }

    @Test
    void backwardHook_withoutGradientsOfInputs_isCalled() {
        var linear = new Linear(3, 2);
        linear.registerFullBackwardHook(
                (_, in, out) -> {
                    events.add("grad " + spread(in) + " / " + spread(out));
                    return null;
                });
        linear.call(Torch.ones(1, 3)).sum().backward();
        assertEquals(said("without.events"), String.join(" | ", events));
    }

    @Test
    void alwaysCalledHook_isCalledWhenForwardFails() {
        var linear = new Linear(3, 2);
        linear.registerForwardHook(
                (_, _, out) -> {
                    events.add("always " + (out == null ? "None" : out));
                    return null;
                },
                false,
                true);
        linear.registerForwardHook(
                (_, _, _) -> {
                    events.add("never");
                    return null;
                });
        linear.registerForwardPreHook(
                        (_, _) -> {
                            events.add("removed");
                            return null;
                        })
                .remove();
        assertThrows(RuntimeException.class, () -> linear.call(Torch.ones(1, 4)));
        assertEquals(said("failed.events"), String.join(" | ", events));
    }

    @Test
    void exceptionInHook_travelsOutOfBackward() {
        var linear = new Linear(3, 2);
        linear.registerFullBackwardHook(
                (_, _, _) -> {
                    throw new IllegalStateException("mine");
                });
        Tensor loss = linear.call(input()).sum();
        var error = assertThrows(IllegalStateException.class, loss::backward);
        assertEquals("mine", error.getMessage());
    }

    @Test
    void backwardHook_returningTooFew_saysSo() {
        var linear = new Linear(3, 2);
        linear.registerFullBackwardHook((_, _, _) -> List.of());
        Tensor loss = linear.call(input()).sum();
        var error = assertThrows(RuntimeException.class, loss::backward);
        assertEquals(
                "Backward hook returned an invalid number of grad_input, got 0, but expected 1",
                error.getMessage());
    }

    @Test
    void namesAndParts_matchPyTorch() {
        Torch.manualSeed(0);
        var net = new Inner();
        assertEquals(said("inner.repr"), net.toString());
        assertEquals(said("inner.keys"), String.join(" ", net.stateDict().keySet()));
        assertEquals(said("inner.prefix"), String.join(" ", net.stateDict("p.", false).keySet()));
        assertEquals(said("inner.parameters"), String.join(" ", net.namedParameters().keySet()));
        assertEquals(
                said("inner.all"), String.join(" ", net.namedParameters("", true, false).keySet()));
        assertEquals(said("inner.buffers"), String.join(" ", net.namedBuffers().keySet()));
        assertEquals(said("inner.modules"), String.join(" ", net.namedModules("m", true).keySet()));
        assertEquals(
                said("inner.allmodules"), String.join(" ", net.namedModules("", false).keySet()));
        assertEquals(said("inner.submodule"), net.getSubmodule("block.0").toString());
        assertSame(net, net.getSubmodule(""));
        assertSame(((Linear) net.block.get(0)).weight, net.getParameter("block.0.weight"));
        assertSame(net.shift, net.getBuffer("shift"));
        checkError("submodule", () -> net.getSubmodule("block.7"));
        checkError("submodule_kind", () -> net.getSubmodule("scale"));
        checkError("parameter", () -> net.getParameter("block.0.other"));
        checkError("parameter_kind", () -> net.getParameter("block.0"));
        checkError("buffer", () -> net.getBuffer("scale"));
        checkError("set_submodule", () -> net.setSubmodule("", new ReLU()));
        checkError("set_submodule_strict", () -> net.setSubmodule("block.9", new ReLU(), true));
        net.setSubmodule("block.1", new Tanh());
        assertEquals(said("inner.set"), net.toString());
        checkError("register_parameter", () -> net.registerParameter("a.b", null));
        checkError("register_parameter_empty", () -> net.registerParameter("", null));
        checkError("register_buffer", () -> net.registerBuffer("x.y", null));
        checkError("register_module", () -> net.registerModule("x.y", null));
        checkError("register_module_empty", () -> net.registerModule("", null));
    }

    @Test
    void setSubmodule_ofAField_changesTheField() {
        var net = new Inner();
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> net.setSubmodule("block", new ReLU()));
        assertEquals(
                "field block of %s is a Sequential, which a ReLU is not"
                        .formatted(Inner.class.getName()),
                error.getMessage());
        var other = new Sequential(new Linear(2, 2));
        net.setSubmodule("block", other);
        assertSame(other, net.block);
    }

    @Test
    void clone_isDeepAndKeepsTies() {
        Torch.manualSeed(0);
        var net = new Inner();
        var twin = (Inner) net.clone();
        try (var off = Torch.noGrad()) {
            ((Linear) twin.block.get(0)).weight.fill_(1.0);
            twin.shift.fill_(2.0);
        }
        check("copy.original", net.call(Torch.ones(1, 2)));
        check("copy.twin", twin.call(Torch.ones(1, 2)));
        assertSame(twin.block.get(0), twin.tied);
        assertEquals(Integer.parseInt(said("copy.parameters")), twin.parameters().size());
        assertEquals(net.toString(), twin.toString());
        assertEquals(net.stateDict().keySet(), twin.stateDict().keySet());
    }

    @Test
    void clone_reachesListsMapsAndArrays() {
        class Holder extends Module {
            final List<Linear> list = List.of(new Linear(1, 1));
            final Map<String, Linear> map = new LinkedHashMap<>(Map.of("a", list.get(0)));
            final Linear[] array = {list.get(0)};
            final Tensor plain = Torch.ones(1).keep();
            final String name = "same";
        }
        var holder = new Holder();
        var copy = (Holder) holder.clone();
        assertSame(copy.list.get(0), copy.map.get("a"));
        assertSame(copy.list.get(0), copy.array[0]);
        assertSame(holder.name, copy.name);
        try (var off = Torch.noGrad()) {
            copy.list.get(0).weight.fill_(7.0);
            copy.plain.fill_(7.0);
        }
        assertEquals(1.0, holder.plain.itemDouble());
        assertEquals(7.0, copy.array[0].weight.itemDouble());
    }

    @Test
    void stateHooks_areCalled() {
        Torch.manualSeed(0);
        var net = new Inner();
        var state = new LinkedHashMap<String, Tensor>(net.stateDict());
        net.registerStateDictPreHook((_, prefix) -> events.add("save '" + prefix + "'"));
        net.registerStateDictPostHook((_, saved, _) -> saved.remove("shift"));
        net.registerLoadStateDictPreHook(
                (_, loaded, _) -> {
                    events.add("load " + loaded.size());
                    loaded.remove("extra");
                });
        net.registerLoadStateDictPostHook((_, keys) -> keys.missingKeys().clear());
        assertEquals(said("state.keys"), String.join(" ", net.stateDict().keySet()));
        state.remove("scale");
        state.put("extra", Torch.ones(1));
        assertEquals(said("state.loaded"), net.loadStateDict(state).toString());
        assertEquals(said("state.events"), String.join(" | ", events));
    }

    @Test
    void loading_assigns() {
        var meta = new Linear(2, 2, o -> o.device("meta"));
        Tensor ones = Torch.ones(2, 2);
        meta.loadStateDict(Map.of("weight", ones, "bias", Torch.zeros(2)), true, true);
        check("assign", meta.call(Torch.ones(1, 2)));
        // The same memory, and where the kind of tensor allows it the same parameter.
        var linear = new Linear(2, 2, false);
        Parameter weight = linear.weight;
        linear.loadStateDict(Map.of("weight", ones), true, true);
        assertSame(weight, linear.weight);
        ones.fill_(3.0);
        assertEquals(12.0, linear.weight.sum().itemDouble());
    }

    @Test
    void hooksAndCopies_leaveNoHandles() {
        long before = Handles.settled();
        for (int i = 0; i < 20; i++) {
            try (var scope = Torch.scope()) {
                var net = (Two) new Two().clone();
                net.registerFullBackwardHook((_, in, _) -> in);
                net.registerForwardPreHook((_, args) -> args);
                Utils.weightNorm(net.left);
                backward(net.call(input(), Torch.ones(2, 3)));
            }
        }
        assertEquals(before, Handles.settled());
    }

    @Test
    void loading_ofNull_saysSo() {
        var linear = new Linear(1, 1);
        var state = new LinkedHashMap<String, Tensor>(linear.stateDict());
        state.put("weight", null);
        var error = assertThrows(RuntimeException.class, () -> linear.loadStateDict(state));
        assertEquals(
                "Error(s) in loading state_dict for Linear:\n\tWhile copying the parameter named \"weight\", expected "
                        + "torch.Tensor or Tensor-like object from checkpoint but received null",
                error.getMessage());
    }

    @Test
    void conversions_matchPyTorch() {
        var half = new Inner();
        half.half();
        assertEquals(
                said("half"),
                half.stateDict().values().stream()
                        .map(t -> t.dtype().toString())
                        .collect(Collectors.joining(" ")));
        var frozen = new Inner();
        frozen.requiresGrad_(false);
        assertEquals(
                said("frozen"),
                frozen.parameters().stream()
                        .map(p -> p.requiresGrad() ? "True" : "False")
                        .collect(Collectors.joining(" ")));
        assertEquals(
                DType.FLOAT64, new Inner().to(Device.CPU, DType.FLOAT64).buffers().get(0).dtype());
        var conv = new Conv2d(3, 4, 3);
        conv.to(torch.MemoryFormat.CHANNELS_LAST);
        assertEquals("[27, 1, 9, 3]", Arrays.toString(conv.weight.stride()));
        assertEquals(
                DType.INT64,
                new Linear(1, 1, false)
                        .requiresGrad_(false)
                        .type(DType.INT64)
                        .parameters()
                        .get(0)
                        .dtype());
    }

    @Test
    void containers_matchPyTorch() {
        var nested = new ModuleDict<Module>();
        var list = new ModuleList<UnaryModule>(new Linear(1, 1), new Linear(1, 1), new ReLU());
        nested.put("list", list);
        nested.put("relu", new ReLU());
        nested.put("more", new ParameterList(Torch.ones(2, 3), new Parameter(Torch.zeros(1))));
        var dict = new ParameterDict();
        dict.put("left", Torch.ones(2));
        dict.put("right", Torch.ones(2, 2));
        nested.put("dict", dict);
        assertEquals(said("containers.repr"), nested.toString());
        assertEquals(said("containers.keys"), String.join(" ", nested.stateDict().keySet()));
        list.insert(1, new Tanh());
        list.pop(0);
        list.append(new Linear(2, 2)).extend(List.of(new ReLU(), new ReLU()));
        nested.pop("relu");
        list.set(-1, new Sigmoid());
        assertEquals(said("containers.changed"), nested.toString());
        assertEquals(said("containers.sliced"), list.slice(1, 3).toString());
        var chain = new Sequential(new ReLU(), new Tanh());
        chain.insert(1, new Sigmoid()).append(new Softplus());
        chain.pop(0);
        assertEquals(said("chain"), chain.add(new Sequential(new ReLU())).toString());
        assertEquals(said("chain.times"), chain.mul(2).toString());
        assertEquals(said("chain.slice"), chain.slice(1, 99).toString());
        checkError("chain_times", () -> chain.mul(0));
        checkError("chain_insert", () -> chain.insert(9, new ReLU()));
        var missing = assertThrows(RuntimeException.class, () -> nested.get("nothing"));
        assertEquals("'" + said("error.dict") + "'", missing.getMessage());
        checkError("list", () -> list.get(12));
        assertEquals(2, dict.size());
        assertSame(dict.get("left"), dict.pop("left"));
        assertEquals("[right]", dict.keySet().toString());
    }

    @Test
    void gradientTools_matchPyTorch() {
        var parameters =
                List.of(
                        new Parameter(Torch.ones(3)),
                        new Parameter(Torch.ones(2, 2)),
                        new Parameter(Torch.ones(1)));
        for (int i = 0; i < 2; i++) {
            Parameter p = parameters.get(i);
            p.setGrad(
                    Torch.arange(p.numel(), Torch.dtype(DType.FLOAT32)).reshape(p.shape()).add(i));
        }
        check("clip.norm", Utils.clipGradNorm_(parameters, 1.0));
        check("clip.grad", parameters.get(1).grad());
        check("clip.inf", Utils.clipGradNorm_(parameters, 0.1, Double.POSITIVE_INFINITY));
        check("clip.infgrad", parameters.get(0).grad());
        Utils.clipGradValue_(parameters, 0.05);
        check("clip.value", parameters.get(1).grad());
        Utils.clipGradsWithNorm_(parameters, 0.01, Torch.tensor(2.0));
        check("clip.with", parameters.get(1).grad());
        Utils.vectorToParameters(Torch.arange(8.0), parameters);
        check("vector", parameters.get(1));
        assertEquals(
                said("skip"), Utils.skipInit(d -> new Linear(2, 3, o -> o.device(d))).toString());
    }

    @Test
    @SuppressWarnings("deprecation")
    void layerTools_matchTheirMeaning() {
        var net = new Sequential(new Conv2d(2, 3, 3), new ConvTranspose2d(3, 2, 2));
        Utils.convertConv2dWeightMemoryFormat(net, torch.MemoryFormat.CHANNELS_LAST);
        for (Parameter weight :
                List.of(net.getParameter("0.weight"), net.getParameter("1.weight"))) {
            assertEquals(1, weight.stride(1));
        }
        var deep = new Sequential(new Conv3d(2, 3, 2));
        Utils.convertConv3dWeightMemoryFormat(deep, torch.MemoryFormat.CHANNELS_LAST_3D);
        assertEquals(1, deep.getParameter("0.weight").stride(1));

        var conv = new Conv2d(2, 3, 3);
        var norm = new BatchNorm2d(3);
        norm.call(conv.call(Torch.randn(4, 2, 5, 5)));
        conv.eval();
        norm.eval();
        Tensor x = Torch.randn(1, 2, 5, 5);
        Tensor whole = norm.call(conv.call(x));
        var fused =
                Utils.fuseConvBnWeights(
                        conv.weight,
                        conv.bias,
                        norm.runningMean,
                        norm.runningVar,
                        norm.eps,
                        norm.weight,
                        norm.bias,
                        false);
        assertTrue(Torch.allclose(whole, F.conv2d(x, fused.weight(), fused.bias()), 1e-4, 1e-5));
        assertTrue(Torch.allclose(whole, Utils.fuseConvBnEval(conv, norm).call(x), 1e-4, 1e-5));
        var linear = new Linear(3, 3);
        var weights =
                Utils.fuseLinearBnWeights(
                        linear.weight,
                        linear.bias,
                        norm.runningMean,
                        norm.runningVar,
                        norm.eps,
                        norm.weight,
                        norm.bias);
        Tensor row = Torch.randn(2, 3);
        var norm1 = new BatchNorm1d(3);
        norm1.loadStateDict(norm.stateDict());
        norm1.eval();
        assertTrue(
                Torch.allclose(
                        norm1.call(linear.call(row)),
                        F.linear(row, weights.weight(), weights.bias()),
                        1e-4,
                        1e-5));
        linear.weight.setGrad(Torch.full(Torch.shape(3, 3), 2.0));
        assertEquals(6.0, Utils.clipGradNorm(List.of(linear.weight), 1.0).itemDouble(), 1e-6);
    }

    @Test
    void globalPruning_matchesPyTorch() {
        Torch.manualSeed(0);
        var layers = List.of(new Linear(4, 3), new Linear(2, 2));
        Prune.globalUnstructured(
                List.of(
                        new Prune.Target(layers.get(0), "weight"),
                        new Prune.Target(layers.get(1), "weight")),
                new Prune.L1Unstructured(0.5));
        check("prune.global", layers.get(0).getBuffer("weight_mask"));
        check("prune.global2", layers.get(1).getBuffer("weight_mask"));
        assertEquals(
                said("prune.is").equals("True"), Prune.isPruned(new Sequential(layers.get(0))));
    }
}
