package torch.distributions;

import java.util.Arrays;
import java.util.List;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.internal.PythonText;

/**
 * What distributions are written with.
 *
 * <p>Mirrors {@code torch.distributions.utils}.
 */
public final class DistributionUtils {
    /** The Euler–Mascheroni constant. */
    static final double EULER_CONSTANT = 0.57721566490153286060;

    private DistributionUtils() {}

    /**
     * Broadcasts tensors and numbers; a number gets the type and device of the first tensor, and the default type where
     * there is none.
     *
     * @throws IllegalArgumentException if a value is neither a {@link Tensor} nor a {@link Number}
     */
    public static List<Tensor> broadcastAll(Object... values) {
        if (!Arrays.stream(values).allMatch(v -> v instanceof Tensor || v instanceof Number)) {
            throw new IllegalArgumentException(
                    "Input arguments must all be instances of Number, torch.Tensor or objects"
                            + " implementing __torch_function__.");
        }
        TensorOptions options =
                Arrays.stream(values)
                        .filter(Tensor.class::isInstance)
                        .map(v -> like((Tensor) v))
                        .findFirst()
                        .orElseGet(() -> Torch.dtype(Torch.getDefaultDtype()));
        return Torch.broadcastTensors(
                Arrays.stream(values)
                        .map(v -> v instanceof Tensor t ? t : Torch.tensor(v, options))
                        .toList());
    }

    /** {@code softmax(logits, -1)}, or for {@code isBinary} {@code sigmoid(logits)}. */
    public static Tensor logitsToProbs(Tensor logits, boolean isBinary) {
        return isBinary ? Torch.sigmoid(logits) : logits.softmax(-1);
    }

    /** {@code log(probs)}, or for {@code isBinary} {@code log(probs) - log(1 - probs)}; of {@link #clampProbs}. */
    public static Tensor probsToLogits(Tensor probs, boolean isBinary) {
        Tensor clamped = clampProbs(probs);
        return isBinary ? clamped.log().sub(clamped.neg().log1p()) : clamped.log();
    }

    /** Probabilities moved into {@code [eps, 1 - eps]} of their type. */
    public static Tensor clampProbs(Tensor probs) {
        double eps = Torch.finfo(probs.dtype()).eps();
        return probs.clamp(eps, 1 - eps);
    }

    /**
     * The elements on and below a diagonal, row by row.
     *
     * @param mat {@code (*, D, D)}
     * @param diag the diagonal: 0 is the main one, negative ones are below it
     * @throws IllegalArgumentException if there is no such diagonal
     */
    public static Tensor trilMatrixToVec(Tensor mat, long diag) {
        long n = mat.size(-1);
        if (diag < -n || diag >= n) {
            throw new IllegalArgumentException(
                    "diag (%d) provided is outside [%d, %d].".formatted(diag, -n, n - 1));
        }
        return mat.get(torch.Index.ELLIPSIS, trilMask(mat, n, diag));
    }

    /**
     * The lower triangular matrix whose elements on and below a diagonal are given row by row: the inverse of
     * {@link #trilMatrixToVec}.
     *
     * @param vec {@code (*, N)}
     * @param diag the diagonal: 0 is the main one, negative ones are below it
     * @throws IllegalArgumentException if no square matrix has that many such elements
     */
    public static Tensor vecToTrilMatrix(Tensor vec, long diag) {
        long length = vec.size(-1);
        double linear = 1 + 2 * diag;
        double root = Math.sqrt(linear * linear + 8 * length + 4 * Math.abs(diag) * (diag + 1));
        double n = (-linear + root) / 2;
        if (Math.rint(n) - n > Torch.finfo(vec.dtype()).eps()) {
            throw new IllegalArgumentException(
                    "The size of last dimension is %d which cannot be expressed as the lower triangular part of a square D x D matrix."
                            .formatted(length));
        }
        long side = (long) Math.rint(n);
        Tensor mat = vec.newZeros(Sizes.append(vec.shape().slice(0, -1), side, side));
        mat.set(torch.Index.ELLIPSIS, trilMask(mat, side, diag), vec);
        return mat;
    }

    private static Tensor trilMask(Tensor mat, long n, long diag) {
        Tensor arange = Torch.arange(n, Torch.dtype(DType.INT64).device(mat.device()));
        return arange.lt(arange.view(-1, 1).add(diag + 1));
    }

    /** The type and device of a tensor. */
    static TensorOptions like(Tensor tensor) {
        return Torch.dtype(tensor.dtype()).device(tensor.device());
    }

    static Tensor standardNormal(Size shape, Tensor like) {
        return Torch.empty(shape, like(like)).normal_();
    }

    /** Sums over the last {@code dims} dimensions. */
    static Tensor sumRightmost(Tensor value, int dims) {
        return dims == 0
                ? value
                : value.reshape(Sizes.append(value.shape().slice(0, -dims), -1)).sum(-1);
    }

    /** Python's {@code number - tensor}. */
    static Tensor difference(Number number, Tensor tensor) {
        return Torch.rsub(tensor, number);
    }

    /** Python's {@code number / tensor}, which multiplies by the reciprocal. */
    static Tensor quotient(Number number, Tensor tensor) {
        return tensor.reciprocal().mul(number);
    }

    /** What Python's f-string has for a tensor: the bare number for one without dimensions. */
    static String format(Tensor tensor) {
        return tensor.dim() == 0 && tensor.getClass() == Tensor.class
                ? PythonText.of(tensor.item())
                : tensor.toString();
    }
}
