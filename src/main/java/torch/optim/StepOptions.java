package torch.optim;

/**
 * Options of the optimizers whose operations can be called for all parameters at once.
 *
 * @param <O> the optimizer's own options
 */
public abstract class StepOptions<O extends StepOptions<O>> extends Optimizer.Options<O> {
    StepOptions() {}

    /** Weight decay: this times the parameter is added to its gradient. */
    public O weightDecay(double weightDecay) {
        return set("weight_decay", weightDecay);
    }

    /** Whether to make the objective larger instead of smaller. Default: false */
    public O maximize(boolean maximize) {
        return set("maximize", maximize);
    }

    /**
     * Whether the step uses PyTorch's formula for all parameters at once, of which some optimizers round differently.
     * Default: not on the CPU, where the formula for one parameter is still computed with one call for all; false does
     * that for one parameter after the other, with temporaries for only one of them.
     */
    public O foreach(boolean foreach) {
        return set("foreach", foreach);
    }

    /** Whether autograd records the step, for gradients through it. Default: false */
    public O differentiable(boolean differentiable) {
        return set("differentiable", differentiable);
    }
}
