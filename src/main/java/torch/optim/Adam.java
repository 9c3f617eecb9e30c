package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.PythonTuple;

/**
 * Adam: steps scaled by running averages of the gradient and of its square.
 *
 * <p>With gradient {@code g}, parameter {@code p} and step number {@code t}:
 *
 * <pre>
 * g = g + weightDecay * p
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g²
 * p = p - lr * (m / (1 - beta1^t)) / (√(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * With {@code amsgrad} the largest {@code v} so far takes the place of {@code v} in the last line; with {@code
 * decoupledWeightDecay} the first line is {@code p = p - lr * weightDecay * p}.
 *
 * {@snippet :
 * var optimizer = new Adam(model.parameters(), o -> o.lr(2e-4).betas(0.5, 0.999));
 * }
 *
 * <p>State: {@code "step"}, {@code "exp_avg"}, {@code "exp_avg_sq"} and with amsgrad {@code "max_exp_avg_sq"}.
 *
 * <p>Mirrors {@code torch.optim.Adam}.
 */
public class Adam extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Adam(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Adam(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Adam(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Adam(List<ParamGroup> groups, Consumer<Options> options) {
        this(groups, Options.defaults().configuredBy(options));
    }

    Adam(List<ParamGroup> groups, Options options) {
        super(groups, options);
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
        if (group.getBoolean("amsgrad")) {
            state.put("max_exp_avg_sq", Torch.zerosLike(param));
        }
    }

    @Override
    void update(Batch batch) {
        if (batch.fused) {
            fused(batch);
            return;
        }
        Coefficient lr = batch.coefficient("lr");
        Coefficient beta1 = batch.beta(0);
        Coefficient beta2 = batch.beta(1);
        if (batch.foreach && lr.isTensor() && !batch.capturable) {
            throw new TorchException(
                    "lr as a Tensor is not supported for capturable=False and foreach=True");
        }
        batch.checkCapturable("params and state_steps", !batch.foreach, "step");
        List<Coefficient> steps = batch.countStep(batch.capturable || batch.differentiable);
        batch.prepare(false);

        TensorList expAvgs = batch.states("exp_avg").lerp_(batch.grads, beta1.subtractedFrom(1));
        TensorList expAvgSqs = batch.states("exp_avg_sq");
        if (batch.differentiable && beta2.requiresGrad()) {
            expAvgSqs.lerp_(batch.grads.each(Aten::square), beta2.subtractedFrom(1));
        } else if (batch.foreach && beta2.isTensor()) {
            TensorList scaled = batch.grads.mul(beta2.subtractedFrom(1));
            expAvgSqs.mul_(beta2).addcmul_(scaled, batch.grads, 1);
        } else {
            expAvgSqs
                    .mul_(beta2)
                    .addcmul_(batch.grads, batch.grads, beta2.subtractedFrom(1).value());
        }
        if (batch.group.getBoolean("amsgrad")) {
            TensorList largest = batch.states("max_exp_avg_sq");
            expAvgSqs =
                    batch.differentiable
                            ? largest.copy_(largest.copy().zip(expAvgSqs.tensors, Aten::maximum))
                            : largest.maximum_(expAvgSqs);
        }

        double eps = batch.number("eps");
        List<Coefficient> steplengths =
                Batch.each(
                        steps,
                        batch.capturable && batch.foreach
                                ? t -> Coefficient.of(1).over(beta1.pow(t).minus(1).over(lr))
                                : t -> lr.over(beta1.pow(t).subtractedFrom(1)).negate());
        List<Coefficient> roots = Batch.each(steps, t -> beta2.pow(t).subtractedFrom(1).sqrt());
        TensorList denoms = expAvgSqs.sqrt();
        if (batch.capturable && batch.foreach) {
            batch.params.addcdiv_(expAvgs, denoms.div_(roots).add_(eps).div_(steplengths), 1);
        } else if (batch.capturable || batch.differentiable) {
            batch.params.addcdiv_(
                    batch.differentiable ? expAvgs.copy() : expAvgs,
                    denoms.div(Batch.zip(roots, steplengths, Coefficient::times))
                            .add_(Batch.each(steplengths, Coefficient.of(eps)::over)),
                    1);
        } else {
            batch.params.addcdiv_(expAvgs, denoms.div_(roots).add_(eps), steplengths);
        }
    }

    /** The kernels for plain and for decoupled weight decay, for a learning rate as a number or on the device. */
    private interface Kernel<L> {
        void step(
                List<Tensor> params,
                List<Tensor> grads,
                List<Tensor> expAvgs,
                List<Tensor> expAvgSqs,
                List<Tensor> maxExpAvgSqs,
                List<Tensor> steps,
                L lr,
                double beta1,
                double beta2,
                double weightDecay,
                double eps,
                boolean amsgrad,
                boolean maximize,
                @Nullable Tensor gradScale,
                @Nullable Tensor foundInf);
    }

    private void fused(Batch batch) {
        boolean decoupled = batch.group.getBoolean("decoupled_weight_decay");
        if (batch.group.get("lr") instanceof Tensor lr && !lr.isCpu()) {
            Kernel<Tensor> kernel =
                    decoupled ? Aten::_fused_adamw__tensor_lr : Aten::_fused_adam__tensor_lr;
            fused(batch, kernel, lr.to(batch.params.tensors.getFirst().device()));
        } else {
            Kernel<Double> kernel = decoupled ? Aten::_fused_adamw_ : Aten::_fused_adam_;
            fused(batch, kernel, batch.number("lr"));
        }
    }

    private <L> void fused(Batch batch, Kernel<L> kernel, L lr) {
        boolean amsgrad = batch.group.getBoolean("amsgrad");
        double[] betas = batch.group.getDoubles("betas");
        fusedStep(
                batch,
                (gradScale, foundInf) ->
                        kernel.step(
                                batch.params.tensors,
                                batch.grads.tensors,
                                batch.tensors("exp_avg"),
                                batch.tensors("exp_avg_sq"),
                                amsgrad ? batch.tensors("max_exp_avg_sq") : List.of(),
                                batch.tensors("step"),
                                lr,
                                betas[0],
                                betas[1],
                                batch.number("weight_decay"),
                                batch.number("eps"),
                                amsgrad,
                                batch.group.getBoolean("maximize"),
                                gradScale,
                                foundInf));
    }

    @Override
    boolean isForeachByDefault(ParamGroup group) {
        return !(group.get("lr") instanceof Tensor) || group.isTrue("capturable");
    }

    @Override
    void checkGradient(Tensor param, Tensor grad) {
        if (grad.isSparse()) {
            throw new TorchException(
                    "Adam does not support sparse gradients, please consider SparseAdam instead");
        }
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        if (isOnlyCapturable(group, group.get("lr"))) {
            throw new IllegalArgumentException(
                    "lr as a Tensor is not supported for capturable=False and foreach=True");
        }
        Checks.adam(group);
        List<?> betas = group.getList("betas");
        if (betas.get(0) instanceof Tensor != betas.get(1) instanceof Tensor) {
            throw new IllegalArgumentException("betas must be either both floats or both Tensors");
        }
        for (int i = 0; i < 2; i++) {
            if (isOnlyCapturable(group, betas.get(i))) {
                throw new IllegalArgumentException(
                        "betas[%d] as a Tensor is not supported for capturable=False and foreach=True"
                                .formatted(i));
            }
        }
        Checks.fused(group);
    }

    /** Whether this is a tensor, which PyTorch's foreach implementation takes only if steps are capturable. */
    private static boolean isOnlyCapturable(ParamGroup group, @Nullable Object value) {
        return value instanceof Tensor && group.isTrue("foreach") && !group.isTrue("capturable");
    }

    /** Options of {@link Adam} and {@link AdamW}. */
    public static final class Options extends AdamOptions<Options> {
        Options() {}

        static Options defaults() {
            return new Options()
                    .lr(1e-3)
                    .betas(0.9, 0.999)
                    .eps(1e-8)
                    .set("weight_decay", 0)
                    .amsgrad(false)
                    .maximize(false)
                    .set("foreach", null)
                    .capturable(false)
                    .differentiable(false)
                    .set("fused", null)
                    .decoupledWeightDecay(false);
        }

        static Options decoupledDefaults() {
            return defaults().weightDecay(1e-2).decoupledWeightDecay(true);
        }

        /** Coefficients of the running averages, as tensors of one element each. */
        public Options betas(Tensor beta1, Tensor beta2) {
            return set("betas", PythonTuple.of(scalar(beta1), scalar(beta2)));
        }

        /** Weight decay as a tensor of one element, for gradients through it. */
        public Options weightDecay(Tensor weightDecay) {
            return set("weight_decay", weightDecay);
        }

        /** Whether to divide by the largest running average of the squared gradient so far. Default: false */
        public Options amsgrad(boolean amsgrad) {
            return set("amsgrad", amsgrad);
        }

        /** Whether to do the step with one kernel for all parameters, which is fastest. Default: false */
        public Options fused(boolean fused) {
            return set("fused", fused);
        }

        /** Whether weight decay shrinks the parameters and goes into neither average. Default: only for AdamW */
        public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
            return set("decoupled_weight_decay", decoupledWeightDecay);
        }

        private static Tensor scalar(Tensor beta) {
            return beta.dim() == 0 ? beta : beta.squeeze();
        }
    }
}
