package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;

/**
 * Adam with decoupled weight decay: parameters shrink by {@code p = p - lr * weightDecay * p} before each step, and the
 * decay goes into neither running average. The weight decay is 1e-2 unless another is set.
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

    /** Optimizes {@code params}. */
    public AdamW(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public AdamW(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public AdamW(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.decoupledDefaults().configuredBy(options));
    }

    /** What is loaded into AdamW decays as AdamW, whatever it was saved by. */
    @Override
    void complete(ParamGroup group) {
        super.complete(group);
        group.set("decoupled_weight_decay", true);
    }
}
