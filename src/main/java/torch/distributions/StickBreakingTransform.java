package torch.distributions;

import torch.Index;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/**
 * From real vectors to the simplex of one more dimension: each entry breaks, by its sigmoid, a part off what is left of
 * a stick. A bijection.
 *
 * <p>Mirrors {@code torch.distributions.transforms.StickBreakingTransform}.
 */
public class StickBreakingTransform extends FixedTransform {
    /** Without a cache. */
    public StickBreakingTransform() {
        this(0);
    }

    /** With a cache of {@code cacheSize}, 0 or 1, entries. */
    public StickBreakingTransform(int cacheSize) {
        super(Constraints.REAL_VECTOR, Constraints.SIMPLEX, cacheSize, StickBreakingTransform::new);
    }

    @Override
    public boolean bijective() {
        return true;
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor z = SigmoidTransform.within(x.sub(offset(x, x.size(-1)).log()).sigmoid());
        Tensor rest = Torch.rsub(z, 1).cumprod(-1);
        return F.pad(z, new long[] {0, 1}, 1).mul(F.pad(rest, new long[] {1, 0}, 1));
    }

    @Override
    protected Tensor inverse(Tensor y) {
        Tensor cropped = cropped(y);
        Tensor offset = offset(y, y.size(-1) - 1);
        // rounding may leave less than nothing of the stick
        Tensor rest = Torch.rsub(cropped.cumsum(-1), 1).clamp(Torch.finfo(y.dtype()).tiny(), null);
        return cropped.log().sub(rest.log()).add(offset.log());
    }

    @Override
    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
        Tensor shifted = x.sub(offset(x, x.size(-1)).log());
        return shifted.neg().add(F.logsigmoid(shifted)).add(cropped(y).log()).sum(-1);
    }

    /** {@code n, n - 1, …, 1}. */
    private static Tensor offset(Tensor like, long n) {
        return Torch.rsub(like.newOnes(n).cumsum(-1), n + 1);
    }

    private static Tensor cropped(Tensor y) {
        return y.get(Index.ELLIPSIS, Index.slice(null, -1L));
    }

    @Override
    public Size forwardShape(Size shape) {
        return resized(shape, 1);
    }

    @Override
    public Size inverseShape(Size shape) {
        return resized(shape, -1);
    }

    private static Size resized(Size shape, int more) {
        TransformUtils.atLeast(1, shape);
        return Sizes.append(shape.slice(0, -1), shape.get(-1) + more);
    }
}
