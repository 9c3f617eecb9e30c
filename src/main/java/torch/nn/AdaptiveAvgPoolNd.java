package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** What all adaptive average poolings share: settings, forward and the printed form. */
abstract class AdaptiveAvgPoolNd extends UnaryModule {
    /** Size of the output in each dimension; null for the input's. */
    public final List<@Nullable Long> outputSize;

    private final int dims;
    private final IntOrTuple asGiven;

    AdaptiveAvgPoolNd(int dims, IntOrTuple outputSize) {
        this.dims = dims;
        this.outputSize = outputSize.expand(dims);
        asGiven = outputSize;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.adaptiveAvgPool(dims, input, asGiven);
    }

    @Override
    public String extraRepr() {
        return "output_size=" + asGiven;
    }
}
