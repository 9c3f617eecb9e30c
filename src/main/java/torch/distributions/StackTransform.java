package torch.distributions;

import java.util.List;
import java.util.stream.IntStream;
import torch.Tensor;
import torch.Torch;

/**
 * Different transforms for the parts that {@code torch.stack} joins.
 *
 * {@snippet :
 * var t = new StackTransform(List.of(new ExpTransform(), Transforms.IDENTITY), 1);
 * t.call(Torch.stack(List.of(Torch.arange(10), Torch.arange(10)), 1));
 * }
 *
 * <p>Mirrors {@code torch.distributions.transforms.StackTransform}.
 */
public class StackTransform extends PartsTransform {
    /** Along dimension 0. */
    public StackTransform(List<? extends Transform> tseq) {
        this(tseq, 0);
    }

    /** Without caches, but those that the transforms have. */
    public StackTransform(List<? extends Transform> tseq, int dim) {
        this(tseq, dim, 0);
    }

    /**
     * With caches.
     *
     * @param tseq the transforms of the parts
     * @param dim the dimension along which the parts lie
     * @param cacheSize 0 or 1
     */
    public StackTransform(List<? extends Transform> tseq, int dim, int cacheSize) {
        super(tseq, dim, cacheSize);
    }

    @Override
    long length() {
        return transforms().size();
    }

    @Override
    String lengthName() {
        return "len(transforms)";
    }

    @Override
    public Constraint domain() {
        return Constraints.stack(domains(), dim);
    }

    @Override
    public Constraint codomain() {
        return Constraints.stack(codomains(), dim);
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new StackTransform(transforms(), dim, cacheSize);
    }

    @Override
    List<Tensor> parts(Tensor whole) {
        return IntStream.range(0, transforms().size()).mapToObj(i -> whole.select(dim, i)).toList();
    }

    @Override
    Tensor joined(List<Tensor> parts) {
        return Torch.stack(parts, dim);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        return joined(logDeterminants(x, y));
    }
}
