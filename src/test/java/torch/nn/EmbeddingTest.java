package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Layout;
import torch.Tensor;
import torch.Torch;

/** What of the embeddings no golden case says. */
class EmbeddingTest {
    private static final Tensor INDICES = Torch.tensor(new long[][] {{0, 1}, {2, 1}});

    @Test
    void pretrainedWeight_sharesMemory() {
        Tensor vectors = Torch.ones(3, 2);
        var embedding = Embedding.fromPretrained(vectors);
        var bag = EmbeddingBag.fromPretrained(vectors, false);
        vectors.fill_(5);
        assertEquals(30, embedding.weight.sum().itemDouble());
        assertEquals(30, bag.weight.sum().itemDouble());
        assertFalse(embedding.weight.requiresGrad());
        assertTrue(bag.weight.requiresGrad());
    }

    @Test
    void sparseLayer_hasSparseGradient() {
        var embedding = new Embedding(3, 2, o -> o.sparse(true));
        embedding.call(INDICES).sum().backward();
        assertEquals(Layout.SPARSE_COO, embedding.weight.grad().layout());
        var bag = new EmbeddingBag(3, 2, o -> o.mode(EmbeddingBag.Mode.SUM).sparse(true));
        bag.call(INDICES).sum().backward();
        assertEquals(Layout.SPARSE_COO, bag.weight.grad().layout());
    }

    @Test
    void bagInSequential_takesRows() {
        var net = new Sequential(new EmbeddingBag(3, 4), new Linear(4, 1));
        assertEquals(Torch.shape(2, 1), net.call(INDICES).shape());
    }

    @Test
    void hookOfBag_seesAllInputs() {
        var bag = new EmbeddingBag(3, 2, EmbeddingBag.Mode.SUM);
        var seen = new ArrayList<List<Object>>();
        bag.registerForwardPreHook(
                (module, inputs) -> {
                    seen.add(new ArrayList<>(inputs));
                    return null;
                });
        Tensor row = INDICES.reshape(-1);
        Tensor offsets = Torch.tensor(new long[] {0, 2});
        bag.call(row, offsets);
        bag.call(row, offsets, null);
        bag.call(INDICES);
        assertEquals(List.of(row, offsets), seen.get(0));
        assertEquals(3, seen.get(1).size());
        assertNull(seen.get(1).get(2));
        assertEquals(List.of(INDICES), seen.get(2));
    }
}
