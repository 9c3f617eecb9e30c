package torch.distributed;

import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.BuiltinCommHookType;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Structures;
import torch.nn.Module;
import torch.nn.Parameter;
import torch.nn.SyncBatchNorm;
import torch.nn.UnaryModule;

/**
 * Trains one model in several processes: each computes with its own part of a batch, and backward leaves the mean of all
 * processes' gradients in each of them. libtorch's own {@code Reducer} sends gradients in buckets while backward still
 * computes others.
 *
 * {@snippet :
 * Dist.initProcessGroup("gloo");
 * var model = new DistributedDataParallel<>(new Net());
 * var optimizer = new SGD(model.parameters(), o -> o.lr(0.1));
 * for (Batch batch : partOfTheData) {
 *     optimizer.zeroGrad();
 *     Tensor loss = F.crossEntropy(model.call(net -> net.forward(batch.x())), batch.y());
 *     loss.backward();
 *     optimizer.step();
 * }
 * }
 *
 * <p>It is a wrapper and no module itself, so that the state dictionary has the model's own keys, with no
 * {@code module.} before them. At construction all processes get the parameters and buffers of rank 0; before each
 * forward that follows a backward they get its buffers.
 *
 * <p>Mirrors {@code torch.nn.parallel.DistributedDataParallel}.
 *
 * @param <M> the model
 */
public final class DistributedDataParallel<M extends Module> implements AutoCloseable {
    private static final long BROADCAST_BYTES = 250L << 20;

    private final M module;
    private final Options options;
    private final ProcessGroup group;
    private final List<Parameter> parameters;
    private final Reducer reducer;
    private boolean requireBackwardGradSync = true;
    private boolean requireForwardParamSync = true;
    private @Nullable Join join;
    private boolean closed;

    /** With PyTorch's defaults. */
    public DistributedDataParallel(M module) {
        this(module, o -> {});
    }

    /**
     * With keyword arguments. All processes of the group construct it together.
     *
     * @throws TorchException if no parameter requires a gradient
     * @throws IllegalArgumentException if the devices make no sense, or a {@link SyncBatchNorm} is on the CPU
     * @throws DistException if the processes' parameters differ in number or shape, or one is gone
     */
    public DistributedDataParallel(M module, Consumer<? super Options> options) {
        this.module = module;
        this.options = new Options();
        options.accept(this.options);
        group = groupOf(this.options);
        var builder = new ReducerBuilder(module, this.options, group);
        parameters = builder.parameters();
        checkDevices();
        if (this.options.initSync) {
            builder.verify();
            syncState(this.options.forwardSyncBuffers || !this.options.broadcastBuffersOff, 0);
        }
        reducer = C10d.call("DistributedDataParallel", builder::build);
    }

    private static ProcessGroup groupOf(Options options) {
        DeviceMesh mesh = options.deviceMesh;
        if (mesh == null) return Dist.groupOr(options.processGroup);
        if (options.processGroup != null) {
            throw new TorchException(
                    "Cannot specify both process_group and device_mesh arguments.");
        }
        if (mesh.ndim() != 1)
            throw new TorchException("Only 1D device mesh is supported, but got " + mesh + ".");
        return mesh.getGroup(0);
    }

    private void checkDevices() {
        if (parameters.isEmpty()) {
            throw new TorchException(
                    "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient.");
        }
        if (options.deviceIds.length > 1) {
            throw new IllegalArgumentException(
                    "device_ids can only be None or contain a single element.");
        }
        Set<Device> devices = new HashSet<>();
        Set<String> types = new HashSet<>();
        for (Parameter parameter : module.parameters()) {
            devices.add(parameter.device());
            types.add("'" + parameter.device().type() + "'");
        }
        if (types.size() != 1) {
            throw new IllegalArgumentException(
                    "DistributedDataParallel's input module must be on the same type of devices, but input module parameters locate in {%s}."
                            .formatted(String.join(", ", types)));
        }
        boolean cpu = device().type().equals("cpu");
        boolean asked = options.deviceIds.length > 0 || options.outputDevice != null;
        if (asked && (options.deviceIds.length == 0 || cpu || devices.size() > 1)) {
            throw new IllegalArgumentException(
                    "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-device GPU modules or CPU modules, but got device_ids %s, output_device %s, and module parameters %s."
                            .formatted(
                                    Arrays.toString(options.deviceIds),
                                    options.outputDevice == null ? "None" : options.outputDevice,
                                    devices));
        }
        if (cpu && module.modules().stream().anyMatch(SyncBatchNorm.class::isInstance))
            throw new IllegalArgumentException("SyncBatchNorm layers only work with GPU modules");
    }

    /** All processes get the parameters of one, and its buffers if they are asked for. */
    void syncState(boolean withBuffers, int groupRank) {
        broadcast(
                Stream.concat(
                                trained(module.namedParameters()),
                                withBuffers ? trained(module.namedBuffers()) : Stream.empty())
                        .toList(),
                groupRank);
    }

