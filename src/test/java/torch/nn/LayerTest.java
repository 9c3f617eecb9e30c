package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** Each layer against PyTorch: the cases and their names are those of {@code nn_golden.py}. */
class LayerTest {
    private static final Map<String, Supplier<UnaryModule>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("linear", () -> new Linear(5, 3));
        LAYERS.put("linear_no_bias", () -> new Linear(5, 3, false));
        LAYERS.put("linear_double", () -> new Linear(5, 3, o -> o.dtype(DType.FLOAT64)));
        LAYERS.put("conv2d", () -> new Conv2d(2, 3, 3));
        LAYERS.put("conv2d_stride", () -> new Conv2d(2, 3, 4, 2, 1, o -> o.bias(false)));
        LAYERS.put(
                "conv2d_rectangle",
                () ->
                        new Conv2d(
                                2,
                                3,
                                Torch.shape(3, 2),
                                o -> o.stride(2, 1).padding(1, 0).dilation(1, 2)));
        LAYERS.put(
                "conv2d_groups", () -> new Conv2d(4, 6, 3, o -> o.groups(2).dtype(DType.FLOAT64)));
        LAYERS.put("conv2d_same", () -> new Conv2d(2, 2, 4, o -> o.padding("same").dilation(2)));
        LAYERS.put("conv2d_valid", () -> new Conv2d(2, 2, 3, o -> o.padding("valid")));
        LAYERS.put(
                "conv2d_reflect",
                () -> new Conv2d(2, 2, 3, o -> o.padding(2, 1).paddingMode(PaddingMode.REFLECT)));
        LAYERS.put(
                "conv2d_replicate",
                () -> new Conv2d(2, 2, 3, 1, 1, o -> o.paddingMode(PaddingMode.REPLICATE)));
        LAYERS.put(
                "conv2d_circular_same",
                () ->
                        new Conv2d(
                                2, 2, 4, o -> o.padding("same").paddingMode(PaddingMode.CIRCULAR)));
        LAYERS.put("conv2d_unbatched", () -> new Conv2d(2, 2, 3));
        LAYERS.put(
                "conv_transpose2d", () -> new ConvTranspose2d(3, 2, 4, 2, 1, o -> o.bias(false)));
        LAYERS.put(
                "conv_transpose2d_output_padding",
                () ->
                        new ConvTranspose2d(
                                4, 2, 3, 2, 1, o -> o.outputPadding(1).groups(2).dilation(2)));
        LAYERS.put("batch_norm1d", () -> new BatchNorm1d(3));
        LAYERS.put("batch_norm1d_3d", () -> new BatchNorm1d(3, 0.8));
        LAYERS.put("batch_norm2d", () -> new BatchNorm2d(3, 1e-3, 0.2));
        LAYERS.put("batch_norm2d_average", () -> new BatchNorm2d(2, o -> o.momentum(null)));
        LAYERS.put(
                "batch_norm2d_plain",
                () -> new BatchNorm2d(2, o -> o.affine(false).trackRunningStats(false)));
        LAYERS.put("batch_norm2d_no_bias", () -> new BatchNorm2d(2, o -> o.bias(false)));
        LAYERS.put("dropout", () -> new Dropout(0.3));
        LAYERS.put("flatten", Flatten::new);
        LAYERS.put("flatten_some", () -> new Flatten(0, 1));
        LAYERS.put("unflatten", () -> new Unflatten(1, 3, 2, 2));
        LAYERS.put("identity", () -> new Identity(54, 0.1));
        LAYERS.put("relu", ReLU::new);
        LAYERS.put("leaky_relu", () -> new LeakyReLU(0.2));
        LAYERS.put("tanh", Tanh::new);
        LAYERS.put("sigmoid", Sigmoid::new);
        LAYERS.put("softplus", () -> new Softplus(2, 1));
        LAYERS.put("sequential", LayerTest::sequential);
    }

    private static Sequential sequential() {
        var classifier = new LinkedHashMap<String, UnaryModule>();
        var convolution = new Conv2d(1, 2, 3, 1, 1);
        classifier.put("hidden", new Linear(32, 3));
        classifier.put("squash", new Sigmoid());
        return new Sequential(
                convolution,
                new BatchNorm2d(2, 0.8),
                new LeakyReLU(0.2, true),
                new Flatten(),
                new Sequential(classifier));
    }

    static Iterable<String> layers() {
        return LAYERS.keySet();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void trainingStepAndEvaluation_matchesPyTorch(String name) {
        Torch.manualSeed(0);
        UnaryModule layer = LAYERS.get(name).get();
        layer.namedParameters()
                .forEach(
                        (key, parameter) ->
                                Golden.assertSameBits(name + ".init." + key, parameter));

        // Drawn, not read: the layer took exactly PyTorch's share of the random numbers.
        Tensor golden = Golden.tensor(name + ".x");
        Tensor x = Torch.randn(golden.shape(), Torch.dtype(golden.dtype())).requiresGrad_();
        Golden.assertSameBits(name + ".x", x);
        Tensor y = layer.call(x);
        Golden.assertClose(name + ".y", y);
        y.backward(Golden.tensor(name + ".dy"));
        Golden.assertClose(name + ".dx", x.grad());
        layer.namedParameters()
                .forEach(
                        (key, parameter) ->
                                Golden.assertClose(name + ".grad." + key, parameter.grad()));
        layer.namedBuffers()
                .forEach((key, buffer) -> Golden.assertClose(name + ".buffer." + key, buffer));

        layer.eval();
        Golden.assertClose(name + ".eval", layer.call(x));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void printedFormAndKeys_matchPyTorch(String name) {
        UnaryModule layer = LAYERS.get(name).get();
        assertEquals(Golden.text(name + ".repr"), layer.toString());
        assertEquals(Golden.text(name + ".keys"), String.join(" ", layer.stateDict().keySet()));
    }
}
