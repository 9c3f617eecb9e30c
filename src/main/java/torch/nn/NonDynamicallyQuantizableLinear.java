package torch.nn;

import java.util.function.Consumer;

/** The output map of {@link MultiheadAttention}: a {@link Linear} that PyTorch prints under this name. */
final class NonDynamicallyQuantizableLinear extends Linear {
    NonDynamicallyQuantizableLinear(
            long inFeatures, long outFeatures, Consumer<? super Options> options) {
        super(inFeatures, outFeatures, options);
    }
}
