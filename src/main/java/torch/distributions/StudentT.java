package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;
import static torch.distributions.DistributionUtils.standardNormal;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.MemoryFormat;
import torch.Tensor;

/**
 * Student's t-distribution with {@code df} degrees of freedom, shifted by {@code loc} and scaled by {@code scale}.
 *
 * <p>Mirrors {@code torch.distributions.StudentT}.
 */
public class StudentT extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of(
                    "df",
                    Constraints.POSITIVE,
                    "loc",
                    Constraints.REAL,
                    "scale",
                    Constraints.POSITIVE);

    private static final double LGAMMA_OF_HALF = 0.5723649429247004; // as C's lgamma has it

    private Chi2 chi2;

    /** With degrees of freedom. */
    public StudentT(Tensor df) {
        this(o -> o.df(df));
    }

    /** With degrees of freedom. */
    public StudentT(double df) {
        this(o -> o.df(df));
    }

    /** With degrees of freedom, a location and a scale. */
    public StudentT(Tensor df, Tensor loc, Tensor scale) {
        this(o -> o.df(df).loc(loc).scale(scale));
    }

    /** With degrees of freedom, a location and a scale. */
    public StudentT(double df, double loc, double scale) {
        this(o -> o.df(df).loc(loc).scale(scale));
    }

    /** With degrees of freedom and keyword arguments. */
    public StudentT(Tensor df, Consumer<? super Options> options) {
        this(new Options().df(df).configuredBy(options));
    }

    /** With keyword arguments. */
    public StudentT(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private StudentT(Options o) {
        List<Tensor> all = broadcastAll(o.get("df"), o.get("loc"), o.get("scale"));
        chi2 = new Chi2(all.get(0));
        super(Map.of("df", all.get(0), "loc", all.get(1), "scale", all.get(2)), o.validateArgs);
    }

    /** The degrees of freedom. */
    public Tensor df() {
        return parameter("df");
    }

    /** The location: the mode. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The scale. */
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
    public Distribution expand(long... batchShape) {
        StudentT expanded = (StudentT) super.expand(batchShape);
        expanded.chi2 = (Chi2) chi2.expand(batchShape);
        return expanded;
    }

    @Override
    public Tensor mean() {
        Tensor mean = loc().clone(MemoryFormat.CONTIGUOUS_FORMAT);
        mean.set(df().le(1), Double.NaN);
        return mean;
    }

    @Override
    public Tensor mode() {
        return loc();
    }

    @Override
    public Tensor variance() {
        Tensor variance = df().clone(MemoryFormat.CONTIGUOUS_FORMAT);
        Tensor finite = df().gt(2);
        Tensor df = df().get(finite);
        variance.set(finite, scale().get(finite).pow(2).mul(df).div(df.sub(2)));
        variance.set(df().le(2).bitwiseAnd(df().gt(1)), Double.POSITIVE_INFINITY);
        variance.set(df().le(1), Double.NaN);
        return variance;
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor x = standardNormal(extendedShape(sampleShape), df());
        Tensor z = chi2.rsample(sampleShape);
        return loc().add(scale().mul(x.mul(z.div(df()).rsqrt())));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor y = value.sub(loc()).div(scale());
        Tensor z =
                scale().log()
                        .add(df().log().mul(0.5))
                        .add(0.5 * Math.log(Math.PI))
                        .add(df().mul(0.5).lgamma())
                        .sub(df().add(1.0).mul(0.5).lgamma());
        return df().add(1.0).mul(-0.5).mul(y.pow(2.0).div(df()).log1p()).sub(z);
    }

    @Override
    public Tensor entropy() {
        Tensor lbeta =
                df().mul(0.5).lgamma().add(LGAMMA_OF_HALF).sub(df().add(1).mul(0.5).lgamma());
        Tensor log = scale().log();
        Tensor half = df().add(1).mul(0.5);
        Tensor digammas = df().add(1).mul(0.5).digamma().sub(df().mul(0.5).digamma());
        return log.add(half.mul(digammas)).add(df().log().mul(0.5)).add(lbeta);
    }

    /** The keyword arguments of {@link StudentT}. */
    public static final class Options extends LocScaleOptions<Options> {
        Options() {
            loc(0.0);
            scale(1.0);
        }

        /** The degrees of freedom. */
        public Options df(Tensor df) {
            return set("df", df);
        }

        /** The degrees of freedom. */
        public Options df(double df) {
            return set("df", df);
        }
    }
}
