package torch.optim;

/**
 * Options of the optimizers that can keep everything about a step on the parameters' device.
 *
 * @param <O> the optimizer's own options
 */
public abstract class CapturableOptions<O extends CapturableOptions<O>> extends StepOptions<O> {
    CapturableOptions() {}

    /**
     * Whether steps can be captured in a CUDA graph: they then read nothing back from the device. A step refuses
     * parameters that are not on one. Default: false
     */
    public O capturable(boolean capturable) {
        return set("capturable", capturable);
    }
}
