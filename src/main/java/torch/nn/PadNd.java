package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/** What all padding layers share: the padding, forward and the printed form. */
abstract class PadNd extends UnaryModule {
    /** Elements added before and after the last dimension, then before and after the one before it, and so on. */
    public final Size padding;

    private final PadMode mode;

    PadNd(int dims, IntOrTuple padding, PadMode mode) {
        this.padding = padding.size(2 * dims);
        this.mode = mode;
    }

    /** What a constant padding is filled with; null for the others. */
    @Nullable Double fill() {
        return null;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.pad(input, padding.toArray(), mode, fill());
    }

    @Override
    public String extraRepr() {
        return Repr.tuple(padding.toArray());
    }
}
