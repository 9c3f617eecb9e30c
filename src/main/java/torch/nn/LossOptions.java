package torch.nn;

/** The keyword argument of every loss: how it is reduced. */
public abstract class LossOptions<S extends LossOptions<S>> extends Keywords<S> {
    Reduction reduction = Reduction.MEAN;

    LossOptions() {}

    /** How the elements are turned into the result. Default: {@link Reduction#MEAN} */
    public S reduction(Reduction reduction) {
        this.reduction = reduction;
        return self();
    }
}
