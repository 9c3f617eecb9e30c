package torch.distributions;

import java.util.function.UnaryOperator;
import torch.DType;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The constraints of square matrices. */
final class MatrixConstraints {
    private MatrixConstraints() {}

    private abstract static sealed class OfMatrices extends Constraint {
        @Override
        public final int eventDim() {
            return 2;
        }
    }

    /** See {@link Constraints#LOWER_TRIANGULAR}. */
    static final class LowerTriangular extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isLowerTriangular(value);
        }
    }

    private static Tensor isLowerTriangular(Tensor value) {
        Tensor same = value.tril().eq(value);
        return same.view(Sizes.concat(value.shape().slice(0, -2), Size.of(-1))).min(-1).values();
    }

    private static Tensor isLowerCholesky(Tensor value) {
        Tensor positiveDiagonal = value.diagonal(0, -2, -1).gt(0).min(-1).values();
        return isLowerTriangular(value).bitwiseAnd(positiveDiagonal);
    }

    /** See {@link Constraints#LOWER_CHOLESKY}. */
    static final class LowerCholesky extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isLowerCholesky(value);
        }
    }

    /** See {@link Constraints#CORR_CHOLESKY}. */
    static final class CorrCholesky extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            double tolerance = Torch.finfo(value.dtype()).eps() * value.size(-1) * 10;
            Tensor length = Linalg.vectorNorm(value.detach(), 2, -1);
            return isLowerCholesky(value).bitwiseAnd(length.sub(1.0).abs().le(tolerance).all(-1));
        }
    }

    private static Tensor isSquare(Tensor value) {
        Size shape = value.shape();
        return Torch.full(
                shape.slice(0, -2),
                shape.get(-2) == shape.get(-1) ? 1 : 0,
                Torch.dtype(DType.BOOL).device(value.device()));
    }

    private static Tensor isSymmetric(Tensor value) {
        Tensor square = isSquare(value);
        return square.all().itemBoolean()
                ? Torch.isclose(value, value.mT(), 1e-5, 1e-6).all(-2).all(-1)
                : square;
    }

    private static Tensor isSymmetricAnd(Tensor value, UnaryOperator<Tensor> more) {
        Tensor symmetric = isSymmetric(value);
        return symmetric.all().itemBoolean() ? more.apply(value) : symmetric;
    }

    /** See {@link Constraints#SQUARE}. */
    static final class Square extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isSquare(value);
        }
    }

    /** See {@link Constraints#SYMMETRIC}. */
    static final class Symmetric extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isSymmetric(value);
        }
    }

    /** See {@link Constraints#POSITIVE_SEMIDEFINITE}. */
    static final class PositiveSemidefinite extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isSymmetricAnd(value, v -> Linalg.eigvalsh(v).ge(0).all(-1));
        }
    }

    /** See {@link Constraints#POSITIVE_DEFINITE}. */
    static final class PositiveDefinite extends OfMatrices {
        @Override
        public Tensor check(Tensor value) {
            return isSymmetricAnd(value, v -> Linalg.choleskyEx(v).info().eq(0));
        }
    }
}
