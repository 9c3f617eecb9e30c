package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;

/** The linear maps, normalizations, dropouts, embeddings and distances of {@link F}. */
abstract class LinearFunctions extends ActivationFunctions {
    LinearFunctions() {}

    /** {@code x Aᵀ} with {@code weight} A, {@code (out, in)}. */
    public static Tensor linear(Tensor input, Tensor weight) {
        return linear(input, weight, null);
    }

    /** {@code x Aᵀ + b} over the last dimension, with {@code weight} A, {@code (out, in)}; see {@link Linear}. */
    public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return Aten.linear(input, weight, bias);
    }

    /**
     * Batch normalization; see {@link BatchNorm2d}.
     *
     * @param training whether to normalize by the batch's own statistics and to update the running ones, where given
     * @param momentum weight of the batch in the running statistics
     * @throws IllegalArgumentException where a training batch has only one value per channel
     */
    public static Tensor batchNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean training,
            double momentum,
            double eps) {
        if (training) {
            checkBatchSize(input.shape());
        }
        if (training && eps <= 0) {
            throw new IllegalArgumentException(
                    "batch_norm eps must be positive during training, but got " + Repr.of(eps));
        }
        if (eps < 0) {
            throw new IllegalArgumentException(
                    "batch_norm eps must be non-negative, but got " + Repr.of(eps));
        }
        return Aten.batch_norm(
                input, weight, bias, runningMean, runningVar, training, momentum, eps, true);
    }

    /** Dropout in training mode; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input, double p) {
        return dropout(input, p, true);
    }

    /** Dropout that leaves its input as it is. */
    public static Tensor dropout(Tensor input, double p, boolean training) {
        return dropout(input, p, training, false);
    }

    /**
     * Sets each element to zero with probability {@code p} and divides the others by {@code 1 - p}, where
     * {@code training}.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor dropout(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        return inplace ? Aten.dropout_(input, p, training) : Aten.dropout(input, p, training);
    }

    static double checkedProbability(double p) {
        if (p < 0 || p > 1) {
            throw new IllegalArgumentException(
                    "dropout probability has to be between 0 and 1, but got " + Repr.of(p));
        }
        return p;
    }

    private static void checkBatchSize(Size size) {
        long valuesPerChannel = size.get(0);
        for (int d = 2; d < size.size(); d++) {
            valuesPerChannel *= size.get(d);
        }
        if (valuesPerChannel == 1) {
            throw new IllegalArgumentException(
                    "Expected more than 1 value per channel when training, got input size " + size);
        }
    }
}
