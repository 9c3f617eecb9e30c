package torch.optim;

import torch.internal.PythonTuple;

/**
 * Options of the optimizers that average the gradient and its square.
 *
 * @param <O> the optimizer's own options
 */
public abstract class AdamOptions<O extends AdamOptions<O>> extends CapturableOptions<O> {
    AdamOptions() {}

    /** Coefficients of the running averages of the gradient and of its size. Default: 0.9 and 0.999 */
    public O betas(double beta1, double beta2) {
        return set("betas", PythonTuple.of(beta1, beta2));
    }

    /** Added to the denominator for numerical stability. Default: 1e-8 */
    public O eps(double eps) {
        return set("eps", eps);
    }
}
