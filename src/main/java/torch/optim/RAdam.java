package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

/**
 * RAdam: Adam that waits with the adaptive step until the variance of the averages is known well enough.
 *
 * <p>With gradient {@code g}, parameter {@code p} and step number {@code t}:
 *
 * <pre>
 * g = g + weightDecay * p
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g²
 * ρ∞ = 2 / (1 - beta2) - 1,  ρ = ρ∞ - 2 * t * beta2^t / (1 - beta2^t)
 * r = √((ρ - 4) * (ρ - 2) * ρ∞ / ((ρ∞ - 4) * (ρ∞ - 2) * ρ))
 * p = p - lr * m / (1 - beta1^t) * (r * √(1 - beta2^t) / (√v + eps) if ρ &gt; 5 else 1)
 * </pre>
 *
 * With {@code decoupledWeightDecay} the first line is {@code p = p - lr * weightDecay * p}.
 *
 * {@snippet :
 * var optimizer = new RAdam(model.parameters(), o -> o.lr(1e-3));
 * }
 *
 * <p>State: {@code "step"}, {@code "exp_avg"} and {@code "exp_avg_sq"}.
 *
 * <p>Mirrors {@code torch.optim.RAdam}.
 */
public final class RAdam extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public RAdam(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public RAdam(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public RAdam(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public RAdam(List<ParamGroup> groups, Consumer<Options> options) {
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
        state.put("exp_avg_sq", Torch.zerosLike(param));
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable("params and state_steps", !batch.foreach, "step");
        Coefficient beta1 = batch.beta(0);
        Coefficient beta2 = batch.beta(1);
        List<Coefficient> steps = batch.countStep(batch.capturable);
        batch.prepare(true);
        TensorList expAvgs = batch.states("exp_avg").lerp_(batch.grads, beta1.subtractedFrom(1));
        TensorList expAvgSqs =
                batch.states("exp_avg_sq")
                        .mul_(beta2)
                        .addcmul_(batch.grads, batch.grads, beta2.subtractedFrom(1).value());

        double longest = 2 / (1 - beta2.value()) - 1;
        List<Coefficient> bias1 = Batch.each(steps, t -> beta1.pow(t).subtractedFrom(1));
        List<Coefficient> bias2Roots =
                Batch.each(steps, t -> beta2.pow(t).subtractedFrom(1).sqrt());
        List<Coefficient> lengths = Batch.each(steps, t -> length(t, beta2, longest));
        List<Coefficient> rects = Batch.each(lengths, length -> rect(length, longest));
        Coefficient lr = batch.coefficient("lr");
        TensorList roots = batch.addTo(expAvgSqs.sqrt(), batch.number("eps"));
        if (batch.foreach) {
            List<Coefficient> unadapted =
                    Batch.zip(
                            rects,
                            bias1,
                            (rect, bias) -> lr.times(unless(rect)).over(bias).negate());
            List<Coefficient> adapted =
                    batch.capturable
                            ? Batch.zip(
                                    Batch.zip(
                                            bias2Roots,
                                            rects,
                                            (root, rect) -> root.times(lr).times(rect).negate()),
                                    bias1,
                                    Coefficient::over)
                            : Batch.zip(
                                    bias2Roots,
                                    Batch.zip(
                                            rects,
                                            bias1,
                                            (rect, bias) -> lr.times(rect).over(bias)),
                                    (root, factor) -> root.times(factor).negate());
            TensorList factors = roots.div_(adapted).reciprocal_().add_(unadapted);
            batch.params.addcmul_(expAvgs, factors, 1);
            return;
        }
        TensorList updates = expAvgs.div(bias1).mul(lr);
        TensorList factors = roots.dividing(bias2Roots);
        if (batch.capturable) {
            factors = factors.mul(rects);
        }
        factors = factors.zip(rects, (factor, rect) -> adaptive(rect, factor));
        updates = updates.mul(factors);
        if (!batch.capturable) {
            updates =
                    updates.mul(
                            Batch.each(rects, rect -> rect.value() > 0 ? rect : Coefficient.of(1)));
        }
        batch.params.add_(updates, -1);
    }

    private static Coefficient length(Coefficient t, Coefficient beta2, double longest) {
        Coefficient power = beta2.pow(t);
        return t.times(2).times(power).over(power.subtractedFrom(1)).subtractedFrom(longest);
    }

    /** The rectification, 0 while the averages are too short for one. */
    private static Coefficient rect(Coefficient length, double longest) {
        if (!length.isTensor() && !(length.value() > 5)) {
            return Coefficient.of(0);
        }
        Coefficient rect =
                length.minus(4)
                        .times(length.minus(2))
                        .times(longest)
                        .over(length.times((longest - 4) * (longest - 2)))
                        .sqrt();
        return rect.isTensor()
                ? Coefficient.of(
                        Aten.where_ScalarOther(
                                Aten.gt_Scalar(length.tensor(), 5), rect.tensor(), 0))
                : rect;
    }

    /** 1 where there is no rectification, else 0. */
    private static Coefficient unless(Coefficient rect) {
        return rect.isTensor()
                ? Coefficient.of(Aten.where_Scalar(Aten.gt_Scalar(rect.tensor(), 0), 0.0, 1.0))
                : Coefficient.of(rect.value() > 0 ? 0 : 1);
    }

    /** The factor, or 1 where there is no rectification. */
    private static Tensor adaptive(Coefficient rect, Tensor factor) {
        if (rect.isTensor()) {
            return Aten.where_ScalarOther(Aten.gt_Scalar(rect.tensor(), 0), factor, 1);
        }
        return rect.value() > 0 ? factor : Torch.onesLike(factor);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.adam(group);
    }

    /** Options of {@link RAdam}. */
    public static final class Options extends AdamOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-3)
                    .betas(0.9, 0.999)
                    .eps(1e-8)
                    .set("weight_decay", 0)
                    .maximize(false)
                    .set("foreach", null)
                    .capturable(false)
                    .decoupledWeightDecay(false)
                    .differentiable(false);
        }

        /** Whether weight decay shrinks the parameters and goes into neither average. Default: false */
        public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
            return set("decoupled_weight_decay", decoupledWeightDecay);
        }
    }
}
