package torch.distributions;

import static torch.distributions.DistributionUtils.like;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import torch.Index;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;
import torch.internal.Warnings;

/**
 * The Wishart distribution of positive definite matrices, {@code (batchShape, n, n)}: the scatter of {@code df} vectors
 * of a normal distribution.
 *
 * <p>Mirrors {@code torch.distributions.Wishart}.
 */
public class Wishart extends ExponentialFamily {
    private static final double LOG_2 = Math.log(2);
    private static final int MAX_TRY_CORRECTION = 10;

    private Tensor unbroadcastedScaleTril;
    private Chi2 chi2;

    /** With degrees of freedom and a covariance matrix, {@code (batchShape, n, n)}. */
    public Wishart(Tensor df, Tensor covarianceMatrix) {
        this(o -> o.df(df).covarianceMatrix(covarianceMatrix));
    }

    /** With degrees of freedom and a covariance matrix, {@code (batchShape, n, n)}. */
    public Wishart(double df, Tensor covarianceMatrix) {
        this(o -> o.df(df).covarianceMatrix(covarianceMatrix));
    }

    /** With degrees of freedom and keyword arguments. */
    public Wishart(Tensor df, Consumer<? super Options> options) {
        this(new Options().df(df).configuredBy(options));
    }

    /** With degrees of freedom and keyword arguments. */
    public Wishart(double df, Consumer<? super Options> options) {
        this(new Options().df(df).configuredBy(options));
    }

    /** With keyword arguments. */
    public Wishart(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Wishart(Options o) {
        String which = o.which();
        Tensor param = (Tensor) o.get(which);
        if (param.dim() < 2) {
            throw new IllegalArgumentException(
                    "scale_tril must be at least two-dimensional, with optional leading batch dimensions");
        }
        Size batch = param.shape().slice(0, -2);
        Size event = param.shape().slice(-2);
        Object given = o.get("df");
        if (given instanceof Tensor t) {
            batch = Torch.broadcastShapes(batch, t.shape());
        }
        Tensor df =
                given instanceof Tensor t
                        ? t.expand(batch)
                        : Torch.tensor((Double) given, like(param));
        checkDf(given, df, event.get(-1));
        super(
                Map.of("df", df, which, param.expand(Sizes.append(batch, -1, -1))),
                batch,
                event,
                o.validateArgs);
        unbroadcastedScaleTril = o.factor();
        chi2 = chi2();
    }

    private static void checkDf(Object given, Tensor df, long n) {
        if (df.le(n - 1).any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "Value of df=%s expected to be greater than ndim - 1 = %d."
                            .formatted(
                                    given instanceof Tensor t
                                            ? DistributionUtils.format(t)
                                            : PythonText.of(given),
                                    n - 1));
        }
        if (df.lt(n).any().itemBoolean()) {
            Warnings.warnOnce(
                    "torch.distributions",
                    "Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.");
        }
    }

    /** What the diagonal of Bartlett's decomposition is drawn from. */
    private Chi2 chi2() {
        Tensor rows = Torch.arange(eventShape().get(-1), like(unbroadcastedScaleTril));
        return new Chi2(df().unsqueeze(-1).sub(rows.expand(Sizes.append(batchShape(), -1))));
    }

    @Override
    public Distribution expand(long... batchShape) {
        Wishart expanded = (Wishart) super.expand(batchShape);
        expanded.unbroadcastedScaleTril = unbroadcastedScaleTril.expand(expanded.extendedShape());
        expanded.chi2 = expanded.chi2();
        return expanded;
    }

    /** The degrees of freedom. */
    public Tensor df() {
        return parameter("df");
    }

    /** The lower triangular factor of the covariance matrix. */
    public Tensor scaleTril() {
        return lazy("scale_tril", () -> unbroadcastedScaleTril.expand(extendedShape()));
    }

    /** The covariance matrix. */
    public Tensor covarianceMatrix() {
        return lazy(
                "covariance_matrix",
                () ->
                        unbroadcastedScaleTril
                                .matmul(unbroadcastedScaleTril.transpose(-2, -1))
                                .expand(extendedShape()));
    }

    /** The inverse of the covariance matrix. */
    public Tensor precisionMatrix() {
        return lazy(
                "precision_matrix",
                () ->
                        Torch.eye(eventShape().get(-1), like(unbroadcastedScaleTril))
                                .choleskySolve(unbroadcastedScaleTril)
                                .expand(extendedShape()));
    }

    /** The factor before it was broadcast to the batch. */
    Tensor unbroadcastedScaleTril() {
        return unbroadcastedScaleTril;
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ArgConstraints.of(
                "covariance_matrix",
                Constraints.POSITIVE_DEFINITE,
                "precision_matrix",
                Constraints.POSITIVE_DEFINITE,
                "scale_tril",
                Constraints.LOWER_CHOLESKY,
                "df",
                Constraints.greaterThan(eventShape().get(-1) - 1));
    }

    @Override
    public Constraint support() {
        return Constraints.POSITIVE_DEFINITE;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return ofMatrices(df()).mul(covarianceMatrix());
    }

