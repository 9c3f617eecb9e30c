package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * A {@link Linear} that finds {@code inFeatures} at its first call, draws its parameters then and becomes a
 * {@code Linear}; see {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b> and initial distribution: those of {@link Linear}.
 *
 * {@snippet :
 * var m = new LazyLinear(30);
 * m.call(Torch.randn(128, 20));
 * m.inFeatures; // 20
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyLinear}.
 */
public class LazyLinear extends Linear implements LazyModuleMixin {
    /** A layer with a bias. */
    public LazyLinear(long outFeatures) {
        this(outFeatures, o -> {});
    }

    /** A layer with or without a bias. */
    public LazyLinear(long outFeatures, boolean bias) {
        this(outFeatures, o -> o.bias(bias));
    }

    /** A layer with keyword arguments. */
    public LazyLinear(long outFeatures, Consumer<? super Linear.Options> options) {
        super(0, outFeatures, o -> options.accept(o.lazy()));
    }

    /**
     * Takes the sizes from the first input.
     *
     * @throws IllegalArgumentException where a loaded weight is for inputs of another size
     */
    @Override
    public void initializeParameters(Tensor input) {
        long features = input.size(-1);
        if (hasUninitializedParams()) {
            inFeatures = features;
            LazyInitialization.materialize(weight, outFeatures, inFeatures);
            LazyInitialization.materialize(bias, outFeatures);
            resetParameters();
        }
        if (inFeatures == 0) {
            if (features != weight.size(-1)) {
                throw new IllegalArgumentException(
                        "The in_features inferred from input: %d is not equal to in_features from self.weight: %d"
                                .formatted(features, weight.size(-1)));
            }
            inFeatures = features;
        }
    }
}
