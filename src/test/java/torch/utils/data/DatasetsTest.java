package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;

class DatasetsTest {
    private static final Dataset<Object> NUMBERS = new Numbers(4);

    private static List<Object> all(Iterable<?> batches) {
        List<Object> all = new ArrayList<>();
        for (Object batch : batches) all.add("" + batch);
        return all;
    }

    @Test
    void tensorDataset_givesRows() {
        var data = new TensorDataset(Torch.arange(6).view(3, 2), Torch.arange(3));
        assertEquals(3, data.size());
        assertEquals("[tensor([2, 3]), tensor(1)]", data.get(1).toString());
        assertEquals("[tensor([4, 5]), tensor(2)]", data.get(-1).toString());
        assertEquals(
                "[tensor([[4, 5],\n        [0, 1]]), tensor([2, 0])]",
                data.get(List.of(2L, 0L)).toString());
        var loader = new DataLoader<>(data, 2);
        assertEquals(
                List.of(
                        "[tensor([[0, 1],\n        [2, 3]]), tensor([0, 1])]",
                        "[tensor([[4, 5]]), tensor([2])]"),
                all(loader));
        assertEquals(2, loader.size());
    }

    @Test
    void stackDataset_givesListsOrMaps() {
        var pairs = StackDataset.of(NUMBERS, new Numbers(4));
        assertEquals(List.of(2L, 2L), pairs.get(2));
        assertEquals(List.of(List.of(1L, 1L), List.of(0L, 0L)), pairs.getItems(List.of(1L, 0L)));
        Map<String, Dataset<Object>> parts = new LinkedHashMap<>();
        parts.put("image", NUMBERS);
        parts.put("text", NUMBERS);
        var named = StackDataset.of(parts);
        assertEquals("{image=3, text=3}", named.get(3).toString());
        assertEquals(
                List.of(
                        "{image=tensor([0, 1]), text=tensor([0, 1])}",
                        "{image=tensor([2, 3]), text=tensor([2, 3])}"),
                all(new DataLoader<Object>(named, 2)));
    }

    @Test
    void concatDataset_goesOnWithTheNext() {
        var both = NUMBERS.add(new Numbers(3));
        assertEquals(7, both.size());
        assertEquals(List.of(4L, 7L), both.cumulativeSizes());
        assertEquals(3L, both.get(3));
        assertEquals(0L, both.get(4));
        assertEquals(2L, both.get(-1));
        assertEquals(0L, both.get(-7));
    }

    @Test
    void chainDataset_goesOnWithTheNext() {
        IterableDataset<Long> first = () -> List.of(1L, 2L).iterator();
        IterableDataset<Long> none = () -> List.<Long>of().iterator();
        var chain = first.add(none).add(() -> List.of(3L).iterator());
        DataLoader<Tensor> loader =
                new DataLoader<>(chain, o -> o.batchSize(2).collateFn(Data::defaultCollate));
        assertEquals(List.of("tensor([1, 2])", "tensor([3])"), all(loader));
    }

    @Test
    void subset_isReadThroughItsDataset() {
        var subset = new Subset<>(NUMBERS, List.of(3, 1));
        assertEquals(List.of(3L, 1L), subset.getItems(List.of(0L, 1L)));
        assertEquals(1L, subset.get(-1));
        assertEquals(List.of(1L), subset.get(List.of(1L)));
        assertEquals(2, subset.size());
    }

    @Test
    void samplers_tellTheirSizes() {
        assertEquals(4, new SequentialSampler(NUMBERS).size());
        assertEquals(2, Sampler.size(List.of(1, 2)));
        assertEquals(9, new RandomSampler(NUMBERS, o -> o.numSamples(9)).size());
        assertEquals(2, new BatchSampler(List.of(1, 2, 3), 2, false).size());
        assertEquals(1, new BatchSampler(List.of(1, 2, 3), 2, true).size());
        assertEquals(4, new DataLoader<>(NUMBERS, o -> o.batchSize(null)).size());
        assertEquals(2, new DistributedSampler(NUMBERS, 3, 0).size());
    }

    @Test
    void batchSampler_takesAnyNumbers() {
        assertEquals(
                List.of(List.of(1L, 2L), List.of(3L)),
                new ArrayList<>(listed(new BatchSampler(List.of(1, 2L, (short) 3), 2, false))));
    }

    private static List<List<Long>> listed(BatchSampler sampler) {
        List<List<Long>> batches = new ArrayList<>();
        sampler.forEach(batches::add);
        return batches;
    }
}
