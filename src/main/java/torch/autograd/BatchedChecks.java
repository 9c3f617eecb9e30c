package torch.autograd;

import java.util.List;
import torch.Tensor;

/** Holds gradients that are computed in a batch to those computed one by one. */
final class BatchedChecks {
    private BatchedChecks() {}

    static void backward(List<Tensor> inputs, Tensor output, int index) {
        throw new UnsupportedOperationException(
                "check_batched_grad needs vmap over the autograd engine");
    }

    static void forward(TupleFunction function, List<Tensor> inputs) {
        throw new UnsupportedOperationException(
                "check_batched_forward_grad needs vmap over forward mode");
    }
}
