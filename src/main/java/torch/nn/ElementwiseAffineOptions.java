package torch.nn;

/** The keyword argument that layer and RMS normalizations share. */
public abstract class ElementwiseAffineOptions<S extends ElementwiseAffineOptions<S>>
        extends LayerOptions<S> {
    boolean elementwiseAffine = true;

    ElementwiseAffineOptions() {}

    /** Whether the layer learns a factor for each element. Default: true */
    public S elementwiseAffine(boolean elementwiseAffine) {
        this.elementwiseAffine = elementwiseAffine;
        return self();
    }
}
