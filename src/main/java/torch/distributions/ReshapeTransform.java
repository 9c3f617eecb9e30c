package torch.distributions;

import torch.Size;
import torch.Tensor;

/**
 * Gives the last dimensions another shape of as many elements.
 *
 * <p>Mirrors {@code torch.distributions.transforms.ReshapeTransform}.
 */
public class ReshapeTransform extends Transform {
    private final Size inShape;
    private final Size outShape;

    /** Without a cache. */
    public ReshapeTransform(Size inShape, Size outShape) {
        this(inShape, outShape, 0);
    }

    /**
     * With a cache.
     *
     * @param inShape the shape of an input event
     * @param outShape the shape of an output event
     * @param cacheSize 0 or 1
     * @throws IllegalArgumentException if the shapes have different numbers of elements
     */
    public ReshapeTransform(Size inShape, Size outShape, int cacheSize) {
        this.inShape = TransformUtils.required(inShape, "in_shape");
        this.outShape = TransformUtils.required(outShape, "out_shape");
        if (inShape.numel() != outShape.numel()) {
            throw new IllegalArgumentException(
                    "in_shape, out_shape have different numbers of elements");
        }
        super(cacheSize);
    }

    /** The shape of an input event. */
    public Size inShape() {
        return inShape;
    }

    /** The shape of an output event. */
    public Size outShape() {
        return outShape;
    }

    @Override
    public Constraint domain() {
        return Constraints.independent(Constraints.REAL, inShape.size());
    }

    @Override
    public Constraint codomain() {
        return Constraints.independent(Constraints.REAL, outShape.size());
    }

    @Override
    public boolean bijective() {
        return true;
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new ReshapeTransform(inShape, outShape, cacheSize);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.reshape(Sizes.concat(batch(x.shape(), inShape), outShape));
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.reshape(Sizes.concat(batch(y.shape(), outShape), inShape));
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return x.newZeros(batch(x.shape(), inShape));
    }

    private static Size batch(Size shape, Size event) {
        return shape.slice(0, shape.size() - event.size());
    }

    @Override
    public Size forwardShape(Size shape) {
        return exchanged(shape, inShape, outShape);
    }

    @Override
    public Size inverseShape(Size shape) {
        return exchanged(shape, outShape, inShape);
    }

    private static Size exchanged(Size shape, Size from, Size to) {
        TransformUtils.atLeast(from.size(), shape);
        Size event = shape.slice(shape.size() - from.size());
        if (!event.equals(from)) {
            throw new IllegalArgumentException(
                    "Shape mismatch: expected " + event + " but got " + from);
        }
        return Sizes.concat(batch(shape, from), to);
    }
}
