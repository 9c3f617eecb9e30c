package torch;

/**
 * An error of the device or its driver: a kernel that failed, an assertion on the device, a call that it refused. The
 * device may be of no more use to this process afterwards. Mirrors {@code torch.AcceleratorError}.
 */
public class AcceleratorException extends TorchException {
    private static final long serialVersionUID = 1L;

    public AcceleratorException(String message) {
        super(message);
    }
}
