package torch.utils.data;

import static torch.Torch.dtype;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;

/**
 * Samples drawn with the probabilities that their weights say. Mirrors
 * {@code torch.utils.data.WeightedRandomSampler}.
 */
public class WeightedRandomSampler implements Sampler<Long> {
    private final Tensor weights;
    private final long numSamples;
    private final boolean replacement;
    private final @Nullable Generator generator;

    /** Draws with replacement from the default generator. */
    public WeightedRandomSampler(List<? extends Number> weights, long numSamples) {
        this(weights, numSamples, true);
    }

    /** Draws from the default generator. */
    public WeightedRandomSampler(
            List<? extends Number> weights, long numSamples, boolean replacement) {
        this(weights, numSamples, replacement, null);
    }

    /**
     * @param weights one for each sample; their sum need not be 1
     * @param replacement whether a sample may come again
     * @param generator where the numbers are drawn; null for the default generator
     * @throws IllegalArgumentException if {@code numSamples} is not positive
     */
    public WeightedRandomSampler(
            List<? extends Number> weights,
            long numSamples,
            boolean replacement,
            @Nullable Generator generator) {
        this(Torch.tensor(weights, dtype(DType.FLOAT64)), numSamples, replacement, generator);
    }

    /**
     * As {@link #WeightedRandomSampler(List, long, boolean, Generator)}, for weights that are a tensor.
     *
     * @throws IllegalArgumentException also if it is no vector
     */
    public WeightedRandomSampler(
            Tensor weights, long numSamples, boolean replacement, @Nullable Generator generator) {
        if (numSamples <= 0)
            throw new IllegalArgumentException(
                    "num_samples should be a positive integer value, but got num_samples="
                            + numSamples);
        Tensor doubles = Torch.asTensor(weights, dtype(DType.FLOAT64));
        if (doubles.dim() != 1)
            throw new IllegalArgumentException(
                    "weights should be a 1d sequence but given weights have shape "
                            + PythonText.of(
                                    Arrays.stream(doubles.shape().toArray()).boxed().toList()));
        this.weights = doubles.keep();
        this.numSamples = numSamples;
        this.replacement = replacement;
        this.generator = generator;
    }

    /** The weights. Mirrors {@code weights}. */
    public Tensor weights() {
        return weights;
    }

    /** Where the numbers are drawn. Mirrors {@code generator}. */
    public @Nullable Generator generator() {
        return generator;
    }

    @Override
    public Iterator<Long> iterator() {
        return new Stretches() {
            @Override
            long @Nullable [] more(int number) {
                return number > 0
                        ? null
                        : elements(Torch.multinomial(weights, numSamples, replacement, generator));
            }
        };
    }

    @Override
    public long size() {
        return numSamples;
    }
}
