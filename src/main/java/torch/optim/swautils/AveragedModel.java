package torch.optim.swautils;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.nn.Module;
import torch.nn.UnaryModule;

/**
 * A copy of a model whose parameters are averages of the model's: the mean of all, or what a function makes of them.
 *
 * {@snippet :
 * var average = new AveragedModel<>(model, o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.99)));
 * optimizer.step();
 * average.updateParameters(model);
 * Tensor y = average.call(x); // or average.module.call(…) for a model of several inputs
 * }
 *
 * <p>Mirrors {@code torch.optim.swa_utils.AveragedModel}.
 *
 * @param <M> the model's class
 */
public class AveragedModel<M extends Module> extends UnaryModule {
    /** The copy. */
    public final M module;

    /** How many models went into the average, one whole number. */
    public final Tensor nAveraged;

    private final @Nullable AvgFn avgFn;
    private final @Nullable MultiAvgFn multiAvgFn;
    private final boolean useBuffers;

    /** The mean of all. */
    public AveragedModel(M model) {
        this(model, o -> {});
    }

    /**
     * With keyword arguments.
     *
     * @throws IllegalArgumentException if there are two functions
     */
    @SuppressWarnings("unchecked")
    public AveragedModel(M model, Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        if (o.avgFn != null && o.multiAvgFn != null) {
            throw new IllegalArgumentException(
                    "Only one of avg_fn and multi_avg_fn should be provided");
        }
        module = (M) model.clone();
        TensorOptions whole = Torch.dtype(DType.INT64);
        if (o.device != null) {
            module.to(o.device);
            whole = whole.device(o.device);
        }
        nAveraged = registerBuffer("n_averaged", Torch.zeros(Torch.shape(), whole));
        avgFn = o.avgFn;
        multiAvgFn = o.multiAvgFn;
        useBuffers = o.useBuffers;
    }

    /**
     * Calls the copy.
     *
     * @throws UnsupportedOperationException if it is not a module of one tensor: then call {@link #module}
     */
    @Override
    public Tensor forward(Tensor input) {
        if (module instanceof UnaryModule unary) return unary.call(input);
        throw new UnsupportedOperationException(
                module.getClass().getSimpleName()
                        + " is not a module of one tensor: call averagedModel.module");
    }

    /**
     * Takes a model's parameters into the average; the first time they become it. Buffers are copied, unless they are
     * averaged too.
     */
    public void updateParameters(Module model) {
        try (var _ = Torch.scope()) {
            List<Tensor> averaged = tensors(useBuffers ? module : this);
            List<Tensor> current = tensors(model);
            int count = Math.min(averaged.size(), current.size());
            for (int i = 0; i < count; i++) {
                averaged.set(i, averaged.get(i).detach());
                current.set(i, current.get(i).detach().to(averaged.get(i).device()));
            }
            if (nAveraged.itemLong() == 0) {
                for (int i = 0; i < count; i++) averaged.get(i).copy_(current.get(i));
            } else {
                average(averaged.subList(0, count), current.subList(0, count));
            }
            if (!useBuffers) copyBuffers(module.buffers(), model.buffers());
            nAveraged.add_(1);
        }
    }

    /** The parameters, and the buffers if they are averaged. */
    private List<Tensor> tensors(Module model) {
        List<Tensor> tensors = new ArrayList<>(model.parameters());
        if (useBuffers) tensors.addAll(model.buffers());
        return tensors;
    }

    private void average(List<Tensor> averaged, List<Tensor> current) {
        if (avgFn != null) {
            averageEach(avgFn, averaged, current);
            return;
        }
        record Kind(Device device, DType dtype) {}
        Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < averaged.size(); i++) {
            Tensor tensor = averaged.get(i);
            kinds.computeIfAbsent(new Kind(tensor.device(), tensor.dtype()), _ -> new ArrayList<>())
                    .add(i);
        }
        kinds.forEach(
                (kind, indices) -> {
                    List<Tensor> some = indices.stream().map(averaged::get).toList();
                    List<Tensor> others = indices.stream().map(current::get).toList();
                    boolean isCuda = kind.device.type().equals("cuda");
                    if (multiAvgFn == null && !isCuda) {
                        averageEach(SwaUtils.getSwaAvgFn(), some, others);
                        return;
                    }
                    MultiAvgFn fn = multiAvgFn != null ? multiAvgFn : SwaUtils.getSwaMultiAvgFn();
                    fn.apply(some, others, nAveraged.to(kind.device));
                });
    }

    private void averageEach(AvgFn fn, List<Tensor> averaged, List<Tensor> current) {
        for (int i = 0; i < averaged.size(); i++) {
            Tensor tensor = averaged.get(i);
            tensor.copy_(fn.apply(tensor, current.get(i), nAveraged.to(tensor.device())));
        }
    }

    private static void copyBuffers(List<Tensor> own, List<Tensor> others) {
        if (own.size() != others.size()) {
            throw new IllegalArgumentException(
                    "zip() argument 2 is %s than argument 1"
                            .formatted(others.size() < own.size() ? "shorter" : "longer"));
        }
        for (int i = 0; i < own.size(); i++) {
            own.get(i).detach().copy_(others.get(i).detach().to(own.get(i).device()));
        }
    }

    /** The keyword arguments of {@link AveragedModel}. */
    public static final class Options {
        private @Nullable Device device;
        private @Nullable AvgFn avgFn;
        private @Nullable MultiAvgFn multiAvgFn;
        private boolean useBuffers;

        private Options() {}

        /** Where the averages are kept. Default: null, where the model is */
        public Options device(@Nullable Device device) {
            this.device = device;
            return this;
        }

        /** Where the averages are kept by name, for example {@code "cpu"}. */
        public Options device(String device) {
            return device(Device.of(device));
        }

        /** How one parameter is averaged. Default: null, the mean of all */
        public Options avgFn(@Nullable AvgFn avgFn) {
            this.avgFn = avgFn;
            return this;
        }

        /** How many parameters are averaged at once. Default: null, the mean of all */
        public Options multiAvgFn(@Nullable MultiAvgFn multiAvgFn) {
            this.multiAvgFn = multiAvgFn;
            return this;
        }

        /** Whether buffers are averaged too instead of copied. Default: false */
        public Options useBuffers(boolean useBuffers) {
            this.useBuffers = useBuffers;
            return this;
        }
    }
}
