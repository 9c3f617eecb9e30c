package torch.nn;

import java.util.function.Consumer;

/**
 * A {@link BatchNorm1d} that finds {@code numFeatures} at its first call and becomes a {@code BatchNorm1d}; see
 * {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b>: that of {@link BatchNorm1d}.
 *
 * {@snippet :
 * var m = new LazyBatchNorm1d();
 * m.call(Torch.randn(20, 100));
 * m.numFeatures; // 100
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyBatchNorm1d}.
 */
public class LazyBatchNorm1d extends BatchNorm1d implements LazyNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public LazyBatchNorm1d() {
        this(o -> {});
    }

    /** A layer with momentum 0.1. */
    public LazyBatchNorm1d(double eps) {
        this(o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public LazyBatchNorm1d(double eps, double momentum) {
        this(o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public LazyBatchNorm1d(Consumer<? super BatchNorm1d.Options> options) {
        super(0, o -> options.accept(o.lazy()));
    }
}
