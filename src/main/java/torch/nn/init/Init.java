package torch.nn.init;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Generator;
import torch.Index;
import torch.Tensor;
import torch.Torch;
import torch.internal.CMath;
import torch.internal.Warnings;

/**
 * Fills tensors with initial values, in place and outside of autograd. Every function returns the tensor it was given.
 *
 * {@snippet :
 * net.apply(m -> {
 *     if (m instanceof Conv2d conv) {
 *         Init.kaimingNormal_(conv.weight, o -> o.mode(FanMode.FAN_OUT).nonlinearity(Nonlinearity.RELU));
 *     }
 * });
 * }
 *
 * <p>Where a generator may be given, null stands for the default one. Mirrors {@code torch.nn.init}.
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

    /** Fills {@code tensor} from {@code U(a, b)} by {@code generator}. */
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

    /** Fills {@code tensor} from {@code N(mean, std²)} by {@code generator}. */
    public static Tensor normal_(
            Tensor tensor, double mean, double std, @Nullable Generator generator) {
        return fill(tensor, t -> Aten.normal_(t, mean, std, generator));
    }

    /** Fills {@code tensor} from {@code N(0, 1)} cut off at -2 and 2. */
    public static Tensor truncNormal_(Tensor tensor) {
        return truncNormal_(tensor, o -> {});
    }

    /** Fills {@code tensor} from {@code N(mean, std²)} cut off at {@code a} and {@code b}. */
    public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b) {
        return truncNormal_(tensor, mean, std, a, b, null);
    }

    /** Fills {@code tensor} from {@code N(mean, std²)} cut off at {@code a} and {@code b} by {@code generator}. */
    public static Tensor truncNormal_(
            Tensor tensor,
            double mean,
            double std,
            double a,
            double b,
            @Nullable Generator generator) {
        return truncNormal_(tensor, o -> o.mean(mean).std(std).a(a).b(b).generator(generator));
    }

    /** Fills {@code tensor} from a normal distribution that is cut off on both sides. */
    public static Tensor truncNormal_(Tensor tensor, Consumer<? super TruncNormalOptions> options) {
        var o = new TruncNormalOptions();
        options.accept(o);
        return fillReal(tensor, new TruncatedNormal(o)::fill);
    }

    /** Fills {@code tensor} with {@code val}. */
    public static Tensor constant_(Tensor tensor, double val) {
        return fill(tensor, t -> Aten.fill__Scalar(t, val));
    }

    /** Fills {@code tensor} with ones. */
    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    /** Fills {@code tensor} with zeros. */
    public static Tensor zeros_(Tensor tensor) {
        return fill(tensor, Aten::zero_);
    }

    /**
     * Fills a matrix with the identity: as many inputs of a linear layer as possible are passed on.
     *
     * @throws IllegalArgumentException where {@code tensor} is not a matrix
     */
    public static Tensor eye_(Tensor tensor) {
        checkMatrix(tensor);
        return fill(tensor, t -> Aten.eye_m_out(t.size(0), t.size(1), t));
    }

    /** The Dirac delta for a convolution of one group. */
    public static Tensor dirac_(Tensor tensor) {
        return dirac_(tensor, 1);
    }

    /**
     * Fills the weight of a convolution with the Dirac delta: as many input channels as possible are passed on, of each
     * group by itself.
     *
     * @throws IllegalArgumentException where {@code tensor} has not 3, 4 or 5 dimensions, or the first cannot be split
     *     into the groups
     */
    public static Tensor dirac_(Tensor tensor, long groups) {
        long dims = tensor.dim();
        if (dims < 3 || dims > 5) {
            throw new IllegalArgumentException(
                    "Only tensors with 3, 4, or 5 dimensions are supported");
        }
        if (tensor.size(0) % groups != 0) {
            throw new IllegalArgumentException("dim 0 must be divisible by groups");
        }
        return fillReal(tensor, t -> fillDirac(t, groups));
    }

    /** Glorot's uniform values with gain 1. */
    public static Tensor xavierUniform_(Tensor tensor) {
        return xavierUniform_(tensor, 1);
    }

    /** Glorot's uniform values. */
    public static Tensor xavierUniform_(Tensor tensor, double gain) {
        return xavierUniform_(tensor, gain, null);
    }

    /**
     * Fills {@code tensor} from {@code U(-a, a)} with {@code a = gain √(6 / (fanIn + fanOut))} (Glorot and Bengio,
     * 2010).
     */
    public static Tensor xavierUniform_(Tensor tensor, double gain, @Nullable Generator generator) {
        double a = Math.sqrt(3) * xavierStd(tensor, gain);
        return uniform_(tensor, -a, a, generator);
    }

    /** Glorot's normal values with gain 1. */
    public static Tensor xavierNormal_(Tensor tensor) {
        return xavierNormal_(tensor, 1);
    }

    /** Glorot's normal values. */
    public static Tensor xavierNormal_(Tensor tensor, double gain) {
        return xavierNormal_(tensor, gain, null);
    }

    /** Fills {@code tensor} from {@code N(0, std²)} with {@code std = gain √(2 / (fanIn + fanOut))}. */
    public static Tensor xavierNormal_(Tensor tensor, double gain, @Nullable Generator generator) {
        return normal_(tensor, 0, xavierStd(tensor, gain), generator);
    }

    /** He's uniform values for a ReLU, by fan-in. */
    public static Tensor kaimingUniform_(Tensor tensor) {
        return kaimingUniform_(tensor, 0);
    }

    /** He's uniform values for a leaky ReLU of slope {@code a}, by fan-in. */
    public static Tensor kaimingUniform_(Tensor tensor, double a) {
        return kaimingUniform_(tensor, o -> o.a(a));
    }

    /** He's uniform values. */
    public static Tensor kaimingUniform_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
        return kaimingUniform_(tensor, a, mode, nonlinearity, null);
    }

    /** He's uniform values by {@code generator}. */
    public static Tensor kaimingUniform_(
            Tensor tensor,
            double a,
            FanMode mode,
            Nonlinearity nonlinearity,
            @Nullable Generator generator) {
        return kaimingUniform_(
                tensor, o -> o.a(a).mode(mode).nonlinearity(nonlinearity).generator(generator));
    }

    /** Fills {@code tensor} from {@code U(-bound, bound)} with {@code bound = gain √(3 / fan)} (He et al., 2015). */
    public static Tensor kaimingUniform_(Tensor tensor, Consumer<? super KaimingOptions> options) {
        var o = new KaimingOptions();
        options.accept(o);
        if (isEmpty(tensor)) {
            return tensor;
        }
        double bound = Math.sqrt(3) * kaimingStd(tensor, o);
        return uniform_(tensor, -bound, bound, o.generator);
    }

    /** He's normal values for a ReLU, by fan-in. */
    public static Tensor kaimingNormal_(Tensor tensor) {
        return kaimingNormal_(tensor, 0);
    }

    /** He's normal values for a leaky ReLU of slope {@code a}, by fan-in. */
    public static Tensor kaimingNormal_(Tensor tensor, double a) {
        return kaimingNormal_(tensor, o -> o.a(a));
    }

    /** He's normal values. */
    public static Tensor kaimingNormal_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
        return kaimingNormal_(tensor, a, mode, nonlinearity, null);
    }

    /** He's normal values by {@code generator}. */
    public static Tensor kaimingNormal_(
            Tensor tensor,
            double a,
            FanMode mode,
            Nonlinearity nonlinearity,
            @Nullable Generator generator) {
        return kaimingNormal_(
                tensor, o -> o.a(a).mode(mode).nonlinearity(nonlinearity).generator(generator));
    }

    /** Fills {@code tensor} from {@code N(0, std²)} with {@code std = gain / √fan} (He et al., 2015). */
    public static Tensor kaimingNormal_(Tensor tensor, Consumer<? super KaimingOptions> options) {
        var o = new KaimingOptions();
        options.accept(o);
        return isEmpty(tensor) ? tensor : normal_(tensor, 0, kaimingStd(tensor, o), o.generator);
    }

    /** An orthogonal matrix. */
    public static Tensor orthogonal_(Tensor tensor) {
        return orthogonal_(tensor, 1);
    }

    /** {@code gain} times an orthogonal matrix. */
    public static Tensor orthogonal_(Tensor tensor, double gain) {
        return orthogonal_(tensor, gain, null);
    }

    /**
     * Fills {@code tensor} with {@code gain} times an orthogonal matrix (Saxe et al., 2013), whose rows are the first
     * dimension and whose columns are all others together.
     *
     * @throws IllegalArgumentException where it has fewer than two dimensions
     */
    public static Tensor orthogonal_(Tensor tensor, double gain, @Nullable Generator generator) {
        if (tensor.dim() < 2) {
            throw new IllegalArgumentException(
                    "Only tensors with 2 or more dimensions are supported");
        }
        return tensor.numel() == 0
                ? tensor
                : fillReal(tensor, t -> fillOrthogonal(t, gain, generator));
    }

    /** Mostly zeros, the others from {@code N(0, 0.01²)}. */
    public static Tensor sparse_(Tensor tensor, double sparsity) {
        return sparse_(tensor, sparsity, 0.01);
    }

    /** Mostly zeros, the others from {@code N(0, std²)}. */
    public static Tensor sparse_(Tensor tensor, double sparsity, double std) {
        return sparse_(tensor, sparsity, std, null);
    }

    /**
     * Fills a matrix from {@code N(0, std²)}, then sets a share of each column to zero (Martens, 2010).
     *
     * @param sparsity the share of zeros, from 0 to 1
     * @param generator what draws the numbers; the places of the zeros are always drawn by the default generator
     * @throws IllegalArgumentException where {@code tensor} is not a matrix
     */
    public static Tensor sparse_(
            Tensor tensor, double sparsity, double std, @Nullable Generator generator) {
        checkMatrix(tensor);
        return fillReal(tensor, t -> fillSparse(t, sparsity, std, generator));
    }

    /** The recommended gain for a function; a leaky ReLU's with the slope 0.01. */
    public static double calculateGain(Nonlinearity nonlinearity) {
        return calculateGain(nonlinearity, 0.01);
    }

    /** The recommended gain for a function; {@code param} is a leaky ReLU's slope and matters for no other. */
    public static double calculateGain(Nonlinearity nonlinearity, double param) {
        return switch (nonlinearity) {
            case LINEAR,
                    CONV1D,
                    CONV2D,
                    CONV3D,
                    CONV_TRANSPOSE1D,
                    CONV_TRANSPOSE2D,
                    CONV_TRANSPOSE3D,
                    SIGMOID ->
                    1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + CMath.pow(param, 2)));
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

    private static void checkMatrix(Tensor tensor) {
        if (tensor.dim() != 2) {
            throw new IllegalArgumentException("Only tensors with 2 dimensions are supported");
        }
    }

    private static boolean isEmpty(Tensor tensor) {
        boolean empty = tensor.numel() == 0;
        if (empty) {
            Warnings.warnOnce("torch.nn.init", "Initializing zero-element tensors is a no-op");
        }
        return empty;
    }

    private static double xavierStd(Tensor tensor, double gain) {
        Fan fan = calculateFanInAndFanOut(tensor);
        return gain * Math.sqrt(2.0 / (fan.fanIn() + fan.fanOut()));
    }

    private static double kaimingStd(Tensor tensor, KaimingOptions o) {
        Fan fan = calculateFanInAndFanOut(tensor);
        return calculateGain(o.nonlinearity, o.a)
                / Math.sqrt(o.mode == FanMode.FAN_IN ? fan.fanIn() : fan.fanOut());
    }

    private static void fillDirac(Tensor tensor, long groups) {
        tensor.zero_();
        long outputs = tensor.size(0) / groups;
        for (long g = 0; g < groups; g++) {
            for (long channel = 0; channel < Math.min(outputs, tensor.size(1)); channel++) {
                Tensor kernel = tensor.select(0, g * outputs + channel).select(0, channel);
                while (kernel.dim() > 0) {
                    kernel = kernel.select(0, kernel.size(0) / 2);
                }
                kernel.fill_(1);
            }
        }
    }

    private static void fillOrthogonal(Tensor tensor, double gain, @Nullable Generator generator) {
        long rows = tensor.size(0);
        long columns = tensor.numel() / rows;
        Tensor flat =
                Aten.new_empty(tensor, new long[] {rows, columns}, null, null, null, null)
                        .normal_(0, 1, generator);
        if (rows < columns) {
            flat.t_();
        }
        var qr = Aten.linalg_qr(flat, "reduced");
        // With the signs of R's diagonal Q is spread evenly over all orthogonal matrices.
        Tensor q = qr.Q().mul_(qr.R().diag(0).sign());
        if (rows < columns) {
            q.t_();
        }
        tensor.viewAs(q).copy_(q);
        tensor.mul_(gain);
    }

    private static void fillSparse(
            Tensor tensor, double sparsity, double std, @Nullable Generator generator) {
        long rows = tensor.size(0);
        long zeros = (long) Math.ceil(sparsity * rows);
        tensor.normal_(0, std, generator);
        for (long column = 0; column < tensor.size(1); column++) {
            Tensor places = Torch.randperm(rows).get(Index.slice(null, zeros));
            tensor.select(1, column).indexFill_(0, places, 0);
        }
    }

    /** As {@link #fill}, but nothing is drawn or written for a tensor without memory. */
    private static Tensor fillReal(Tensor tensor, Consumer<Tensor> filler) {
        if (tensor.isMeta()) {
            return tensor;
        }
        return fill(
                tensor,
                t -> {
                    filler.accept(t);
                    return t;
                });
    }

    private static Tensor fill(Tensor tensor, UnaryOperator<Tensor> filler) {
        try (var off = Torch.noGrad()) {
            filler.apply(tensor);
        }
        return tensor;
    }
}
