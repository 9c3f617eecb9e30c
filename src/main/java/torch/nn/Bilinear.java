package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Applies a map that is linear in each of two inputs: {@code y = x1ᵀ A x2 + b}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>First input: {@code (*, H_in1)} with any number of leading dimensions, {@code H_in1 = in1Features}
 *   <li>Second input: {@code (*, H_in2)} with the same leading dimensions, {@code H_in2 = in2Features}
 *   <li>Output: {@code (*, H_out)} with {@code H_out = outFeatures}
 * </ul>
 *
 * <p>{@link #weight} and {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = 1 / in1Features}.
 *
 * {@snippet :
 * var m = new Bilinear(20, 30, 40);
 * m.call(Torch.randn(128, 20), Torch.randn(128, 30)).shape(); // torch.Size([128, 40])
 * }
 *
 * <p>Mirrors {@code torch.nn.Bilinear}.
 */
public class Bilinear extends BinaryModule {
    /** Size of the last dimension of the first input. */
    public final long in1Features;

    /** Size of the last dimension of the second input. */
    public final long in2Features;

    /** Size of the last dimension of the output. */
    public final long outFeatures;

    /** The learned map, {@code (outFeatures, in1Features, in2Features)}. */
    public Parameter weight;

    /** The learned shift, {@code (outFeatures)}; null without one. */
    public @Nullable Parameter bias;

    /** A layer with a bias. */
    public Bilinear(long in1Features, long in2Features, long outFeatures) {
        this(in1Features, in2Features, outFeatures, o -> {});
    }

    /** A layer with or without a bias. */
    public Bilinear(long in1Features, long in2Features, long outFeatures, boolean bias) {
        this(in1Features, in2Features, outFeatures, o -> o.bias(bias));
    }

    /**
     * A layer with keyword arguments.
     *
     * @throws IllegalArgumentException where {@code in1Features} is 0
     */
    @SuppressWarnings("this-escape")
    public Bilinear(
            long in1Features,
            long in2Features,
            long outFeatures,
            Consumer<? super Linear.Options> options) {
        Linear.Options o = Keywords.set(new Linear.Options(), options);
        this.in1Features = in1Features;
        this.in2Features = in2Features;
        this.outFeatures = outFeatures;
        weight = o.parameter(outFeatures, in1Features, in2Features);
        bias = o.bias ? o.parameter(outFeatures) : null;
        resetParameters();
    }

    /** Draws {@link #weight} and {@link #bias} anew. */
    public void resetParameters() {
        if (in1Features <= 0) {
            throw new IllegalArgumentException(
                    "in1_features must be > 0, but got (in1_features=" + in1Features + ")");
        }
        double bound = 1 / Math.sqrt(weight.size(1));
        Init.uniform_(weight, -bound, bound);
        if (bias != null) {
            Init.uniform_(bias, -bound, bound);
        }
    }

    @Override
    public Tensor forward(Tensor input1, Tensor input2) {
        return F.bilinear(input1, input2, weight, bias);
    }

    @Override
    public String extraRepr() {
        return "in1_features=%d, in2_features=%d, out_features=%d, bias=%s"
                .formatted(in1Features, in2Features, outFeatures, Repr.of(bias != null));
    }
}
