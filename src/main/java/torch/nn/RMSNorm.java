package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/**
 * Divides by the root mean square over the last dimensions, whose sizes are {@link #normalizedShape}:
 * {@code y = x / √(E[x²] + eps) γ}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, *)}, ending in {@link #normalizedShape}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new RMSNorm(Torch.shape(2, 3));
 * m.call(Torch.randn(2, 2, 3)).shape(); // torch.Size([2, 2, 3])
 * }
 *
 * <p>Mirrors {@code torch.nn.RMSNorm}.
 */
public class RMSNorm extends UnaryModule {
    /** Sizes of the dimensions that are normalized. */
    public final Size normalizedShape;

    /** What is added to the mean square, for stability; null for the smallest step of the input's type. */
    public final @Nullable Double eps;

    /** Whether the layer learns {@link #weight}. */
    public final boolean elementwiseAffine;

    /** The learned factor γ, of {@link #normalizedShape}, ones at first; null without one. */
    public @Nullable Parameter weight;

    /** A layer over the last dimension. */
    public RMSNorm(long normalizedShape) {
        this(normalizedShape, o -> {});
    }

    /** A layer over the last dimensions. */
    public RMSNorm(Size normalizedShape) {
        this(normalizedShape, o -> {});
    }

    /** A layer over the last dimension with this eps. */
    public RMSNorm(long normalizedShape, double eps) {
        this(normalizedShape, o -> o.eps(eps));
    }

    /** A layer over the last dimension with keyword arguments. */
    public RMSNorm(long normalizedShape, Consumer<? super Options> options) {
        this(Torch.shape(normalizedShape), options);
    }

    /** A layer over the last dimensions with keyword arguments. */
    @SuppressWarnings("this-escape")
    public RMSNorm(Size normalizedShape, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        this.normalizedShape = normalizedShape;
        eps = o.eps;
        elementwiseAffine = o.elementwiseAffine;
        weight = elementwiseAffine ? o.parameter(normalizedShape.toArray()) : null;
        resetParameters();
    }

    /** Sets {@link #weight} to ones. */
    public void resetParameters() {
        if (weight != null) {
            Init.ones_(weight);
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.rmsNorm(input, normalizedShape, weight, eps);
    }

    @Override
    public String extraRepr() {
        return "%s, eps=%s, elementwise_affine=%s"
                .formatted(
                        Repr.tuple(normalizedShape.toArray()),
                        Repr.of(eps),
                        Repr.of(elementwiseAffine));
    }

    /** The keyword arguments of {@link RMSNorm}. */
    public static final class Options extends ElementwiseAffineOptions<Options> {
        private @Nullable Double eps;

        private Options() {}

        /** What is added to the mean square; null for the smallest step of the input's type. Default: null */
        public Options eps(@Nullable Double eps) {
            this.eps = eps;
            return this;
        }
    }
}