    private Stream<? extends Tensor> trained(Map<String, ? extends Tensor> named) {
        return named.entrySet().stream()
                .filter(e -> !options.ignored.contains(e.getKey()))
                .map(Map.Entry::getValue);
    }

    private void broadcast(List<? extends Tensor> state, int groupRank) {
        if (state.isEmpty()) return;
        List<Tensor> detached = state.stream().map(Tensor::detach).toList();
        try (TensorVector tensors = C10d.vector(detached)) {
            C10d.run(
                    "DistributedDataParallel",
                    () ->
                            org.bytedeco.pytorch.global.torch.broadcast_coalesced(
                                    group.natively(), tensors, BROADCAST_BYTES, groupRank));
        } finally {
            detached.forEach(Tensor::close);
        }
    }

    /** The model. */
    public M module() {
        return module;
    }

    ProcessGroup group() {
        return group;
    }

    Device device() {
        return parameters.getFirst().device();
    }

    boolean findsUnusedParameters() {
        return options.findUnusedParameters;
    }

    boolean syncsBuffers() {
        return options.forwardSyncBuffers;
    }

    Reducer reducer() {
        return reducer;
    }

    /**
     * Computes with the model, so that backward averages the gradients: {@code ddp.call(net -> net.forward(x, y))}.
     *
     * @return what {@code forward} returns
     */
    public <R extends @Nullable Object> R call(Function<? super M, R> forward) {
        if (closed) throw new IllegalStateException("this DistributedDataParallel is closed");
        before();
        R output = forward.apply(module);
        after(output);
        return output;
    }

    private void before() {
        boolean grad = Torch.isGradEnabled();
        if (grad && requireBackwardGradSync)
            C10d.run("DistributedDataParallel", reducer::prepare_for_forward);
        if (join != null) join.notifyOthers();
        if (grad) C10d.call("DistributedDataParallel", reducer::rebuild_buckets);
        if (willSyncBuffers()) broadcast(buffers(), join == null ? 0 : join.commonRank(true));
        if (join != null) join.tellWhetherBackwardSyncs(requireBackwardGradSync);
    }

    private void after(@Nullable Object output) {
        requireForwardParamSync = Torch.isGradEnabled() && requireBackwardGradSync;
        if (!requireForwardParamSync) return;
        C10d.run(
                "DistributedDataParallel",
                () -> {
                    try (TensorVector outputs =
                            options.findUnusedParameters
                                    ? C10d.vector(tensors(output))
                                    : new TensorVector()) {
                        reducer.prepare_for_backward(outputs);
                    }
                });
    }

