package torch.distributions;

import java.util.List;
import java.util.stream.Stream;
import torch.Linalg;
import torch.Tensor;

/**
 * The keyword arguments of distributions with a covariance matrix, which is given as it is, by its inverse or by its
 * factor.
 *
 * @param <S> the options' own type
 */
public abstract class MatrixOptions<S extends MatrixOptions<S>> extends DistributionOptions<S> {
    MatrixOptions() {}

    /** The covariance matrix, {@code (batchShape, n, n)}. */
    public S covarianceMatrix(Tensor covarianceMatrix) {
        return set("covariance_matrix", covarianceMatrix);
    }

    /** The inverse of the covariance matrix. */
    public S precisionMatrix(Tensor precisionMatrix) {
        return set("precision_matrix", precisionMatrix);
    }

    /** The lower triangular factor of the covariance matrix, with a positive diagonal. */
    public S scaleTril(Tensor scaleTril) {
        return set("scale_tril", scaleTril);
    }

    /**
     * Which of the three was given.
     *
     * @throws IllegalArgumentException unless exactly one was
     */
    final String which() {
        List<String> given =
                Stream.of("covariance_matrix", "precision_matrix", "scale_tril")
                        .filter(this::has)
                        .toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException(
                    "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
        }
        return given.getFirst();
    }

    /** The lower triangular factor of the covariance, of the matrix that was given. */
    final Tensor factor() {
        String which = which();
        Tensor matrix = (Tensor) get(which);
        return switch (which) {
            case "scale_tril" -> matrix;
            case "covariance_matrix" -> Linalg.cholesky(matrix);
            default -> BatchMatrices.precisionToScaleTril(matrix);
        };
    }
}
