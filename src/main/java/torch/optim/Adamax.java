package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

/**
 * Adamax: Adam with the largest size of the gradient in place of its mean square.
 *
 * <p>With gradient {@code g}, parameter {@code p} and step number {@code t}:
 *
 * <pre>
 * g = g + weightDecay * p
 * m = beta1 * m + (1 - beta1) * g
 * u = max(beta2 * u, |g| + eps)
 * p = p - lr / (1 - beta1^t) * m / u
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Adamax(model.parameters(), o -> o.lr(2e-3));
 * }
 *
 * <p>State: {@code "step"}, {@code "exp_avg"} and {@code "exp_inf"}.
 *
 * <p>Mirrors {@code torch.optim.Adamax}.
 */
public final class Adamax extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Adamax(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Adamax(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Adamax(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Adamax(List<ParamGroup> groups, Consumer<Options> options) {
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
        state.put("exp_avg", Torch.zerosLike(param));
        state.put("exp_inf", Torch.zerosLike(param));
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable("params and state_steps", !batch.foreach, "step");
        Coefficient lr = batch.coefficient("lr");
        Coefficient beta1 = batch.beta(0);
        Coefficient beta2 = batch.beta(1);
        List<Coefficient> steps = batch.countStep(batch.capturable);
        batch.prepare(false);
        TensorList expAvgs = batch.states("exp_avg").lerp_(batch.grads, beta1.subtractedFrom(1));
        TensorList expInfs = batch.states("exp_inf").mul_(beta2);
        TensorList sizes = batch.grads.abs().add_(batch.number("eps"));
        if (batch.differentiable) {
            expInfs.copy_(expInfs.zip(sizes.tensors, Adamax::larger));
        } else {
            expInfs.maximum_(sizes);
        }
        if (batch.capturable) {
            List<Coefficient> corrections = Batch.each(steps, t -> beta1.pow(t).minus(1).over(lr));
            batch.params.addcdiv_(expAvgs, expInfs.mul(corrections), 1);
        } else {
            Coefficient rate = batch.foreach ? Coefficient.of(lr.value()) : lr;
            batch.params.addcdiv_(
                    expAvgs,
                    expInfs,
                    Batch.each(steps, t -> rate.over(beta1.pow(t).subtractedFrom(1)).negate()));
        }
    }

    /** The larger of both, with the gradient that PyTorch has where they are equal. */
    private static Tensor larger(Tensor a, Tensor b) {
        return Aten.amax(Aten.stack(List.of(a, b), 0), new long[] {0}, false);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.adam(group);
    }

    /** Options of {@link Adamax}. */
    public static final class Options extends AdamOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(2e-3)
                    .betas(0.9, 0.999)
                    .eps(1e-8)
                    .set("weight_decay", 0)
                    .set("foreach", null)
                    .maximize(false)
                    .differentiable(false)
                    .capturable(false);
        }
    }
}
