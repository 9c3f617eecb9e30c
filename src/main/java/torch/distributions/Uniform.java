package torch.distributions;

import static torch.distributions.DistributionUtils.like;

import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * The uniform distribution over {@code [low, high)}.
 *
 * <p>Mirrors {@code torch.distributions.Uniform}.
 */
public class Uniform extends Distribution {
    /** With bounds. */
    public Uniform(Tensor low, Tensor high) {
        this(low, high, o -> {});
    }

    /** With bounds. */
    public Uniform(Tensor low, double high) {
        this(o -> o.low(low).high(high));
    }

    /** With bounds. */
    public Uniform(double low, Tensor high) {
        this(o -> o.low(low).high(high));
    }

    /** With bounds. */
    public Uniform(double low, double high) {
        this(o -> o.low(low).high(high));
    }

    /** With bounds and keyword arguments. */
    public Uniform(Tensor low, Tensor high, Consumer<? super Options> options) {
        this(new Options().low(low).high(high).configuredBy(options));
    }

    /** With keyword arguments. */
    public Uniform(Consumer<? super Options> options) {
        this(new Options().configuredBy(options));
    }

    private Uniform(Options o) {
        super(o.broadcast("low", "high"), o.validateArgs);
    }

    /** The lower bound, among the values. */
    public Tensor low() {
        return parameter("low");
    }

    /** The upper bound, not among the values. */
    public Tensor high() {
        return parameter("high");
    }

    @Override
    public Map<String, Constraint> argConstraints() {
        return ArgConstraints.of(
                "low", Constraints.lessThan(high()), "high", Constraints.greaterThan(low()));
    }

    @Override
    public Constraint support() {
        return Constraints.interval(low(), high());
    }

    @Override
    public boolean hasRsample() {
        return true;
    }

    @Override
    public Tensor mean() {
        return high().add(low()).div(2);
    }

    @Override
    public Tensor mode() {
        return high().mul(Double.NaN);
    }

    @Override
    public Tensor stddev() {
        return high().sub(low()).div(Math.sqrt(12));
    }

    @Override
    public Tensor variance() {
        return high().sub(low()).pow(2).div(12);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
        Tensor rand = Torch.rand(extendedShape(sampleShape), like(low()));
        return low().add(rand.mul(high().sub(low())));
    }

    @Override
    public Tensor logProb(Tensor value) {
        validateSample(value);
        Tensor lb = low().le(value).typeAs(low());
        Tensor ub = high().gt(value).typeAs(low());
        return lb.mul(ub).log().sub(high().sub(low()).log());
    }

    @Override
    public Tensor cdf(Tensor value) {
        validateSample(value);
        return value.sub(low()).div(high().sub(low())).clamp(0, 1);
    }

    @Override
    public Tensor icdf(Tensor value) {
        return value.mul(high().sub(low())).add(low());
    }

    @Override
    public Tensor entropy() {
        return high().sub(low()).log();
    }

    /** The keyword arguments of {@link Uniform}. */
    public static final class Options extends DistributionOptions<Options> {
        Options() {}

        /** The lower bound, among the values. */
        public Options low(Tensor low) {
            return set("low", low);
        }

        /** The lower bound, among the values. */
        public Options low(double low) {
            return set("low", low);
        }

        /** The upper bound, not among the values. */
        public Options high(Tensor high) {
            return set("high", high);
        }

        /** The upper bound, not among the values. */
        public Options high(double high) {
            return set("high", high);
        }
    }
}
