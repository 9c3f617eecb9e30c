package torch.utils;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import torch.FileFormatException;
import torch.Generator;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.amp.GradScaler;
import torch.nn.BatchNorm1d;
import torch.nn.Dropout;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.optim.ASGD;
import torch.optim.Adadelta;
import torch.optim.Adafactor;
import torch.optim.Adagrad;
import torch.optim.Adam;
import torch.optim.AdamW;
import torch.optim.Adamax;
import torch.optim.LBFGS;
import torch.optim.NAdam;
import torch.optim.Optimizer;
import torch.optim.RAdam;
import torch.optim.RMSprop;
import torch.optim.Rprop;
import torch.optim.SGD;
import torch.optim.lrscheduler.CosineAnnealingWarmRestarts;
import torch.optim.lrscheduler.CyclicLR;
import torch.optim.lrscheduler.ExponentialLR;
import torch.optim.lrscheduler.LRScheduler;
import torch.optim.lrscheduler.LinearLR;
import torch.optim.lrscheduler.OneCycleLR;
import torch.optim.lrscheduler.ReduceLROnPlateau;
import torch.optim.lrscheduler.SequentialLR;
import torch.optim.lrscheduler.StepLR;
import torch.optim.swautils.AveragedModel;
import torch.optim.swautils.SWALR;
import torch.optim.swautils.SwaUtils;
import torch.utils.CheckpointManager.Mode;

class CheckpointManagerTest {
    @TempDir Path folder;

    private static CheckpointManager of(Path folder, Linear model) {
        return new CheckpointManager(folder, o -> o.keepLast(2)).add("model", model);
    }

    // ---- Which are kept

    private static List<String> names(CheckpointManager checkpoints) {
        return checkpoints.files().stream().map(f -> f.getFileName().toString()).toList();
    }

    @Test
    void lastOnes_areKept() {
        var checkpoints = of(folder, new Linear(2, 1));
        for (long step = 1; step <= 5; step++) checkpoints.save(step);
        assertEquals(
                List.of("checkpoint-000000004.pt", "checkpoint-000000005.pt"), names(checkpoints));
        assertEquals(folder.resolve("checkpoint-000000005.pt"), checkpoints.last());
    }

    @ParameterizedTest
    @EnumSource
    void bestOne_isKept(Mode mode) {
        var checkpoints =
                new CheckpointManager(folder, o -> o.keepLast(1).keepBest(mode))
                        .add("model", new Linear(2, 1));
        double[] metrics = {0.5, -1.5e-7, 3.25, Double.NaN, -1.5e-7, 3.25, 1};
        for (int i = 0; i < metrics.length; i++) checkpoints.save(i, metrics[i]);
        String best =
                mode == Mode.MIN
                        ? "checkpoint-000000001_-1.5E-7.pt"
                        : "checkpoint-000000002_3.25.pt";
        assertEquals(List.of(best, "checkpoint-000000006_1.0.pt"), names(checkpoints));
        assertEquals(folder.resolve(best), checkpoints.best());
        // A manager that comes later knows it by the names alone.
        var later = new CheckpointManager(folder, o -> o.keepLast(1).keepBest(mode));
        assertEquals(checkpoints.best(), later.best());
        CheckpointManager.Resumed restored = later.add("model", new Linear(2, 1)).restoreBest();
        assertEquals(mode == Mode.MIN ? -1.5e-7 : 3.25, restored.metric());
    }

    @Test
    void infiniteMetric_isKeptByItsName() {
        var checkpoints = new CheckpointManager(folder, o -> o.keepBest(Mode.MIN));
        checkpoints.save(1, Double.POSITIVE_INFINITY);
        checkpoints.save(2, Double.NEGATIVE_INFINITY);
        assertEquals(Double.NEGATIVE_INFINITY, checkpoints.restoreBest().metric());
    }

    @Test
    void folderOfAnotherRun_isNotOverwritten() {
        of(folder, new Linear(2, 1)).save(7);
        var other = of(folder, new Linear(2, 1));
        assertThrows(IllegalStateException.class, () -> other.save(1));
        assertEquals(List.of("checkpoint-000000007.pt"), names(other));
        assertNotNull(other.resume());
        other.save(8);
        assertEquals(2, other.files().size());
    }

    @Test
    void goingBack_deletesWhatWasSavedForLaterSteps() {
        var checkpoints = new CheckpointManager(folder, o -> o.keepLast(5));
        Path second = null;
        for (long step = 1; step <= 4; step++) {
            Path file = checkpoints.save(step);
            if (step == 2) second = file;
        }
        checkpoints.restore(second);
        checkpoints.save(3, 0.5);
        assertEquals(
                List.of(
                        "checkpoint-000000001.pt",
                        "checkpoint-000000002.pt",
                        "checkpoint-000000003_0.5.pt"),
                names(checkpoints));
    }

