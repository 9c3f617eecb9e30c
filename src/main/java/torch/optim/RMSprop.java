package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * RMSprop: steps scaled by a running average of the squared gradient.
 *
 * <p>With gradient {@code g}, parameter {@code p} and buffer {@code b}:
 *
 * <pre>
 * g = g + weightDecay * p
 * v = alpha * v + (1 - alpha) * g²
 * a = alpha * a + (1 - alpha) * g             (only with centered; else a = 0)
 * s = g / (√(v - a²) + eps)
 * b = momentum * b + s                        (b = s without momentum)
 * p = p - lr * b
 * </pre>
 *
 * {@snippet :
 * var optimizer = new RMSprop(model.parameters(), o -> o.lr(1e-3).momentum(0.9));
 * }
 *
 * <p>State: {@code "step"}, {@code "square_avg"}, with momentum {@code "momentum_buffer"} and with centered {@code
 * "grad_avg"}.
 *
 * <p>Mirrors {@code torch.optim.RMSprop}.
 */
public final class RMSprop extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public RMSprop(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public RMSprop(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public RMSprop(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public RMSprop(List<ParamGroup> groups, Consumer<Options> options) {
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

    @Override
    void start(ParamGroup group, Tensor param, Tensor grad, ParamState state) {
        state.put("step", scalar(group, param, 0));
        state.put("square_avg", Torch.zerosLike(param));
        if (group.getDouble("momentum") > 0) {
            state.put("momentum_buffer", Torch.zerosLike(param));
        }
        if (group.getBoolean("centered")) {
            state.put("grad_avg", Torch.zerosLike(param));
        }
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable("params and state_steps", true, "step");
        double alpha = batch.number("alpha");
        double momentum = batch.number("momentum");
        batch.countStep();
        batch.prepare(false);
        TensorList squareAvgs =
                batch.states("square_avg")
                        .mul_(alpha)
                        .addcmul_(batch.grads, batch.grads, 1 - alpha);
        TensorList roots;
        if (batch.group.getBoolean("centered")) {
            TensorList gradAvgs =
                    batch.states("grad_avg").lerp_(batch.grads, Coefficient.of(1 - alpha));
            roots = squareAvgs.addcmul(gradAvgs, gradAvgs, -1).sqrt_();
        } else {
            roots = squareAvgs.sqrt();
        }
        roots = batch.addTo(roots, batch.number("eps"));
        if (momentum > 0) {
            batch.stepBy(
                    batch.states("momentum_buffer").mul_(momentum).addcdiv_(batch.grads, roots, 1));
            return;
        }
        Coefficient minusLr = batch.coefficient("lr").negate();
        if (batch.capturable && batch.foreach && minusLr.isTensor()) {
            batch.params.addcdiv_(batch.grads, roots.div_(batch.same(minusLr)), 1);
        } else {
            batch.params.addcdiv_(batch.grads, roots, minusLr.value());
        }
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
        Checks.notNegative(group, "eps", "Invalid epsilon value: ");
        Checks.notNegative(group, "momentum", "Invalid momentum value: ");
        Checks.weightDecay(group);
        Checks.notNegative(group, "alpha", "Invalid alpha value: ");
    }

    /** Options of {@link RMSprop}. */
    public static final class Options extends CapturableOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-2)
                    .set("momentum", 0)
                    .alpha(0.99)
                    .eps(1e-8)
                    .centered(false)
                    .set("weight_decay", 0)
                    .capturable(false)
                    .set("foreach", null)
                    .maximize(false)
                    .differentiable(false);
        }

        /** Coefficient of the running averages. Default: 0.99 */
        public Options alpha(double alpha) {
            return set("alpha", alpha);
        }

        /** Added to the denominator for numerical stability. Default: 1e-8 */
        public Options eps(double eps) {
            return set("eps", eps);
        }

        /** Momentum factor. Default: 0 */
        public Options momentum(double momentum) {
            return set("momentum", momentum);
        }

        /** Whether to divide by the gradient's deviation from its running average. Default: false */
        public Options centered(boolean centered) {
            return set("centered", centered);
        }
    }
}
