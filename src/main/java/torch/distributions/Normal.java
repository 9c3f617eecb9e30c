package torch.distributions;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The normal (Gaussian) distribution with mean {@code loc} and standard deviation {@code scale}.
 *
 * {@snippet :
 * new Normal(0, 1).sample(); // tensor(0.1046)
 * }
 *
 * <p>Mirrors {@code torch.distributions.Normal}.
 */
public class Normal extends ExponentialFamily {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "scale", Constraints.POSITIVE);

    /** With a mean and a standard deviation. */
    public Normal(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** With a mean and a standard deviation. */
    public Normal(Tensor loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean and a standard deviation. */
    public Normal(double loc, Tensor scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean and a standard deviation. */
    public Normal(double loc, double scale) {
        this(o -> o.loc(loc).scale(scale));
    }

    /** With a mean, a standard deviation and keyword arguments. */
    public Normal(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this(new Options().loc(loc).scale(scale).configuredBy(options));
    }

    /** With keyword arguments. */
    public Normal(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Normal(Options o) {
        super(o.broadcast("loc", "scale"), o.validateArgs);
    }

    /** The mean. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The standard deviation. */
    public Tensor scale() {
        return parameter("scale");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.REAL;
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
    public Tensor stddev() {
        return scale();
    }

    @Override
    public Tensor variance() {
        return stddev().pow(2);
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        return Torch.noGrad(() -> Torch.normal(loc().expand(shape), scale().expand(shape)));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor eps = DistributionUtils.standardNormal(extendedShape(sampleShape), loc());
        return loc().add(eps.mul(scale()));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor var = scale().pow(2);
        return value.sub(loc())
                .pow(2)
                .neg()
                .div(var.mul(2))
                .sub(scale().log())
                .sub(Math.log(Math.sqrt(2 * Math.PI)));
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        Tensor erf = value.sub(loc()).mul(scale().reciprocal()).div(Math.sqrt(2)).erf();
        return erf.add(1).mul(0.5);
    }

    @Override
    public Tensor icdf(Tensor value) {
        return loc().add(scale().mul(value.mul(2).sub(1).erfinv()).mul(Math.sqrt(2)));
    }

    @Override
    public Tensor entropy() {
        return scale().log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
    }

    @Override
    protected List<Tensor> naturalParams() {
        return List.of(loc().div(scale().pow(2)), scale().pow(2).reciprocal().mul(-0.5));
    }

    @Override
    protected Tensor logNormalizer(List<Tensor> naturalParams) {
        Tensor x = naturalParams.get(0);
        Tensor y = naturalParams.get(1);
        Tensor log = DistributionUtils.quotient(-Math.PI, y).log();
        return x.pow(2).mul(-0.25).div(y).add(log.mul(0.5));
    }

    @Override
    protected double meanCarrierMeasure() {
        return 0;
    }

    /** The keyword arguments of {@link Normal}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {}
    }
}
