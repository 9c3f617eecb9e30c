package torch.nn.init;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/**
 * Fills tensors with initial values, in place and outside of autograd. Every function returns the tensor it was given.
 *
 * {@snippet :
 * net.apply(m -> {
 *     if (m instanceof Conv2d conv) {
 *         Init.normal_(conv.weight, 0.0, 0.02);
 *     }
 * });
 * }
 *
 * <p>Mirrors {@code torch.nn.init}.
 */
public final class Init {
    private Init() {}

    /**
     * How many values reach one element of a layer's output, and how many outputs one element of its input.
     *
     * @param fanIn inputs per output
     * @param fanOut outputs per input
     */
    public record Fan(long fanIn, long fanOut) {}

    /** Fills {@code tensor} from {@code U(0, 1)}. */
    public static Tensor uniform_(Tensor tensor) {
        return uniform_(tensor, 0, 1);
    }

    /** Fills {@code tensor} from {@code U(a, b)}. */
    public static Tensor uniform_(Tensor tensor, double a, double b) {
        return uniform_(tensor, a, b, null);
    }

    /** Fills {@code tensor} from {@code U(a, b)}, by {@code generator} or, where it is null, the default one. */
    public static Tensor uniform_(
            Tensor tensor, double a, double b, @Nullable Generator generator) {
        return fill(tensor, t -> Aten.uniform_(t, a, b, generator));
    }

    /** Fills {@code tensor} from {@code N(0, 1)}. */
    public static Tensor normal_(Tensor tensor) {
        return normal_(tensor, 0, 1);
    }

    /** Fills {@code tensor} from {@code N(mean, std²)}. */
    public static Tensor normal_(Tensor tensor, double mean, double std) {
        return normal_(tensor, mean, std, null);
    }

    /** Fills {@code tensor} from {@code N(mean, std²)}, by {@code generator} or, where it is null, the default one. */
    public static Tensor normal_(
            Tensor tensor, double mean, double std, @Nullable Generator generator) {
        return fill(tensor, t -> Aten.normal_(t, mean, std, generator));
    }

    /** Fills {@code tensor} with {@code value}. */
    public static Tensor constant_(Tensor tensor, double value) {
        return fill(tensor, t -> Aten.fill__Scalar(t, value));
    }

    /** Fills {@code tensor} with ones. */
    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    /** Fills {@code tensor} with zeros. */
    public static Tensor zeros_(Tensor tensor) {
        return fill(tensor, Aten::zero_);
    }

    /** Glorot's uniform values with gain 1. */
    public static Tensor xavierUniform_(Tensor tensor) {
        return xavierUniform_(tensor, 1);
    }

    /** Fills {@code tensor} from {@code U(-a, a)} with {@code a = gain √(6 / (fanIn + fanOut))} (Glorot and Bengio, 2010). */
    public static Tensor xavierUniform_(Tensor tensor, double gain) {
        double a = Math.sqrt(3) * xavierStd(tensor, gain);
        return uniform_(tensor, -a, a);
    }

    /** Glorot's normal values with gain 1. */
    public static Tensor xavierNormal_(Tensor tensor) {
        return xavierNormal_(tensor, 1);
    }

    /** Fills {@code tensor} from {@code N(0, std²)} with {@code std = gain √(2 / (fanIn + fanOut))}. */
    public static Tensor xavierNormal_(Tensor tensor, double gain) {
        return normal_(tensor, 0, xavierStd(tensor, gain));
    }

    /** He's uniform values for a ReLU, by fan-in. */
    public static Tensor kaimingUniform_(Tensor tensor) {
        return kaimingUniform_(tensor, 0);
    }

    /** He's uniform values for a leaky ReLU of slope {@code a}, by fan-in. */
    public static Tensor kaimingUniform_(Tensor tensor, double a) {
        return kaimingUniform_(tensor, a, FanMode.FAN_IN, Nonlinearity.LEAKY_RELU);
    }

    /**
     * Fills {@code tensor} from {@code U(-bound, bound)} with {@code bound = gain √(3 / fan)} (He et al., 2015).
     *
     * @param a the negative slope, for {@link Nonlinearity#LEAKY_RELU}
     */
    public static Tensor kaimingUniform_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
        if (tensor.numel() == 0) {
            return tensor;
        }
        double bound = Math.sqrt(3) * kaimingStd(tensor, a, mode, nonlinearity);
        return uniform_(tensor, -bound, bound);
    }

    /** He's normal values for a ReLU, by fan-in. */
    public static Tensor kaimingNormal_(Tensor tensor) {
        return kaimingNormal_(tensor, 0);
    }

    /** He's normal values for a leaky ReLU of slope {@code a}, by fan-in. */
    public static Tensor kaimingNormal_(Tensor tensor, double a) {
        return kaimingNormal_(tensor, a, FanMode.FAN_IN, Nonlinearity.LEAKY_RELU);
    }

    /**
     * Fills {@code tensor} from {@code N(0, std²)} with {@code std = gain / √fan} (He et al., 2015).
     *
     * @param a the negative slope, for {@link Nonlinearity#LEAKY_RELU}
     */
    public static Tensor kaimingNormal_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
        return tensor.numel() == 0
                ? tensor
                : normal_(tensor, 0, kaimingStd(tensor, a, mode, nonlinearity));
    }

    /** The recommended gain for a function; a leaky ReLU's with the slope 0.01. */
    public static double calculateGain(Nonlinearity nonlinearity) {
        return calculateGain(nonlinearity, 0.01);
    }

    /** The recommended gain for a function; {@code negativeSlope} matters for a leaky ReLU only. */
    public static double calculateGain(Nonlinearity nonlinearity, double negativeSlope) {
        return switch (nonlinearity) {
            case LINEAR, SIGMOID -> 1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + negativeSlope * negativeSlope));
            case SELU -> 3.0 / 4;
        };
    }

    /**
     * The fan of a weight {@code (out, in, *kernel)}.
     *
     * @throws IllegalArgumentException where it has fewer than two dimensions
     */
    public static Fan calculateFanInAndFanOut(Tensor weight) {
        if (weight.dim() < 2) {
            throw new IllegalArgumentException(
                    "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
        }
        long receptiveField = 1;
        for (long d = 2; d < weight.dim(); d++) {
            receptiveField *= weight.size(d);
        }
        return new Fan(weight.size(1) * receptiveField, weight.size(0) * receptiveField);
    }

    private static double xavierStd(Tensor tensor, double gain) {
        Fan fan = calculateFanInAndFanOut(tensor);
        return gain * Math.sqrt(2.0 / (fan.fanIn() + fan.fanOut()));
    }

    private static double kaimingStd(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
        Fan fan = calculateFanInAndFanOut(tensor);
        return calculateGain(nonlinearity, a)
                / Math.sqrt(mode == FanMode.FAN_IN ? fan.fanIn() : fan.fanOut());
    }

    private static Tensor fill(Tensor tensor, UnaryOperator<Tensor> filler) {
        try (var off = Torch.noGrad()) {
            filler.apply(tensor);
        }
        return tensor;
    }
}
