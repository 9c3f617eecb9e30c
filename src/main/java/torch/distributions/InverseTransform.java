package torch.distributions;

import torch.Size;
import torch.Tensor;

/** A transform backwards; Python's {@code _InverseTransform}. */
final class InverseTransform extends Transform {
    private final Transform base;

    InverseTransform(Transform base) {
        super(base.cacheSize);
        this.base = base;
    }

    @Override
    public Constraint domain() {
        return base.codomain();
    }

    @Override
    public Constraint codomain() {
        return base.domain();
    }

    @Override
    public boolean bijective() {
        return base.bijective();
    }

    @Override
    public Object sign() {
        return base.sign();
    }

    @Override
    public Transform inv() {
        return base;
    }

    @Override
    public Transform withCache(int cacheSize) {
        return base.withCache(cacheSize).inv();
    }

    @Override
    public Tensor call(Tensor y) {
        return base.callInverse(y);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return base.logAbsDetJacobian(y, x).neg();
    }

    @Override
    public Size forwardShape(Size shape) {
        return base.inverseShape(shape);
    }

    @Override
    public Size inverseShape(Size shape) {
        return base.forwardShape(shape);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InverseTransform that && base.equals(that.base);
    }

    @Override
    public int hashCode() {
        return ~base.hashCode();
    }

    @Override
    public String toString() {
        return "_InverseTransform(" + base + ")";
    }
}
