package torch.distributions;

import static torch.distributions.DistributionUtils.like;

import java.util.ArrayList;
import java.util.List;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Linear algebra of batches whose matrices are shared among the vectors. */
final class BatchMatrices {
    private BatchMatrices() {}

    /** The product of matrices and vectors. */
    static Tensor mv(Tensor matrices, Tensor vectors) {
        return matrices.matmul(vectors.unsqueeze(-1)).squeeze(-1);
    }

    /**
     * The squared Mahalanobis distance {@code xᵀ M⁻¹ x} for {@code M = L Lᵀ}.
     *
     * @param factors {@code L} of shape {@code (i, 1, n, n)}
     * @param vectors {@code x} of shape {@code (…, i, j, n)}
     */
    static Tensor mahalanobis(Tensor factors, Tensor vectors) {
        long n = vectors.size(-1);
        Size batch = vectors.shape().slice(0, -1);
        int inner = factors.dim() - 2;
        int outer = batch.size() - inner;

        // Each dimension of the batch is split in two, (…, 1, i, j, 1, n), and the parts sorted to
        // (…, 1, j, i, 1, n):
        // those over which a matrix is shared come before those of the matrices.
        List<Long> split = new ArrayList<>(batch.slice(0, outer).stream().boxed().toList());
        for (int i = 0; i < inner; i++) {
            long matrices = factors.size(i);
            split.add(batch.get(outer + i) / matrices);
            split.add(matrices);
        }
        split.add(n);
        List<Long> order = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        for (long i = 0; i < outer; i++) {
            order.add(i);
            back.add(i);
        }
        for (long i = 0; i < inner; i++) {
            order.add(outer + 2 * i);
            back.add(outer + i);
            back.add(batch.size() + i);
        }
        for (long i = 0; i < inner; i++) {
            order.add(outer + 2 * i + 1);
        }
        order.add((long) outer + 2 * inner);

        Tensor x = vectors.reshape(array(split)).permute(array(order));
        Tensor flatFactors = factors.reshape(-1, n, n);
        Tensor flat = x.reshape(-1, flatFactors.size(0), n).permute(1, 2, 0);
        Tensor distance = Linalg.solveTriangular(flatFactors, flat, false).pow(2).sum(-2).t();
        return distance.reshape(x.shape().slice(0, -1)).permute(array(back)).reshape(batch);
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** The Cholesky factor of the inverse. */
    static Tensor precisionToScaleTril(Tensor precision) {
        Tensor factor = Linalg.cholesky(precision.flip(-2, -1));
        Tensor inverse = factor.flip(-2, -1).transpose(-2, -1);
        Tensor identity = Torch.eye(precision.size(-1), like(precision));
        return Linalg.solveTriangular(inverse, identity, false);
    }

    /** The logarithm of the determinant of a triangular matrix with a positive diagonal. */
    static Tensor logDiagonal(Tensor triangular) {
        return triangular.diagonal(0, -2, -1).log().sum(-1);
    }

    /** The Cholesky factor of a matrix after the identity was added. */
    static Tensor choleskyOfOnePlus(Tensor matrix) {
        Tensor k = matrix.contiguous();
        long n = k.size(-1);
        k.view(-1, n * n).get(torch.Index.ALL, torch.Index.slice(null, null, n + 1)).add_(1);
        return Linalg.cholesky(k);
    }
}
