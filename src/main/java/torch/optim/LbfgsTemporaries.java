package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import torch.Tensor;
import torch.Torch;

/**
 * Tensors that live from one call of the user's closure to the next. A scope around a whole step would not do: it would
 * close what the closure makes, too.
 */
final class LbfgsTemporaries {
    private final List<Tensor> held = new ArrayList<>();

    /** The result of a computation, of which everything else is closed. */
    Tensor tensor(Supplier<Tensor> computation) {
        try (var _ = Torch.scope()) {
            Tensor result = computation.get().keep();
            held.add(result);
            return result;
        }
    }

    /** The result of a computation, of which everything else is closed. */
    Coefficient compute(Supplier<Coefficient> computation) {
        try (var _ = Torch.scope()) {
            Coefficient result = computation.get();
            if (result.isTensor()) {
                held.add(result.tensor().keep());
            }
            return result;
        }
    }

    /** Closes all but these. */
    void closeExcept(Collection<?> kept) {
        for (Tensor tensor : held) {
            if (!kept.contains(tensor)) {
                tensor.close();
            }
        }
        held.removeIf(Tensor::isClosed);
    }
}
