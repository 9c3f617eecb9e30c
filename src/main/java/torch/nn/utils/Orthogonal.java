package torch.nn.utils;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.UnaryModule;

/** Makes an orthogonal matrix of a free one. */
final class Orthogonal extends UnaryModule implements RightInverse {
    private final Size shape;
    private final OrthogonalMap map;
    private final boolean trivialized;

    /** What the made matrix is relative to; null before it is known, and always unless trivialized. */
    private @Nullable Tensor base;

    Orthogonal(Tensor weight, OrthogonalMap map, boolean useTrivialization) {
        if (weight.isComplex() && map == OrthogonalMap.HOUSEHOLDER) {
            throw new IllegalArgumentException(
                    "The householder parametrization does not support complex tensors.");
        }
        shape = weight.shape();
        this.map = map;
        trivialized = useTrivialization;
    }

    @Override
    public Tensor forward(Tensor input) {
        boolean transposed = input.size(-2) < input.size(-1);
        Tensor x = transposed ? input.mT() : input;
        long n = x.size(-2);
        long k = x.size(-1);
        Tensor q = map == OrthogonalMap.HOUSEHOLDER ? householder(x) : ofSkewSymmetric(x, n, k);
        if (base != null) {
            q = base.matmul(q);
        }
        return transposed ? q.mT() : q;
    }

    private Tensor ofSkewSymmetric(Tensor x, long n, long k) {
        Tensor lower = x.tril();
        if (n != k) {
            long[] wide = lower.shape().toArray();
            wide[wide.length - 1] = n - k;
            Tensor zeros = lower.newZeros(n, n - k).expand(wide);
            lower = Torch.cat(List.of(lower, zeros), -1);
        }
        Tensor skew = lower.sub(lower.mH());
        Tensor q;
        if (map == OrthogonalMap.MATRIX_EXP) {
            q = skew.matrixExp();
        } else {
            Tensor identity = Torch.eye(n, Torch.dtype(skew.dtype()).device(skew.device()));
            q = Linalg.solve(identity.add(skew, -0.5), identity.add(skew, 0.5));
        }
        return n == k ? q : q.narrow(-1, 0, k);
    }

    private static Tensor householder(Tensor x) {
        Tensor reflectors = x.tril(-1);
        Tensor tau = reflectors.mul(reflectors).sum(-2).add(1.0).reciprocal().mul(2.0);
        Tensor q = Linalg.householderProduct(reflectors, tau);
        return q.mul(x.diagonal(0, -2, -1).to(DType.INT32).unsqueeze(-2));
    }

    /**
     * What {@code value} is made of. A trivialized map takes it, made orthogonal, for its base.
     *
     * @throws UnsupportedOperationException where the map has no inverse
     */
    @Override
    public Tensor rightInverse(Tensor value) {
        if (!value.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "Expected a matrix or batch of matrices of shape %s. Got a tensor of shape %s."
                            .formatted(shape, value.shape()));
        }
        try (var off = Torch.noGrad()) {
            boolean transposed = value.size(-2) < value.size(-1);
            Tensor q = transposed ? value.mT() : value;
            return trivialized ? rebased(q, value) : reflectors(q, transposed);
        }
    }

    private Tensor reflectors(Tensor q, boolean transposed) {
        if (map != OrthogonalMap.HOUSEHOLDER) {
            throw new UnsupportedOperationException(
                    "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                            + "use_trivialization=False.");
        }
        var factors = Torch.geqrf(q);
        Tensor a = factors.a();
        a.diagonal(0, -2, -1).sign_();
        Tensor diagonal = a.diagonal(0, -2, -1);
        // An identity for a reflector, so that its sign is turned.
        diagonal.mul_(Torch.where(factors.tau().eq(0.0), -1.0, 1.0).to(diagonal.dtype()));
        return transposed ? a.mT() : a;
    }

    private Tensor rebased(Tensor q, Tensor value) {
        long n = q.size(-2);
        long k = q.size(-1);
        Tensor square;
        if (n == k) {
            square = isOrthogonal(q) ? q.clone() : made(q);
        } else {
            long[] wide = q.shape().toArray();
            wide[wide.length - 1] = n - k;
            Tensor random =
                    Torch.randn(Torch.shape(wide), Torch.dtype(q.dtype()).device(q.device()));
            square = made(Torch.cat(List.of(q, random), -1));
        }
        base = registerBuffer("base", square);
        Tensor negative = Torch.zerosLike(value);
        negative.diagonal(0, -2, -1).fill_(-1.0);
        return negative;
    }

    private static boolean isOrthogonal(Tensor q) {
        long n = q.size(-2);
        Tensor identity = Torch.eye(q.size(-1), Torch.dtype(q.dtype()).device(q.device()));
        double tolerance = 10.0 * n * Torch.finfo(q.dtype()).eps();
        return Torch.allclose(q.mH().matmul(q), identity, 1e-5, tolerance);
    }

    private static Tensor made(Tensor a) {
        var factors = Torch.geqrf(a);
        Tensor q = Linalg.householderProduct(factors.a(), factors.tau());
        return q.mul_(factors.a().diagonal(0, -2, -1).sgn().unsqueeze(-2));
    }

    @Override
    protected String name() {
        return "_Orthogonal";
    }
}
