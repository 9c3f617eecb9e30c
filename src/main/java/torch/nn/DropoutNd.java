package torch.nn;

/** What all dropouts share: the probability, its check and the printed form. */
abstract class DropoutNd extends UnaryModule {
    /** Probability of an element, or of a channel, to be dropped. */
    public final double p;

    /** Whether the input itself is changed. */
    public final boolean inplace;

    DropoutNd(double p, boolean inplace) {
        this.p = DropoutFunctions.checkedProbability(p);
        this.inplace = inplace;
    }

    @Override
    public String extraRepr() {
        return "p=" + Repr.of(p) + ", inplace=" + Repr.of(inplace);
    }
}
