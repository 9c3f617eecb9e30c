package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import torch.optim.Optimizer;

/** A scheduler that asks a function, the same for all groups or one for each. */
abstract class FunctionLR extends LRScheduler {
    /** The function of each group, of the step from 0. */
    public final List<LongToDoubleFunction> lrLambdas;

    FunctionLR(Optimizer optimizer, List<LongToDoubleFunction> lrLambdas, long lastEpoch) {
        this.lrLambdas = lrLambdas;
        super(optimizer, lastEpoch);
    }

    static List<LongToDoubleFunction> forAll(Optimizer optimizer, LongToDoubleFunction lrLambda) {
        return Collections.nCopies(optimizer.paramGroups().size(), lrLambda);
    }

    static List<LongToDoubleFunction> forEach(
            Optimizer optimizer, List<? extends LongToDoubleFunction> lrLambdas) {
        if (lrLambdas.size() != optimizer.paramGroups().size()) {
            throw new IllegalArgumentException(
                    "Expected %d lr_lambdas, but got %d"
                            .formatted(optimizer.paramGroups().size(), lrLambdas.size()));
        }
        return List.copyOf(lrLambdas);
    }

    /** The product of each group's rate with its function of this step. */
    final List<LearningRate> times(List<LearningRate> rates) {
        List<LearningRate> products = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            products.add(rates.get(i).mul(lrLambdas.get(i).applyAsDouble(lastEpoch)));
        }
        return products;
    }

    /** Saves the state of functions that are {@link Stateful}. */
    @Override
    protected void exchange(SchedulerState state) {
        super.exchange(state);
        state.functions("lr_lambdas", lrLambdas);
    }
}
