package torch.nn;

/** The keyword arguments of {@link AvgPool1d} and {@link F#avgPool1d}. */
public final class AvgPool1dOptions extends AvgPoolNdOptions<AvgPool1dOptions> {
    AvgPool1dOptions() {}
}
