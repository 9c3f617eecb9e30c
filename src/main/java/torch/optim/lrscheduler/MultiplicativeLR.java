package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import torch.optim.Optimizer;

/**
 * Multiplies each learning rate by a function of the step, from the second on: {@code lr = lr * lrLambda(t)}.
 *
 * {@snippet :
 * new MultiplicativeLR(optimizer, epoch -> 0.95);
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.MultiplicativeLR}.
 */
public class MultiplicativeLR extends FunctionLR {
    /** Asks one function for all groups. */
    public MultiplicativeLR(Optimizer optimizer, LongToDoubleFunction lrLambda) {
        this(optimizer, lrLambda, -1);
    }

    /** Asks one function for all groups, after step {@code lastEpoch}. */
    public MultiplicativeLR(Optimizer optimizer, LongToDoubleFunction lrLambda, long lastEpoch) {
        super(optimizer, forAll(optimizer, lrLambda), lastEpoch);
    }

    /**
     * Asks a function for each group.
     *
     * @throws IllegalArgumentException if there are not as many functions as groups
     */
    public MultiplicativeLR(Optimizer optimizer, List<? extends LongToDoubleFunction> lrLambdas) {
        this(optimizer, lrLambdas, -1);
    }

    /** Asks a function for each group, after step {@code lastEpoch}. */
    public MultiplicativeLR(
            Optimizer optimizer, List<? extends LongToDoubleFunction> lrLambdas, long lastEpoch) {
        super(optimizer, forEach(optimizer, lrLambdas), lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        return isInitial() ? lrs() : times(lrs());
    }
}
