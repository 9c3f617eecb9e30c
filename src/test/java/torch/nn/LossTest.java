package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Tensor;
import torch.Torch;

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
}
