package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of {@link FractionalMaxPool2d} and {@link FractionalMaxPool3d} and of their functions. */
public final class FractionalMaxPoolOptions extends Keywords<FractionalMaxPoolOptions> {
    @Nullable IntOrTuple outputSize;
    double @Nullable [] outputRatio;
    boolean returnIndices;
    @Nullable Tensor randomSamples;

    FractionalMaxPoolOptions() {}

    /** Size of the output: one number for all dimensions, or one for each. */
    public FractionalMaxPoolOptions outputSize(long... outputSize) {
        this.outputSize = IntOrTuple.of(outputSize);
        return this;
    }

    /** Size of the output as a part of the input's, between 0 and 1: one number for all dimensions, or one for each. */
    public FractionalMaxPoolOptions outputRatio(double... outputRatio) {
        this.outputRatio = outputRatio.clone();
        return this;
    }

    /** Whether the places of the maxima are wanted too. Default: false */
    public FractionalMaxPoolOptions returnIndices(boolean returnIndices) {
        this.returnIndices = returnIndices;
        return this;
    }

    /** Where the windows begin, {@code (N, C, dimensions)} numbers between 0 and 1; null to draw them. Default: null */
    public FractionalMaxPoolOptions randomSamples(@Nullable Tensor randomSamples) {
        this.randomSamples = randomSamples;
        return this;
    }
}
