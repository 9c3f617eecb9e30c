package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import torch.Aten;
import torch.Tensor;
import torch.internal.Downcalls;

/** The map that PyTorch runs its engine and forward mode in: over the first dimension, of all inputs and outputs. */
final class LegacyVmap {
    private LegacyVmap() {}

    static List<Tensor> apply(
            Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, long batchSize) {
        long level = Downcalls.call(torch.internal.Function.VMAP_MODE, 1) - 1;
        try {
            List<Tensor> hidden = new ArrayList<>();
            for (Tensor input : inputs) hidden.add(Aten._add_batch_dim(input, 0, level));
            List<Tensor> outputs = new ArrayList<>();
            for (Tensor output : function.apply(hidden))
                outputs.add(Aten._remove_batch_dim(output, level, batchSize, 0));
            return outputs;
        } finally {
            Downcalls.call(torch.internal.Function.VMAP_MODE, 0);
        }
    }
}
