package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.DType;
import torch.Index;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The LKJ distribution of correlation matrices, as their lower triangular Cholesky factors, {@code (batchShape, dim,
 * dim)}. With concentration 1 it is uniform over correlation matrices.
 *
 * <p>Mirrors {@code torch.distributions.LKJCholesky}.
 */
public class LKJCholesky extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("concentration", Constraints.POSITIVE);

    private final long dim;
    private Beta beta;

    /** Over matrices of {@code dim} rows, uniformly. */
    public LKJCholesky(long dim) {
        this(dim, 1.0);
    }

    /** Over matrices of {@code dim} rows. */
    public LKJCholesky(long dim, Tensor concentration) {
        this(o -> o.dim(dim).concentration(concentration));
    }

    /** Over matrices of {@code dim} rows. */
    public LKJCholesky(long dim, double concentration) {
        this(o -> o.dim(dim).concentration(concentration));
    }

    /** Over matrices of {@code dim} rows, with keyword arguments. */
    public LKJCholesky(long dim, Consumer<? super Options> options) {
        this(new Options().dim(dim).configuredBy(options));
    }

    /** With keyword arguments. */
    public LKJCholesky(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private LKJCholesky(Options o) {
        long dim = (Long) o.get("dim");
        if (dim < 2) {
            throw new IllegalArgumentException(
                    "Expected dim to be an integer greater than or equal to 2. Found dim=%d."
                            .formatted(dim));
        }
        this.dim = dim;
        Tensor concentration = broadcastAll(o.get("concentration")).getFirst();
        beta = beta(concentration, dim);
        super(
                Map.of("concentration", concentration),
                concentration.shape(),
                Size.of(dim, dim),
                o.validateArgs);
    }

    /** The squared distances of the rows from the diagonal. */
    private static Beta beta(Tensor concentration, long dim) {
        Tensor marginal = concentration.add(0.5 * (dim - 2));
        Tensor offset = Torch.arange(dim - 1, like(concentration));
        offset = Torch.cat(List.of(offset.newZeros(1), offset));
        return new Beta(offset.add(0.5), marginal.unsqueeze(-1).sub(offset.mul(0.5)));
    }

    /** How many rows the matrices have. */
    public long dim() {
        return dim;
    }

    /** The concentration: large where correlations are weak. */
    public Tensor concentration() {
        return parameter("concentration");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.CORR_CHOLESKY;
    }

    @Override
    public Distribution expand(long... batchShape) {
        LKJCholesky expanded = (LKJCholesky) super.expand(batchShape);
        expanded.beta = (Beta) beta.expand(Sizes.append(Size.of(batchShape), dim).toArray());
        return expanded;
    }

    /** By the onion method: rows are random directions below the diagonal, of random lengths. */
    @Override
    public Tensor sample(long... sampleShape) {
        Tensor y = beta.sample(sampleShape).unsqueeze(-1);
        Tensor normal = Torch.randn(extendedShape(sampleShape), like(y)).tril(-1);
        Tensor direction = normal.div(Linalg.vectorNorm(normal, 2, new long[] {-1}, true));
        direction.select(-2, 0).fill_(0.0); // NaN, as nothing is there below the diagonal
        Tensor w = y.sqrt().mul(direction);
        double tiny = Torch.finfo(w.dtype()).tiny();
        Tensor diagonal = difference(1, w.pow(2).sum(-1)).clamp(tiny).sqrt();
        return w.add_(diagonal.diagEmbed());
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor diagonal = value.diagonal(0, -1, -2).get(Index.ELLIPSIS, Index.slice(1, null));
        Tensor row =
                Torch.arange(2, dim + 1, Torch.dtype(DType.INT64).device(concentration().device()));
        Tensor order = concentration().sub(1).unsqueeze(-1).mul(2).add(dim).sub(row);
        Tensor unnormalized = order.mul(diagonal.log()).sum(-1);
        long less = dim - 1;
        Tensor alpha = concentration().add(0.5 * less);
        Tensor denominator = alpha.lgamma().mul(less);
        Tensor numerator = alpha.sub(0.5).mvlgamma(less);
        // mvlgamma has (dim - 1)(dim - 2) / 4 log(π) of the dim (dim - 1) / 4 log(π) that are
        // needed.
        double constant = 0.5 * less * Math.log(Math.PI);
        return unnormalized.sub(numerator.add(constant).sub(denominator));
    }

    /** The keyword arguments of {@link LKJCholesky}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {
            concentration(1.0);
        }

        /** How many rows the matrices have. */
        public Options dim(long dim) {
            return set("dim", dim);
        }

        /** The concentration. Default: 1 */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The concentration. Default: 1 */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }
    }
}
