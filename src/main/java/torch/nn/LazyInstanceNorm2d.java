package torch.nn;

import java.util.function.Consumer;

/**
 * An {@link InstanceNorm2d} that finds {@code numFeatures} at its first call and becomes an {@code InstanceNorm2d}; see
 * {@link LazyModuleMixin}. As in PyTorch, and unlike that, it
 * learns γ and β and keeps running statistics unless told otherwise.
 *
 * <p><b>Shape</b>: that of {@link InstanceNorm2d}.
 *
 * {@snippet :
 * var m = new LazyInstanceNorm2d();
 * m.call(Torch.randn(20, 100, 35, 45));
 * m.numFeatures; // 100
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyInstanceNorm2d}.
 */
public class LazyInstanceNorm2d extends InstanceNorm2d implements LazyNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public LazyInstanceNorm2d() {
        this(o -> {});
    }

    /** A layer with momentum 0.1. */
    public LazyInstanceNorm2d(double eps) {
        this(o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public LazyInstanceNorm2d(double eps, double momentum) {
        this(o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public LazyInstanceNorm2d(Consumer<? super InstanceNorm2d.Options> options) {
        super(0, o -> options.accept(o.lazy().affine(true).trackRunningStats(true)));
    }
}
