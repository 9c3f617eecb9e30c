package torch.nn;

/**
 * The keyword arguments of {@link ConvTranspose1d}, {@link ConvTranspose2d}, {@link ConvTranspose3d} and their lazy
 * forms.
 */
public final class ConvTransposeOptions extends ConvNdOptions<ConvTransposeOptions> {
    ConvTransposeOptions() {}

    /** Elements added to one side of the output, less than the stride or the dilation. Default: 0 */
    public ConvTransposeOptions outputPadding(long... outputPadding) {
        this.outputPadding = outputPadding.clone();
        return this;
    }
}
