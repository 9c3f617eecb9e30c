package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

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
 * <p>Mirrors {@code torch.optim.SGD}.
 */
public final class SGD extends Optimizer {
    private final Map<Tensor, Tensor> momentumBuffers = new IdentityHashMap<>();

    /** Optimizes {@code params} with the default options. */
    public SGD(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /**
     * Optimizes {@code params}.
     *
     * @param options sets options other than the defaults
     * @throws IllegalArgumentException if {@code params} is empty or an option is out of its range
     */
    public SGD(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), options);
    }

    /**
     * Optimizes groups of parameters, each with its own options.
     *
     * @param options sets the options of groups that do not set them themselves
     * @throws IllegalArgumentException if there are no parameters or an option is out of its range
     */
    public SGD(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options));
    }

    /** Makes a group with options of its own. */
    public static ParamGroup group(Collection<? extends Tensor> params, Consumer<Options> options) {
        return new ParamGroup(params, new Options().configuredBy(options));
    }

    /** {@code "momentum_buffer"}, if momentum is used. */
    @Override
    public Map<String, Tensor> state(Tensor param) {
        Tensor buffer = momentumBuffers.get(param);
        return buffer == null ? Map.of() : Map.of("momentum_buffer", buffer);
    }

    @Override
    protected void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        if (group.getBoolean("fused")) {
            updateFused(group, params, grads);
            return;
        }
        double weightDecay = group.getDouble("weight_decay");
        double momentum = group.getDouble("momentum");
        if (group.getBoolean("maximize")) {
            grads = Aten._foreach_neg(grads);
        }
        if (weightDecay != 0) {
            grads = Aten._foreach_add_List(grads, params, weightDecay);
        }
        if (momentum != 0) {
            List<Tensor> buffers =
                    updateBuffers(params, grads, momentum, group.getDouble("dampening"));
            grads =
                    group.getBoolean("nesterov")
                            ? Aten._foreach_add_List(grads, buffers, momentum)
                            : buffers;
        }
        Aten._foreach_add__List(params, grads, -group.getDouble("lr"));
    }

    /** Moves the buffers on; the first gradient becomes the buffer. */
    private List<Tensor> updateBuffers(
            List<Tensor> params, List<Tensor> grads, double momentum, double dampening) {
        List<Tensor> buffers = new ArrayList<>();
        List<Tensor> moved = new ArrayList<>();
        List<Tensor> movedBy = new ArrayList<>();
        for (int i = 0; i < params.size(); i++) {
            Tensor buffer = momentumBuffers.get(params.get(i));
            if (buffer == null) {
                buffer = grads.get(i).clone().keep();
                momentumBuffers.put(params.get(i), buffer);
            } else {
                moved.add(buffer);
                movedBy.add(grads.get(i));
            }
            buffers.add(buffer);
        }
        if (!moved.isEmpty()) {
            Aten._foreach_mul__Scalar(moved, momentum);
            Aten._foreach_add__List(moved, movedBy, 1 - dampening);
        }
        return buffers;
    }

    /** The kernel starts the buffers of all its parameters or of none, so that those in their first step go apart. */
    private void updateFused(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        boolean hasMomentum = group.getDouble("momentum") != 0;
        IntStream.range(0, params.size())
                .boxed()
                .collect(
                        Collectors.partitioningBy(
                                i -> hasMomentum && !momentumBuffers.containsKey(params.get(i)),
                                Collectors.toList()))
                .forEach(
                        (isFirstStep, indices) -> {
                            if (indices.isEmpty()) {
                                return;
                            }
                            for (int i : isFirstStep ? indices : List.<Integer>of()) {
                                momentumBuffers.put(
                                        params.get(i), Torch.emptyLike(grads.get(i)).keep());
                            }
                            List<Tensor> some = indices.stream().map(params::get).toList();
                            Aten._fused_sgd_(
                                    some,
                                    indices.stream().map(grads::get).toList(),
                                    hasMomentum
                                            ? some.stream().map(momentumBuffers::get).toList()
                                            : List.of(),
                                    group.getDouble("weight_decay"),
                                    group.getDouble("momentum"),
                                    group.getDouble("lr"),
                                    group.getDouble("dampening"),
                                    group.getBoolean("nesterov"),
                                    group.getBoolean("maximize"),
                                    isFirstStep,
                                    null,
                                    null);
                        });
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        checkNotNegative(group, "lr", "Invalid learning rate: ");
        checkNotNegative(group, "momentum", "Invalid momentum value: ");
        checkNotNegative(group, "weight_decay", "Invalid weight_decay value: ");
        if (group.getBoolean("nesterov")
                && (group.getDouble("momentum") <= 0 || group.getDouble("dampening") != 0)) {
            throw new IllegalArgumentException(
                    "Nesterov momentum requires a momentum and zero dampening");
        }
        checkModes(group);
    }

    /** Options of {@link SGD}: {@code lr} 1e-3, {@code momentum}, {@code dampening} and {@code weightDecay} 0. */
    public static final class Options extends Optimizer.Options<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .set("lr", 1e-3)
                    .set("momentum", 0)
                    .set("dampening", 0)
                    .set("weight_decay", 0)
                    .set("nesterov", false)
                    .set("maximize", false)
                    .set("foreach", null)
                    .set("differentiable", false)
                    .set("fused", null);
        }

        /** Momentum factor. */
        public Options momentum(double momentum) {
            return set("momentum", momentum);
        }

        /** Dampening of momentum. */
        public Options dampening(double dampening) {
            return set("dampening", dampening);
        }

        /** Whether to use Nesterov momentum, which needs a momentum and no dampening. */
        public Options nesterov(boolean nesterov) {
            return set("nesterov", nesterov);
        }

        /** Whether to do the step with one fused kernel for all parameters, which is fastest. */
        public Options fused(boolean fused) {
            return set("fused", fused);
        }
    }
}
