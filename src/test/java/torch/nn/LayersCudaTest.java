package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Device;
import torch.MemoryFormat;
import torch.Tensor;
import torch.Torch;
import torch.backends.BackendFlags;
import torch.backends.Backends;
import torch.cuda.CudaDevice;
import torch.cuda.CudaTest;

/** Layers on CUDA give what they give on the CPU, and so do their gradients; channels-last changes neither. */
@CudaTest
class LayersCudaTest {
    private static final Device DEVICE = Device.of(CudaDevice.NAME);

    private BackendFlags flags;

    /** Floats are compared, not TensorFloat-32. */
    @BeforeEach
    void exact() {
        flags = Backends.cudnn().flags(o -> o.enabled(true).allowTf32(false));
    }

    @AfterEach
    void restore() {
        flags.close();
    }

    /** A layer, its input's shape, and what it gives. */
    record Layer(
            String name,
            Supplier<Module> make,
            long[] shape,
            Function<Module, Function<Tensor, Tensor>> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Layer unary(String name, Supplier<UnaryModule> make, long... shape) {
        return new Layer(name, make::get, shape, m -> x -> ((UnaryModule) m).call(x));
    }

    static Stream<Layer> layers() {
        return Stream.of(
                unary("Linear", () -> new Linear(6, 4), 3, 6),
                unary("Conv1d", () -> new Conv1d(3, 4, 3), 2, 3, 9),
                unary("Conv2d", () -> new Conv2d(3, 4, 3, o -> o.padding(1)), 2, 3, 8, 8),
                unary("Conv3d", () -> new Conv3d(2, 3, 2), 2, 2, 4, 4, 4),
                unary(
                        "depthwise Conv2d",
                        () -> new Conv2d(4, 4, 3, o -> o.groups(4).padding(1)),
                        2,
                        4,
                        6,
                        6),
                unary(
                        "ConvTranspose2d",
                        () -> new ConvTranspose2d(4, 3, 4, o -> o.stride(2).padding(1)),
                        2,
                        4,
                        5,
                        5),
                unary("BatchNorm2d", () -> new BatchNorm2d(3), 4, 3, 5, 5),
                unary("LayerNorm", () -> new LayerNorm(6), 4, 6),
                unary("GroupNorm", () -> new GroupNorm(2, 4), 2, 4, 5, 5),
                unary("MaxPool2d", () -> new MaxPool2d(2), 2, 3, 6, 6),
                unary("AvgPool2d", () -> new AvgPool2d(2), 2, 3, 6, 6),
                unary("AdaptiveAvgPool2d", () -> new AdaptiveAvgPool2d(3), 2, 3, 7, 7),
                unary("GELU", GELU::new, 3, 5),
                unary("Softmax", () -> new Softmax(1), 3, 5),
                unary("LeakyReLU", () -> new LeakyReLU(0.2), 3, 5),
                new Layer(
                        "LSTM",
                        () -> new LSTM(4, 5, o -> o.numLayers(2).bidirectional(true)),
                        new long[] {6, 3, 4},
                        m -> x -> ((LSTM) m).call(x).output()),
                new Layer(
                        "GRU",
                        () -> new GRU(4, 5),
                        new long[] {6, 3, 4},
                        m -> x -> ((GRU) m).call(x).output()),
                new Layer(
                        "MultiheadAttention",
                        () -> new MultiheadAttention(8, 2),
                        new long[] {5, 3, 8},
                        m -> x -> ((MultiheadAttention) m).call(x, x, x).attnOutput()),
                new Layer(
                        "TransformerEncoderLayer",
                        () -> new TransformerEncoderLayer(8, 2, o -> o.dropout(0)),
                        new long[] {5, 3, 8},
                        m -> x -> ((TransformerEncoderLayer) m).call(x)));
    }

    private record Result(Tensor output, Map<String, Tensor> gradients) {}

    private static Result run(Layer layer, Device device) {
        Torch.manualSeed(5);
        Module module = layer.make.get();
        Tensor start = Torch.randn(layer.shape);
        module.to(device);
        Tensor input = start.to(device).detach().requiresGrad_(true);
        Tensor output = layer.run.apply(module).apply(input);
        output.mul(output.detach().add(1)).sum().backward();
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        gradients.put("input", input.grad().cpu());
        module.namedParameters().forEach((name, p) -> gradients.put(name, p.grad().cpu()));
        return new Result(output.detach().cpu(), gradients);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layer_givesWhatItGivesOnTheCpu(Layer layer) {
        Result expected = run(layer, Device.CPU);
        Result actual = run(layer, DEVICE);
        assertTrue(
                Torch.allclose(expected.output, actual.output, 1e-4, 1e-5),
                () -> actual.output + " instead of " + expected.output);
        assertEquals(expected.gradients.keySet(), actual.gradients.keySet());
        expected.gradients.forEach(
                (name, gradient) ->
                        assertTrue(
                                Torch.allclose(gradient, actual.gradients.get(name), 1e-3, 1e-4),
                                () ->
                                        name
                                                + ": "
                                                + actual.gradients.get(name)
                                                + " instead of "
                                                + gradient));
    }

    @Test
    void channelsLast_keepsFormatAndValues() {
        Torch.manualSeed(2);
        Sequential net =
                new Sequential(
                        new Conv2d(3, 8, 3, o -> o.padding(1)),
                        new BatchNorm2d(8),
                        new ReLU(),
                        new Conv2d(8, 4, 3, o -> o.padding(1)));
        net.to(DEVICE);
        net.eval();
        Tensor x = Torch.randn(2, 3, 8, 8).to(DEVICE);
        try (var _ = Torch.noGrad()) {
            Tensor expected = net.call(x);
            net.to(MemoryFormat.CHANNELS_LAST);
            for (Parameter p : net.parameters())
                if (p.dim() == 4) assertTrue(p.isContiguous(MemoryFormat.CHANNELS_LAST));
            Tensor actual = net.call(x.contiguous(MemoryFormat.CHANNELS_LAST));
            assertTrue(actual.isContiguous(MemoryFormat.CHANNELS_LAST));
            assertTrue(Torch.allclose(expected, actual, 1e-4, 1e-5));
        }
    }

    @Test
    void losses_giveWhatTheyGiveOnTheCpu() {
        Torch.manualSeed(4);
        Tensor logits = Torch.randn(6, 5);
        Tensor classes = Torch.tensor(new long[] {0, 1, 2, 3, 4, 0});
        Tensor other = Torch.rand(6, 5);
        for (Function<Device, Tensor> loss :
                List.<Function<Device, Tensor>>of(
                        d -> F.crossEntropy(logits.to(d), classes.to(d)),
                        d -> F.mseLoss(logits.to(d), other.to(d)),
                        d -> F.binaryCrossEntropyWithLogits(logits.to(d), other.to(d)),
                        d -> F.smoothL1Loss(logits.to(d), other.to(d)),
                        d -> F.nllLoss(F.logSoftmax(logits.to(d), 1), classes.to(d)))) {
            assertEquals(
                    loss.apply(Device.CPU).itemDouble(), loss.apply(DEVICE).itemDouble(), 1e-5);
        }
    }
}
