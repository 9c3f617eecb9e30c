package torch.utils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.amp.GradScaler;
import torch.cuda.Cuda;
import torch.nn.Module;
import torch.optim.Optimizer;
import torch.optim.lrscheduler.LRScheduler;
import torch.utils.CheckpointFiles.Entry;
import torch.utils.data.DataLoader;

/**
 * Saves a training run so that it can be killed at any moment and goes on exactly as if nothing had happened: models,
 * optimizers, schedulers, scalers, the place in the data, the random numbers to come, and values of the program's own.
 *
 * {@snippet :
 * var checkpoints = new CheckpointManager(Path.of("checkpoints"), o -> o.keepLast(3).keepBest(Mode.MIN))
 *         .add("model", model)
 *         .add("optimizer", optimizer)
 *         .add("scheduler", scheduler)
 *         .add("loader", loader);
 * var resumed = checkpoints.resume();
 * long step = resumed == null ? 0 : resumed.step();
 * while (loader.epoch() < 10) {
 *     for (var batch : loader) { // goes on with the batch that was not seen yet
 *         double loss = trainStep(batch);
 *         if (++step % 100 == 0) checkpoints.save(step, loss);
 *     }
 * }
 * }
 *
 * <p>Each checkpoint is one file of {@link Torch#save}, {@code checkpoint-<step>_<metric>.pt}, which Python loads too:
 * {@code torch.load(file)["state"]["model"]} is the model's state. A name shows a whole file or none, whenever the process
 * is killed and also if the disk is full. The state of the default generators of the CPU and all CUDA devices is always
 * saved; other generators are added by name.
 *
 * <p>A manager belongs to one thread, and a folder to one run.
 */
public final class CheckpointManager {
    private static final String FORMAT = "jtorch.checkpoint";
    private static final System.Logger LOG = System.getLogger("torch.utils");

    /** Which metric is the best. */
    public enum Mode {
        /** The lowest, as of a loss. */
        MIN,
        /** The highest, as of an accuracy. */
        MAX;

        boolean isBetter(double metric, double than) {
            return this == MIN ? metric < than : metric > than;
        }
    }

    /**
     * What a run goes on from.
     *
     * @param file the checkpoint
     * @param step the step it was saved for
     * @param metric the metric it was saved with, if any
     * @param values the program's own values, as {@link Torch#load} gives them; tensors are on the CPU and in no scope
     */
    public record Resumed(
            Path file,
            long step,
            @Nullable Double metric,
            Map<String, ? extends @Nullable Object> values) {}

    /** Something whose state is saved. */
    private record Part(Supplier<?> state, Consumer<Object> load) {}

    private final Path folder;
    private final CheckpointFiles files;
    private final Options options = new Options();
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private boolean mayWrite;

    /** Keeps the last three checkpoints in a folder, which is made when the first one is saved. */
    public CheckpointManager(Path folder) {
        this(folder, o -> {});
    }

    /** Keeps checkpoints in a folder as the options say. */
    public CheckpointManager(Path folder, Consumer<? super Options> options) {
        this.folder = Objects.requireNonNull(folder, "folder must be a Path, not null");
        options.accept(this.options);
        files = new CheckpointFiles(folder);
    }

    // ---- What is saved

    /** Adds a model, or an averaged one. */
    public CheckpointManager add(String name, Module model) {
        Objects.requireNonNull(model, "model must be a Module, not null");
        return add(name, model::stateDict, state -> model.loadStateDict(typed(state)));
    }

    /** Adds an optimizer. */
    public CheckpointManager add(String name, Optimizer optimizer) {
        Objects.requireNonNull(optimizer, "optimizer must be an Optimizer, not null");
        return add(name, optimizer::stateDict, optimizer::loadStateDict);
    }

    /** Adds a learning rate scheduler. */
    public CheckpointManager add(String name, LRScheduler scheduler) {
        Objects.requireNonNull(scheduler, "scheduler must be an LRScheduler, not null");
        return add(name, scheduler::stateDict, scheduler::loadStateDict);
    }

    /** Adds a gradient scaler. */
    public CheckpointManager add(String name, GradScaler scaler) {
        Objects.requireNonNull(scaler, "scaler must be a GradScaler, not null");
        return add(
                name,
                scaler::stateDict,
                state -> {
                    // A scaler that does nothing has no state, which one that does something cannot
                    // take.
                    if (!state.isEmpty()) scaler.loadStateDict(state);
                });
    }

    /**
     * Adds a loader: its place in the epoch, and the order and random numbers to come. After {@link #resume} the next loop
     * over it goes on with the batch that was not seen yet, and {@link DataLoader#epoch} says which epoch it is in.
     */
    public CheckpointManager add(String name, DataLoader<?> loader) {
        Objects.requireNonNull(loader, "loader must be a DataLoader, not null");
        return add(name, loader::stateDict, loader::loadStateDict);
    }

    /** Adds a generator; the default ones are saved anyway. */
    public CheckpointManager add(String name, Generator generator) {
        Objects.requireNonNull(generator, "generator must be a Generator, not null");
        return add(name, new Part(generator::getState, s -> generator.setState(tensor(name, s))));
    }

