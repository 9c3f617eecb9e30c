package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/** The linear maps and distances of {@link F}. */
abstract class LinearFunctions extends EmbeddingFunctions {
    LinearFunctions() {}

    /** {@code x Aᵀ} with {@code weight} A, {@code (out, in)}. */
    public static Tensor linear(Tensor input, Tensor weight) {
        return linear(input, weight, null);
    }

    /** {@code x Aᵀ + b} over the last dimension, with {@code weight} A, {@code (out, in)}; see {@link Linear}. */
    public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return Aten.linear(input, weight, bias);
    }

    /** {@code x1ᵀ A x2} with {@code weight} A, {@code (out, in1, in2)}. */
    public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight) {
        return bilinear(input1, input2, weight, null);
    }

    /**
     * {@code x1ᵀ A x2 + b} over the last dimensions, with {@code weight} A, {@code (out, in1, in2)}; see {@link
     * Bilinear}.
     */
    public static Tensor bilinear(
            Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
        return Aten.bilinear(input1, input2, weight, bias);
    }

    /** {@link CosineSimilarity} along dimension 1. */
    public static Tensor cosineSimilarity(Tensor x1, Tensor x2) {
        return cosineSimilarity(x1, x2, 1);
    }

    /** {@link CosineSimilarity} along {@code dim}. */
    public static Tensor cosineSimilarity(Tensor x1, Tensor x2, long dim) {
        return cosineSimilarity(x1, x2, dim, 1e-8);
    }

    /** {@code x1 · x2 / (max(‖x1‖, eps) max(‖x2‖, eps))} along {@code dim} of the common shape. */
    public static Tensor cosineSimilarity(Tensor x1, Tensor x2, long dim, double eps) {
        return Aten.cosine_similarity(x1, x2, dim, eps);
    }

    /** The Euclidean {@link PairwiseDistance}. */
    public static Tensor pairwiseDistance(Tensor x1, Tensor x2) {
        return pairwiseDistance(x1, x2, 2);
    }

    /** The {@link PairwiseDistance} with exponent {@code p}. */
    public static Tensor pairwiseDistance(Tensor x1, Tensor x2, double p) {
        return pairwiseDistance(x1, x2, o -> o.p(p));
    }

    /** The {@link PairwiseDistance} with keyword arguments. */
    public static Tensor pairwiseDistance(
            Tensor x1, Tensor x2, Consumer<? super PairwiseDistance.Options> options) {
        var o = Keywords.set(new PairwiseDistance.Options(), options);
        return pairwiseDistance(x1, x2, o.p, o.eps, o.keepdim);
    }

    /** {@code ‖x1 - x2 + eps‖_p} over the last dimension, which stays with size 1 where {@code keepdim}. */
    public static Tensor pairwiseDistance(
            Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
        return Aten.pairwise_distance(x1, x2, p, eps, keepdim);
    }

    /** The Euclidean distances of all pairs of rows, {@code (N, M)} to {@code (N (N - 1) / 2)}. */
    public static Tensor pdist(Tensor input) {
        return pdist(input, 2);
    }

    /** The distances of all pairs of rows by the p-norm, p from 0 to infinity. */
    public static Tensor pdist(Tensor input, double p) {
        return Aten.pdist(input, p);
    }
}
