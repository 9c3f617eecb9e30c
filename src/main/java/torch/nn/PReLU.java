package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Rectifies each element but for a learned slope: {@code max(0, x) + weight min(0, x)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions; with one slope per channel {@code (N, C, *)}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new PReLU().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.PReLU}.
 */
public class PReLU extends UnaryModule {
    /** Number of slopes: 1, or one for each channel. */
    public final long numParameters;

    /** What the slopes are at first. */
    public final double init;

    /** The learned slopes, {@code (numParameters)}. */
    public Parameter weight;

    /** A layer with one slope for all, 0.25 at first. */
    public PReLU() {
        this(1);
    }

    /** A layer whose slopes are 0.25 at first. */
    public PReLU(long numParameters) {
        this(numParameters, 0.25);
    }

    /** A layer with these settings. */
    public PReLU(long numParameters, double init) {
        this(o -> o.numParameters(numParameters).init(init));
    }

    /** A layer with keyword arguments. */
    @SuppressWarnings("this-escape")
    public PReLU(Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        numParameters = o.numParameters;
        init = o.init;
        weight = o.parameter(numParameters);
        resetParameters();
    }

    /** Sets {@link #weight} to {@link #init}. */
    public void resetParameters() {
        Init.constant_(weight, init);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.prelu(input, weight);
    }

    @Override
    public String extraRepr() {
        return "num_parameters=" + numParameters;
    }

    /** The keyword arguments of {@link PReLU}. */
    public static final class Options extends LayerOptions<Options> {
        private long numParameters = 1;
        private double init = 0.25;

        private Options() {}

        /** Number of slopes: 1, or one for each channel. Default: 1 */
        public Options numParameters(long numParameters) {
            this.numParameters = numParameters;
            return this;
        }

        /** What the slopes are at first. Default: 0.25 */
        public Options init(double init) {
            this.init = init;
            return this;
        }
    }
}
