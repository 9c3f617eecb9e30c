package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;

/**
 * NAdam: Adam with Nesterov momentum.
 *
 * <p>With gradient {@code g}, parameter {@code p} and step number {@code t}:
 *
 * <pre>
 * g  = g + weightDecay * p
 * μₜ = beta1 * (1 - 0.5 * 0.96^(t * momentumDecay))
 * m  = beta1 * m + (1 - beta1) * g
 * v  = beta2 * v + (1 - beta2) * g²
 * m̂  = μₜ₊₁ * m / (1 - μ₁ … μₜ₊₁) + (1 - μₜ) * g / (1 - μ₁ … μₜ)
 * p  = p - lr * m̂ / (√(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * With {@code decoupledWeightDecay} the first line is {@code p = p - lr * weightDecay * p}.
 *
 * {@snippet :
 * var optimizer = new NAdam(model.parameters(), o -> o.lr(2e-3));
 * }
 *
 * <p>State: {@code "step"}, {@code "mu_product"}, {@code "exp_avg"} and {@code "exp_avg_sq"}.
 *
 * <p>Mirrors {@code torch.optim.NAdam}.
 */
public final class NAdam extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public NAdam(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public NAdam(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public NAdam(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public NAdam(List<ParamGroup> groups, Consumer<Options> options) {
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
        state.put("mu_product", scalar(group, param, 1));
        state.put("exp_avg", Torch.zerosLike(param));
        state.put("exp_avg_sq", Torch.zerosLike(param));
    }

    @Override
    Set<String> scalars() {
        return Set.of("step", "mu_product");
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable(
                "params, mu_products%s and state_steps".formatted(batch.foreach ? "," : ""),
                !batch.foreach,
                "step",
                "mu_product");
        Coefficient beta1 = batch.beta(0);
        Coefficient beta2 = batch.beta(1);
        double eps = batch.number("eps");
        double decay = batch.number("momentum_decay");
        boolean isRecorded = batch.capturable || batch.differentiable;
        List<Coefficient> steps = batch.countStep(batch.capturable);
        batch.prepare(true);

        List<Coefficient> mus = Batch.each(steps, t -> mu(beta1, t.times(decay)));
        List<Coefficient> nextMus =
                Batch.each(
                        steps,
                        batch.foreach && batch.capturable
                                ? t -> mu(beta1, t.times(decay).plus(decay))
                                : t -> mu(beta1, t.plus(1).times(decay)));
        batch.states("mu_product").mul_(mus);
        List<Tensor> productTensors = batch.tensors("mu_product");
        List<Coefficient> products =
                isRecorded
                        ? productTensors.stream().map(Coefficient::of).toList()
                        : Batch.numbers(productTensors);

        TensorList expAvgs = batch.states("exp_avg").lerp_(batch.grads, beta1.subtractedFrom(1));
        TensorList expAvgSqs =
                batch.states("exp_avg_sq")
                        .mul_(beta2)
                        .addcmul_(batch.grads, batch.grads, beta2.subtractedFrom(1).value());
        List<Coefficient> corrections = Batch.each(steps, t -> beta2.pow(t).subtractedFrom(1));
        TensorList denoms =
                batch.foreach
                        ? expAvgSqs.sqrt().div_(Batch.each(corrections, Coefficient::sqrt))
                        : expAvgSqs.div(corrections).sqrt();
        denoms = batch.addTo(denoms, eps);

        Coefficient lr = batch.coefficient("lr");
        Coefficient minusLr =
                (batch.foreach && !batch.capturable ? Coefficient.of(lr.value()) : lr).negate();
        List<Coefficient> gradFactors =
                Batch.zip(
                        mus,
                        products,
                        (mu, product) ->
                                minusLr.times(mu.subtractedFrom(1))
                                        .over(product.subtractedFrom(1)));
        List<Coefficient> averageFactors =
                Batch.zip(
                        nextMus,
                        products,
                        (mu, product) ->
                                minusLr.times(mu).over(product.times(mu).subtractedFrom(1)));
        if (batch.foreach && batch.capturable) {
            TensorList numerators = batch.grads.mul(gradFactors);
            numerators.add_(expAvgs.mul(averageFactors), 1);
            batch.params.addcdiv_(numerators, denoms, 1);
        } else if (isRecorded) {
            batch.params
                    .addcdiv_(batch.grads.mul(gradFactors), denoms, 1)
                    .addcdiv_(expAvgs.mul(averageFactors), denoms, 1);
        } else {
            batch.params
                    .addcdiv_(batch.grads, denoms, gradFactors)
                    .addcdiv_(expAvgs, denoms, averageFactors);
        }
    }

    private static Coefficient mu(Coefficient beta1, Coefficient exponent) {
        return beta1.times(Coefficient.of(0.96).pow(exponent).times(0.5).subtractedFrom(1));
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.adam(group);
        Checks.notNegative(group, "momentum_decay", "Invalid momentum_decay value: ");
    }

    /** Options of {@link NAdam}. */
    public static final class Options extends AdamOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(2e-3)
                    .betas(0.9, 0.999)
                    .eps(1e-8)
                    .set("weight_decay", 0)
                    .momentumDecay(4e-3)
                    .decoupledWeightDecay(false)
                    .maximize(false)
                    .set("foreach", null)
                    .capturable(false)
                    .differentiable(false);
        }

        /** How fast momentum comes to its full strength. Default: 4e-3 */
        public Options momentumDecay(double momentumDecay) {
            return set("momentum_decay", momentumDecay);
        }

        /** Whether weight decay shrinks the parameters and goes into neither average. Default: false */
        public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
            return set("decoupled_weight_decay", decoupledWeightDecay);
        }
    }
}