    @Override
    public Tensor mode() {
        Tensor factor = df().sub(covarianceMatrix().size(-1)).sub(1);
        factor.set(factor.le(0), Double.NaN);
        return ofMatrices(factor).mul(covarianceMatrix());
    }

    @Override
    public Tensor variance() {
        Tensor v = covarianceMatrix();
        Tensor diagonal = v.diagonal(0, -2, -1);
        return ofMatrices(df())
                .mul(v.pow(2).add(Torch.einsum("...i,...j->...ij", diagonal, diagonal)));
    }

    private Tensor ofMatrices(Tensor numbers) {
        return numbers.view(Sizes.append(batchShape(), 1, 1));
    }

    private Tensor bartlett(Size sampleShape) {
        long p = eventShape().get(-1);
        Tensor diagonal = chi2.rsample(sampleShape.toArray()).sqrt();
        Tensor noise = diagonal.clamp(Torch.finfo(diagonal.dtype()).eps()).diagEmbed(0, -2, -1);
        List<Tensor> below = Torch.trilIndices(p, p, -1).unbind();
        Size count = Sizes.append(Sizes.concat(sampleShape, batchShape()), p * (p - 1) / 2);
        noise.set(Index.ELLIPSIS, below.get(0), below.get(1), Torch.randn(count, like(noise)));
        Tensor factor = unbroadcastedScaleTril.matmul(noise);
        return factor.matmul(factor.transpose(-2, -1));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        return rsample(sampleShape, MAX_TRY_CORRECTION);
    }

    /**
     * {@link #rsample(long...)} with a number of attempts to replace singular matrices.
     *
     * @param maxTryCorrection how often at most such samples are drawn again. Default: 10
     */
    public Tensor rsample(long[] sampleShape, int maxTryCorrection) {
        Tensor sample = bartlett(Size.of(sampleShape));
        // As PyTorch has it, this marks the regular ones: these are drawn once more.
        Tensor again = overBatch(support().check(sample));
        if (!again.any().itemBoolean()) {
            return sample;
        }
        Warnings.warnOnce("torch.distributions", "Singular sample detected.");
        for (int i = 0; i < maxTryCorrection && again.any().itemBoolean(); i++) {
            Tensor fresh = bartlett(again.get(again).shape());
            sample.set(again, fresh);
            Tensor singular = overBatch(support().check(fresh).logicalNot());
            again.set(again.clone(), singular);
        }
        return sample;
    }

    private Tensor overBatch(Tensor check) {
        int dims = batchShape().size();
        return dims == 0
                ? check
                : check.amax(LongStream.rangeClosed(1, dims).map(i -> -i).toArray());
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor nu = df();
        long p = eventShape().get(-1);
        Tensor logDet = BatchMatrices.logDiagonal(unbroadcastedScaleTril);
        Tensor first = nu.neg().mul(logDet.add(p * LOG_2 / 2)).sub(nu.div(2).mvlgamma(p));
        Tensor second = nu.sub(p).sub(1).div(2).mul(Linalg.slogdet(value).logabsdet());
        Tensor trace =
                value.choleskySolve(unbroadcastedScaleTril).diagonal(0, -2, -1).sum(-1).div(2);
        return first.add(second).sub(trace);
    }

    @Override
    public Tensor entropy() {
        Tensor nu = df();
        long p = eventShape().get(-1);
        Tensor logDet = BatchMatrices.logDiagonal(unbroadcastedScaleTril);
        return logDet.add(p * LOG_2 / 2)
                .mul(p + 1)
                .add(nu.div(2).mvlgamma(p))
                .sub(nu.sub(p).sub(1).div(2).mul(mvdigamma(nu.div(2), p)))
                .add(nu.mul(p).div(2));
    }

    private static Tensor mvdigamma(Tensor x, long p) {
        if (!x.gt((p - 1) / 2.0).all().itemBoolean()) {
            throw new IllegalArgumentException("Wrong domain for multivariate digamma function.");
        }
        Tensor halves = Torch.arange(p, like(x)).div(2).expand(Sizes.append(x.shape(), -1));
        return x.unsqueeze(-1).sub(halves).digamma().sum(-1);
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(
                precisionMatrix().neg().div(2), df().sub(eventShape().get(-1)).sub(1).div(2));
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        Tensor y = naturalParams.get(1);
        long p = eventShape().get(-1);
        Tensor logDet = Linalg.slogdet(x.mul(-2)).logabsdet();
        return y.add((p + 1) / 2.0)
                .mul(logDet.neg().add(LOG_2 * p))
                .add(y.add((p + 1) / 2.0).mvlgamma(p));
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link Wishart}. */
    public static final class Options extends MatrixOptions<Options> {
        Options() {}

        /** The degrees of freedom, greater than {@code n - 1}. */
        public Options df(Tensor df) {
            return set("df", df);
        }

        /** The degrees of freedom, greater than {@code n - 1}. */
        public Options df(double df) {
            return set("df", df);
        }
    }
}
