package torch.nn;

import java.util.function.Consumer;

/**
 * An {@link InstanceNorm1d} that finds {@code numFeatures} at its first call and becomes an {@code InstanceNorm1d}; see
 * {@link LazyModuleMixin}. As in PyTorch, and unlike that, it
 * learns γ and β and keeps running statistics unless told otherwise.
 *
 * <p><b>Shape</b>: that of {@link InstanceNorm1d}.
 *
 * {@snippet :
 * var m = new LazyInstanceNorm1d();
 * m.call(Torch.randn(20, 100, 40));
 * m.numFeatures; // 100
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyInstanceNorm1d}.
 */
public class LazyInstanceNorm1d extends InstanceNorm1d implements LazyNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public LazyInstanceNorm1d() {
        this(o -> {});
    }

    /** A layer with momentum 0.1. */
    public LazyInstanceNorm1d(double eps) {
        this(o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public LazyInstanceNorm1d(double eps, double momentum) {
        this(o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public LazyInstanceNorm1d(Consumer<? super InstanceNorm1d.Options> options) {
        super(0, o -> options.accept(o.lazy().affine(true).trackRunningStats(true)));
    }
}
