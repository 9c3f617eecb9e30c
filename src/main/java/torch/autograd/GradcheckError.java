package torch.autograd;

import torch.TorchException;

/** A gradient that {@code gradcheck} found wrong. Mirrors {@code torch.autograd.gradcheck.GradcheckError}. */
public class GradcheckError extends TorchException {
    private static final long serialVersionUID = 1L;

    public GradcheckError(String message) {
        super(message);
    }
}
