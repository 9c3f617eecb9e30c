package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.amp.GradScaler;
import torch.nn.BatchNorm1d;
import torch.nn.Dropout;
import torch.nn.F;
import torch.nn.LazyBatchNorm1d;
import torch.nn.LazyLinear;
import torch.nn.Linear;
import torch.nn.Parameter;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.utils.Parametrizations;
import torch.nn.utils.Utils;
import torch.optim.*;
import torch.optim.lrscheduler.LRScheduler;
import torch.optim.lrscheduler.OneCycleLR;
import torch.optim.lrscheduler.StepLR;
import torch.optim.swautils.AveragedModel;

/**
 * What is made in the first step and used in later ones survives the scope of the first: training in
 * {@code loader.forEach} gives the numbers that training without scopes gives, and no step leaves tensors behind.
 */
class StepScopeTest {
    private record Case(
            String name,
            Supplier<Sequential> model,
            Function<Collection<Parameter>, Optimizer> optimizer) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Sequential plain() {
        return new Sequential(new Linear(3, 4), new BatchNorm1d(4), new ReLU(), new Linear(4, 1));
    }

    private static Sequential cumulative() {
        return new Sequential(
                new Linear(3, 4), new BatchNorm1d(4, o -> o.momentum(null)), new Linear(4, 1));
    }

    private static Sequential lazy() {
        return new Sequential(
                new LazyLinear(4), new LazyBatchNorm1d(), new Dropout(0.2), new LazyLinear(1));
    }

    private static Sequential normed() {
        var first = new Linear(3, 4);
        var second = new Linear(4, 1);
        Parametrizations.spectralNorm(first);
        Parametrizations.weightNorm(second);
        return new Sequential(first, new ReLU(), second);
    }

    private static Sequential normedByHooks() {
        var first = new Linear(3, 4);
        var second = new Linear(4, 1);
        Utils.spectralNorm(first);
        Utils.weightNorm(second);
        return new Sequential(first, new ReLU(), second);
    }

    static Stream<Case> cases() {
        Map<String, Function<Collection<Parameter>, Optimizer>> optimizers = new LinkedHashMap<>();
        optimizers.put("SGD", p -> new SGD(p, o -> o.lr(0.01).momentum(0.9).nesterov(true)));
        optimizers.put("SGD foreach", p -> new SGD(p, o -> o.lr(0.01).momentum(0.9).foreach(true)));
        optimizers.put("Adam", p -> new Adam(p, o -> o.lr(0.01).amsgrad(true)));
        optimizers.put("Adam foreach", p -> new Adam(p, o -> o.lr(0.01).foreach(true)));
        optimizers.put("Adam fused", p -> new Adam(p, o -> o.lr(0.01).fused(true)));
        optimizers.put("AdamW", p -> new AdamW(p, o -> o.lr(0.01)));
        optimizers.put("Adagrad", p -> new Adagrad(p, o -> o.lr(0.01)));
        optimizers.put("Adadelta", p -> new Adadelta(p, o -> {}));
        optimizers.put("Adamax", p -> new Adamax(p, o -> {}));
        optimizers.put("ASGD", p -> new ASGD(p, o -> o.t0(2)));
        optimizers.put("NAdam", p -> new NAdam(p, o -> {}));
        optimizers.put("RAdam", p -> new RAdam(p, o -> {}));
        optimizers.put("RMSprop", p -> new RMSprop(p, o -> o.centered(true).momentum(0.9)));
        optimizers.put("Rprop", p -> new Rprop(p, o -> {}));
        optimizers.put("Adafactor", p -> new Adafactor(p, o -> {}));
        optimizers.put("LBFGS", p -> new LBFGS(p, o -> o.maxIter(3).lineSearchFn("strong_wolfe")));
        List<Case> cases = new ArrayList<>();
        optimizers.forEach(
                (name, optimizer) -> cases.add(new Case(name, StepScopeTest::plain, optimizer)));
        var adam = optimizers.get("Adam");
        cases.add(new Case("BatchNorm, cumulative", StepScopeTest::cumulative, adam));
        cases.add(new Case("parametrizations", StepScopeTest::normed, adam));
        cases.add(new Case("norms by hooks", StepScopeTest::normedByHooks, adam));
        return cases.stream();
    }