    @Test
    void otherFiles_areLeft() throws IOException {
        List<String> others =
                List.of(
                        "model.pt",
                        "checkpoint-x.pt",
                        "checkpoint-1_best.pt",
                        ".checkpoint-1.part");
        for (String name : others) Files.createFile(folder.resolve(name));
        var checkpoints = of(folder, new Linear(2, 1));
        assertNull(checkpoints.resume());
        for (long step = 0; step < 5; step++) checkpoints.save(step);
        for (String name : others) assertTrue(Files.exists(folder.resolve(name)), name);
    }

    @Test
    void partsOfDeadProcesses_areDeleted() throws IOException {
        String dead = ".checkpoint-000000001.pt.999999999-1a2b.part";
        String alive = ".checkpoint-1.pt." + ProcessHandle.current().pid() + "-1a2b.part";
        Files.createFile(folder.resolve(dead));
        Files.createFile(folder.resolve(alive));
        assertNull(of(folder, new Linear(2, 1)).resume());
        assertFalse(Files.exists(folder.resolve(dead)));
        assertTrue(Files.exists(folder.resolve(alive)));
    }

    // ---- Broken ones

    @Test
    void noCheckpoints_isNothingToResume() {
        assertNull(of(folder.resolve("not there"), new Linear(2, 1)).resume());
    }

