package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.ReturnTypes.ValuesIndices;
import torch.Tensor;

/** What all adaptive max poolings share: settings, forward and the printed form. */
abstract class AdaptiveMaxPoolNd extends MaxPooling {
    /** Size of the output in each dimension; null for the input's. */
    public final List<@Nullable Long> outputSize;

    private final int dims;
    private final IntOrTuple asGiven;

    AdaptiveMaxPoolNd(int dims, IntOrTuple outputSize, boolean returnIndices) {
        super(returnIndices);
        this.dims = dims;
        this.outputSize = outputSize.expand(dims);
        asGiven = outputSize;
    }

    @Override
    final Tensor pool(Tensor input) {
        return poolWithIndices(input).values();
    }

    @Override
    final ValuesIndices poolWithIndices(Tensor input) {
        return F.adaptiveMaxPool(dims, input, asGiven);
    }

    @Override
    public String extraRepr() {
        return "output_size=" + asGiven;
    }
}
