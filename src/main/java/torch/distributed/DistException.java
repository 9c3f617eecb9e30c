package torch.distributed;

import torch.TorchException;

/**
 * Something between processes that failed: one that is gone, a time-out, a port in use, a store that is not reached.
 * Mirrors {@code torch.distributed.DistError} and its kinds.
 */
public class DistException extends TorchException {
    private static final long serialVersionUID = 1L;

    public DistException(String message) {
        super(message);
    }
}
