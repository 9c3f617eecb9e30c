package torch.optim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Values which outlive the scope they were made in. */
final class Kept {
    private Kept() {}

    /** {@code value}, with every tensor in it taken out of its scope. */
    static <T extends @Nullable Object> T of(T value) {
        switch (value) {
            case Tensor tensor -> tensor.keep();
            case List<?> list -> list.forEach(Kept::of);
            case Map<?, ?> map -> map.values().forEach(Kept::of);
            case null, default -> {}
        }
        return value;
    }
}
