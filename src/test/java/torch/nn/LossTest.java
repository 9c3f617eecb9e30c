package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Each loss against PyTorch: the cases and their names are those of {@code nn_golden.py}. */
class LossTest {
    private static final Map<String, BinaryOperator<Tensor>> LOSSES = new LinkedHashMap<>();

    static {
        for (Reduction reduction :
                new Reduction[] {Reduction.MEAN, Reduction.SUM, Reduction.NONE}) {
            LOSSES.put("bce_" + reduction, new BCELoss(o -> o.reduction(reduction))::call);
            LOSSES.put(
                    "bce_logits_" + reduction,
                    new BCEWithLogitsLoss(o -> o.reduction(reduction))::call);
            LOSSES.put("mse_" + reduction, new MSELoss(reduction)::call);
            LOSSES.put(
                    "cross_entropy_" + reduction,
                    new CrossEntropyLoss(o -> o.reduction(reduction))::call);
            LOSSES.put("kl_div_" + reduction, new KLDivLoss(o -> o.reduction(reduction))::call);
        }
        Tensor weight = Golden.tensor("class_weight");
        LOSSES.put("bce_weight", new BCELoss(o -> o.weight(weight))::call);
        LOSSES.put(
                "bce_logits_weight",
                new BCEWithLogitsLoss(o -> o.weight(weight).posWeight(weight.flip(0)))::call);
        LOSSES.put(
                "cross_entropy_weight",
                new CrossEntropyLoss(o -> o.weight(weight).ignoreIndex(1).labelSmoothing(0.1))
                        ::call);
        LOSSES.put("cross_entropy_soft", F::crossEntropy);
        LOSSES.put(
                "kl_div_batchmean",
                new KLDivLoss(o -> o.reduction(Reduction.BATCHMEAN).logTarget(true))::call);
        LOSSES.put("nll", F::nllLoss);
    }

