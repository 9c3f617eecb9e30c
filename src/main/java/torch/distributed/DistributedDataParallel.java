package torch.distributed;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.BoolVector;
import org.bytedeco.pytorch.LoggerOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.SizeTStringMap;
import org.bytedeco.pytorch.SizeTVector;
import org.bytedeco.pytorch.SizeTVectorVector;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.nn.Module;
import torch.nn.Parameter;
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
 * forward in training mode they get its buffers.
 *
 * <p>Mirrors {@code torch.nn.parallel.DistributedDataParallel}.
 *
 * @param <M> the model
 */
public final class DistributedDataParallel<M extends Module> implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;

    private final M module;
    private final Options options;
    private final ProcessGroup group;
    private final List<Parameter> parameters;
    private final Reducer reducer;
    private boolean requireSync = true;
    private boolean closed;

    /** With PyTorch's defaults. */
    public DistributedDataParallel(M module) {
        this(module, o -> {});
    }

    /**
     * With keyword arguments. All processes of the group construct it together.
     *
     * @throws TorchException if no parameter requires a gradient
     * @throws DistException if the processes' parameters differ in number or shape, or one is gone
     */
    public DistributedDataParallel(M module, Consumer<? super Options> options) {
        this.module = module;
        this.options = new Options();
        options.accept(this.options);
        group = Dist.groupOr(this.options.processGroup);
        parameters = module.parameters().stream().filter(Tensor::requiresGrad).toList();
        if (parameters.isEmpty()) {
            throw new TorchException(
                    "DistributedDataParallel is not needed when a module doesn't have any parameters that require a gradient.");
        }
        verifyShapes();
        if (this.options.initSync)
            broadcastState(
                    Stream.concat(module.parameters().stream(), module.buffers().stream())
                            .toList());
        reducer = C10d.call("DistributedDataParallel", this::makeReducer);
    }

    /** Every process tells its shapes; without this, differing ones would wait for each other for ever. */
    private void verifyShapes() {
        Tensor own =
                Torch.tensor(
                        parameters.stream()
                                .flatMapToLong(
                                        p ->
                                                Stream.of(p)
                                                        .flatMapToLong(
                                                                DistributedDataParallel::shape))
                                .toArray());
        Tensor length = Torch.tensor(new long[] {own.numel()});
        List<Tensor> lengths =
                Stream.generate(() -> Torch.zerosLike(length)).limit(group.size()).toList();
        Collectives.allGather(lengths, length, o -> o.group(group));
        for (int rank = 0; rank < lengths.size(); rank++) {
            if (lengths.get(rank).itemLong() != own.numel()) throw mismatch(rank);
        }
        List<Tensor> shapes =
                Stream.generate(() -> Torch.zerosLike(own)).limit(group.size()).toList();
        Collectives.allGather(shapes, own, o -> o.group(group));
        for (int rank = 0; rank < shapes.size(); rank++) {
            if (!shapes.get(rank).equal(own)) throw mismatch(rank);
        }
    }

    private static LongStream shape(Parameter parameter) {
        return LongStream.concat(LongStream.of(parameter.dim()), parameter.shape().stream());
    }

    private DistException mismatch(int rank) {
        return new DistException(
                "DDP expects same model across all ranks, but Rank %d has other parameters than Rank %d"
                        .formatted(group.rank(), rank));
    }

    private void broadcastState(List<? extends Tensor> state) {
        if (state.isEmpty()) return;
        Torch.noGrad(
                () -> {
                    for (Tensor tensor : state)
                        Collectives.broadcast(tensor, group.globalRank(0), o -> o.group(group));
                });
    }

    private Reducer makeReducer() {
        long cap = (long) (options.bucketCapMb * MEBIBYTE);
        // In the first step all gradients go in one bucket: the order of backward is not known yet.
        long[] limits =
                options.findUnusedParameters
                        ? new long[] {MEBIBYTE, cap}
                        : new long[] {Long.MAX_VALUE};
        boolean[] sparse = new boolean[parameters.size()];
        try (TensorVector tensors = C10d.vector(parameters);
                var assignment =
                        org.bytedeco.pytorch.global.torch.compute_bucket_assignment_by_size(
                                tensors,
                                new SizeTVector(limits),
                                new BoolVector(sparse),
                                new LongVector(),
                                new LoggerOptional())) {
            SizeTVector[] buckets = assignment.get0().get();
            Collections.reverse(Arrays.asList(buckets));
            SizeTStringMap names = new SizeTStringMap();
            List<Map.Entry<String, Parameter>> named =
                    module.namedParameters().entrySet().stream()
                            .filter(e -> e.getValue().requiresGrad())
                            .toList();
            for (int i = 0; i < named.size(); i++) names.put(i, named.get(i).getKey());
            return new Reducer(
                    tensors,
                    new SizeTVectorVector(buckets),
                    group.natively(),
                    new BoolVector(sparse),
                    cap,
                    options.findUnusedParameters,
                    options.gradientAsBucketView,
                    names,
                    MEBIBYTE,
                    false,
                    false,
                    new LongVector(MEBIBYTE, cap));
        }
    }

    /** The model. */
    public M module() {
        return module;
    }

    /**
     * Computes with the model, so that backward averages the gradients: {@code ddp.call(net -> net.forward(x, y))}.
     *
     * @return what {@code forward} returns
     */
    public <R extends @Nullable Object> R call(Function<? super M, R> forward) {
        if (closed) throw new IllegalStateException("this DistributedDataParallel is closed");
        boolean sync = Torch.isGradEnabled() && requireSync;
        if (sync) {
            C10d.run(
                    "DistributedDataParallel",
                    () -> {
                        reducer.prepare_for_forward();
                        reducer.rebuild_buckets();
                    });
        }
        if (options.broadcastBuffers && module.isTraining() && requireSync)
            broadcastState(List.copyOf(module.buffers()));
        R output = forward.apply(module);
        if (sync) {
            C10d.run(
                    "DistributedDataParallel",
                    () -> {
                        try (TensorVector outputs =
                                options.findUnusedParameters
                                        ? C10d.vector(Tensors.in(output))
                                        : new TensorVector()) {
                            reducer.prepare_for_backward(outputs);
                        }
                    });
        }
        return output;
    }

    /**
     * Computes with a model of one input and one output.
     *
     * @throws UnsupportedOperationException if the model is no {@link UnaryModule}
     */
    public Tensor call(Tensor input) {
        return call(
                model -> {
                    if (model instanceof UnaryModule unary) return unary.call(input);
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
        private final boolean before = requireSync;

        private NoSync() {
            requireSync = false;
        }

        @Override
        public void close() {
            requireSync = before;
        }
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
        private @Nullable ProcessGroup processGroup;
        private boolean broadcastBuffers = true;
        private boolean initSync = true;
        private double bucketCapMb = 25;
        private boolean findUnusedParameters;
        private boolean gradientAsBucketView;

        private Options() {}

        /** The processes. Default: null, all */
        public Options processGroup(@Nullable ProcessGroup processGroup) {
            this.processGroup = processGroup;
            return this;
        }

        /** Whether all processes get the buffers of rank 0 before each forward in training mode. Default: true */
        public Options broadcastBuffers(boolean broadcastBuffers) {
            this.broadcastBuffers = broadcastBuffers;
            return this;
        }

        /** Whether all processes get the state of rank 0 at construction. Default: true */
        public Options initSync(boolean initSync) {
            this.initSync = initSync;
            return this;
        }

        /** How many mebibytes of gradients go together. Default: 25 */
        public Options bucketCapMb(double bucketCapMb) {
            this.bucketCapMb = bucketCapMb;
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
    }
}
