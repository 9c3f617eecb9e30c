package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The distance of two vectors: {@code ‖x1 - x2 + eps‖_p}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Inputs: {@code (N, D)} or {@code (D)}
 *   <li>Output: {@code (N)} or {@code ()}; with {@code keepdim} {@code (N, 1)} or {@code (1)}
 * </ul>
 *
 * {@snippet :
 * var m = new PairwiseDistance(2);
 * m.call(Torch.randn(100, 128), Torch.randn(100, 128)).shape(); // torch.Size([100])
 * }
 *
 * <p>Mirrors {@code torch.nn.PairwiseDistance}.
 */
public class PairwiseDistance extends BinaryModule {
    /** Exponent of the norm, PyTorch's {@code p}. */
    public final double norm;

    /** What is added to the difference, against division by zero. */
    public final double eps;

    /** Whether the last dimension stays, with size 1. */
    public final boolean keepdim;

    /** The Euclidean distance. */
    public PairwiseDistance() {
        this(2);
    }

    /** The distance with exponent {@code p}. */
    public PairwiseDistance(double p) {
        this(o -> o.p(p));
    }

    /** A distance with keyword arguments. */
    public PairwiseDistance(Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        norm = o.p;
        eps = o.eps;
        keepdim = o.keepdim;
    }

    @Override
    public Tensor forward(Tensor x1, Tensor x2) {
        return F.pairwiseDistance(x1, x2, norm, eps, keepdim);
    }

    /** The keyword arguments of {@link PairwiseDistance} and {@link F#pairwiseDistance}. */
    public static final class Options extends Keywords<Options> {
        double p = 2;
        double eps = 1e-6;
        boolean keepdim;

        Options() {}

        /** Exponent of the norm; may be negative. Default: 2 */
        public Options p(double p) {
            this.p = p;
            return this;
        }

        /** What is added to the difference, against division by zero. Default: 1e-6 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }

        /** Whether the last dimension stays, with size 1. Default: false */
        public Options keepdim(boolean keepdim) {
            this.keepdim = keepdim;
            return this;
        }
    }
}
