package torch.nn;

/** An activation that may write its result over its input. */
abstract class InplaceActivation extends UnaryModule {
    /** Whether the input itself is changed. */
    public final boolean inplace;

    InplaceActivation(boolean inplace) {
        this.inplace = inplace;
    }

    @Override
    public String extraRepr() {
        return inplace ? "inplace=True" : "";
    }

    /** The printed form of settings that come before {@link #inplace}. */
    final String beforeInplace(String settings) {
        return inplace ? settings + ", inplace=True" : settings;
    }
}
