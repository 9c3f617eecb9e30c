package torch.nn.utils;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.internal.ModuleAccess;
import torch.nn.Module;
import torch.nn.UnaryModule;

/**
 * Ready parametrizations: orthogonal matrices, and weights with a norm of their own.
 *
 * <p>Mirrors {@code torch.nn.utils.parametrizations}.
 */
public final class Parametrizations {
    private Parametrizations() {}

    /** {@code g v / ‖v‖} of {@code original0} g and {@code original1} v. */
    private static final class WeightNormed extends Parametrization {
        private final long dim;

        WeightNormed(long dim) {
            this.dim = dim;
        }

        @Override
        public Tensor forward(List<Tensor> originals) {
            return Aten._weight_norm(originals.get(1), originals.get(0), dim);
        }

        @Override
        public List<Tensor> rightInverse(Tensor weight) {
            return List.of(Aten.norm_except_dim(weight, 2, dim), weight);
        }

        @Override
        protected String name() {
            return "_WeightNorm";
        }
    }

    /** {@code W / σ(W)}, the largest singular value from the power method. */
    private static final class SpectralNormed extends UnaryModule implements RightInverse {
        private final long powerIterations;
        private final long dim;
        private final double eps;
        private @Nullable Tensor u;
        private @Nullable Tensor v;

        SpectralNormed(Tensor weight, long powerIterations, long dim, double eps) {
            long dims = weight.dim();
            if (dim >= dims || dim < -dims) {
                throw new IndexOutOfBoundsException(
                        "Dimension out of range (expected to be in range of [-%d, %d] but got %d)"
                                .formatted(dims, dims - 1, dim));
            }
            if (powerIterations <= 0) {
                throw new IllegalArgumentException(
                        "Expected n_power_iterations to be positive, but got n_power_iterations="
                                + powerIterations);
            }
            this.powerIterations = powerIterations;
            this.dim = dim < 0 ? dim + dims : dim;
            this.eps = eps;
            if (dims > 1) {
                try (var off = Torch.noGrad()) {
                    Tensor matrix = SpectralNorm.matrix(weight, this.dim);
                    Tensor first = matrix.newEmpty(matrix.size(0)).normal_(0, 1);
                    Tensor second = matrix.newEmpty(matrix.size(1)).normal_(0, 1);
                    u = registerBuffer("_u", SpectralNorm.normalized(first, eps));
                    v = registerBuffer("_v", SpectralNorm.normalized(second, eps));
                    iterate(matrix, u, v, 15);
                }
            }
        }

        @Override
        public Tensor forward(Tensor weight) {
            if (u == null || v == null) {
                return SpectralNorm.normalized(weight, eps);
            }
            Tensor matrix = SpectralNorm.matrix(weight, dim);
            if (isTraining()) {
                iterate(matrix, u, v, powerIterations);
            }
            // Copies: the next forward changes these two in place, and this one's graph needs them.
            Tensor uNow = u.clone();
            Tensor vNow = v.clone();
            return weight.div(uNow.vdot(matrix.mv(vNow)));
        }

        private void iterate(Tensor matrix, Tensor u, Tensor v, long times) {
            try (var off = Torch.noGrad()) {
                for (long i = 0; i < times; i++) {
                    u.copy_(SpectralNorm.normalized(matrix.mv(v), eps));
                    v.copy_(SpectralNorm.normalized(matrix.t().conj().mv(u), eps));
                }
            }
        }

        @Override
        public Tensor rightInverse(Tensor value) {
            return value;
        }

        @Override
        protected String name() {
            return "_SpectralNorm";
        }
    }

    /** Makes {@code weight} an orthogonal matrix; see the longest form. */
    public static <M extends Module> M orthogonal(M module) {
        return orthogonal(module, "weight");
    }

    /** Makes a parameter an orthogonal matrix; see the longest form. */
    public static <M extends Module> M orthogonal(M module, String name) {
        return orthogonal(module, name, null, true);
    }

    /**
     * Makes a parameter of two or more dimensions a matrix with orthonormal rows or columns, whichever are fewer. Returns
     * {@code module}.
     *
     * @param orthogonalMap how it is made of a free one; null for the matrix exponential of square and complex ones and
     *     Householder's product of others
     * @param useTrivialization whether the free one is relative to the first value, which helps training
     */
    public static <M extends Module> M orthogonal(
            M module,
            String name,
            @Nullable OrthogonalMap orthogonalMap,
            boolean useTrivialization) {
        Tensor weight = weight(module, name);
        if (weight.dim() < 2) {
            throw new IllegalArgumentException(
                    "Expected a matrix or batch of matrices. Got a tensor of %d dimensions."
                            .formatted(weight.dim()));
        }
        OrthogonalMap map =
                orthogonalMap != null
                        ? orthogonalMap
                        : weight.size(-2) == weight.size(-1) || weight.isComplex()
                                ? OrthogonalMap.MATRIX_EXP
                                : OrthogonalMap.HOUSEHOLDER;
        return Parametrize.registerParametrization(
                module, name, new Orthogonal(weight, map, useTrivialization), true);
    }

    /** Splits {@code weight} into its length and its direction; see the longest form. */
    public static <M extends Module> M weightNorm(M module) {
        return weightNorm(module, "weight");
    }

    /** Splits a parameter into its length and its direction; see the longest form. */
    public static <M extends Module> M weightNorm(M module, String name) {
        return weightNorm(module, name, 0L);
    }

    /**
     * Computes a parameter as {@code g v / ‖v‖} of {@code original0} g and {@code original1} v. Returns {@code module}.
     *
     * @param dim the dimension that keeps a length for each of its places; null for one length of all
     */
    public static <M extends Module> M weightNorm(M module, String name, @Nullable Long dim) {
        Parametrize.registerParametrization(
                module, name, new WeightNormed(dim == null ? -1 : dim), true);
        // States saved with Utils.weightNorm have the older names.
        module.registerLoadStateDictPreHook(
                (_, state, prefix) -> {
                    String g = prefix + name + "_g";
                    String v = prefix + name + "_v";
                    if (state.containsKey(g) && state.containsKey(v)) {
                        String original = prefix + "parametrizations." + name + ".original";
                        state.put(original + "0", state.remove(g));
                        state.put(original + "1", state.remove(v));
                    }
                });
        return module;
    }

    /** Divides {@code weight} by its largest singular value; see the longest form. */
    public static <M extends Module> M spectralNorm(M module) {
        return spectralNorm(module, "weight");
    }

    /** Divides a parameter by its largest singular value; see the longest form. */
    public static <M extends Module> M spectralNorm(M module, String name) {
        return spectralNorm(module, name, 1, 1e-12, null);
    }

    /**
     * Divides a parameter by its largest singular value; a vector is divided by its norm. Returns {@code module}.
     *
     * @param nPowerIterations steps of the power method in each forward in training mode
     * @param eps what keeps norms from being zero
     * @param dim the dimension of the outputs; null for 1 of a transposed convolution, 0 of others
     */
    public static <M extends Module> M spectralNorm(
            M module, String name, long nPowerIterations, double eps, @Nullable Long dim) {
        return Parametrize.registerParametrization(
                module,
                name,
                new SpectralNormed(
                        weight(module, name),
                        nPowerIterations,
                        dim == null ? Utils.outputDim(module) : dim,
                        eps));
    }

    private static Tensor weight(Module module, String name) {
        Tensor weight = ModuleAccess.get().tensor(module, name);
        if (weight == null) {
            throw new IllegalArgumentException(
                    "Module '%s' has no parameter or buffer with name '%s'"
                            .formatted(module, name));
        }
        return weight;
    }
}
