package torch.distributions;

import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * {@code y = x^exponent} of positive numbers. Mirrors {@code torch.distributions.transforms.PowerTransform}.
 *
 * <p><b>Shape</b> {@code exponent}: one that broadcasts with the input's
 */
public class PowerTransform extends Transform {
    private final Tensor exponent;

    /** Without a cache. */
    public PowerTransform(Tensor exponent) {
        this(exponent, 0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public PowerTransform(Tensor exponent, int cacheSize) {
        super(cacheSize);
        this.exponent = TransformUtils.required(exponent, "exponent");
    }

    /** An exponent of the default type, without a cache. */
    public PowerTransform(double exponent) {
        this(exponent, 0);
    }

    /** An exponent of the default type; a cache of {@code cacheSize}, 0 or 1, entries. */
    public PowerTransform(double exponent, int cacheSize) {
        this(Torch.tensor(exponent, Torch.dtype(Torch.getDefaultDtype())), cacheSize);
    }

    /** The exponent. */
    public Tensor exponent() {
        return exponent;
    }

    @Override
    public Constraint domain() {
        return Constraints.POSITIVE;
    }

    @Override
    public Constraint codomain() {
        return Constraints.POSITIVE;
    }

    @Override
    public boolean bijective() {
        return true;
    }

    /** A tensor: that of the exponent's signs. */
    @Override
    public Object sign() {
        return exponent.sign();
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new PowerTransform(exponent, cacheSize);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.pow(exponent);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        return y.pow(exponent.reciprocal());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return exponent.mul(y).div(x).abs().log();
    }

    @Override
    public Size forwardShape(Size shape) {
        return Torch.broadcastShapes(shape, exponent.shape());
    }

    @Override
    public Size inverseShape(Size shape) {
        return Torch.broadcastShapes(shape, exponent.shape());
    }

    /** As in PyTorch, exponents of shapes that do not broadcast cannot be compared. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PowerTransform that && TransformUtils.same(exponent, that.exponent);
    }

    @Override
    public int hashCode() {
        return PowerTransform.class.hashCode();
    }
}
