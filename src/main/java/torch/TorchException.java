package torch;

/**
 * An operation that libtorch refused: shapes that do not fit, types that do not mix, a graph that is gone. The message
 * starts with the operator's name. Mirrors the {@code RuntimeError} of PyTorch.
 */
public class TorchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TorchException(String message) {
        super(message);
    }
}
