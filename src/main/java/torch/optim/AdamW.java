package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import torch.Tensor;

/**
 * Adam with decoupled weight decay: parameters shrink by {@code p = p - lr * weightDecay * p} before each step, and the
 * decay goes into neither running average.
 *
 * {@snippet :
 * var optimizer = new AdamW(model.parameters(), o -> o.lr(3e-4).weightDecay(0.1));
 * }
 *
 * <p>Mirrors {@code torch.optim.AdamW}.
 */
public final class AdamW extends Adam {
    /** Optimizes {@code params} with the default options. */
    public AdamW(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /**
     * Optimizes {@code params}.
     *
     * @param options sets options other than the defaults
     * @throws IllegalArgumentException if {@code params} is empty or an option is out of its range
     */
    public AdamW(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), options);
    }

    /**
     * Optimizes groups of parameters, made with {@link Adam#group}, each with its own options.
     *
     * @param options sets the options of groups that do not set them themselves
     * @throws IllegalArgumentException if there are no parameters or an option is out of its range
     */
    public AdamW(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.decoupledDefaults().configuredBy(options));
    }
}
