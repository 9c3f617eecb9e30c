package torch.serialization;

/** Carries out of the reading of a file what is not the file's fault. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException reason;

    Failure(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    RuntimeException reason() {
        return reason;
    }
}
