package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Applies an affine linear map to the last dimension: {@code y = x Aᵀ + b}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*, H_in)} with any number of leading dimensions, {@code H_in = inFeatures}
 *   <li>Output: {@code (*, H_out)} with the same leading dimensions, {@code H_out = outFeatures}
 * </ul>
 *
 * <p>{@link #weight} and {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = 1 / inFeatures}.
 *
 * {@snippet :
 * var m = new Linear(20, 30);
 * m.call(Torch.randn(128, 20)).shape(); // torch.Size([128, 30])
 * }
 *
 * <p>Mirrors {@code torch.nn.Linear}.
 */
public class Linear extends UnaryModule {
    /** Size of the last dimension of the input; 0 before a lazy layer saw one. */
    public long inFeatures;

    /** Size of the last dimension of the output. */
    public final long outFeatures;

    /** The learned map, {@code (outFeatures, inFeatures)}. */
    public Parameter weight;

    /** The learned shift, {@code (outFeatures)}; null without one. */
    public @Nullable Parameter bias;

    /** A layer with a bias. */
    public Linear(long inFeatures, long outFeatures) {
        this(inFeatures, outFeatures, o -> {});
    }

    /** A layer with or without a bias. */
    public Linear(long inFeatures, long outFeatures, boolean bias) {
        this(inFeatures, outFeatures, o -> o.bias(bias));
    }

    /** A layer with keyword arguments. */
    @SuppressWarnings("this-escape")
    public Linear(long inFeatures, long outFeatures, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        weight = o.parameter(outFeatures, inFeatures);
        bias = o.bias ? o.parameter(outFeatures) : null;
        resetParameters();
    }

    /** Draws {@link #weight} and {@link #bias} anew. */
    public void resetParameters() {
        if (isLazy() && inFeatures == 0) {
            return;
        }
        // With a = √5 this is U(-1/√inFeatures, 1/√inFeatures), see
        // https://github.com/pytorch/pytorch/issues/57109
        Init.kaimingUniform_(weight, Math.sqrt(5));
        if (bias != null) {
            long fanIn = Init.calculateFanInAndFanOut(weight).fanIn();
            double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
            // 0 - bound: Python's 0 has no sign.
            Init.uniform_(bias, 0 - bound, bound);
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.linear(input, weight, bias);
    }

    @Override
    public String extraRepr() {
        return "in_features=%d, out_features=%d, bias=%s"
                .formatted(inFeatures, outFeatures, Repr.of(bias != null));
    }

    /** The keyword arguments of {@link Linear} and {@link Bilinear}. */
    public static final class Options extends LayerOptions<Options> {
        boolean bias = true;

        Options() {}

        /** Whether the layer learns an additive bias. Default: true */
        public Options bias(boolean bias) {
            this.bias = bias;
            return this;
        }
    }
}
