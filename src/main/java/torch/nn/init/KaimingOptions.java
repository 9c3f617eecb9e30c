package torch.nn.init;

import org.jspecify.annotations.Nullable;
import torch.Generator;

/** The keyword arguments of {@link Init#kaimingUniform_} and {@link Init#kaimingNormal_}. */
public final class KaimingOptions {
    double a;
    FanMode mode = FanMode.FAN_IN;
    Nonlinearity nonlinearity = Nonlinearity.LEAKY_RELU;
    @Nullable Generator generator;

    KaimingOptions() {}

    /** The negative slope of the function that follows, for {@link Nonlinearity#LEAKY_RELU}. Default: 0 */
    public KaimingOptions a(double a) {
        this.a = a;
        return this;
    }

    /** Which size of the layer counts. Default: {@link FanMode#FAN_IN} */
    public KaimingOptions mode(FanMode mode) {
        this.mode = mode;
        return this;
    }

    /** The function that follows. Default: {@link Nonlinearity#LEAKY_RELU} */
    public KaimingOptions nonlinearity(Nonlinearity nonlinearity) {
        this.nonlinearity = nonlinearity;
        return this;
    }

    /** What draws the numbers; null for the default generator. Default: null */
    public KaimingOptions generator(@Nullable Generator generator) {
        this.generator = generator;
        return this;
    }
}
