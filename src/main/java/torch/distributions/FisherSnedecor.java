package torch.distributions;

import static torch.distributions.DistributionUtils.broadcastAll;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.MemoryFormat;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The F distribution: the ratio of two chi-squared variables, each over its degrees of freedom.
 *
 * <p>Mirrors {@code torch.distributions.FisherSnedecor}.
 */
public class FisherSnedecor extends Distribution {
    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("df1", Constraints.POSITIVE, "df2", Constraints.POSITIVE);

    private Gamma gamma1;
    private Gamma gamma2;

    /** With degrees of freedom. */
    public FisherSnedecor(Tensor df1, Tensor df2) {
        this(df1, df2, o -> {});
    }

    /** With degrees of freedom. */
    public FisherSnedecor(Tensor df1, double df2) {
        this(o -> o.df1(df1).df2(df2));
    }

    /** With degrees of freedom. */
    public FisherSnedecor(double df1, Tensor df2) {
        this(o -> o.df1(df1).df2(df2));
    }

    /** With degrees of freedom. */
    public FisherSnedecor(double df1, double df2) {
        this(o -> o.df1(df1).df2(df2));
    }

    /** With degrees of freedom and keyword arguments. */
    public FisherSnedecor(Tensor df1, Tensor df2, Consumer<? super Options> options) {
        this(new Options().df1(df1).df2(df2).configuredBy(options));
    }

    /** With keyword arguments. */
    public FisherSnedecor(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private FisherSnedecor(Options o) {
        List<Tensor> df = broadcastAll(o.get("df1"), o.get("df2"));
        gamma1 = gamma(df.get(0));
        gamma2 = gamma(df.get(1));
        super(Map.of("df1", df.get(0), "df2", df.get(1)), o.validateArgs);
    }

    private static Gamma gamma(Tensor df) {
        return new Gamma(df.mul(0.5), df);
    }

    /** The degrees of freedom of the numerator. */
    public Tensor df1() {
        return parameter("df1");
    }

    /** The degrees of freedom of the denominator. */
    public Tensor df2() {
        return parameter("df2");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ARG_CONSTRAINTS;
    }

    @Override
    public Constraint support() {
        return Constraints.POSITIVE;
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Distribution expand(long... batchShape) {
        FisherSnedecor expanded = (FisherSnedecor) super.expand(batchShape);
        expanded.gamma1 = (Gamma) gamma1.expand(batchShape);
        expanded.gamma2 = (Gamma) gamma2.expand(batchShape);
        return expanded;
    }

    @Override
    public Tensor mean() {
        Tensor df2 = df2().clone(MemoryFormat.CONTIGUOUS_FORMAT);
        df2.set(df2.le(2), Double.NaN);
        return df2.div(df2.sub(2));
    }

    @Override
    public Tensor mode() {
        Tensor mode = df1().sub(2).div(df1()).mul(df2()).div(df2().add(2));
        mode.set(df1().le(2), Double.NaN);
        return mode;
    }

    @Override
    public Tensor variance() {
        Tensor df2 = df2().clone(MemoryFormat.CONTIGUOUS_FORMAT);
        df2.set(df2.le(4), Double.NaN);
        Tensor numerator = df2.pow(2).mul(2).mul(df1().add(df2).sub(2));
        return numerator.div(df1().mul(df2.sub(2).pow(2)).mul(df2.sub(4)));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        Tensor x1 = gamma1.rsample(sampleShape).view(shape);
        Tensor x2 = gamma2.rsample(sampleShape).view(shape);
        double tiny = Torch.finfo(x2.dtype()).tiny();
        return x1.div(x2.clamp_(tiny)).clamp_(tiny);
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor ct1 = df1().mul(0.5);
        Tensor ct2 = df2().mul(0.5);
        Tensor ct3 = df1().div(df2());
        Tensor t1 = ct1.add(ct2).lgamma().sub(ct1.lgamma()).sub(ct2.lgamma());
        Tensor t2 = ct1.mul(ct3.log()).add(ct1.sub(1).mul(value.log()));
        Tensor t3 = ct1.add(ct2).mul(ct3.mul(value).log1p());
        return t1.add(t2).sub(t3);
    }

    /** The keyword arguments of {@link FisherSnedecor}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The degrees of freedom of the numerator. */
        public Options df1(Tensor df1) {
            return set("df1", df1);
        }

        /** The degrees of freedom of the numerator. */
        public Options df1(double df1) {
            return set("df1", df1);
        }

        /** The degrees of freedom of the denominator. */
        public Options df2(Tensor df2) {
            return set("df2", df2);
        }

        /** The degrees of freedom of the denominator. */
        public Options df2(double df2) {
            return set("df2", df2);
        }
    }
}
