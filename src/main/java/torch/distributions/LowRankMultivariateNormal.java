package torch.distributions;

import static torch.distributions.DistributionUtils.standardNormal;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * The normal distribution of vectors with the covariance {@code covFactor · covFactorᵀ + diag(covDiag)}, of which no
 * matrix is made unless asked for.
 *
 * <p>Mirrors {@code torch.distributions.LowRankMultivariateNormal}.
 */
public class LowRankMultivariateNormal extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "loc",
                    Constraints.REAL_VECTOR,
                    "cov_factor",
                    Constraints.independent(Constraints.REAL, 2),
                    "cov_diag",
                    Constraints.independent(Constraints.POSITIVE, 1));

    private final Tensor unbroadcastedCovFactor;
    private final Tensor unbroadcastedCovDiag;
    private final Tensor capacitanceTril;

    /**
     * With parameters.
     *
     * @param loc the mean, {@code (batchShape, n)}
     * @param covFactor the factor, {@code (batchShape, n, m)}
     * @param covDiag the diagonal, {@code (batchShape, n)}
     */
    public LowRankMultivariateNormal(Tensor loc, Tensor covFactor, Tensor covDiag) {
        this(loc, covFactor, covDiag, o -> {});
    }

    /** With a mean, a factor, a diagonal and keyword arguments. */
    public LowRankMultivariateNormal(
            Tensor loc, Tensor covFactor, Tensor covDiag, Consumer<? super Options> options) {
        this(new Options().loc(loc).covFactor(covFactor).covDiag(covDiag).configuredBy(options));
    }

    /** With keyword arguments. */
    public LowRankMultivariateNormal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private LowRankMultivariateNormal(Options o) {
        Tensor loc = (Tensor) o.get("loc");
        Tensor covFactor = (Tensor) o.get("cov_factor");
        Tensor covDiag = (Tensor) o.get("cov_diag");
        List<Tensor> all = broadcast(loc, covFactor, covDiag);
        loc = all.get(0).select(-1, 0);
        unbroadcastedCovFactor = covFactor;
        unbroadcastedCovDiag = covDiag;
        capacitanceTril =
                BatchMatrices.choleskyOfOnePlus(weighted(covFactor, covDiag).matmul(covFactor));
        super(
                Map.of("loc", loc, "cov_factor", all.get(1), "cov_diag", all.get(2).select(-1, 0)),
                loc.shape().slice(0, -1),
                loc.shape().slice(-1),
                o.validateArgs);
    }

    private static List<Tensor> broadcast(Tensor loc, Tensor covFactor, Tensor covDiag) {
        if (loc.dim() < 1) {
            throw new IllegalArgumentException("loc must be at least one-dimensional.");
        }
        Size event = loc.shape().slice(-1);
        if (covFactor.dim() < 2) {
            throw new IllegalArgumentException(
                    "cov_factor must be at least two-dimensional, with optional leading batch dimensions");
        }
        if (covFactor.size(-2) != event.get(0)) {
            throw new IllegalArgumentException(
                    "cov_factor must be a batch of matrices with shape %d x m"
                            .formatted(event.get(0)));
        }
        if (!covDiag.shape().slice(-1).equals(event)) {
            throw new IllegalArgumentException(
                    "cov_diag must be a batch of vectors with shape " + event);
        }
        try {
            return Torch.broadcastTensors(loc.unsqueeze(-1), covFactor, covDiag.unsqueeze(-1));
        } catch (TorchException e) {
            throw new IllegalArgumentException(
                    "Incompatible batch shapes: loc %s, cov_factor %s, cov_diag %s"
                            .formatted(loc.shape(), covFactor.shape(), covDiag.shape()),
                    e);
        }
    }

    /** {@code Wᵀ D⁻¹}. */
    private static Tensor weighted(Tensor factor, Tensor diag) {
        return factor.mT().div(diag.unsqueeze(-2));
    }

    /** The mean. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The factor of the covariance matrix. */
    public Tensor covFactor() {
        return parameter("cov_factor");
    }

    /** The diagonal that is added to it. */
    public Tensor covDiag() {
        return parameter("cov_diag");
    }

    /** The lower triangular factor of the covariance matrix. */
    public Tensor scaleTril() {
        return lazy("scale_tril", this::computeScaleTril);
    }

    // D½ (1 + D⁻½ W Wᵀ D⁻½) D½, of which the part in brackets has no eigenvalue below 1
    private Tensor computeScaleTril() {
        Tensor root = unbroadcastedCovDiag.sqrt().unsqueeze(-1);
        Tensor scaled = unbroadcastedCovFactor.div(root);
        Tensor factor = BatchMatrices.choleskyOfOnePlus(scaled.matmul(scaled.mT()));
        return root.mul(factor).expand(matrixShape());
    }

    /** The covariance matrix. */
    public Tensor covarianceMatrix() {
        return lazy(
                "covariance_matrix",
                () ->
                        unbroadcastedCovFactor
                                .matmul(unbroadcastedCovFactor.mT())
                                .add(unbroadcastedCovDiag.diagEmbed())
                                .expand(matrixShape()));
    }

    /** The inverse of the covariance matrix. */
    public Tensor precisionMatrix() {
        return lazy("precision_matrix", this::computePrecisionMatrix);
    }

    // By Woodbury's identity
    private Tensor computePrecisionMatrix() {
        Tensor weighted = weighted(unbroadcastedCovFactor, unbroadcastedCovDiag);
        Tensor a = Linalg.solveTriangular(capacitanceTril, weighted, false);
        return unbroadcastedCovDiag
                .reciprocal()
                .diagEmbed()
                .sub(a.mT().matmul(a))
                .expand(matrixShape());
    }

    /** The factor before it was broadcast to the batch. */
    Tensor unbroadcastedCovFactor() {
        return unbroadcastedCovFactor;
    }

    /** The diagonal before it was broadcast to the batch. */
    Tensor unbroadcastedCovDiag() {
        return unbroadcastedCovDiag;
    }

    /** The Cholesky factor of {@code 1 + Wᵀ D⁻¹ W}. */
    Tensor capacitanceTril() {
        return capacitanceTril;
    }

    private Size matrixShape() {
        return Sizes.concat(extendedShape(), eventShape());
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.REAL_VECTOR;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return loc();
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor variance() {
        return lazy(
                "variance",
                () ->
                        unbroadcastedCovFactor
                                .pow(2)
                                .sum(-1)
                                .add(unbroadcastedCovDiag)
                                .expand(extendedShape()));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        Size factorShape = Sizes.append(shape.slice(0, -1), covFactor().size(-1));
        Tensor ofFactor = standardNormal(factorShape, loc());
        Tensor ofDiag = standardNormal(shape, loc());
        return loc().add(BatchMatrices.mv(unbroadcastedCovFactor, ofFactor))
                .add(unbroadcastedCovDiag.sqrt().mul(ofDiag));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor distance =
                mahalanobis(
                        unbroadcastedCovFactor,
                        unbroadcastedCovDiag,
                        value.sub(loc()),
                        capacitanceTril);
        Tensor logDet = logDet(unbroadcastedCovDiag, capacitanceTril);
        double constant = eventShape().get(0) * Math.log(2 * Math.PI);
        return logDet.add(constant).add(distance).mul(-0.5);
    }

    static Tensor mahalanobis(Tensor factor, Tensor diag, Tensor x, Tensor capacitanceTril) {
        Tensor weighted = BatchMatrices.mv(weighted(factor, diag), x);
        Tensor term1 = x.pow(2).div(diag).sum(-1);
        return term1.sub(BatchMatrices.mahalanobis(capacitanceTril, weighted));
    }

    static Tensor logDet(Tensor diag, Tensor capacitanceTril) {
        return BatchMatrices.logDiagonal(capacitanceTril).mul(2).add(diag.log().sum(-1));
    }

    @Override
    public Tensor entropy() {
        Tensor logDet = logDet(unbroadcastedCovDiag, capacitanceTril);
        Tensor entropy = logDet.add(eventShape().get(0) * (1.0 + Math.log(2 * Math.PI))).mul(0.5);
        return batchShape().size() == 0 ? entropy : entropy.expand(batchShape());
    }

    /** The keyword arguments of {@link LowRankMultivariateNormal}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The mean, {@code (batchShape, n)}. */
        public Options loc(Tensor loc) {
            return set("loc", loc);
        }

        /** The factor of the covariance matrix, {@code (batchShape, n, m)}. */
        public Options covFactor(Tensor covFactor) {
            return set("cov_factor", covFactor);
        }

        /** The diagonal that is added to it, {@code (batchShape, n)}. */
        public Options covDiag(Tensor covDiag) {
            return set("cov_diag", covDiag);
        }
    }
}