    /**
     * Adds anything that can give its state as a map and take it again.
     *
     * @param state called when a checkpoint is saved; gives what {@link Torch#save} saves
     * @param load called with what {@link Torch#load} loads, whose tensors are closed afterwards unless kept
     */
    public CheckpointManager add(
            String name, Supplier<? extends Map<String, ?>> state, Consumer<Map<String, ?>> load) {
        Objects.requireNonNull(state, "state must be a Supplier, not null");
        Objects.requireNonNull(load, "load must be a Consumer, not null");
        return add(
                name,
                new Part(
                        state,
                        loaded -> {
                            if (!(loaded instanceof Map<?, ?> map))
                                throw new IllegalArgumentException(
                                        "the state of '%s' is no map".formatted(name));
                            load.accept(typed(map));
                        }));
    }

    private CheckpointManager add(String name, Part part) {
        Objects.requireNonNull(name, "name must be a String, not null");
        if (parts.putIfAbsent(name, part) != null)
            throw new IllegalArgumentException("'%s' was added already".formatted(name));
        return this;
    }

    @SuppressWarnings("unchecked")
    private static <V extends @Nullable Object> Map<String, V> typed(Map<?, ?> map) {
        return (Map<String, V>) map;
    }

    private static Tensor tensor(String name, @Nullable Object value) {
        if (value instanceof Tensor tensor) return tensor;
        throw new IllegalArgumentException("the state of '%s' is no tensor".formatted(name));
    }

    // ---- Saving

    /** Saves a checkpoint. */
    public Path save(long step) {
        return save(step, null, Map.of());
    }

    /** Saves a checkpoint with values of the program's own. */
    public Path save(long step, Map<String, ? extends @Nullable Object> values) {
        return save(step, null, values);
    }

    /** Saves a checkpoint with a metric. */
    public Path save(long step, double metric) {
        return save(step, metric, Map.of());
    }

    /** Saves a checkpoint with a metric and values of the program's own. */
    public Path save(long step, double metric, Map<String, ? extends @Nullable Object> values) {
        return save(step, (Double) metric, values);
    }

