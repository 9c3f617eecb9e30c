package torch.distributions;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * {@code y = loc + scale * x}. Mirrors {@code torch.distributions.transforms.AffineTransform}.
 *
 * <p><b>Shape</b> {@code loc}, {@code scale}: numbers, or tensors that broadcast with the input
 *
 * {@snippet :
 * new AffineTransform(0, Torch.tensor(new float[] {1, -2}), o -> o.eventDim(1));
 * }
 */
public class AffineTransform extends Transform {
    private final Object loc;
    private final Object scale;
    private final int eventDim;

    /** Of numbers and one variable. */
    public AffineTransform(Number loc, Number scale) {
        this(loc, scale, o -> {});
    }

    /** Of tensors and one variable. */
    public AffineTransform(Tensor loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** Of a number, a tensor and one variable. */
    public AffineTransform(Number loc, Tensor scale) {
        this(loc, scale, o -> {});
    }

    /** Of a tensor, a number and one variable. */
    public AffineTransform(Tensor loc, Number scale) {
        this(loc, scale, o -> {});
    }

    /** Of numbers, with keyword arguments. */
    public AffineTransform(Number loc, Number scale, Consumer<? super Options> options) {
        this((Object) loc, scale, Options.of(options));
    }

    /** Of tensors, with keyword arguments. */
    public AffineTransform(Tensor loc, Tensor scale, Consumer<? super Options> options) {
        this((Object) loc, scale, Options.of(options));
    }

    /** Of a number and a tensor, with keyword arguments. */
    public AffineTransform(Number loc, Tensor scale, Consumer<? super Options> options) {
        this((Object) loc, scale, Options.of(options));
    }

    /** Of a tensor and a number, with keyword arguments. */
    public AffineTransform(Tensor loc, Number scale, Consumer<? super Options> options) {
        this((Object) loc, scale, Options.of(options));
    }

    /** Of tensors or numbers, as the bounds of constraints are. */
    static AffineTransform of(Object loc, Object scale) {
        return new AffineTransform(loc, scale, new Options());
    }

    private AffineTransform(Object loc, Object scale, Options options) {
        super(options.cacheSize);
        this.loc = TransformUtils.required(loc, "loc");
        this.scale = TransformUtils.required(scale, "scale");
        this.eventDim = options.eventDim;
    }

    /** A {@link Tensor} or a {@link Number}. */
    public Object loc() {
        return loc;
    }

    /** A {@link Tensor} or a {@link Number}. */
    public Object scale() {
        return scale;
    }

    @Override
    public int eventDim() {
        return eventDim;
    }

    @Override
    public Constraint domain() {
        return eventDim == 0
                ? Constraints.REAL
                : Constraints.independent(Constraints.REAL, eventDim);
    }

    @Override
    public Constraint codomain() {
        return domain();
    }

    @Override
    public boolean bijective() {
        return true;
    }

    /** An {@link Integer} for a scale that is a number, else a {@link Tensor}. */
    @Override
    public Object sign() {
        return scale instanceof Tensor tensor
                ? tensor.sign()
                : (Object) (int) Math.signum(((Number) scale).doubleValue());
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new AffineTransform(
                loc, scale, Options.of(o -> o.eventDim(eventDim).cacheSize(cacheSize)));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor scaled = scale instanceof Tensor tensor ? tensor.mul(x) : x.mul((Number) scale);
        return loc instanceof Tensor tensor ? tensor.add(scaled) : scaled.add((Number) loc);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        Tensor centred = loc instanceof Tensor tensor ? y.sub(tensor) : y.sub((Number) loc);
        return scale instanceof Tensor tensor ? centred.div(tensor) : centred.div((Number) scale);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        Size shape = x.shape();
        Tensor result =
                scale instanceof Tensor tensor
                        ? tensor.abs().log()
                        : Torch.fullLike(x, log(Math.abs(((Number) scale).doubleValue())));
        if (eventDim != 0) {
            result = result.view(Sizes.append(result.shape().slice(0, -eventDim), -1)).sum(-1);
            shape = shape.slice(0, -eventDim);
        }
        return result.expand(shape);
    }

    private static double log(double value) {
        if (value == 0) {
            throw new IllegalArgumentException("expected a positive input, got 0.0");
        }
        return Math.log(value);
    }

    @Override
    public Size forwardShape(Size shape) {
        return Torch.broadcastShapes(shape, shapeOf(loc), shapeOf(scale));
    }

    @Override
    public Size inverseShape(Size shape) {
        return forwardShape(shape);
    }

    private static Size shapeOf(Object value) {
        return value instanceof Tensor tensor ? tensor.shape() : Size.of();
    }

    /** As in PyTorch, tensors of shapes that do not broadcast cannot be compared. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AffineTransform that
                && TransformUtils.same(loc, that.loc)
                && TransformUtils.same(scale, that.scale);
    }

    @Override
    public int hashCode() {
        return AffineTransform.class.hashCode();
    }

    /** The keyword arguments of {@link AffineTransform}. */
    public static final class Options {
        private int eventDim;
        private int cacheSize;

        private Options() {}

        static Options of(Consumer<? super Options> setter) {
            var options = new Options();
            TransformUtils.required(setter, "options").accept(options);
            return options;
        }

        /** How many of the last dimensions make an event. Default: 0 */
        public Options eventDim(int eventDim) {
            this.eventDim = eventDim;
            return this;
        }

        /** The entries of the cache, 0 or 1. Default: 0 */
        public Options cacheSize(int cacheSize) {
            this.cacheSize = cacheSize;
            return this;
        }
    }
}
