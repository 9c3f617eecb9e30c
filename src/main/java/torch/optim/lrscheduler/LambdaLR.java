package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import torch.optim.Optimizer;

/**
 * Sets each learning rate to the initial one times a function of the step: {@code lr = initialLr * lrLambda(t)}.
 *
 * {@snippet :
 * new LambdaLR(optimizer, step -> Math.min(1.0, (step + 1) / 100.0)); // warm-up over 100 steps
 * new LambdaLR(optimizer, List.of(epoch -> epoch / 30, epoch -> Math.pow(0.95, epoch))); // one for each group
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.LambdaLR}.
 */
public class LambdaLR extends FunctionLR {
    /** Asks one function for all groups. */
    public LambdaLR(Optimizer optimizer, LongToDoubleFunction lrLambda) {
        this(optimizer, lrLambda, -1);
    }

    /** Asks one function for all groups, after step {@code lastEpoch}. */
    public LambdaLR(Optimizer optimizer, LongToDoubleFunction lrLambda, long lastEpoch) {
        super(optimizer, forAll(optimizer, lrLambda), lastEpoch);
    }

    /**
     * Asks a function for each group.
     *
     * @throws IllegalArgumentException if there are not as many functions as groups
     */
    public LambdaLR(Optimizer optimizer, List<? extends LongToDoubleFunction> lrLambdas) {
        this(optimizer, lrLambdas, -1);
    }

    /** Asks a function for each group, after step {@code lastEpoch}. */
    public LambdaLR(
            Optimizer optimizer, List<? extends LongToDoubleFunction> lrLambdas, long lastEpoch) {
        super(optimizer, forEach(optimizer, lrLambdas), lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        return times(baseLrs);
    }
}
