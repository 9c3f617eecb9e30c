package torch.nn.init;

import org.jspecify.annotations.Nullable;
import torch.Generator;

/** The keyword arguments of {@link Init#truncNormal_}. */
public final class TruncNormalOptions {
    double mean;
    double std = 1;
    double a = -2;
    double b = 2;
    @Nullable Generator generator;

    TruncNormalOptions() {}

    /** Mean of the distribution before it is cut. Default: 0 */
    public TruncNormalOptions mean(double mean) {
        this.mean = mean;
        return this;
    }

    /** Standard deviation of the distribution before it is cut. Default: 1 */
    public TruncNormalOptions std(double std) {
        this.std = std;
        return this;
    }

    /** Least value. Default: -2 */
    public TruncNormalOptions a(double a) {
        this.a = a;
        return this;
    }

    /** Greatest value. Default: 2 */
    public TruncNormalOptions b(double b) {
        this.b = b;
        return this;
    }

    /** What draws the numbers; null for the default generator. Default: null */
    public TruncNormalOptions generator(@Nullable Generator generator) {
        this.generator = generator;
        return this;
    }
}
