package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Aten;
import torch.Complex;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * Adagrad: steps scaled by the sum of all squared gradients so far.
 *
 * <p>With gradient {@code g}, parameter {@code p}, sum {@code s} and step number {@code t}:
 *
 * <pre>
 * g = g + weightDecay * p
 * s = s + g²                                  (s = initialAccumulatorValue at first)
 * p = p - lr / (1 + (t - 1) * lrDecay) * g / (√s + eps)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Adagrad(model.parameters(), o -> o.lr(0.01));
 * }
 *
 * <p>State, from the start: {@code "step"} and {@code "sum"}. Takes sparse gradients.
 *
 * <p>Mirrors {@code torch.optim.Adagrad}.
 */
public final class Adagrad extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Adagrad(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Adagrad(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Adagrad(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Adagrad(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options));
        try (var _ = Torch.noGrad();
                var _ = Torch.scope()) {
            for (ParamGroup group : groups) {
                group.params().forEach(param -> start(group, param, param, stateOf(param)));
            }
        }
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
        double value = Coefficient.ofOption(defaults().get("initial_accumulator_value")).value();
        Number sum = param.isComplex() ? Complex.of(value, value) : value;
        state.put("step", scalar(group, param, 0));
        state.put("sum", Aten.full_like(param, sum, null, null, null, null, null));
    }

    @Override
    void checkGradient(Tensor param, Tensor grad) {}

    @Override
    void update(Batch batch) {
        if (batch.fused) {
            fused(batch);
            return;
        }
        Coefficient lr = batch.coefficient("lr");
        double lrDecay = batch.number("lr_decay");
        double eps = batch.number("eps");
        List<Coefficient> factors =
                Batch.each(
                        batch.countStep(false),
                        t -> lr.over(t.minus(1).times(lrDecay).plus(1)).negate());
        if (batch.grads.tensors.getFirst().isSparse()) {
            sparse(batch, factors.getFirst().value(), eps);
            return;
        }
        batch.prepare(false);
        TensorList sums = batch.states("sum").addcmul_(batch.grads, batch.grads, 1);
        TensorList roots = batch.addTo(sums.sqrt(), eps);
        if (batch.foreach) {
            batch.params.addcdiv_(batch.grads.mul(factors), roots, 1);
        } else {
            batch.params.addcdiv_(batch.grads, roots, factors);
        }
    }

    /** The update of the elements that a sparse gradient has, of one parameter. */
    private static void sparse(Batch batch, double factor, double eps) {
        if (batch.number("weight_decay") != 0) {
            throw new TorchException("weight_decay option is not compatible with sparse gradients");
        }
        batch.prepareGradients();
        // the update is not linear, so that each index may be there only once
        Tensor grad = Aten.coalesce(batch.grads.tensors.getFirst());
        Tensor values = Aten._values(grad);
        Tensor sum = batch.tensors("sum").getFirst();
        sum.add_(SparseAdam.withValues(grad, values.pow(2)));
        Tensor roots = Aten._values(Aten.sparse_mask(sum, grad)).sqrt_().add_(eps);
        Tensor step = SparseAdam.withValues(grad, values.div(roots));
        Aten.add__Tensor(batch.params.tensors.getFirst(), step, factor);
    }

    private void fused(Batch batch) {
        if (batch.grads.tensors.stream().anyMatch(Tensor::isSparse)) {
            throw new TorchException("`fused` does not support sparse grad or complex param");
        }
        List<Tensor> params = batch.params.tensors;
        List<Tensor> grads = batch.grads.tensors;
        List<Tensor> sums = batch.tensors("sum");
        List<Tensor> steps = batch.tensors("step");
        double lrDecay = batch.number("lr_decay");
        double weightDecay = batch.number("weight_decay");
        double eps = batch.number("eps");
        boolean maximize = batch.group.getBoolean("maximize");
        if (batch.group.get("lr") instanceof Tensor lr && !lr.isCpu()) {
            Tensor near = lr.to(params.getFirst().device());
            fusedStep(
                    batch,
                    (scale, inf) ->
                            Aten._fused_adagrad__tensor_lr(
                                    params,
                                    grads,
                                    sums,
                                    steps,
                                    near,
                                    lrDecay,
                                    weightDecay,
                                    eps,
                                    maximize,
                                    scale,
                                    inf));
        } else {
            double lr = batch.number("lr");
            fusedStep(
                    batch,
                    (scale, inf) ->
                            Aten._fused_adagrad_(
                                    params,
                                    grads,
                                    sums,
                                    steps,
                                    lr,
                                    lrDecay,
                                    weightDecay,
                                    eps,
                                    maximize,
                                    scale,
                                    inf));
        }
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
        Checks.notNegative(group, "lr_decay", "Invalid lr_decay value: ");
        Checks.weightDecay(group);
        Checks.notNegative(
                group, "initial_accumulator_value", "Invalid initial_accumulator_value value: ");
        Checks.notNegative(group, "eps", "Invalid epsilon value: ");
        Checks.fused(group);
    }

    /** Options of {@link Adagrad}. */
    public static final class Options extends StepOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-2)
                    .set("lr_decay", 0)
                    .eps(1e-10)
                    .set("weight_decay", 0)
                    .set("initial_accumulator_value", 0)
                    .set("foreach", null)
                    .maximize(false)
                    .differentiable(false)
                    .set("fused", null);
        }

        /** How fast the learning rate falls with the steps. Default: 0 */
        public Options lrDecay(double lrDecay) {
            return set("lr_decay", lrDecay);
        }

        /** Where the sums of squared gradients start. Default: 0 */
        public Options initialAccumulatorValue(double initialAccumulatorValue) {
            return set("initial_accumulator_value", initialAccumulatorValue);
        }

        /** Added to the denominator for numerical stability. Default: 1e-10 */
        public Options eps(double eps) {
            return set("eps", eps);
        }

        /** Whether to do the step with one kernel for all parameters, which is fastest. Default: false */
        public Options fused(boolean fused) {
            return set("fused", fused);
        }
    }
}
