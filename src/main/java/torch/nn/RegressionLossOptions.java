package torch.nn;

/** The keyword arguments of {@link F#l1Loss} and {@link F#mseLoss}, whose modules know no factors. */
public final class RegressionLossOptions extends WeightedLossOptions<RegressionLossOptions> {
    RegressionLossOptions() {}
}
