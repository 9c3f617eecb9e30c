package examples;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.amp.GradScaler;
import torch.cuda.Cuda;
import torch.distributed.Dist;
import torch.distributed.DistributedDataParallel;
import torch.distributed.run.Launcher;
import torch.nn.Module;
import torch.nn.Parameter;
import torch.nn.UnaryModule;

/** On what device, in what precision and in how many processes an example trains; training.py is the same in Python. */
final class Training {
    /** The precision of {@code --amp}. */
    enum Precision {
        DEFAULT,
        FP16,
        BF16;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class DeviceConverter implements ITypeConverter<Device> {
        @Override
        public Device convert(String text) {
            Device device = Device.of(text);
            String reason = device.type().equals("cuda") ? Cuda.unavailableReason() : null;
            if (reason != null) throw new TypeConversionException("no CUDA: " + reason);
            return device;
        }
    }

    @Option(
            names = "--device",
            converter = DeviceConverter.class,
            defaultValue = "cpu",
            description = "Device to train on, as cuda.")
    Device device = Device.of("cpu");

    @Option(
            names = "--amp",
            arity = "0..1",
            fallbackValue = "default",
            description =
                    "Automatic mixed precision: fp16, bf16, or the device's default, fp16 on CUDA and bf16 on the CPU.")
    @Nullable Precision amp;

    @Option(
            names = "--world",
            converter = Options.Positive.class,
            description = "Processes that train together, each with a batch of its own.")
    int world = 1;

    @Option(names = "--checkpoint", description = "Folder for checkpoints.")
    @Nullable Path checkpoint;

    @Option(
            names = "--checkpoint-every",
            converter = Options.Positive.class,
            description = "Save a checkpoint every so many steps.")
    int checkpointEvery = 100;

    @Option(names = "--resume", description = "Go on from the last checkpoint, if there is one.")
    boolean resume;

    // ---- Processes

    /** Whether this process is to start those of {@code --world}; jtorch run and torchrun have done so. */
    boolean isLauncher() {
        return world > 1 && System.getenv("WORLD_SIZE") == null;
    }

    /** Runs the program in the processes of {@code --world}; its exit code. */
    int launch(Class<?> program, String... args) {
        // As this JVM was started: with its heap, for instance.
        var jvmOptions =
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(option -> option.startsWith("-X"));
        var command =
                Stream.of(jvmOptions, Stream.of(program.getName()), Arrays.stream(args))
                        .flatMap(Function.identity());
        return new Launcher(o -> o.nprocPerNode(world))
                .run(Launcher.java(command.toArray(String[]::new)));
    }

    /** Joins the others, where there are any; only rank 0 prints from then on. */
    void join() {
        if (System.getenv("WORLD_SIZE") == null) return;
        boolean cuda = device.type().equals("cuda");
        Dist.initProcessGroup(cuda ? "nccl" : "gloo");
        world = Dist.getWorldSize();
        if (cuda) {
            device = new Device("cuda", Dist.getNodeLocalRank(0));
            Cuda.setDevice(device);
        }
        if (!isMain()) System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    }

    void leave() {
        if (Dist.isInitialized()) Dist.destroyProcessGroup();
    }

    static int rank() {
        return Dist.isInitialized() ? Dist.getRank() : 0;
    }

    /** Whether this process is the one that prints and writes. */
    static boolean isMain() {
        return rank() == 0;
    }

    // ---- Models

    /** A model on the device: alone, or one of copies that DistributedDataParallel keeps the same. */
    record Parallel<M extends Module>(M module, @Nullable DistributedDataParallel<M> copies) {
        <R> R call(Function<M, R> forward) {
            return copies == null ? forward.apply(module) : copies.call(forward);
        }

        List<Parameter> parameters() {
            return module.parameters();
        }

        /** Calls a model of one input and one output. */
        Tensor call(Tensor input) {
            return call(net -> ((UnaryModule) (Module) net).call(input));
        }
    }

    <M extends Module> Parallel<M> parallel(M model) {
        model.to(device);
        // Statistics of batch normalization are each process's own: a broadcast between two calls
        // of a model would
        // change what the backward of the first one needs.
        return new Parallel<>(
                model,
                world == 1
                        ? null
                        : new DistributedDataParallel<>(model, o -> o.broadcastBuffers(false)));
    }

    // ---- Precision

    private DType dtype() {
        return switch (amp) {
            case FP16 -> DType.FLOAT16;
            case BF16 -> DType.BFLOAT16;
            case null, default -> Torch.getAutocastDtype(device.type());
        };
    }

    /** Runs a forward in the precision of {@code --amp}; without it, as it is. */
    Autocast autocast() {
        return new Autocast(device.type(), o -> o.dtype(dtype()).enabled(amp != null));
    }

    /** Keeps gradients in half precision from being lost; without {@code --amp}, and in bfloat16, it does nothing. */
    GradScaler scaler() {
        boolean enabled = amp != null && dtype() == DType.FLOAT16;
        return new GradScaler(device.type(), o -> o.enabled(enabled));
    }

    // ---- Losses and checkpoints

    /** The losses of a step, over all processes. */
    double[] mean(Tensor... losses) {
        if (world == 1) return Arrays.stream(losses).mapToDouble(Tensor::itemDouble).toArray();
        try (var _ = Torch.scope()) {
            List<Tensor> detached = new ArrayList<>();
            for (Tensor loss : losses) detached.add(loss.detach());
            Tensor mean = Torch.stack(detached);
            Dist.allReduce(mean);
            return mean.div(world).toDouble().cpu().toDoubleArray();
        }
    }

    /** Where this process's random numbers are. */
    static Map<String, Object> random() {
        return Map.of("cpu", Torch.getRngState(), "cuda", Cuda.getRngStateAll());
    }

    static void setRandom(Map<?, ?> states) {
        Torch.setRngState((Tensor) states.get("cpu"));
        Cuda.setRngStateAll(
                ((List<?>) states.get("cuda")).stream().map(Tensor.class::cast).toList());
    }

    Checkpoints checkpoints(Data<?> data, Progress progress) {
        return new Checkpoints(this, data, progress);
    }
}