    @Test
    void brokenLastOne_isLeftForTheOneBefore() throws IOException {
        var model = new Linear(20, 10);
        var checkpoints = of(folder, model);
        checkpoints.save(1);
        float[] first = model.weight.toFloatArray();
        try (var _ = Torch.noGrad()) {
            model.weight.add_(1);
        }
        Path last = checkpoints.save(2);
        byte[] whole = Files.readAllBytes(last);
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            byte[] broken =
                    i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (i % 2 == 1) broken[random.nextInt(whole.length - 100)] ^= 0x55;
            Files.write(last, broken);
            CheckpointManager.Resumed resumed = of(folder, model).resume();
            assertNotNull(resumed);
            // A changed byte may lie where it means nothing.
            assertTrue(resumed.step() == 1 || i % 2 == 1);
            if (resumed.step() == 1) assertArrayEquals(first, model.weight.toFloatArray());
        }
    }

    @Test
    void onlyBrokenOnes_areAnError() throws IOException {
        Files.writeString(folder.resolve("checkpoint-1.pt"), "no checkpoint");
        Files.createFile(folder.resolve("checkpoint-2.pt"));
        Torch.save(Map.of("format", "another"), folder.resolve("checkpoint-3.pt"));
        var checkpoints = of(folder, new Linear(2, 1));
        var error = assertThrows(FileFormatException.class, checkpoints::resume);
        assertTrue(error.getMessage().contains("none of 3 checkpoints"), error.getMessage());
        assertEquals(2, error.getSuppressed().length);
        assertThrows(IllegalStateException.class, () -> checkpoints.save(4));
    }

    @Test
    void brokenOnesThatWereLeft_areDeletedWhenTheRunComesThere() throws IOException {
        var model = new Linear(2, 1);
        var checkpoints = new CheckpointManager(folder, o -> o.keepLast(1)).add("model", model);
        checkpoints.save(10);
        Files.createFile(folder.resolve("checkpoint-000000020.pt"));
        assertEquals(10, checkpoints.resume().step());
        checkpoints.save(15);
        assertEquals(List.of("checkpoint-000000015.pt"), names(checkpoints));
    }

    @Test
    void stateThatDoesNotFit_isAnErrorAndNotBroken() {
        of(folder, new Linear(2, 1)).save(1);
        assertThrows(RuntimeException.class, () -> of(folder, new Linear(3, 1)).resume());
        var more = of(folder, new Linear(2, 1)).add("ema", new Linear(2, 1));
        var error = assertThrows(IllegalArgumentException.class, more::resume);
        assertTrue(error.getMessage().contains("no state of 'ema', only of [model]"));
    }

    @Test
    void folderThatCannotBeWritten_isAnErrorAndKeepsWhatIsThere() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(UncheckedIOException.class, () -> of(file, new Linear(2, 1)).save(1));
        var checkpoints = of(folder.resolve("run"), new Linear(2, 1));
        checkpoints.save(1);
        checkpoints.save(2);
        // What cannot be saved is found while the file is being written.
        assertThrows(
                IllegalArgumentException.class,
                () -> checkpoints.save(3, Map.of("x", new Object())));
        Files.createDirectory(folder.resolve("run/checkpoint-000000004.pt"));
        assertThrows(UncheckedIOException.class, () -> checkpoints.save(4));
        Files.delete(folder.resolve("run/checkpoint-000000004.pt"));
        assertEquals(
                List.of("checkpoint-000000001.pt", "checkpoint-000000002.pt"), names(checkpoints));
        try (var left = Files.list(folder.resolve("run"))) {
            assertEquals(2, left.count());
        }
        assertEquals(2, of(folder.resolve("run"), new Linear(2, 1)).resume().step());
    }

    @Test
    void badArguments_areRefused() {
        var checkpoints = of(folder, new Linear(2, 1));
        assertThrows(IllegalArgumentException.class, () -> checkpoints.save(-1));
        assertThrows(
                IllegalArgumentException.class, () -> checkpoints.add("model", new Linear(2, 1)));
        assertThrows(NullPointerException.class, () -> checkpoints.add("other", (Optimizer) null));
        assertThrows(NullPointerException.class, () -> new CheckpointManager(null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CheckpointManager(folder, o -> o.keepLast(0)));
        assertThrows(IllegalStateException.class, checkpoints::best);
        assertThrows(
                UncheckedIOException.class, () -> checkpoints.restore(folder.resolve("none.pt")));
    }

    // ---- What comes back

    @Test
    void values_comeBack() {
        var checkpoints = new CheckpointManager(folder);
        try (var _ = Torch.scope()) {
            Tensor t = Torch.arange(3);
            checkpoints.save(
                    3, Map.of("epoch", 2L, "name", "x", "losses", List.of(0.5, 0.25), "t", t));
        }
        try (var _ = Torch.scope()) {
            CheckpointManager.Resumed resumed = checkpoints.resume();
            assertEquals(3, resumed.step());
            assertNull(resumed.metric());
            assertEquals(2L, resumed.values().get("epoch"));
            assertEquals("x", resumed.values().get("name"));
            assertEquals(List.of(0.5, 0.25), resumed.values().get("losses"));
            Tensor t = (Tensor) resumed.values().get("t");
            assertArrayEquals(new long[] {0, 1, 2}, t.toLongArray());
            t.close();
        }
    }

    @Test
    void randomNumbers_goOn() {
        var own = new Generator().manualSeed(5);
        var checkpoints = new CheckpointManager(folder).add("own", own);
        Torch.manualSeed(3);
        Torch.randn(5).close();
        checkpoints.save(1);
        try (var _ = Torch.scope()) {
            float[] expected = Torch.randn(20).toFloatArray();
            float[] expectedOwn = Torch.randn(Torch.shape(20), own).toFloatArray();
            Torch.manualSeed(9);
            own.manualSeed(1);
            checkpoints.resume();
            assertArrayEquals(expected, Torch.randn(20).toFloatArray());
            assertArrayEquals(expectedOwn, Torch.randn(Torch.shape(20), own).toFloatArray());
        }
    }

    @Test
    void memory_returns() {
        var run = new Run(Adam::new, o -> new StepLR(o, 2));
        run.train(2);
        var checkpoints = run.checkpoints(folder);
        checkpoints.save(1);
        checkpoints.resume();
        long before = Handles.settled();
        for (int i = 0; i < 3; i++) {
            checkpoints.save(2 + i);
            checkpoints.resume();
        }
        assertEquals(before, Handles.settled());
    }

    /** A small model with all that a run has. */
    private static final class Run {
        final Sequential model =
                new Sequential(
                        new Linear(6, 8),
                        new BatchNorm1d(8),
                        new ReLU(),
                        new Dropout(0.3),
                        new Linear(8, 2));
        final AveragedModel<Sequential> average =
                new AveragedModel<>(
                        model, o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.9)).useBuffers(true));
        final GradScaler scaler = new GradScaler("cpu", o -> o.initScale(256).growthInterval(3));
        final Optimizer optimizer;
        final LRScheduler scheduler;
        final List<Double> losses = new ArrayList<>();

        Run(
                Function<List<Tensor>, Optimizer> optimizer,
                Function<Optimizer, LRScheduler> scheduler) {
            this.optimizer = optimizer.apply(List.copyOf(model.parameters()));
            this.scheduler = scheduler.apply(this.optimizer);
        }

        CheckpointManager checkpoints(Path folder) {
            return new CheckpointManager(folder)
                    .add("model", model)
                    .add("average", average)
                    .add("optimizer", optimizer)
                    .add("scheduler", scheduler)
                    .add("scaler", scaler);
        }

        void train(int steps) {
            for (int i = 0; i < steps; i++) {
                try (var _ = Torch.scope()) {
                    Tensor x = Torch.randn(16, 6);
                    Tensor y = Torch.randn(16, 2);
                    double loss;
                    if (optimizer instanceof LBFGS) {
                        loss =
                                optimizer
                                        .step(
                                                () -> {
                                                    optimizer.zeroGrad();
                                                    Tensor l = F.mseLoss(model.call(x), y);
                                                    l.backward();
                                                    return l;
                                                })
                                        .item()
                                        .doubleValue();
                    } else {
                        optimizer.zeroGrad();
                        Tensor l = F.mseLoss(model.call(x), y);
                        scaler.scale(l).backward();
                        scaler.step(optimizer);
                        scaler.update();
                        loss = l.item().doubleValue();
                    }
                    losses.add(loss);
                    if (scheduler instanceof ReduceLROnPlateau plateau) plateau.step(loss);
                    else scheduler.step();
                    average.updateParameters(model);
                }
            }
        }

        /** Everything there is, bit for bit. */
        String state() {
            var text = new StringBuilder(losses.toString());
            model.stateDict().forEach((name, t) -> text.append(name).append(bits(t)));
            average.stateDict().forEach((name, t) -> text.append(name).append(bits(t)));
            text.append(scheduler.getLastLr()).append(scaler.getScale());
            return text.toString();
        }

        private static String bits(Tensor t) {
            try (Tensor wide = t.to(torch.DType.FLOAT64)) {
                return Arrays.toString(wide.toDoubleArray());
            }
        }
    }

    private enum Kind {
        SGD(p -> new SGD(p, o -> o.lr(0.05).momentum(0.9)), o -> new ExponentialLR(o, 0.9)),
        ADAM(Adam::new, o -> new StepLR(o, 3)),
        ADAM_FUSED(p -> new Adam(p, o -> o.fused(true).amsgrad(true)), o -> new StepLR(o, 3)),
        ADAM_TENSOR_LR(p -> new Adam(p, o -> o.lr(Torch.tensor(0.01))), o -> new StepLR(o, 3)),
        ADAMW(AdamW::new, o -> new OneCycleLR(o, 0.1, c -> c.totalSteps(40L))),
        ADAMAX(Adamax::new, o -> new CosineAnnealingWarmRestarts(o, 4)),
        NADAM(NAdam::new, ReduceLROnPlateau::new),
        RADAM(RAdam::new, o -> new SWALR(o, 0.05)),
        RMSPROP(
                p -> new RMSprop(p, o -> o.momentum(0.5)),
                o -> new CyclicLR(o, 0.001, 0.1, c -> c.stepSizeUp(3))),
        RPROP(Rprop::new, o -> new StepLR(o, 3)),
        ADAGRAD(
                Adagrad::new,
                o ->
                        new SequentialLR(
                                o,
                                List.of(new LinearLR(o), new ExponentialLR(o, 0.9)),
                                new long[] {5})),
        ADADELTA(Adadelta::new, o -> new StepLR(o, 3)),
        ADAFACTOR(Adafactor::new, o -> new StepLR(o, 3)),
        ASGD(ASGD::new, o -> new StepLR(o, 3)),
        LBFGS(LBFGS::new, o -> new StepLR(o, 3));

        final Function<List<Tensor>, Optimizer> optimizer;
        final Function<Optimizer, LRScheduler> scheduler;

        Kind(
                Function<List<Tensor>, Optimizer> optimizer,
                Function<Optimizer, LRScheduler> scheduler) {
            this.optimizer = optimizer;
            this.scheduler = scheduler;
        }

        Run run(long seed) {
            Torch.manualSeed(seed);
            return new Run(optimizer, scheduler);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void resumedRun_equalsOneThatWasNotInterrupted(Kind kind) {
        Run whole = kind.run(1);
        whole.train(12);
        Run first = kind.run(1);
        first.train(5);
        first.checkpoints(folder).save(5, Map.of("losses", first.losses));
        Run second = kind.run(99);
        second.train(2); // what it has of its own is gone
        second.losses.clear();
        second.losses.addAll(
                ((List<?>) second.checkpoints(folder).resume().values().get("losses"))
                        .stream().map(Double.class::cast).toList());
        second.train(7);
        assertEquals(whole.state(), second.state());
    }
}
