package torch.nn;

import java.util.function.Consumer;

/**
 * A {@link BatchNorm2d} that finds {@code numFeatures} at its first call and becomes a {@code BatchNorm2d}; see
 * {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b>: that of {@link BatchNorm2d}.
 *
 * {@snippet :
 * var m = new LazyBatchNorm2d();
 * m.call(Torch.randn(20, 100, 35, 45));
 * m.numFeatures; // 100
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyBatchNorm2d}.
 */
public class LazyBatchNorm2d extends BatchNorm2d implements LazyNormNd {
    /** A layer with eps 1e-5 and momentum 0.1. */
    public LazyBatchNorm2d() {
        this(o -> {});
    }

    /** A layer with momentum 0.1. */
    public LazyBatchNorm2d(double eps) {
        this(o -> o.eps(eps));
    }

    /** A layer with these settings. */
    public LazyBatchNorm2d(double eps, double momentum) {
        this(o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public LazyBatchNorm2d(Consumer<? super BatchNorm2d.Options> options) {
        super(0, o -> options.accept(o.lazy()));
    }
}
