package torch.nn.utils;

/** The keyword arguments of every function that pads sequences. */
public abstract class PadOptions<S extends PadOptions<S>> {
    boolean batchFirst;
    double paddingValue;

    PadOptions() {}

    /** Whether the padded tensor is {@code (B, T, *)} and not {@code (T, B, *)}. Default: false */
    public S batchFirst(boolean batchFirst) {
        this.batchFirst = batchFirst;
        return self();
    }

    /** What short sequences are filled up with. Default: 0 */
    public S paddingValue(double paddingValue) {
        this.paddingValue = paddingValue;
        return self();
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }
}
