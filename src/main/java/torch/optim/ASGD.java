package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/**
 * Averaged stochastic gradient descent: steps get smaller, and the parameters are averaged over them.
 *
 * <p>With gradient {@code g}, parameter {@code p}, its average {@code a} and step number {@code t}:
 *
 * <pre>
 * g = g + weightDecay * p
 * p = (1 - lambd * η) * p - η * g             (η = lr at first)
 * a = a + μ * (p - a)                         (μ = 1 at first)
 * η = lr / (1 + lambd * lr * t)^alpha
 * μ = 1 / max(1, t - t0)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new ASGD(model.parameters(), o -> o.lr(0.01).t0(1000));
 * }
 *
 * <p>State: {@code "step"}, {@code "eta"}, {@code "mu"} and {@code "ax"}, the average.
 *
 * <p>Mirrors {@code torch.optim.ASGD}.
 */
public final class ASGD extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public ASGD(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public ASGD(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public ASGD(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public ASGD(List<ParamGroup> groups, Consumer<Options> options) {
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
        state.put("step", scalarOn(param, group, 0));
        state.put("eta", scalarOn(param, group, group.lr()));
        state.put("mu", scalarOn(param, group, 1));
        state.put("ax", Torch.zerosLike(param));
    }

    @Override
    Set<String> scalars() {
        return Set.of("step", "eta", "mu");
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable(
                "params, mus, etas, and state_steps", !batch.foreach, "mu", "eta", "step");
        Coefficient lr = batch.coefficient("lr");
        double lambd = batch.number("lambd");
        double alpha = batch.number("alpha");
        double t0 = batch.number("t0");
        List<Coefficient> steps = batch.countStep(batch.capturable || batch.foreach);
        batch.prepare(true);
        TensorList etas = batch.states("eta");
        TensorList mus = batch.states("mu");
        TensorList axs = batch.states("ax");
        if (batch.foreach) {
            batch.params.addcmul_(batch.grads.add(batch.params, lambd), etas, -1);
            axs.addcmul_(batch.params.sub(axs), mus, 1);
        } else {
            List<Coefficient> sizes = batch.scalars("eta");
            List<Coefficient> shares = batch.scalars("mu");
            batch.params.mul_(Batch.each(sizes, eta -> eta.times(lambd).subtractedFrom(1)));
            if (batch.capturable) {
                batch.params.addcmul_(batch.grads, etas, -1);
            } else {
                batch.params.add_(batch.grads, Batch.each(sizes, Coefficient::negate));
            }
            if (!batch.capturable && shares.stream().allMatch(mu -> mu.value() == 1)) {
                axs.copy_(batch.params);
            } else {
                average(batch.params, axs, mus, shares);
            }
        }
        etas.fill_(
                Batch.each(
                        steps,
                        batch.foreach && batch.capturable
                                ? t -> lr.over(t.times(lambd).times(lr).plus(1).pow(alpha))
                                : t ->
                                        asTensor(
                                                lr.over(
                                                        lr.times(lambd)
                                                                .times(t)
                                                                .plus(1)
                                                                .pow(alpha)))));
        mus.fill_(Batch.each(steps, t -> share(t, t0, batch.capturable)));
    }

    /** Averages; a share that is the number 1 takes the parameter as it is. */
    private static void average(
            TensorList params, TensorList axs, TensorList mus, List<Coefficient> shares) {
        for (int i = 0; i < axs.size(); i++) {
            Tensor param = params.tensors.get(i);
            Tensor ax = axs.tensors.get(i);
            if (!shares.get(i).isTensor() && shares.get(i).value() == 1) {
                Aten.copy_(ax, param, false);
            } else {
                ax.add_(param.sub(ax).mul_(mus.tensors.get(i)));
            }
        }
    }

    /** A number as rounded by PyTorch, which makes a tensor of the default type of it on the way. */
    private static Coefficient asTensor(Coefficient value) {
        return value.isTensor() || Torch.getDefaultDtype() != DType.FLOAT32
                ? value
                : Coefficient.of((float) value.value());
    }

    private static Coefficient share(Coefficient t, double t0, boolean capturable) {
        if (capturable) {
            Tensor since = Aten.sub_Scalar(t.tensor(), t0, 1);
            return Coefficient.of(1).over(Coefficient.of(Aten.clamp_min(since, 1)));
        }
        return asTensor(Coefficient.of(1 / Math.max(1, t.value() - t0)));
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
        Checks.weightDecay(group);
    }

    /** Options of {@link ASGD}. */
    public static final class Options extends CapturableOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-2)
                    .lambd(1e-4)
                    .alpha(0.75)
                    .t0(1e6)
                    .set("weight_decay", 0)
                    .set("foreach", null)
                    .maximize(false)
                    .differentiable(false)
                    .capturable(false);
        }

        /** How much parameters shrink in a step, times its size. Default: 1e-4 */
        public Options lambd(double lambd) {
            return set("lambd", lambd);
        }

        /** The power with which steps get smaller. Default: 0.75 */
        public Options alpha(double alpha) {
            return set("alpha", alpha);
        }

        /** The step after which averaging starts. Default: 1e6 */
        public Options t0(double t0) {
            return set("t0", t0);
        }
    }
}
