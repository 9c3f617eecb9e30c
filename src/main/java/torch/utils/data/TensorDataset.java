package torch.utils.data;

import java.util.ArrayList;
import java.util.List;
import torch.Tensor;
import torch.Torch;

/**
 * Tensors whose first dimensions are the samples. Mirrors {@code torch.utils.data.TensorDataset}.
 *
 * {@snippet :
 * var data = new TensorDataset(images, labels);
 * Tensor image = data.get(0).get(0);
 * }
 */
public class TensorDataset implements Dataset<List<Tensor>> {
    private final List<Tensor> tensors;

    /**
     * @param tensors of the same size in the first dimension; they stay the caller's
     * @throws IllegalArgumentException if the sizes differ
     */
    public TensorDataset(Tensor... tensors) {
        this.tensors = List.of(tensors);
        if (this.tensors.isEmpty()) throw new IndexOutOfBoundsException("tuple index out of range");
        for (Tensor tensor : this.tensors) {
            if (tensor.size(0) != tensors[0].size(0))
                throw new IllegalArgumentException("Size mismatch between tensors");
        }
    }

    /** The tensors. Mirrors {@code tensors}. */
    public List<Tensor> tensors() {
        return tensors;
    }

    /**
     * One sample: a view of each tensor.
     *
     * @param index from 0, or from the end where it is negative
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public List<Tensor> get(long index) {
        List<Tensor> sample = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) sample.add(tensor.get(index));
        return sample;
    }

    /** A batch: a copy of these rows of each tensor. */
    @Override
    public List<Tensor> get(List<Long> indices) {
        long[] rows = indices.stream().mapToLong(Long::longValue).toArray();
        List<Tensor> batch = new ArrayList<>(tensors.size());
        try (Tensor index = Torch.tensor(rows)) {
            for (Tensor tensor : tensors) batch.add(tensor.get(index));
        }
        return batch;
    }

    @Override
    public long size() {
        return tensors.getFirst().size(0);
    }

    /** Yes: what it makes are views and copies of its tensors, which it made none of. */
    @Override
    public boolean scoped() {
        return true;
    }
}