    static Iterable<String> losses() {
        return LOSSES.keySet();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void valueAndGradient_matchPyTorch(String name) {
        Tensor x = Golden.tensor(name + ".x").requiresGrad_();
        Tensor loss = LOSSES.get(name).apply(x, Golden.tensor(name + ".y"));
        Golden.assertClose(name + ".loss", loss);
        loss.sum().backward();
        Golden.assertClose(name + ".dx", x.grad());
    }

    @Test
    void weight_isBuffer() {
        var loss = new BCEWithLogitsLoss(o -> o.posWeight(Torch.ones(3)));
        assertEquals("[pos_weight]", loss.stateDict().keySet().toString());
        assertEquals("BCEWithLogitsLoss()", loss.toString());
    }

    @Test
    void distanceFunction_isCalled() {
        Tensor anchor = Torch.randn(3, 5),
                positive = Torch.randn(3, 5),
                negative = Torch.randn(3, 5);
        BinaryOperator<Tensor> manhattan = (a, b) -> a.sub(b).add(1e-6).abs().sum(1);
        var custom =
                new TripletMarginWithDistanceLoss(
                        o -> o.distanceFunction(manhattan).margin(2).swap(true));
        var module =
                new TripletMarginWithDistanceLoss(
                        o -> o.distanceFunction(new PairwiseDistance(1)).margin(2).swap(true));
        Tensor expected = module.call(anchor, positive, negative);
        assertEquals(
                expected.itemFloat(), custom.call(anchor, positive, negative).itemFloat(), 1e-5);
        assertEquals(
                expected.itemFloat(),
                F.tripletMarginWithDistanceLoss(
                                anchor,
                                positive,
                                negative,
                                o -> o.distanceFunction(manhattan).margin(2).swap(true))
                        .itemFloat(),
                1e-5);
        assertEquals("TripletMarginWithDistanceLoss()", custom.toString());
        assertEquals("[distance_function]", module.namedChildren().keySet().toString());
    }

    @Test
    void distanceModule_isCopiedWithTheLoss() {
        var loss = new TripletMarginWithDistanceLoss();
        var copy = (TripletMarginWithDistanceLoss) loss.clone();
        assertNotSame(loss.distanceModule, copy.distanceModule);
        assertSame(copy.distanceModule, copy.namedChildren().get("distance_function"));
    }

    @Test
    void hooks_seeAllInputs() {
        var seen = new ArrayList<Integer>();
        Tensor x = Torch.rand(2, 3);
        var gaussian = new GaussianNLLLoss();
        gaussian.registerForwardPreHook(
                (module, inputs) -> {
                    seen.add(inputs.size());
                    return null;
                });
        gaussian.call(x, x, x);
        gaussian.call(x, x, 0.5);
        var ctc = new CTCLoss();
        ctc.registerForwardHook(
                (module, inputs, output) -> {
                    seen.add(inputs.size());
                    return ((Tensor) output).mul(2);
                });
        Tensor logProbs = F.logSoftmax(Torch.randn(5, 1, 3), 2);
        Tensor target = Torch.tensor(new long[][] {{1, 2}});
        float plain = F.ctcLoss(logProbs, target, new long[] {5}, new long[] {2}).itemFloat();
        Tensor doubled = ctc.call(logProbs, target, new long[] {5}, new long[] {2});
        assertEquals(2 * plain, doubled.itemFloat());
        assertEquals(List.of(3, 3, 4), seen);
    }

    @Test
    void chunks_secondBackward() {
        Tensor x = Torch.randn(6, 4).requiresGrad_(), weight = Torch.randn(3, 4);
        Tensor target = Torch.randint(3, Torch.shape(6));
        Tensor once = F.linearCrossEntropy(x, weight, target, o -> o.options(chunks(false)));
        once.backward(null, true, false);
        Tensor first = x.grad().clone();
        var thrown = assertThrows(TorchException.class, once::backward);
        assertTrue(
                thrown.getMessage().contains("chunked backward called twice"), thrown::getMessage);
        x.setGrad(null);
        Tensor again = F.linearCrossEntropy(x, weight, target, o -> o.options(chunks(true)));
        again.backward(null, true, false);
        again.backward();
        assertTrue(x.grad().equal(first.mul(2)));
    }

    @Test
    void chunks_outliveScopes() {
        Tensor x = Torch.randn(6, 4).requiresGrad_(), weight = Torch.randn(3, 4).requiresGrad_();
        Tensor target = Torch.randint(3, Torch.shape(6));
        for (var reduction : List.of(Reduction.MEAN, Reduction.NONE)) {
            Tensor loss;
            try (var scope = Torch.scope()) {
                loss =
                        scope.keep(
                                F.linearCrossEntropy(
                                        x,
                                        weight,
                                        target,
                                        o -> o.reduction(reduction).options(chunks(false))));
            }
            loss.sum().backward();
        }
        assertEquals(x.shape(), x.grad().shape());
        assertEquals(weight.shape(), weight.grad().shape());
    }

    private static LinearCrossEntropyOptions chunks(boolean retain) {
        return new LinearCrossEntropyOptions(o -> o.batchChunkSize(2L).allowRetainGraph(retain));
    }

    @Test
    void options_printAsPythons() {
        assertEquals(
                "LinearCrossEntropyOptions(allow_retain_graph=True, batch_chunk_size=2, chunking_method='auto', "
                        + "acc_policy='auto', acc_dtype=None)",
                chunks(true).toString());
    }

    @Test
    void null_isNamed() {
        Tensor x = Torch.randn(3);
        assertThrows(NullPointerException.class, () -> new L1Loss().call(null, x));
        assertThrows(NullPointerException.class, () -> F.huberLoss(x, null));
        assertThrows(NullPointerException.class, () -> new CosineEmbeddingLoss().call(x, x, null));
        assertThrows(NullPointerException.class, () -> F.gaussianNllLoss(x, x, null));
        assertThrows(
                NullPointerException.class, () -> F.ctcLoss(x, x, new long[] {1}, (long[]) null));
        assertThrows(NullPointerException.class, () -> F.linearCrossEntropy(x, null, x));
        assertThrows(NullPointerException.class, () -> F.softMarginLoss(x, x, (Reduction) null));
    }

    @Test
    void closedInput_isAnIllegalState() {
        Tensor x = Torch.randn(3), closed = Torch.randn(3);
        closed.close();
        assertThrows(IllegalStateException.class, () -> F.smoothL1Loss(x, closed));
        assertThrows(IllegalStateException.class, () -> F.tripletMarginLoss(x, closed, x));
        assertThrows(IllegalStateException.class, () -> F.gaussianNllLoss(x, x, closed));
        assertThrows(IllegalStateException.class, () -> F.multilabelSoftMarginLoss(closed, x));
    }

    @Test
    void handles_return() {
        Tensor x = Torch.rand(6, 4).requiresGrad_();
        Tensor y = Torch.rand(6, 4);
        Tensor classes = Torch.randint(4, Torch.shape(6));
        var adaptive = new AdaptiveLogSoftmaxWithLoss(4, 6, new long[] {2, 4});
        var linear = new LinearCrossEntropyLoss(4, 6, o -> o.bias(true).options(chunks(true)));
        Runnable step =
                () -> {
                    try (var scope = Torch.scope()) {
                        F.crossEntropy(x, classes, o -> o.labelSmoothing(0.1)).backward();
                        F.gaussianNllLoss(x, y, 0.5).backward();
                        F.l1Loss(x, y, o -> o.weight(y)).backward();
                        F.multilabelSoftMarginLoss(x, y).backward();
                        new TripletMarginWithDistanceLoss(o -> o.swap(true))
                                .call(x, y, y.neg())
                                .backward();
                        adaptive.call(x, classes).loss().backward();
                        adaptive.predict(x);
                        linear.call(x, classes).backward();
                        F.linearCrossEntropy(
                                        x,
                                        y,
                                        classes,
                                        o -> o.reduction(Reduction.NONE).options(chunks(false)))
                                .sum()
                                .backward();
                    }
                };
        step.run();
        long before = Handles.settled();
        step.run();
        assertEquals(before, Handles.settled());
    }
}
