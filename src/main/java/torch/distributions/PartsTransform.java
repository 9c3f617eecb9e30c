package torch.distributions;

import java.util.ArrayList;
import java.util.List;
import torch.Tensor;

/** Different transforms for the parts of a tensor along one dimension. */
abstract class PartsTransform extends Transform {
    private final List<Transform> transforms;
    final int dim;

    PartsTransform(List<? extends Transform> tseq, int dim, int cacheSize) {
        super(cacheSize);
        this.transforms = TransformUtils.withCaches(tseq, cacheSize);
        this.dim = dim;
    }

    /** The transforms of the parts. */
    public List<Transform> transforms() {
        return transforms;
    }

    /** The dimension along which the parts lie. */
    public int dim() {
        return dim;
    }

    @Override
    public boolean bijective() {
        return transforms.stream().allMatch(Transform::bijective);
    }

    /** What the extent of {@link #dim} has to be. */
    abstract long length();

    /** How the error message calls that extent. */
    abstract String lengthName();

    abstract List<Tensor> parts(Tensor whole);

    abstract Tensor joined(List<Tensor> parts);

    final List<Constraint> domains() {
        return transforms.stream().map(Transform::domain).toList();
    }

    final List<Constraint> codomains() {
        return transforms.stream().map(Transform::codomain).toList();
    }

    @Override
    protected Tensor forward(Tensor x) {
        check(x, "x", "tensor");
        List<Tensor> parts = parts(x);
        var results = new ArrayList<Tensor>();
        for (int i = 0; i < parts.size(); i++) {
            results.add(transforms.get(i).call(parts.get(i)));
        }
        return joined(results);
    }

    @Override
    protected Tensor inverse(Tensor y) {
        check(y, "y", "tensor");
        List<Tensor> parts = parts(y);
        var results = new ArrayList<Tensor>();
        for (int i = 0; i < parts.size(); i++) {
            results.add(transforms.get(i).inv().call(parts.get(i)));
        }
        return joined(results);
    }

    /** The log-determinants of the parts. */
    final List<Tensor> logDeterminants(Tensor x, Tensor y) {
        check(x, "x", "x");
        check(y, "y", "y");
        List<Tensor> xs = parts(x);
        List<Tensor> ys = parts(y);
        var results = new ArrayList<Tensor>();
        for (int i = 0; i < xs.size(); i++) {
            results.add(transforms.get(i).logAbsDetJacobian(xs.get(i), ys.get(i)));
        }
        return results;
    }

    private void check(Tensor whole, String name, String what) {
        if (dim < -whole.dim() || dim >= whole.dim()) {
            throw new IllegalArgumentException(
                    "dim %d out of range for %s with %d dimensions"
                            .formatted(dim, what, whole.dim()));
        }
        if (whole.size(dim) != length()) {
            throw new IllegalArgumentException(
                    "%s.size(%d) = %d must equal %s %d"
                            .formatted(name, dim, whole.size(dim), lengthName(), length()));
        }
    }
}