    /**
     * Saves a checkpoint, and then deletes those that are no longer kept. If the run went back to an earlier step, what
     * was saved for later ones is deleted too.
     *
     * @param step counts up, from 0
     * @param metric what the best checkpoint is chosen by
     * @param values anything that {@link Torch#save} saves
     * @return the file
     * @throws IllegalStateException if the folder has checkpoints and none of them was resumed or restored: another run's
     *     are not overwritten
     * @throws UncheckedIOException if the file cannot be written; those before are as they were
     */
    public Path save(
            long step, @Nullable Double metric, Map<String, ? extends @Nullable Object> values) {
        if (step < 0)
            throw new IllegalArgumentException("step must not be negative, but is " + step);
        if (!mayWrite && !files.entries().isEmpty()) {
            throw new IllegalStateException(
                    folder
                            + " has checkpoints already: call resume() before the first save, or choose another folder");
        }
        Path file = files.fileOf(step, metric);
        try (var _ = Torch.scope()) {
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            content.put("format", FORMAT);
            content.put("version", 1L);
            content.put("step", step);
            content.put("metric", metric);
            content.put("values", values);
            Map<String, Object> state = new LinkedHashMap<>();
            parts.forEach((name, part) -> state.put(name, part.state.get()));
            content.put("state", state);
            content.put("random", randomState());
            Files.createDirectories(folder);
            Torch.save(content, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mayWrite = true;
        files.prune(file, step, options.keepLast, options.mode);
        return file;
    }

    private static Map<String, Object> randomState() {
        Map<String, Object> random = new LinkedHashMap<>();
        random.put("cpu", Torch.getRngState());
        random.put("cuda", Cuda.getRngStateAll());
        return random;
    }

    // ---- Going on

    /**
     * Restores the last checkpoint. One that is broken is left with a warning, and the one before it is restored; it is
     * deleted when the run has come to a checkpoint again.
     *
     * @return null if there are no checkpoints, and the run begins
     * @throws FileFormatException if there are checkpoints, but none of them can be loaded
     * @throws RuntimeException if the state does not fit what was added; then some of it may have been changed
     */
    public @Nullable Resumed resume() {
        files.deleteParts();
        List<RuntimeException> broken = new ArrayList<>();
        for (Entry entry : files.entries().reversed()) {
            try (var _ = Torch.scope()) {
                Content content;
                try {
                    content = load(entry.file());
                } catch (FileFormatException | UncheckedIOException e) {
                    broken.add(e);
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "checkpoint %s cannot be loaded, the one before it is tried: %s"
                                    .formatted(entry.file(), e.getMessage()));
                    continue;
                }
                return restore(entry.file(), content);
            }
        }
        if (broken.isEmpty()) {
            mayWrite = true;
            return null;
        }
        var none =
                new FileFormatException(
                        folder,
                        "none of %d checkpoints can be loaded".formatted(broken.size()),
                        broken.getFirst());
        broken.subList(1, broken.size()).forEach(none::addSuppressed);
        throw none;
    }

    /**
     * Restores the checkpoint with the best metric.
     *
     * @throws IllegalStateException if none has a metric, or the options do not say which metric is the best
     * @throws FileFormatException if it is broken
     */
    public Resumed restoreBest() {
        Path best = best();
        if (best == null)
            throw new IllegalStateException(folder + " has no checkpoint with a metric");
        return restore(best);
    }

    /**
     * Restores a checkpoint.
     *
     * @throws FileFormatException if it is broken
     * @throws UncheckedIOException if it cannot be read
     * @throws RuntimeException if the state does not fit what was added; then some of it may have been changed
     */
    public Resumed restore(Path file) {
        try (var _ = Torch.scope()) {
            return restore(file, load(file));
        }
    }

    /** What a checkpoint says. */
    private record Content(
            long step,
            @Nullable Double metric,
            Map<String, @Nullable Object> values,
            Map<String, Object> state,
            Map<String, Object> random) {}

    private static Content load(Path file) {
        Object loaded = Torch.load(file, o -> o.mapLocation("cpu"));
        if (!(loaded instanceof Map<?, ?> map) || !FORMAT.equals(map.get("format")))
            throw new FileFormatException(file, "is no checkpoint");
        if (!Long.valueOf(1).equals(map.get("version")))
            throw new FileFormatException(
                    file, "is of version %s, not 1".formatted(map.get("version")));
        if (map.get("step") instanceof Long step
                && map.get("values") instanceof Map<?, ?> values
                && map.get("state") instanceof Map<?, ?> state
                && map.get("random") instanceof Map<?, ?> random) {
            Double metric = map.get("metric") instanceof Double number ? number : null;
            return new Content(step, metric, typed(values), typed(state), typed(random));
        }
        throw new FileFormatException(file, "lacks a part of a checkpoint");
    }

    private Resumed restore(Path file, Content content) {
        Map<String, Object> state = content.state;
        for (String name : parts.keySet()) {
            if (!state.containsKey(name)) {
                throw new IllegalArgumentException(
                        "%s has no state of '%s', only of %s"
                                .formatted(file, name, state.keySet()));
            }
        }
        parts.forEach((name, part) -> part.load.accept(Objects.requireNonNull(state.get(name))));
        Torch.setRngState(tensor("cpu", content.random.get("cpu")));
        if (content.random.get("cuda") instanceof List<?> cuda) restoreCuda(cuda);
        mayWrite = true;
        keep(content.values);
        return new Resumed(file, content.step, content.metric, content.values);
    }

    private static void restoreCuda(List<?> saved) {
        List<Tensor> states = saved.stream().map(state -> tensor("cuda", state)).toList();
        int devices = Cuda.deviceCount();
        if (devices != states.size()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "random numbers of %d CUDA devices were saved, and there are %d: those of the first are restored"
                            .formatted(states.size(), devices));
        }
        Cuda.setRngStateAll(states.subList(0, Math.min(devices, states.size())));
    }

    private static void keep(@Nullable Object value) {
        switch (value) {
            case Tensor tensor -> tensor.keep();
            case Map<?, ?> map -> map.values().forEach(CheckpointManager::keep);
            case Iterable<?> several -> several.forEach(CheckpointManager::keep);
            case null, default -> {}
        }
    }

    // ---- What is there

    /** The checkpoints, the last one last. */
    public List<Path> files() {
        return files.entries().stream().map(Entry::file).toList();
    }

    /** The last checkpoint, null if there is none. */
    public @Nullable Path last() {
        List<Path> all = files();
        return all.isEmpty() ? null : all.getLast();
    }

    /**
     * The checkpoint with the best metric, the first of several; null if none has one.
     *
     * @throws IllegalStateException if the options do not say which metric is the best
     */
    public @Nullable Path best() {
        Mode mode = options.mode;
        if (mode == null)
            throw new IllegalStateException("which metric is the best is said by o.keepBest(…)");
        Entry best = CheckpointFiles.best(files.entries(), mode);
        return best == null ? null : best.file();
    }

    @Override
    public String toString() {
        return "CheckpointManager(%s, %s)".formatted(folder, parts.keySet());
    }

    /** The keyword arguments of {@link CheckpointManager}. */
    public static final class Options {
        private int keepLast = 3;
        private @Nullable Mode mode;

        private Options() {}

        /** How many of the last checkpoints are kept, at least one; two or more outlive a broken last one. Default: 3 */
        public Options keepLast(int keepLast) {
            if (keepLast < 1)
                throw new IllegalArgumentException(
                        "keepLast must be at least 1, but is " + keepLast);
            this.keepLast = keepLast;
            return this;
        }

        /** Keeps the checkpoint with the best metric too. Default: only the last ones */
        public Options keepBest(Mode mode) {
            this.mode = Objects.requireNonNull(mode, "mode must be a Mode, not null");
            return this;
        }
    }
}
