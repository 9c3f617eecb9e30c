package torch.distributions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import torch.Tensor;
import torch.Torch;

/**
 * Different transforms for the parts that {@code torch.cat} joins.
 *
 * {@snippet :
 * var t = new CatTransform(List.of(new ExpTransform(), Transforms.IDENTITY), 0, new long[] {10, 10});
 * t.call(Torch.cat(Torch.arange(10), Torch.arange(10)));
 * }
 *
 * <p>Mirrors {@code torch.distributions.transforms.CatTransform}.
 */
public class CatTransform extends PartsTransform {
    private final long[] lengths;

    /** Of parts of extent 1 along dimension 0. */
    public CatTransform(List<? extends Transform> tseq) {
        this(tseq, 0);
    }

    /** Of parts of extent 1. */
    public CatTransform(List<? extends Transform> tseq, int dim) {
        this(tseq, dim, ones(tseq));
    }

    /** Without caches, but those that the transforms have. */
    public CatTransform(List<? extends Transform> tseq, int dim, long[] lengths) {
        this(tseq, dim, lengths, 0);
    }

    /**
     * With caches.
     *
     * @param tseq the transforms of the parts
     * @param dim the dimension along which the parts lie
     * @param lengths the extents of the parts
     * @param cacheSize 0 or 1
     * @throws IllegalArgumentException if there are not as many lengths as transforms
     */
    public CatTransform(List<? extends Transform> tseq, int dim, long[] lengths, int cacheSize) {
        super(tseq, dim, cacheSize);
        this.lengths = TransformUtils.required(lengths, "lengths").clone();
        if (lengths.length != tseq.size()) {
            throw new IllegalArgumentException(
                    "lengths (%d) must match transforms (%d)"
                            .formatted(lengths.length, tseq.size()));
        }
    }

    private static long[] ones(List<?> tseq) {
        var ones = new long[TransformUtils.required(tseq, "tseq").size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The extents of the parts. */
    public long[] lengths() {
        return lengths.clone();
    }

    @Override
    public int eventDim() {
        return transforms().stream().mapToInt(Transform::eventDim).max().orElseThrow();
    }

    /** The sum of the extents. */
    @Override
    public long length() {
        return Arrays.stream(lengths).sum();
    }

    @Override
    String lengthName() {
        return "length";
    }

    @Override
    public Constraint domain() {
        return Constraints.cat(domains(), dim, lengths);
    }

    @Override
    public Constraint codomain() {
        return Constraints.cat(codomains(), dim, lengths);
    }

    @Override
    protected Transform copy(int cacheSize) {
        return new CatTransform(transforms(), dim, lengths, cacheSize);
    }

    @Override
    List<Tensor> parts(Tensor whole) {
        var parts = new ArrayList<Tensor>();
        long start = 0;
        for (long length : lengths) {
            parts.add(whole.narrow(dim, start, length));
            start += length;
        }
        return parts;
    }

    @Override
    Tensor joined(List<Tensor> parts) {
        return Torch.cat(parts, dim);
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        List<Tensor> parts = logDeterminants(x, y);
        int eventDim = eventDim();
        for (int i = 0; i < parts.size(); i++) {
            int more = eventDim - transforms().get(i).eventDim();
            parts.set(i, DistributionUtils.sumRightmost(parts.get(i), more));
        }
        // where the parts lie within the event, they are summed as it is
        int joint = (dim >= 0 ? dim - x.dim() : dim) + eventDim;
        if (joint < 0) {
            return Torch.cat(parts, joint);
        }
        Tensor sum = parts.getFirst().add(0);
        for (Tensor part : parts.subList(1, parts.size())) {
            sum = sum.add(part);
        }
        return sum;
    }
}
