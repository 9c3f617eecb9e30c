package torch;

/** Native memory that could not be had. The process stays usable. Mirrors {@code torch.OutOfMemoryError}. */
public class OutOfMemoryException extends TorchException {
    private static final long serialVersionUID = 1L;

    public OutOfMemoryException(String message) {
        super(message);
    }
}
