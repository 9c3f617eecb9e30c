package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/** A training step of one layer of each family gives every native handle back once the layer is gone. */
class LayerMemoryTest {
    private static final Map<String, Supplier<Tensor>> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("activation", () -> new PReLU(3).call(input()));
        STEPS.put("softmax", () -> new Softmax().call(input()));
        STEPS.put("gumbel_softmax", () -> F.gumbelSoftmax(input(), 1, true));
        STEPS.put("batch_norm", () -> new BatchNorm1d(3, o -> o.momentum(null)).call(input()));
        STEPS.put(
                "instance_norm",
                () -> new InstanceNorm1d(3, o -> o.trackRunningStats(true)).call(input()));
        STEPS.put("lazy_norm", () -> new LazyInstanceNorm1d().call(input()));
        STEPS.put("layer_norm", () -> new LayerNorm(4).call(input()));
        STEPS.put("group_norm", () -> new GroupNorm(3, 3).call(input()));
        STEPS.put("local_response_norm", () -> new LocalResponseNorm(2).call(input()));
        STEPS.put("cross_map_lrn", () -> new CrossMapLRN2d(2).call(input().unsqueeze(0)));
        STEPS.put("dropout", () -> new Dropout1d().call(input()));
        STEPS.put("lazy_linear", () -> new LazyLinear(5).call(input()));
        STEPS.put("bilinear", () -> new Bilinear(4, 4, 2).call(input(), input()));
        STEPS.put("embedding", () -> new Embedding(3, 2, 0).call(indices()));
        STEPS.put(
                "sparse_embedding", () -> new Embedding(3, 2, o -> o.sparse(true)).call(indices()));
        STEPS.put("embedding_bag", () -> new EmbeddingBag(3, 2, o -> o.maxNorm(1)).call(indices()));
        STEPS.put("distance", () -> new PairwiseDistance().call(input(), input()));
        STEPS.put(
                "init",
                () -> {
                    var weight = new Parameter(Torch.empty(4, 3));
                    Init.sparse_(Init.orthogonal_(Init.truncNormal_(weight)), 0.5);
                    return Init.eye_(weight).mul(2);
                });
    }

    private static Tensor input() {
        return Torch.randn(2, 3, 4).requiresGrad_();
    }

    private static Tensor indices() {
        return Torch.tensor(new long[][] {{0, 1, 2}, {2, 1, 1}});
    }

    static Iterable<String> steps() {
        return STEPS.keySet();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void trainingStep_returnsItsHandles(String name) {
        step(name);
        long before = Handles.settled();
        step(name);
        assertEquals(before, Handles.settled());
    }

    private static void step(String name) {
        Tensor output = STEPS.get(name).get();
        output.sum().backward();
        assertNotNull(output);
    }
}
