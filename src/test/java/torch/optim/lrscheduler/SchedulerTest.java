package torch.optim.lrscheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;
import torch.optim.SGD;

/** What schedulers do besides the learning rates that {@link SchedulerGoldenTest} holds to PyTorch's. */
class SchedulerTest {
    private static Optimizer sgd() {
        return new SGD(List.of(Torch.zeros(2).requiresGrad_()), o -> o.lr(0.1));
    }

    /** As the one in the documentation of {@link LRScheduler}. */
    private static final class HalvingLR extends LRScheduler {
        private final long period;

        HalvingLR(Optimizer optimizer, long period) {
            this.period = period;
            super(optimizer, -1);
        }

        @Override
        protected List<LearningRate> compute() {
            return lrs(lr -> lastEpoch > 0 && lastEpoch % period == 0 ? lr.mul(0.5) : lr);
        }
    }

    @Test
    void ownScheduler_setsItsLearningRates() {
        Optimizer optimizer = sgd();
        LRScheduler scheduler = new HalvingLR(optimizer, 2);
        List<Double> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seen.add(optimizer.paramGroups().getFirst().lr());
            optimizer.step();
            scheduler.step();
        }
        assertEquals(List.of(0.1, 0.1, 0.05, 0.05, 0.025), seen);
        assertEquals(List.of(0.025), scheduler.getLastLr());
        assertEquals(5, scheduler.lastEpoch);
        assertEquals("[0.1]", scheduler.baseLrs.toString());
    }

    @Test
    void wrongOrder_warnsOnceAsPyTorchDoes() {
        List<String> seen =
                warnings(
                        () -> {
                            Optimizer optimizer = sgd();
                            LRScheduler scheduler = new StepLR(optimizer, 30);
                            scheduler.step();
                            scheduler.step();
                            scheduler.step(5);
                            scheduler.getLr();
                        });
        // What another test has seen is not said again.
        assertTrue(seen.size() <= 3);
        for (String warning : seen) {
            assertTrue(
                    warning.startsWith("Detected call of `lr_scheduler.step()` before")
                            || warning.startsWith("The epoch parameter in `scheduler.step()`")
                            || warning.startsWith("To get the last learning rate computed"),
                    warning);
        }
    }

    @Test
    void rightOrder_doesNotWarn() {
        List<String> seen =
                warnings(
                        () -> {
                            Optimizer optimizer = sgd();
                            LRScheduler first = new StepLR(optimizer, 30);
                            LRScheduler second = new ExponentialLR(optimizer, 0.9);
                            optimizer.step();
                            first.step();
                            second.step();
                        });
        assertEquals(List.of(), seen);
    }

    private static List<String> warnings(Runnable action) {
        List<String> seen = new ArrayList<>();
        Logger logger = Logger.getLogger("torch.optim");
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord warning) {
                        seen.add(warning.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return seen;
    }

    @Test
    void tensorLearningRate_isFilledInPlace() {
        Tensor lr = Torch.tensor(0.5f);
        Optimizer optimizer = new SGD(List.of(Torch.zeros(2).requiresGrad_()), o -> o.lr(lr));
        ParamGroup group = optimizer.paramGroups().getFirst();
        Object held = group.get("lr");
        try (var _ = Torch.scope()) {
            LRScheduler scheduler = new ExponentialLR(optimizer, 0.5);
            optimizer.step();
            scheduler.step();
            assertSame(held, group.get("lr"));
            assertEquals(0.25, group.lr());
            assertEquals(List.of(0.25), scheduler.getLastLr());
            assertNotSame(held, group.get("initial_lr"));
        }
        assertEquals(0.5, group.getDouble("initial_lr")); // outlives the scope
    }

    @Test
    void groupAddedLater_isNoticed() {
        Optimizer optimizer = sgd();
        LRScheduler scheduler = new LambdaLR(optimizer, epoch -> 1);
        optimizer.addParamGroup(new ParamGroup(List.of(Torch.zeros(1).requiresGrad_())));
        optimizer.step();
        Exception refused = assertThrows(IllegalArgumentException.class, scheduler::step);
        assertEquals("zip() argument 2 is shorter than argument 1", refused.getMessage());

        Optimizer other = sgd();
        var plateau = new ReduceLROnPlateau(other, o -> o.patience(0).minLr(0.02));
        other.addParamGroup(new ParamGroup(List.of(Torch.zeros(1).requiresGrad_())));
        plateau.step(1.0);
        plateau.step(1.0);
        assertEquals(List.of(0.02, 0.02), plateau.getLastLr());
    }

    @Test
    void metric_mayBeATensorOrAWholeNumber() {
        Optimizer optimizer = sgd();
        var plateau = new ReduceLROnPlateau(optimizer, o -> o.patience(0).factor(0.5));
        plateau.step(3);
        plateau.step(Torch.tensor(4.0));
        assertEquals(List.of(0.05), plateau.getLastLr());
        assertEquals(3, plateau.best);
    }

    @Test
    void otherOptimizersScheduler_isRefused() {
        Optimizer optimizer = sgd();
        Optimizer other = sgd();
        Exception refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ChainedScheduler(List.of(new StepLR(other, 3)), optimizer));
        assertEquals(
                "ChainedScheduler expects all schedulers to belong to the same optimizer, but got scheduler StepLR at"
                        + " index 0 has "
                        + other
                        + ", which is different from SGD.",
                refused.getMessage());
    }

    @Test
    void badArguments_giveClearExceptions() {
        Optimizer optimizer = sgd();
        assertThrows(NullPointerException.class, () -> new StepLR(null, 3));
        LRScheduler scheduler = new StepLR(optimizer, 3);
        assertThrows(NullPointerException.class, () -> scheduler.loadStateDict(null));
        Exception refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> scheduler.loadStateDict(Map.of("gamma", "a half")));
        assertEquals("state dict: 'gamma' must be a Number, not a half", refused.getMessage());
        var chained = new ChainedScheduler(List.of(scheduler));
        assertThrows(IllegalArgumentException.class, () -> chained.step(3));
        assertThrows(UnsupportedOperationException.class, chained::getLr);
    }

    @Test
    void schedulers_leaveNoHandles() {
        run();
        long before = Handles.settled();
        run();
        assertEquals(before, Handles.settled());
    }

    private static void run() {
        Optimizer optimizer =
                new SGD(
                        List.of(Torch.zeros(2).requiresGrad_()),
                        o -> o.lr(Torch.tensor(0.1f)).momentum(0.9));
        LRScheduler scheduler =
                new SequentialLR(
                        optimizer,
                        List.of(
                                new LinearLR(optimizer),
                                new CosineAnnealingLR(optimizer, 20),
                                new CyclicLR(optimizer, 0.01, 0.1)),
                        new long[] {5, 20});
        for (int i = 0; i < 30; i++) {
            optimizer.step();
            scheduler.step();
        }
        scheduler.loadStateDict(scheduler.stateDict());
    }
}
