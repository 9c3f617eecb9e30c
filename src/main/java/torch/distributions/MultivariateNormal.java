package torch.distributions;

import static torch.distributions.DistributionUtils.standardNormal;

import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The normal distribution of vectors, with mean {@code loc} and a covariance matrix, its inverse or its factor.
 *
 * {@snippet :
 * new MultivariateNormal(Torch.zeros(2), Torch.eye(2)).sample();
 * new MultivariateNormal(Torch.zeros(2), o -> o.scaleTril(factor)).logProb(x);
 * }
 *
 * <p>Mirrors {@code torch.distributions.MultivariateNormal}.
 */
public class MultivariateNormal extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "loc",
                    Constraints.REAL_VECTOR,
                    "covariance_matrix",
                    Constraints.POSITIVE_DEFINITE,
                    "precision_matrix",
                    Constraints.POSITIVE_DEFINITE,
                    "scale_tril",
                    Constraints.LOWER_CHOLESKY);

    private final Tensor unbroadcastedScaleTril;

    /** With a mean, {@code (batchShape, n)}, and a covariance matrix, {@code (batchShape, n, n)}. */
    public MultivariateNormal(Tensor loc, Tensor covarianceMatrix) {
        this(loc, covarianceMatrix, o -> {});
    }

    /** With a mean, a covariance matrix and keyword arguments. */
    public MultivariateNormal(
            Tensor loc, Tensor covarianceMatrix, Consumer<? super Options> options) {
        this(new Options().loc(loc).covarianceMatrix(covarianceMatrix).configuredBy(options));
    }

    /** With a mean and keyword arguments. */
    public MultivariateNormal(Tensor loc, Consumer<? super Options> options) {
        this(new Options().loc(loc).configuredBy(options));
    }

    /** With keyword arguments. */
    public MultivariateNormal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private MultivariateNormal(Options o) {
        Tensor loc = (Tensor) o.get("loc");
        if (loc.dim() < 1) {
            throw new IllegalArgumentException("loc must be at least one-dimensional.");
        }
        String which = o.which();
        Tensor matrix = (Tensor) o.get(which);
        if (matrix.dim() < 2) {
            throw new IllegalArgumentException(
                    "%smust be at least two-dimensional, with optional leading batch dimensions"
                            .formatted(
                                    which.equals("scale_tril")
                                            ? "scale_tril matrix "
                                            : which + " "));
        }
        Size batch = Torch.broadcastShapes(matrix.shape().slice(0, -2), loc.shape().slice(0, -1));
        loc = loc.expand(Sizes.append(batch, -1));
        super(
                Map.of("loc", loc, which, matrix.expand(Sizes.append(batch, -1, -1))),
                batch,
                loc.shape().slice(-1),
                o.validateArgs);
        unbroadcastedScaleTril = o.factor();
    }

    /** The mean. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The lower triangular factor of the covariance matrix. */
    public Tensor scaleTril() {
        return lazy("scale_tril", () -> unbroadcastedScaleTril.expand(matrixShape()));
    }

    /** The covariance matrix. */
    public Tensor covarianceMatrix() {
        return lazy(
                "covariance_matrix",
                () ->
                        unbroadcastedScaleTril
                                .matmul(unbroadcastedScaleTril.mT())
                                .expand(matrixShape()));
    }

    /** The inverse of the covariance matrix. */
    public Tensor precisionMatrix() {
        return lazy(
                "precision_matrix",
                () -> unbroadcastedScaleTril.choleskyInverse().expand(matrixShape()));
    }

    /** The factor before it was broadcast to the batch. */
    Tensor unbroadcastedScaleTril() {
        return unbroadcastedScaleTril;
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
        return unbroadcastedScaleTril.pow(2).sum(-1).expand(extendedShape());
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor eps = standardNormal(extendedShape(sampleShape), loc());
        return loc().add(BatchMatrices.mv(unbroadcastedScaleTril, eps));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor distance = BatchMatrices.mahalanobis(unbroadcastedScaleTril, value.sub(loc()));
        Tensor halfLogDet = BatchMatrices.logDiagonal(unbroadcastedScaleTril);
        double constant = eventShape().get(0) * Math.log(2 * Math.PI);
        return distance.add(constant).mul(-0.5).sub(halfLogDet);
    }

    @Override
    public Tensor entropy() {
        Tensor halfLogDet = BatchMatrices.logDiagonal(unbroadcastedScaleTril);
        Tensor entropy = halfLogDet.add(0.5 * eventShape().get(0) * (1.0 + Math.log(2 * Math.PI)));
        return batchShape().size() == 0 ? entropy : entropy.expand(batchShape());
    }

    /** The keyword arguments of {@link MultivariateNormal}. */
    public static final class Options extends MatrixOptions<Options> {
        Options() {}

        /** The mean, {@code (batchShape, n)}. */
        public Options loc(Tensor loc) {
            return set("loc", loc);
        }
    }
}
