package torch.nn;

/** The keyword arguments of {@link F#huberLoss}, whose module knows no factors. */
public final class HuberLossOptions extends WeightedLossOptions<HuberLossOptions> {
    double delta = 1;

    HuberLossOptions() {}

    /** Error at which the loss becomes linear; above 0. Default: 1 */
    public HuberLossOptions delta(double delta) {
        this.delta = delta;
        return this;
    }
}