    private static List<Tensor> tensors(@Nullable Object output) {
        List<Tensor> found = new ArrayList<>();
        try {
            Structures.tensors(output, found::add);
        } catch (InaccessibleObjectException e) {
            throw new UnsupportedOperationException(
                    "the tensors of what the model returns cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private List<? extends Tensor> buffers() {
        return trained(module.namedBuffers()).toList();
    }

    private boolean willSyncBuffers() {
        return requireForwardParamSync
                && options.forwardSyncBuffers
                && !module.namedBuffers().isEmpty();
    }

    /** What a process without data does for the others' forward and backward. */
    void shadow(Join context) {
        C10d.call("join", reducer::rebuild_buckets);
        if (willSyncBuffers()) broadcast(buffers(), context.commonRank(false));
        boolean sync = context.doOthersSync();
        requireForwardParamSync = sync;
        if (sync) context.matchBackward();
    }

    void joining(@Nullable Join context) {
        join = context;
    }

    /**
     * Computes with a model of one input and one output. With {@code deviceIds} the input is moved there.
     *
     * @throws UnsupportedOperationException if the model is no {@link UnaryModule}
     */
    public Tensor call(Tensor input) {
        Tensor moved =
                options.deviceIds.length == 0
                        ? input
                        : input.to(new Device(device().type(), options.deviceIds[0]));
        return call(
                model -> {
                    if (model instanceof UnaryModule unary) return unary.call(moved);
                    throw new UnsupportedOperationException(
                            model.getClass().getName()
                                    + " is no UnaryModule: use call(model -> model.forward(…))");
                });
    }

    /** Steps in which gradients only add up here, without the others: {@code try (var off = ddp.noSync()) { … }}. */
    public NoSync noSync() {
        return new NoSync();
    }

    /** What {@link #noSync} opens. */
    public final class NoSync implements AutoCloseable {
        private final boolean before = requireBackwardGradSync;

        private NoSync() {
            requireBackwardGradSync = false;
        }

        @Override
        public void close() {
            requireBackwardGradSync = before;
        }
    }

    /** Trains where processes have unequal numbers of batches; see {@link Join}. */
    public void join(Runnable training) {
        join(o -> {}, training);
    }

    /** As {@link #join(Runnable)} with keyword arguments. */
    public void join(Consumer<? super Join.Options> options, Runnable training) {
        new Join(this, options).run(training);
    }

    /** How gradients travel, for {@link #registerCommHook}. */
    public enum CommHook {
        /** As they are. */
        ALLREDUCE,
        /** In half precision, half as many bytes. */
        FP16_COMPRESS
    }

    /**
     * Chooses how gradients travel; once, before the first backward. Mirrors {@code register_comm_hook} with
     * {@code allreduce_hook} and {@code fp16_compress_hook}.
     *
     * @throws DistException if one was chosen before
     */
    public void registerCommHook(CommHook hook) {
        C10d.run(
                "register_comm_hook",
                () -> reducer.register_builtin_comm_hook(BuiltinCommHookType.valueOf(hook.name())));
    }

    /** The model's parameters, for an optimizer. */
    public Collection<Parameter> parameters() {
        return module.parameters();
    }

    /** The model's state, by its own keys. */
    public Map<String, Tensor> stateDict() {
        return module.stateDict();
    }

    /** Sets the model to training mode. */
    public DistributedDataParallel<M> train() {
        module.train();
        return this;
    }

    /** Sets the model to evaluation mode. */
    public DistributedDataParallel<M> eval() {
        module.eval();
        return this;
    }

    /** Ends it: backward leaves gradients alone from now on. The model lives on. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        reducer.remove_autograd_hooks();
        reducer.close();
    }

    /** The keyword arguments of {@link DistributedDataParallel}. */
    public static final class Options {
        int[] deviceIds = {};
        @Nullable Integer outputDevice;
        @Nullable ProcessGroup processGroup;
        @Nullable DeviceMesh deviceMesh;
        boolean forwardSyncBuffers = true;
        boolean broadcastBuffersOff;
        boolean initSync = true;
        @Nullable Double bucketCapMb;
        double[] bucketCapMbList = {};
        boolean findUnusedParameters;
        boolean gradientAsBucketView;
        boolean skipAllReduceUnusedParams;
        boolean batchedGradCopy;
        Set<String> ignored = Set.of();

        private Options() {}

        /** The device of the model, for inputs to be moved there; one at most, CUDA only. Default: none */
        public Options deviceIds(int... deviceIds) {
            this.deviceIds = deviceIds;
            return this;
        }

        /** Where the output is; with one device it is that. Default: null */
        public Options outputDevice(@Nullable Integer outputDevice) {
            this.outputDevice = outputDevice;
            return this;
        }

        /** The processes. Default: null, all */
        public Options processGroup(@Nullable ProcessGroup processGroup) {
            this.processGroup = processGroup;
            return this;
        }

        /** The processes, as a mesh of one dimension. Default: null */
        public Options deviceMesh(@Nullable DeviceMesh deviceMesh) {
            this.deviceMesh = deviceMesh;
            return this;
        }

        /** Whether all processes get the buffers of rank 0 at construction and before forward. Default: true */
        public Options broadcastBuffers(boolean broadcastBuffers) {
            forwardSyncBuffers = broadcastBuffers;
            broadcastBuffersOff = !broadcastBuffers;
            return this;
        }

        /** Whether all processes get the buffers of rank 0 before forward; at construction they do. Default: true */
        public Options forwardSyncBuffers(boolean forwardSyncBuffers) {
            this.forwardSyncBuffers = forwardSyncBuffers;
            broadcastBuffersOff = false;
            return this;
        }

        /** Whether all processes get the state of rank 0 at construction. Default: true */
        public Options initSync(boolean initSync) {
            this.initSync = initSync;
            return this;
        }

        /** How many mebibytes of gradients go together. Default: 25, and 1 in the first bucket */
        public Options bucketCapMb(double bucketCapMb) {
            this.bucketCapMb = bucketCapMb;
            return this;
        }

        /** How many mebibytes of gradients go together in each bucket, in the order of backward. Default: none */
        public Options bucketCapMbList(double... bucketCapMbList) {
            this.bucketCapMbList = bucketCapMbList;
            return this;
        }

        /** Whether backward may leave parameters without a gradient. Default: false */
        public Options findUnusedParameters(boolean findUnusedParameters) {
            this.findUnusedParameters = findUnusedParameters;
            return this;
        }

        /** Whether gradients are views of the buckets, which saves a copy. Default: false */
        public Options gradientAsBucketView(boolean gradientAsBucketView) {
            this.gradientAsBucketView = gradientAsBucketView;
            return this;
        }

        /** Whether the gradients that no process has computed are not sent. Default: false */
        public Options skipAllReduceUnusedParams(boolean skipAllReduceUnusedParams) {
            this.skipAllReduceUnusedParams = skipAllReduceUnusedParams;
            return this;
        }

        /** Whether the gradients of a bucket are copied at once. Default: false */
        public Options batchedGradCopy(boolean batchedGradCopy) {
            this.batchedGradCopy = batchedGradCopy;
            return this;
        }

        /** The names of parameters and buffers that each process keeps for itself. Default: none */
        public Options paramsAndBuffersToIgnore(String... names) {
            ignored = Set.of(names);
            return this;
        }
    }
}
