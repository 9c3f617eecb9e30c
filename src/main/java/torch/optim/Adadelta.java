package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * Adadelta: steps scaled by the ratio of the running averages of squared steps and of squared gradients.
 *
 * <p>With gradient {@code g}, parameter {@code p} and averages {@code v} and {@code u}:
 *
 * <pre>
 * g = g + weightDecay * p
 * v = rho * v + (1 - rho) * g²
 * d = √(u + eps) / √(v + eps) * g
 * u = rho * u + (1 - rho) * d²
 * p = p - lr * d
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Adadelta(model.parameters(), o -> o.rho(0.95));
 * }
 *
 * <p>State: {@code "step"}, {@code "square_avg"} and {@code "acc_delta"}.
 *
 * <p>Mirrors {@code torch.optim.Adadelta}.
 */
public final class Adadelta extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Adadelta(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Adadelta(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Adadelta(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Adadelta(List<ParamGroup> groups, Consumer<Options> options) {
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
        state.put("acc_delta", Torch.zerosLike(param));
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable("params and state_steps", false, "step");
        double rho = batch.number("rho");
        double eps = batch.number("eps");
        batch.countStep();
        batch.prepare(false);
        TensorList squareAvgs =
                batch.states("square_avg").mul_(rho).addcmul_(batch.grads, batch.grads, 1 - rho);
        TensorList accDeltas = batch.states("acc_delta");
        TensorList deltas = accDeltas.add(eps).sqrt_();
        if (batch.differentiable) {
            deltas = deltas.copy();
        }
        deltas.div_(squareAvgs.add(eps).sqrt_()).mul_(batch.grads);
        accDeltas.mul_(rho).addcmul_(deltas, deltas, 1 - rho);
        batch.stepBy(deltas);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
        Checks.check(group, "rho", rho -> rho >= 0 && rho <= 1, "Invalid rho value: ");
        Checks.notNegative(group, "eps", "Invalid epsilon value: ");
        Checks.weightDecay(group);
    }

    /** Options of {@link Adadelta}. */
    public static final class Options extends CapturableOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1.0)
                    .rho(0.9)
                    .eps(1e-6)
                    .set("weight_decay", 0)
                    .maximize(false)
                    .capturable(false)
                    .set("foreach", null)
                    .differentiable(false);
        }

        /** Coefficient of the running averages. Default: 0.9 */
        public Options rho(double rho) {
            return set("rho", rho);
        }

        /** Added under the roots for numerical stability. Default: 1e-6 */
        public Options eps(double eps) {
            return set("eps", eps);
        }
    }
}
