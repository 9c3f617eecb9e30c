package torch.nn;

/** What the normalizations over neighbouring channels share: settings and printed form. */
abstract class ResponseNorm extends UnaryModule {
    /** Number of neighbouring channels. */
    public final long size;

    /** Factor of the sum of squares. */
    public final double alpha;

    /** Exponent of the divisor. */
    public final double beta;

    /** What is added to the sum of squares. */
    public final double k;

    private final String printedK;

    ResponseNorm(long size, ResponseNormOptions o, String defaultK) {
        this.size = size;
        alpha = o.alpha;
        beta = o.beta;
        k = o.k();
        printedK = o.k == null ? defaultK : Repr.of(k);
    }

    @Override
    public String extraRepr() {
        return "%d, alpha=%s, beta=%s, k=%s"
                .formatted(size, Repr.of(alpha), Repr.of(beta), printedK);
    }
}
