package torch.nn;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import torch.ReturnTypes.ValuesIndices;
import torch.Size;
import torch.Tensor;
import torch.internal.PythonText;

/** What the fractional max poolings share: settings, their checks and forward. */
abstract class FractionalMaxPoolNd extends MaxPooling {
    /** Size of the window in each dimension. */
    public final Size kernelSize;

    /** Size of the output in each dimension; null where {@link #outputRatio} says it. */
    public final @Nullable Size outputSize;

    /** Size of the output as a part of the input's in each dimension; null where {@link #outputSize} says it. */
    public final @Nullable List<Double> outputRatio;

    /** Where the windows begin, {@code (N, C, dimensions)}; null where they are drawn at each call. */
    public final @Nullable Tensor randomSamples;

    private final int dims;

    FractionalMaxPoolNd(
            int dims, IntOrTuple kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        FractionalMaxPoolOptions o = Keywords.set(new FractionalMaxPoolOptions(), options);
        super(o.returnIndices);
        this.dims = dims;
        this.kernelSize = kernelSize.size(dims);
        outputSize = o.outputSize == null ? null : o.outputSize.size(dims);
        outputRatio = o.outputRatio == null ? null : ratios(dims, o.outputRatio);
        randomSamples = registerBuffer("_random_samples", o.randomSamples);
        if (outputSize == null && outputRatio == null) {
            throw new IllegalArgumentException(
                    "FractionalMaxPool%dd requires specifying either an output size, or a pooling ratio"
                            .formatted(dims));
        }
        if (outputSize != null && outputRatio != null) {
            throw new IllegalArgumentException(
                    "only one of output_size and output_ratio may be specified");
        }
        if (outputRatio != null && outputRatio.stream().anyMatch(r -> !(r > 0 && r < 1))) {
            throw new IllegalArgumentException(
                    "output_ratio must be between 0 and 1 (got %s)".formatted(text(o.outputRatio)));
        }
    }

    @Override
    final Tensor pool(Tensor input) {
        return poolWithIndices(input).values();
    }

    @Override
    final ValuesIndices poolWithIndices(Tensor input) {
        return F.fractionalMaxPool(
                dims,
                input,
                kernelSize.toArray(),
                outputSize == null ? null : outputSize.toArray(),
                outputRatio == null
                        ? null
                        : outputRatio.stream().mapToDouble(ratio -> ratio).toArray(),
                randomSamples);
    }

    /** A kernel without an empty dimension. */
    static IntOrTuple positive(IntOrTuple kernelSize) {
        if (kernelSize.values().stream().anyMatch(size -> size != null && size <= 0)) {
            throw new IllegalArgumentException(
                    "kernel_size must be greater than 0, but got " + kernelSize);
        }
        return kernelSize;
    }

    private static List<Double> ratios(int dims, double[] ratio) {
        return ratio.length == 1
                ? Collections.nCopies(dims, ratio[0])
                : DoubleStream.of(ratio).boxed().toList();
    }

    private static String text(double @Nullable [] ratio) {
        return ratio == null || ratio.length == 1
                ? Repr.of(ratio == null ? null : ratio[0])
                : PythonText.of(Arrays.stream(ratio).boxed().toList());
    }
}