    private interface Loop {
        void run(DataLoader<List<Tensor>> loader, Consumer<List<Tensor>> step);
    }

    private static List<Double> losses(Case c, Loop loop) {
        Torch.manualSeed(0);
        var data = new TensorDataset(Torch.randn(12, 3), Torch.randn(12, 1));
        Sequential model = c.model.get();
        Optimizer optimizer = c.optimizer.apply(model.parameters());
        LRScheduler scheduler = new StepLR(optimizer, 2);
        var average = new AveragedModel<>(model);
        var scaler = new GradScaler("cpu", o -> o.enabled(!(optimizer instanceof LBFGS)));
        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            loop.run(
                    new DataLoader<>(data, 4, true),
                    batch -> {
                        Supplier<Tensor> closure =
                                () -> {
                                    optimizer.zeroGrad();
                                    Tensor loss = F.mseLoss(model.call(batch.get(0)), batch.get(1));
                                    scaler.scale(loss).backward();
                                    return loss;
                                };
                        if (optimizer instanceof LBFGS lbfgs) {
                            losses.add(lbfgs.step(closure).itemDouble());
                        } else {
                            losses.add(closure.get().itemDouble());
                            scaler.unscale_(optimizer);
                            Utils.clipGradNorm_(model.parameters(), 1.0);
                            scaler.step(optimizer);
                            scaler.update();
                        }
                        scheduler.step();
                        average.updateParameters(model);
                    });
        }
        model.eval();
        losses.add(model.call(data.tensors().get(0)).sum().itemDouble());
        losses.add(average.parameters().getFirst().sum().itemDouble());
        // the state is alive, too
        optimizer.stateDict();
        return losses;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stateMadeInAStep_survivesIt(Case c) {
        List<Double> expected =
                losses(
                        c,
                        (loader, step) -> {
                            for (var batch : loader) step.accept(batch);
                        });
        assertEquals(expected, losses(c, DataLoader::forEach));
    }

    @Test
    void lazyLayers_materializeInAStep() {
        List<List<String>> runs = new ArrayList<>();
        for (boolean scoped : new boolean[] {false, true}) {
            Torch.manualSeed(0);
            var data = new TensorDataset(Torch.randn(12, 3), Torch.randn(12, 1));
            Sequential model = lazy();
            List<Optimizer> optimizer = new ArrayList<>();
            List<String> losses = new ArrayList<>();
            var loader = new DataLoader<>(data, 4, true);
            Consumer<List<Tensor>> step =
                    batch -> {
                        Tensor loss = F.mseLoss(model.call(batch.get(0)), batch.get(1));
                        if (optimizer.isEmpty())
                            optimizer.add(new Adam(model.parameters(), o -> o.lr(0.01)));
                        optimizer.getFirst().zeroGrad();
                        loss.backward();
                        optimizer.getFirst().step();
                        losses.add("" + loss.itemDouble());
                    };
            for (int epoch = 0; epoch < 2; epoch++) {
                if (scoped) loader.forEach(step);
                else for (var batch : loader) step.accept(batch);
            }
            losses.add(model.stateDict().toString());
            runs.add(losses);
        }
        assertEquals(runs.get(0), runs.get(1));
    }

    @Test
    void laterSteps_leaveNothing() {
        var data = new TensorDataset(Torch.randn(40, 3), Torch.randn(40, 1));
        Sequential model = plain();
        var optimizer = new Adam(model.parameters(), o -> o.lr(0.01));
        var scheduler = new OneCycleLR(optimizer, 0.1, 100);
        var loader = new DataLoader<>(data, 4, true);
        Handles.settled();
        List<Long> handles = new ArrayList<>();
        loader.forEach(
                batch -> {
                    Tensor loss = F.mseLoss(model.call(batch.get(0)), batch.get(1));
                    optimizer.zeroGrad();
                    loss.backward();
                    optimizer.step();
                    scheduler.step();
                    handles.add(Torch.memory().liveHandles());
                });
        assertEquals(handles.get(1), handles.getLast(), handles.toString());
    }
}
