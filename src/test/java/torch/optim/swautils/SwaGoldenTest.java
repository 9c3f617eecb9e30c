package torch.optim.swautils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.golden.TensorLines;
import torch.internal.PythonText;
import torch.nn.BatchNorm1d;
import torch.nn.Linear;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.optim.SGD;

/** Averaged models against what amp_golden.py recorded. */
class SwaGoldenTest {
    private static final TensorLines GOLDEN = new TensorLines("/torch/optim/swa.txt", 1e-5);

    private static Consumer<AveragedModel.Options> options(String name) {
        return switch (name) {
            case "swa" -> o -> {};
            case "ema" -> o -> o.avgFn(SwaUtils.getEmaAvgFn(0.9));
            case "mean" -> o -> o.avgFn(SwaUtils.getSwaAvgFn());
            case "multi_ema" -> o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.9));
            case "multi_swa" -> o -> o.multiAvgFn(SwaUtils.getSwaMultiAvgFn());
            case "default_ema" -> o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn());
            case "buffers" -> o -> o.useBuffers(true).multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.5));
            case "buffers_ema" -> o -> o.useBuffers(true).avgFn(SwaUtils.getEmaAvgFn());
            case "own" ->
                    o ->
                            o.avgFn(
                                    (averaged, current, n) ->
                                            averaged.mul(0.25).add(current.mul(0.75)));
            default -> throw new AssertionError(name);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swa",
                "ema",
                "mean",
                "multi_ema",
                "multi_swa",
                "default_ema",
                "buffers",
                "buffers_ema",
                "own"
            })
    void average_matchesPyTorch(String name) {
        try (var scope = Torch.scope()) {
            Torch.manualSeed(2);
            var norm = new BatchNorm1d(5);
            var model = new Sequential(new Linear(4, 5), norm, new ReLU(), new Linear(5, 1));
            var averaged = new AveragedModel<>(model, options(name));
            assertEquals(
                    GOLDEN.text(name + ".keys"), String.join(" ", averaged.stateDict().keySet()));
            var optimizer = new SGD(model.parameters(), o -> o.lr(0.1));
            List<Tensor> data = new ArrayList<>();
            for (int i = 0; i < 5; i++) data.add(Torch.randn(6, 4));
            for (Tensor x : data) {
                optimizer.zeroGrad();
                model.call(x).pow(2).sum().backward();
                optimizer.step();
                averaged.updateParameters(model);
            }
            averaged.stateDict().forEach((key, value) -> GOLDEN.check(name + "." + key, value));
            averaged.eval();
            GOLDEN.check(name + ".y", averaged.call(data.getFirst()));
            averaged.train();
            SwaUtils.updateBn(data, averaged);
            averaged.namedBuffers()
                    .forEach((key, value) -> GOLDEN.check(name + ".bn." + key, value));
            assertEquals(GOLDEN.text(name + ".momentum"), PythonText.of(norm.momentum));
            assertEquals(GOLDEN.text(name + ".repr"), averaged.toString().replace("\n", "|"));
        }
    }

    @Test
    void wrongArguments_areRefusedAsInPyTorch() {
        GOLDEN.checkError(
                "error.decay",
                assertThrows(RuntimeException.class, () -> SwaUtils.getEmaAvgFn(1.5)));
        GOLDEN.checkError(
                "error.multi_decay",
                assertThrows(RuntimeException.class, () -> SwaUtils.getEmaMultiAvgFn(-0.5)));
        GOLDEN.checkError(
                "error.both",
                assertThrows(
                        RuntimeException.class,
                        () ->
                                new AveragedModel<>(
                                        new Linear(1, 1),
                                        o ->
                                                o.avgFn(SwaUtils.getSwaAvgFn())
                                                        .multiAvgFn(SwaUtils.getSwaMultiAvgFn()))));
    }

    @Test
    void stateDict_isTakenUp() {
        var model = new Linear(2, 2);
        var first = new AveragedModel<>(model);
        first.updateParameters(model);
        first.updateParameters(model);
        var second = new AveragedModel<>(new Linear(2, 2));
        second.loadStateDict(first.stateDict());
        assertEquals(2, second.nAveraged.itemLong());
        assertEquals(true, Torch.equal(second.module.weight, model.weight));
    }

    @Test
    void averaging_leavesNoHandles() {
        var model = new Sequential(new Linear(4, 5), new BatchNorm1d(5));
        average(model);
        long before = Handles.settled();
        average(model);
        assertEquals(before, Handles.settled());
    }

    private static void average(Sequential model) {
        var averaged = new AveragedModel<>(model);
        averaged.updateParameters(model);
        averaged.updateParameters(model);
        SwaUtils.updateBn(List.of(Torch.randn(3, 4)), averaged);
    }

    @Test
    void ownBatches_areHandedToTheModel() {
        record Batch(Tensor x, Tensor y) {}
        var norm = new BatchNorm1d(2);
        Tensor x = Torch.tensor(new float[][] {{1, 2}, {3, 6}});
        SwaUtils.updateBn(List.of(new Batch(x, x)), norm, batch -> norm.call(batch.x));
        assertEquals(List.of(2.0, 4.0), norm.runningMean.toDouble().tolist());
        assertEquals(0.1, norm.momentum);
    }
}
