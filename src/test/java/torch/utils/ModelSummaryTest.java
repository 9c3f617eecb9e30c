package torch.utils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.nn.BatchNorm2d;
import torch.nn.Conv2d;
import torch.nn.Dropout;
import torch.nn.Embedding;
import torch.nn.F;
import torch.nn.LSTM;
import torch.nn.LazyLinear;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.ModuleList;
import torch.nn.Parameter;
import torch.nn.Sequential;
import torch.nn.Tanh;
import torch.nn.UnaryModule;
import torch.nn.utils.Prune;
import torch.utils.ModelSummary.Column;
import torch.utils.ModelSummary.Row;

/** Summaries against those that {@code nn_summary_golden.py} drew of the same models. */
class ModelSummaryTest {
    private static final Map<String, String> RECORDED = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (var in = ModelSummaryTest.class.getResourceAsStream("/torch/utils/summaries.txt")) {
            for (String part :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^# ")) {
                String[] nameAndText = part.split("\n", 2);
                if (nameAndText.length == 2) {
                    RECORDED.put(nameAndText[0], nameAndText[1].stripTrailing());
                }
            }
        }
    }

    private static void check(String name, ModelSummary summary) {
        assertEquals(RECORDED.get(name), summary.toString());
    }

    static final class ConvNet extends UnaryModule {
        final Conv2d conv1 = new Conv2d(1, 10, 5);
        final BatchNorm2d norm = new BatchNorm2d(10);
        final Conv2d conv2 = new Conv2d(10, 20, Torch.shape(5, 3), o -> o.bias(false));
        final Dropout drop = new Dropout(0.3);
        final Linear fc1 = new Linear(400, 50);
        final Linear fc2 = new Linear(50, 10);

        @Override
        public Tensor forward(Tensor x) {
            x = F.maxPool2d(norm.call(conv1.call(x)), 2).relu();
            x = F.maxPool2d(drop.call(conv2.call(x)), 2).relu();
            return fc2.call(fc1.call(x.flatten(1)).relu()).logSoftmax(1);
        }
    }

    static final class Inner extends UnaryModule {
        final Sequential chain =
                new Sequential(new Linear(5, 5), new Sequential(new Linear(5, 5), new Tanh()));
        final Linear between = new Linear(5, 5);

        @Override
        public Tensor forward(Tensor x) {
            x = between.call(chain.call(x));
            for (UnaryModule layer : chain) {
                x = layer.call(x);
            }
            return chain.call(x);
        }
    }

    static final class Nested extends UnaryModule {
        final ModuleList<UnaryModule> layers =
                new ModuleList<>(new Linear(5, 5), new Inner(), new Linear(5, 5));

        @Override
        public Tensor forward(Tensor x) {
            for (UnaryModule layer : layers) {
                x = layer.call(x);
            }
            return x;
        }
    }

    /** Parameters of its own, frozen ones, a layer that is never called and a weight that two layers share. */
    static final class Mixed extends Module {
        final Parameter scale = new Parameter(Torch.ones(7));
        final Linear first = new Linear(7, 7);
        final Linear unused = new Linear(7, 3);
        final Linear second = new Linear(7, 7, false);
        final Linear frozen = new Linear(7, 2);

        Mixed() {
            second.weight = first.weight;
            frozen.requiresGrad_(false);
        }

        Tensor forward(Tensor x) {
            return frozen.call(second.call(first.call(x.mul(scale))));
        }
    }

    static final class Characters extends UnaryModule {
        final Embedding embedding = new Embedding(20, 30);
        final LSTM encoder = new LSTM(30, 16, o -> o.numLayers(2).batchFirst(true));
        final Linear decoder = new Linear(16, 20);

        @Override
        public Tensor forward(Tensor x) {
            return decoder.call(encoder.call(embedding.call(x)).output());
        }
    }

    static final class Pair extends Module {
        final Linear a = new Linear(30, 5);
        final Linear b = new Linear(30, 5);

        Tensor call(Tensor x, Tensor y) {
            return invoke(this::forward, x, y);
        }

        private Tensor forward(Tensor x, Tensor y) {
            return Torch.cat(List.of(a.call(x), b.call(y.toFloat())), 0);
        }
    }

    @Test
    void calls_areListedInTheirOrder() {
        check("conv", ModelSummary.of(new ConvNet(), Torch.shape(16, 1, 28, 28)));
        check("conv", ModelSummary.of(new ConvNet(), Torch.randn(16, 1, 28, 28)));
    }

    @Test
    void columns_areThoseAskedFor() {
        check(
                "conv_all_columns",
                ModelSummary.of(
                        new ConvNet(),
                        Torch.shape(16, 1, 28, 28),
                        o -> o.colNames(Column.values()).depth(1).colWidth(20)));
        check(
                "linear",
                ModelSummary.of(
                        new Linear(8, 64),
                        Torch.shape(32, 16, 8),
                        o ->
                                o.colWidth(20)
                                        .colNames(
                                                Column.INPUT_SIZE,
                                                Column.OUTPUT_SIZE,
                                                Column.NUM_PARAMS,
                                                Column.MULT_ADDS)));
    }

    @Test
    void names_areThoseOfTheFields() {
        check(
                "conv_names",
                ModelSummary.of(
                        new ConvNet(),
                        Torch.shape(16, 1, 28, 28),
                        o -> o.rowSettings(Row.VAR_NAMES)));
    }

    @Test
    void prunedParameters_countWhatIsLeft() {
        var model = new ConvNet();
        Prune.l1Unstructured(model.fc1, "weight", 0.5);
        var summary =
                ModelSummary.of(
                        model,
                        Torch.shape(16, 1, 28, 28),
                        o ->
                                o.colNames(
                                        Column.NUM_PARAMS,
                                        Column.PARAMS_PERCENT,
                                        Column.MULT_ADDS,
                                        Column.TRAINABLE));
        check("conv_pruned", summary);
        assertEquals(13_840, summary.totalParams());
    }

    @Test
    void withoutInputs_layersAreListedAsHeld() {
        check("conv_not_run", ModelSummary.of(new ConvNet()));
        check(
                "conv_not_run_kernels",
                ModelSummary.of(
                        new ConvNet(), o -> o.colNames(Column.KERNEL_SIZE, Column.NUM_PARAMS)));
        check("nested_not_run", ModelSummary.of(new Nested(), o -> o.depth(9)));
    }

    @Test
    void callsOfKnownLayers_areRecursive() {
        check(
                "nested",
                ModelSummary.of(
                        new Nested(),
                        Torch.shape(3, 5),
                        o -> o.colNames(Column.values()).depth(5)));
    }

    @Test
    void layersBelowTheDepth_countForTheLayerThere() {
        check(
                "nested_depth",
                ModelSummary.of(
                        new Nested(),
                        Torch.shape(3, 5),
                        o ->
                                o.depth(2)
                                        .colNames(
                                                Column.OUTPUT_SIZE,
                                                Column.NUM_PARAMS,
                                                Column.MULT_ADDS)));
    }

    @Test
    void rowSettings_changeRows() {
        check(
                "nested_ascii",
                ModelSummary.of(
                        new Nested(),
                        Torch.shape(3, 5),
                        o -> o.depth(4).rowSettings(Row.values())));
    }

    @Test
    void parametersOfNoRow_countForTheirHolder() {
        var model = new Mixed();
        var summary =
                ModelSummary.of(
                        model,
                        Torch.shape(2, 7),
                        o ->
                                o.colNames(
                                        Column.NUM_PARAMS,
                                        Column.PARAMS_PERCENT,
                                        Column.MULT_ADDS,
                                        Column.TRAINABLE));
        check("mixed", summary);
        assertEquals(
                model.parameters().stream().mapToLong(Tensor::numel).sum(), summary.totalParams());
        assertEquals(87, summary.trainableParams());
        assertEquals(242, summary.totalMultAdds());
        assertEquals(2 * 7 * 4, summary.totalInputBytes());
        assertEquals(2 * 4 * (2 * 7 + 2 * 7 + 2 * 2), summary.totalOutputBytes());
        assertEquals(103 * 4, summary.totalParamBytes());
    }

    @Test
    void recurrentLayers_giveRecords() {
        check(
                "characters",
                ModelSummary.of(
                        new Characters(),
                        Torch.shape(4, 9),
                        o -> o.colNames(Column.values()).dtypes(DType.INT64)));
    }

    @Test
    void severalInputs() {
        List<?> inputs = List.of(Torch.shape(2, 30), Torch.shape(2, 30));
        var model = new Pair();
        check(
                "pair",
                ModelSummary.of(
                        model,
                        inputs,
                        o ->
                                o.dtypes(DType.FLOAT32, DType.INT64)
                                        .colNames(
                                                Column.INPUT_SIZE,
                                                Column.OUTPUT_SIZE,
                                                Column.NUM_PARAMS)));
        check(
                "pair",
                ModelSummary.of(
                        model,
                        inputs,
                        o ->
                                o.dtypes(DType.FLOAT32, DType.INT64)
                                        .colNames(
                                                Column.INPUT_SIZE,
                                                Column.OUTPUT_SIZE,
                                                Column.NUM_PARAMS),
                        given -> model.call((Tensor) given.get(0), (Tensor) given.get(1))));
    }

    @Test
    void lazyLayers_getTheirShapes() {
        var lazy = new Sequential(new LazyLinear(3));
        assertEquals(0, ModelSummary.of(lazy).totalParams());
        assertEquals(15, ModelSummary.of(lazy, Torch.shape(2, 4)).totalParams());
    }

    @Test
    void model_isAsBefore() {
        var model = new ConvNet();
        model.norm.eval();
        Tensor mean = model.norm.runningMean.clone();
        Torch.manualSeed(3);
        Tensor next = Torch.rand(2);
        Torch.manualSeed(3);
        ModelSummary.of(model, Torch.shape(2, 1, 28, 28));
        assertTrue(model.isTraining() && model.drop.isTraining());
        assertFalse(model.norm.isTraining());
        assertTrue(model.norm.runningMean.equal(mean));
        assertTrue(Torch.rand(2).equal(next));
        String before = model.toString();
        assertThrows(
                RuntimeException.class, () -> ModelSummary.of(model, Torch.shape(2, 3, 28, 28)));
        assertTrue(model.isTraining());
        assertFalse(model.norm.isTraining());
        assertEquals(before, model.toString());
        model.call(Torch.randn(2, 1, 28, 28));
    }

    @Test
    void handles_return() {
        var model = new Nested();
        ModelSummary.of(model, Torch.shape(3, 5));
        long before = Handles.settled();
        ModelSummary.of(model, Torch.shape(3, 5), o -> o.colNames(Column.values()));
        assertEquals(before, Torch.memory().liveHandles());
    }

    @Test
    void wrongArguments_areNamed() {
        var model = new Pair();
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ModelSummary.of(model, Torch.shape(2, 30)))
                        .getMessage()
                        .startsWith("Pair has neither a call nor a forward"));
        assertEquals(
                "You must pass input_data or input_size in order to use column output_size",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ModelSummary.of(model, o -> o.colNames(Column.OUTPUT_SIZE)))
                        .getMessage());
        assertEquals(
                "Column width must be greater than 0: col_width=0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ModelSummary.of(model, o -> o.colWidth(0)))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> ModelSummary.of(null));
    }
}
