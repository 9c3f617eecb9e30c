package torch.nn;

/** The keyword arguments of {@link F#convTranspose1d}, {@link F#convTranspose2d} and {@link F#convTranspose3d}. */
public final class ConvTransposeFunctionOptions
        extends ConvFunctionNdOptions<ConvTransposeFunctionOptions> {
    IntOrTuple outputPadding = IntOrTuple.of(0);

    ConvTransposeFunctionOptions() {}

    /** Elements added to one side of the output, less than the stride or the dilation. Default: 0 */
    public ConvTransposeFunctionOptions outputPadding(long... outputPadding) {
        this.outputPadding = IntOrTuple.of(outputPadding);
        return this;
    }
}
