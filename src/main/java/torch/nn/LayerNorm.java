package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/**
 * Normalizes over the last dimensions, whose sizes are {@link #normalizedShape}: {@code y = (x - E[x]) / √(Var[x] +
 * eps) γ + β}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, *)}, ending in {@link #normalizedShape}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var words = new LayerNorm(10).call(Torch.randn(20, 5, 10));
 * var images = new LayerNorm(Torch.shape(5, 10, 10)).call(Torch.randn(20, 5, 10, 10));
 * }
 *
 * <p>Mirrors {@code torch.nn.LayerNorm}.
 */
public class LayerNorm extends UnaryModule {
    /** Sizes of the dimensions that are normalized. */
    public final Size normalizedShape;

    /** What is added to the variance, for stability. */
    public final double eps;

    /** Whether the layer learns {@link #weight} and {@link #bias}. */
    public final boolean elementwiseAffine;

    /** The learned factor γ, of {@link #normalizedShape}, ones at first; null without one. */
    public @Nullable Parameter weight;

    /** The learned shift β, of {@link #normalizedShape}, zeros at first; null without one. */
    public @Nullable Parameter bias;

    /** A layer over the last dimension with eps 1e-5. */
    public LayerNorm(long normalizedShape) {
        this(normalizedShape, o -> {});
    }

    /** A layer over the last dimensions with eps 1e-5. */
    public LayerNorm(Size normalizedShape) {
        this(normalizedShape, o -> {});
    }

    /** A layer over the last dimension. */
    public LayerNorm(long normalizedShape, double eps) {
        this(normalizedShape, o -> o.eps(eps));
    }

    /** A layer over the last dimension with keyword arguments. */
    public LayerNorm(long normalizedShape, Consumer<? super Options> options) {
        this(Torch.shape(normalizedShape), options);
    }

    /** A layer over the last dimensions with keyword arguments. */
    @SuppressWarnings("this-escape")
    public LayerNorm(Size normalizedShape, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        this.normalizedShape = normalizedShape;
        eps = o.eps;
        elementwiseAffine = o.elementwiseAffine;
        weight = elementwiseAffine ? o.parameter(normalizedShape.toArray()) : null;
        bias = elementwiseAffine && o.bias ? o.parameter(normalizedShape.toArray()) : null;
        resetParameters();
    }

    /** Sets {@link #weight} to ones and {@link #bias} to zeros. */
    public void resetParameters() {
        if (weight != null) {
            Init.ones_(weight);
        }
        if (bias != null) {
            Init.zeros_(bias);
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.layerNorm(input, normalizedShape, weight, bias, eps);
    }

    @Override
    public String extraRepr() {
        return "%s, eps=%s, elementwise_affine=%s, bias=%s"
                .formatted(
                        Repr.tuple(normalizedShape.toArray()),
                        Repr.of(eps),
                        Repr.of(elementwiseAffine),
                        Repr.of(bias != null));
    }

    /** The keyword arguments of {@link LayerNorm}. */
    public static final class Options extends ElementwiseAffineOptions<Options> {
        private double eps = 1e-5;
        private boolean bias = true;

        private Options() {}

        /** What is added to the variance, for stability. Default: 1e-5 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }

        /** Whether an affine layer learns a shift besides the factor. Default: true */
        public Options bias(boolean bias) {
            this.bias = bias;
            return this;
        }
    }
}
