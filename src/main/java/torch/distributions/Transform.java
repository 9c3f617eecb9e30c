package torch.distributions;

import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/**
 * A transformation {@code y = f(x)} of random variables whose log-determinant of the Jacobian can be computed.
 *
 * <p>A transform of one's own implements {@link #forward}, {@link #inverse} or both, says its {@link #domain} and
 * {@link #codomain}, and where it is {@link #bijective} implements {@link #logAbsDetJacobian}.
 *
 * {@snippet :
 * var t = new ExpTransform();
 * Tensor y = t.call(x);
 * Tensor again = t.inv().call(y);
 * Tensor correction = t.logAbsDetJacobian(x, y);
 * }
 *
 * <p>With a cache of one entry the inverse of the latest output is the very input: for transforms whose inverse is dear
 * or inexact. Gradients then flow to the input, not to the output that was inverted.
 *
 * <p>Mirrors {@code torch.distributions.transforms.Transform}.
 */
public abstract class Transform {
    /** The entries of the cache: 0 or 1. */
    protected final int cacheSize;

    private @Nullable Transform inverse;
    private @Nullable Cached cached;

    /** Input and output of the latest call: one object, that threads never see a mixture of two. */
    private record Cached(Tensor x, Tensor y) {
        /** Not so once a scope has closed one of them. */
        boolean isOpen() {
            return !x.isClosed() && !y.isClosed();
        }
    }

    /** A transform without a cache. */
    protected Transform() {
        this(0);
    }

    /**
     * A transform with a cache.
     *
     * @param cacheSize 0, or 1 to remember the latest input and output
     * @throws IllegalArgumentException if it is another number
     */
    protected Transform(int cacheSize) {
        if (cacheSize != 0 && cacheSize != 1) {
            throw new IllegalArgumentException("cache_size must be 0 or 1");
        }
        this.cacheSize = cacheSize;
    }

    /** The valid inputs. */
    public abstract Constraint domain();

    /** The valid outputs, which are the inputs of the inverse. */
    public abstract Constraint codomain();

    /** Whether the transform is one to one between {@link #domain} and {@link #codomain}. Default: no */
    public boolean bijective() {
        return false;
    }

    /**
     * Whether a transform of one variable rises or falls: an {@link Integer} 1 or -1, or a {@link Tensor} of such where
     * that depends on parameters which are tensors.
     *
     * @throws UnsupportedOperationException if the transform has no sign
     */
    public Object sign() {
        throw missing("sign");
    }

    /**
     * How many of the last dimensions make one event.
     *
     * @throws IllegalArgumentException if inputs and outputs differ in that
     */
    public int eventDim() {
        int inputs = domain().eventDim();
        if (inputs != codomain().eventDim()) {
            throw new IllegalArgumentException(
                    "Please use either .domain.event_dim or .codomain.event_dim");
        }
        return inputs;
    }

    /** The inverse; {@code t.inv().inv()} is {@code t}. */
    public Transform inv() {
        if (inverse == null) {
            inverse = new InverseTransform(this);
        }
        return inverse;
    }

    final boolean hasInverse() {
        return inverse != null;
    }

    /** Makes two transforms each other's inverse. */
    final void invertedBy(Transform other) {
        inverse = other;
        other.inverse = this;
    }

    /** The same transform with a cache of one entry. */
    public final Transform withCache() {
        return withCache(1);
    }

    /**
     * The same transform with a cache of that size: itself where it has such a one.
     *
     * @throws UnsupportedOperationException if the class does not implement {@link #copy}
     */
    public Transform withCache(int cacheSize) {
        return this.cacheSize == cacheSize ? this : copy(cacheSize);
    }

    /** A transform of the same parameters with a cache of that size. */
    protected Transform copy(int cacheSize) {
        throw new UnsupportedOperationException(getClass() + ".with_cache is not implemented");
    }

    /** {@code f(x)}. */
    public Tensor call(Tensor x) {
        TransformUtils.required(x, "x");
        if (cacheSize == 0) {
            return forward(x);
        }
        Cached latest = cached;
        if (latest != null && x == latest.x && latest.isOpen()) {
            return latest.y;
        }
        Tensor y = forward(x);
        cached = new Cached(x, y);
        return y;
    }

    /** What {@link #inv} computes. */
    final Tensor callInverse(Tensor y) {
        TransformUtils.required(y, "y");
        if (cacheSize == 0) {
            return inverse(y);
        }
        Cached latest = cached;
        if (latest != null && y == latest.y && latest.isOpen()) {
            return latest.x;
        }
        Tensor x = inverse(y);
        cached = new Cached(x, y);
        return x;
    }

    /** Computes {@code f(x)}; Python's {@code _call}. */
    protected Tensor forward(Tensor x) {
        throw missing("_call");
    }

    /** Computes {@code f⁻¹(y)}; Python's {@code _inverse}. */
    protected Tensor inverse(Tensor y) {
        throw missing("_inverse");
    }

    /**
     * {@code log |det dy/dx|} at an input and its output.
     *
     * <p><b>Shape</b> that of {@code x} without the dimensions of an event
     *
     * @throws UnsupportedOperationException if the transform has none
     */
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        throw missing("log_abs_det_jacobian");
    }

    /**
     * The shape of the output for inputs of that shape.
     *
     * @throws IllegalArgumentException if there are no such inputs
     */
    public Size forwardShape(Size shape) {
        return shape;
    }

    /**
     * The shape of the input for outputs of that shape.
     *
     * @throws IllegalArgumentException if there are no such outputs
     */
    public Size inverseShape(Size shape) {
        return shape;
    }

    private UnsupportedOperationException missing(String what) {
        return new UnsupportedOperationException(
                getClass().getSimpleName() + " does not implement " + what);
    }

    /** As Python prints it. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "()";
    }
}
