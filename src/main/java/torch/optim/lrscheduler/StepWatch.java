package torch.optim.lrscheduler;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import torch.optim.Optimizer;

/** Which optimizers have stepped since they got a scheduler. */
final class StepWatch {
    private static final Map<Optimizer, AtomicBoolean> STEPPED =
            Collections.synchronizedMap(new WeakHashMap<>());

    private StepWatch() {}

    /** True from the optimizer's next step on. */
    static AtomicBoolean of(Optimizer optimizer) {
        return STEPPED.computeIfAbsent(
                optimizer,
                watched -> {
                    AtomicBoolean stepped = new AtomicBoolean();
                    watched.registerStepPreHook(
                            (_, _) -> {
                                stepped.set(true);
                                return null;
                            });
                    return stepped;
                });
    }
}
