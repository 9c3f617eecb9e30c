package torch.distributions;

import org.jspecify.annotations.Nullable;
import torch.Index;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * From real vectors of length {@code D (D - 1) / 2} to Cholesky factors of correlation matrices of dimension {@code D}:
 * {@code tanh} of the entries fills the lower triangle in the order of rows, and each row breaks a stick with the squares
 * of its entries. A bijection; its Jacobian is that of the triangle below the diagonal.
 *
 * <p>Mirrors {@code torch.distributions.transforms.CorrCholeskyTransform}.
 */
public class CorrCholeskyTransform extends FixedTransform {
    /** Without a cache. */
    public CorrCholeskyTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public CorrCholeskyTransform(int cacheSize) {
        super(
                Constraints.REAL_VECTOR,
                Constraints.CORR_CHOLESKY,
                cacheSize,
                CorrCholeskyTransform::new);
    }

    @Override
    public boolean bijective() {
        return true;
    }

    @Override
    protected Tensor forward(Tensor x) {
        double eps = Torch.finfo(x.dtype()).eps();
        Tensor below = DistributionUtils.vecToTrilMatrix(x.tanh().clamp(-1 + eps, 1 - eps), -1);
        Tensor rest = Torch.rsub(below.pow(2), 1).sqrt().cumprod(-1);
        Tensor one = Torch.eye(below.size(-1), Torch.dtype(below.dtype()).device(below.device()));
        return below.add(one).mul(shifted(rest));
    }

    @Override
    protected Tensor inverse(Tensor y) {
        Tensor rest = shifted(Torch.rsub(y.mul(y).cumsum(-1), 1));
        Tensor t =
                DistributionUtils.trilMatrixToVec(y, -1)
                        .div(DistributionUtils.trilMatrixToVec(rest, -1).sqrt());
        return t.log1p().sub(t.neg().log1p()).div(2);
    }

    /** One column to the right, ones first. */
    private static Tensor shifted(Tensor rows) {
        return F.pad(rows.get(Index.ELLIPSIS, Index.slice(null, -1L)), new long[] {1, 0}, 1);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        Tensor rest = DistributionUtils.trilMatrixToVec(Torch.rsub(y.mul(y).cumsum(-1), 1), -2);
        Tensor sticks = rest.log().sum(-1).mul(0.5);
        Tensor tanh = x.add(F.softplus(x.mul(-2))).sub(Math.log(2)).sum(-1).mul(-2);
        return sticks.add(tanh);
    }

    @Override
    public Size forwardShape(Size shape) {
        TransformUtils.atLeast(1, shape);
        long entries = shape.get(-1);
        long rows = Math.round(Math.sqrt(0.25 + 2 * entries) + 0.5);
        if (rows * (rows - 1) / 2 != entries) {
            throw new IllegalArgumentException("Input is not a flattened lower-diagonal number");
        }
        return Sizes.append(shape.slice(0, -1), rows, rows);
    }

    @Override
    public Size inverseShape(Size shape) {
        TransformUtils.atLeast(2, shape);
        long rows = shape.get(-1);
        if (shape.get(-2) != rows) {
            throw new IllegalArgumentException("Input is not square");
        }
        return Sizes.append(shape.slice(0, -2), rows * (rows - 1) / 2);
    }

    // equal to itself alone, as in PyTorch
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
