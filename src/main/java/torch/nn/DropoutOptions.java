package torch.nn;

/** The keyword arguments of {@link F#dropout} and of the dropouts like it. */
public final class DropoutOptions extends Keywords<DropoutOptions> {
    double p = 0.5;
    boolean training;
    boolean inplace;

    DropoutOptions(boolean training) {
        this.training = training;
    }

    /** Probability of an element, or of a channel, to be dropped. Default: 0.5 */
    public DropoutOptions p(double p) {
        this.p = p;
        return this;
    }

    /** Whether anything is dropped. Default: true; false for the alpha dropouts */
    public DropoutOptions training(boolean training) {
        this.training = training;
        return this;
    }

    /** Whether the input itself is changed. Default: false */
    public DropoutOptions inplace(boolean inplace) {
        this.inplace = inplace;
        return this;
    }
}
