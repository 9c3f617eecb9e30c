package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * Stochastic gradient descent, optionally with momentum.
 *
 * <p>With gradient {@code g}, parameter {@code p} and momentum buffer {@code b}:
 *
 * <pre>
 * g = g + weightDecay * p
 * b = momentum * b + (1 - dampening) * g      (b = g in the first step)
 * p = p - lr * b                              (p - lr * (g + momentum * b) with nesterov)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new SGD(model.parameters(), o -> o.lr(0.1).momentum(0.9));
 * }
 *
 * <p>State: {@code "momentum_buffer"}, if momentum is used.
 *
 * <p>Mirrors {@code torch.optim.SGD}.
 */
public final class SGD extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public SGD(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public SGD(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public SGD(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public SGD(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options));
    }

    /** Makes a group with options of its own. */
    public static ParamGroup group(Collection<? extends Tensor> params, Consumer<Options> options) {
        return new ParamGroup(params, new Options().configuredBy(options));
    }

    /** Makes a group of named parameters with options of its own. */
    public static ParamGroup group(
            Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        return new ParamGroup(namedParams, new Options().configuredBy(options));
    }

    /** Nothing: the first gradient starts the buffer. */
    @Override
    void start(ParamGroup group, Tensor param, Tensor grad, ParamState state) {}

    @Override
    void checkGradient(Tensor param, Tensor grad) {}

    @Override
    void update(Batch batch) {
        if (batch.fused) {
            fused(batch);
            return;
        }
        double momentum = batch.number("momentum");
        boolean isOwn = batch.group.getBoolean("maximize") || batch.number("weight_decay") != 0;
        batch.prepareGradients();
        TensorList steps = batch.grads;
        if (momentum != 0) {
            TensorList buffers = buffers(batch, momentum, 1 - batch.number("dampening"));
            if (!batch.group.getBoolean("nesterov")) {
                steps = buffers;
            } else if (batch.foreach && !isOwn) {
                // as in PyTorch, where this formula adds to the gradients themselves
                steps.add_(buffers, momentum);
            } else {
                steps = steps.add(buffers, momentum);
            }
        }
        Coefficient lr = batch.coefficient("lr");
        if (lr.requiresGrad() && !batch.foreach) {
            batch.params.zip(
                    steps.tensors, (param, step) -> Aten.addcmul_(param, step, lr.tensor(), -1));
        } else {
            batch.params.add_(steps, lr.negate().value());
        }
    }

    /** The buffers after this step. */
    private static TensorList buffers(Batch batch, double momentum, double share) {
        List<Tensor> grads = batch.grads.tensors;
        List<Integer> first =
                IntStream.range(0, grads.size()).filter(i -> isFirst(batch, i)).boxed().toList();
        for (int i : first) {
            batch.state(i).put("momentum_buffer", grads.get(i).detach().clone());
        }
        TensorList buffers = batch.states("momentum_buffer");
        if (first.isEmpty()) {
            return buffers.mul_(momentum).add_(batch.grads, share);
        }
        for (int i = 0; i < grads.size(); i++) {
            if (!first.contains(i)) {
                Tensor buffer = Aten.mul__Scalar(buffers.tensors.get(i), momentum);
                Aten.add__Tensor(buffer, grads.get(i), share);
            }
        }
        return buffers;
    }

    private static boolean isFirst(Batch batch, int i) {
        return batch.state(i).get("momentum_buffer") == null;
    }

    /** The kernels for a learning rate as a number or on the device. */
    private interface Kernel<L> {
        void step(
                List<Tensor> params,
                List<Tensor> grads,
                List<Tensor> buffers,
                double weightDecay,
                double momentum,
                L lr,
                double dampening,
                boolean nesterov,
                boolean maximize,
                boolean isFirstStep,
                @Nullable Tensor gradScale,
                @Nullable Tensor foundInf);
    }

    private void fused(Batch batch) {
        if (batch.group.get("lr") instanceof Tensor lr && !lr.isCpu()) {
            Kernel<Tensor> kernel = Aten::_fused_sgd__tensor_lr;
            fused(batch, kernel, lr.to(batch.params.tensors.getFirst().device()));
        } else {
            Kernel<Double> kernel = Aten::_fused_sgd_;
            fused(batch, kernel, batch.number("lr"));
        }
    }

    /** The kernel starts the buffers of all its parameters or of none, so that those in their first step go apart. */
    private <L> void fused(Batch batch, Kernel<L> kernel, L lr) {
        if (batch.grads.tensors.stream().anyMatch(Tensor::isSparse)) {
            throw new TorchException("`_fused_sgd` does not support sparse gradients");
        }
        boolean hasMomentum = batch.number("momentum") != 0;
        List<Tensor> params = batch.params.tensors;
        List<Tensor> grads = batch.grads.tensors;
        IntStream.range(0, params.size())
                .boxed()
                .collect(
                        Collectors.partitioningBy(
                                i -> hasMomentum && isFirst(batch, i), Collectors.toList()))
                .forEach(
                        (isFirstStep, indices) -> {
                            if (indices.isEmpty()) {
                                return;
                            }
                            for (int i : isFirstStep ? indices : List.<Integer>of()) {
                                batch.state(i)
                                        .put("momentum_buffer", Torch.emptyLike(grads.get(i)));
                            }
                            kernel.step(
                                    indices.stream().map(params::get).toList(),
                                    indices.stream().map(grads::get).toList(),
                                    hasMomentum
                                            ? indices.stream()
                                                    .map(
                                                            i ->
                                                                    batch.state(i)
                                                                            .tensor(
                                                                                    "momentum_buffer"))
                                                    .toList()
                                            : List.of(),
                                    batch.number("weight_decay"),
                                    batch.number("momentum"),
                                    lr,
                                    batch.number("dampening"),
                                    batch.group.getBoolean("nesterov"),
                                    batch.group.getBoolean("maximize"),
                                    isFirstStep,
                                    on(params.getFirst(), gradScale()),
                                    on(params.getFirst(), foundInf()));
                        });
    }

    /** PyTorch lets NaN pass here. */
    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.oneElementLr(group);
        Checks.check(group, "lr", lr -> !(lr < 0), "Invalid learning rate: ");
        Checks.check(group, "momentum", m -> !(m < 0), "Invalid momentum value: ");
        Checks.check(group, "weight_decay", w -> !(w < 0), "Invalid weight_decay value: ");
        if (group.getBoolean("nesterov")
                && (group.getDouble("momentum") <= 0 || group.getDouble("dampening") != 0)) {
            throw new IllegalArgumentException(
                    "Nesterov momentum requires a momentum and zero dampening");
        }
        Checks.fused(group);
    }

    /** Options of {@link SGD}. */
    public static final class Options extends StepOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-3)
                    .set("momentum", 0)
                    .set("dampening", 0)
                    .set("weight_decay", 0)
                    .nesterov(false)
                    .maximize(false)
                    .set("foreach", null)
                    .differentiable(false)
                    .set("fused", null);
        }

        /** Weight decay as a tensor of one element, for gradients through it. */
        public Options weightDecay(Tensor weightDecay) {
            return set("weight_decay", weightDecay);
        }

        /** Momentum factor. Default: 0 */
        public Options momentum(double momentum) {
            return set("momentum", momentum);
        }

        /** Dampening of momentum. Default: 0 */
        public Options dampening(double dampening) {
            return set("dampening", dampening);
        }

        /** Whether to use Nesterov momentum, which needs a momentum and no dampening. Default: false */
        public Options nesterov(boolean nesterov) {
            return set("nesterov", nesterov);
        }

        /** Whether to do the step with one kernel for all parameters, which is fastest. Default: false */
        public Options fused(boolean fused) {
            return set("fused", fused);
        }
    }
}
