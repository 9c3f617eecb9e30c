package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.DistributionUtils.like;
import static torch.distributions.DistributionUtils.quotient;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * The von Mises distribution of angles, with mean {@code loc}, in {@code [-π, π)}.
 *
 * <p>Mirrors {@code torch.distributions.VonMises}.
 */
public class VonMises extends Distribution {
    /** The coefficients of the modified Bessel functions of order 0 and 1, for arguments below and above 3.75. */
    private static final double[][] SMALL = {
        {1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2},
        {0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3}
    };

    private static final double[][] LARGE = {
        {
            0.39894228,
            0.1328592e-1,
            0.225319e-2,
            -0.157565e-2,
            0.916281e-2,
            -0.2057706e-1,
            0.2635537e-1,
            -0.1647633e-1,
            0.392377e-2
        },
        {
            0.39894228,
            -0.3988024e-1,
            -0.362018e-2,
            0.163801e-2,
            -0.1031555e-1,
            0.2282967e-1,
            -0.2895312e-1,
            0.1787654e-1,
            -0.420059e-2
        }
    };

    private static final Map<String, Constraint> ARG_CONSTRAINTS =
            ArgConstraints.of("loc", Constraints.REAL, "concentration", Constraints.POSITIVE);

    /** With a mean and a concentration. */
    public VonMises(Tensor loc, Tensor concentration) {
        this(loc, concentration, o -> {});
    }

    /** With a mean and a concentration. */
    public VonMises(Tensor loc, double concentration) {
        this(o -> o.loc(loc).concentration(concentration));
    }

    /** With a mean and a concentration. */
    public VonMises(double loc, Tensor concentration) {
        this(o -> o.loc(loc).concentration(concentration));
    }

    /** With a mean and a concentration. */
    public VonMises(double loc, double concentration) {
        this(o -> o.loc(loc).concentration(concentration));
    }

    /** With a mean and a concentration and keyword arguments. */
    public VonMises(Tensor loc, Tensor concentration, Consumer<? super Options> options) {
        this(new Options().loc(loc).concentration(concentration).configuredBy(options));
    }

    /** With keyword arguments. */
    public VonMises(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private VonMises(Options o) {
        super(o.broadcast("loc", "concentration"), o.validateArgs);
    }

    /** The mean. */
    public Tensor loc() {
        return parameter("loc");
    }

    /** The concentration: large where the angles are close to the mean. */
    public Tensor concentration() {
        return parameter("concentration");
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
                        difference(
                                1,
                                logBessel(concentration(), 1)
                                        .sub(logBessel(concentration(), 0))
                                        .exp()));
    }

    @Override
    public Tensor sample(long... sampleShape) {
        Size shape = extendedShape(sampleShape);
        return Torch.noGrad(() -> rejectionSample(shape));
    }

    /** Best and Fisher's rejection sampling, in double precision. */
    private Tensor rejectionSample(Size shape) {
        try (var scope = Torch.scope()) {
            Tensor loc = loc().to(DType.FLOAT64);
            Tensor kappa = concentration().to(DType.FLOAT64);
            Tensor r = proposalR(kappa);
            Tensor x = Torch.empty(shape, like(loc));
            Tensor done = Torch.zeros(shape, Torch.dtype(DType.BOOL).device(loc.device()));
            while (!done.all().itemBoolean()) {
                List<Tensor> u = Torch.rand(Sizes.concat(Size.of(3), shape), like(loc)).unbind();
                Tensor z = u.get(0).mul(Math.PI).cos();
                Tensor f = r.mul(z).add(1).div(r.add(z));
                Tensor c = kappa.mul(r.sub(f));
                Tensor accept =
                        c.mul(difference(2, c))
                                .sub(u.get(1))
                                .gt(0)
                                .bitwiseOr(c.div(u.get(1)).log().add(1).sub(c).ge(0));
                x = Torch.where(accept, u.get(2).sub(0.5).sign().mul(f.acos()), x);
                done = done.bitwiseOr(accept);
            }
            Tensor angle = x.add(Math.PI).add(loc).remainder(2 * Math.PI).sub(Math.PI);
            return scope.keep(angle.to(loc().dtype()));
        }
    }

    private static Tensor proposalR(Tensor kappa) {
        Tensor tau = kappa.pow(2).mul(4).add(1).sqrt().add(1);
        Tensor rho = tau.sub(tau.mul(2).sqrt()).div(kappa.mul(2));
        Tensor r = rho.pow(2).add(1).div(rho.mul(2));
        // Where kappa is so small that r is not precise, its Taylor expansion
        return Torch.where(kappa.lt(1e-5), quotient(1, kappa).add(kappa), r);
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        return concentration()
                .mul(value.sub(loc()).cos())
                .sub(Math.log(2 * Math.PI))
                .sub(logBessel(concentration(), 0));
    }

    /** The logarithm of the modified Bessel function of the first kind. */
    private static Tensor logBessel(Tensor x, int order) {
        Tensor y = x.div(3.75);
        Tensor small = polynomial(y.mul(y), SMALL[order]);
        small = (order == 1 ? x.abs().mul(small) : small).log();
        y = quotient(3.75, x);
        Tensor large = x.sub(x.log().mul(0.5)).add(polynomial(y, LARGE[order]).log());
        return Torch.where(x.lt(3.75), small, large);
    }

    private static Tensor polynomial(Tensor y, double[] coefficients) {
        int last = coefficients.length - 1;
        Tensor result = y.mul(coefficients[last]).add(coefficients[last - 1]);
        for (int i = last - 2; i >= 0; i--) {
            result = y.mul(result).add(coefficients[i]);
        }
        return result;
    }

    /** The keyword arguments of {@link VonMises}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The mean. */
        public Options loc(Tensor loc) {
            return set("loc", loc);
        }

        /** The mean. */
        public Options loc(double loc) {
            return set("loc", loc);
        }

        /** The concentration. */
        public Options concentration(Tensor concentration) {
            return set("concentration", concentration);
        }

        /** The concentration. */
        public Options concentration(double concentration) {
            return set("concentration", concentration);
        }
    }
}
