package torch.nn;

import java.util.function.Consumer;

/**
 * A {@link BatchNorm3d} that finds {@code numFeatures} at its first call and becomes a {@code BatchNorm3d}; see
 * {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b>: that of {@link BatchNorm3d}.
 *
 * {@snippet :
 * var m = new LazyBatchNorm3d();
 * m.call(Torch.randn(20, 100, 35, 45, 10));
 * m.numFeatures; // 100
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyBatchNorm3d}.
 */
public class LazyBatchNorm3d extends BatchNorm3d implements LazyNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public LazyBatchNorm3d() {
        this(o -> {});
    }

    /** A layer with momentum 0.1. */
    public LazyBatchNorm3d(double eps) {
        this(o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public LazyBatchNorm3d(double eps, double momentum) {
        this(o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public LazyBatchNorm3d(Consumer<? super BatchNorm3d.Options> options) {
        super(0, o -> options.accept(o.lazy()));
    }
}
