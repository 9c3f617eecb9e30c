package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.internal.CMath;

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
 * With {@code amsgrad} the largest {@code v} so far takes the place of {@code v} in the last line.
 *
 * {@snippet :
 * var optimizer = new Adam(model.parameters(), o -> o.lr(2e-4).betas(0.5, 0.999));
 * }
 *
 * <p>Mirrors {@code torch.optim.Adam}.
 */
public class Adam extends Optimizer {
    private final Map<Tensor, State> states = new IdentityHashMap<>();

    /** Optimizes {@code params} with the default options. */
    public Adam(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /**
     * Optimizes {@code params}.
     *
     * @param options sets options other than the defaults
     * @throws IllegalArgumentException if {@code params} is empty or an option is out of its range
     */
    public Adam(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), options);
    }

    /**
     * Optimizes groups of parameters, each with its own options.
     *
     * @param options sets the options of groups that do not set them themselves
     * @throws IllegalArgumentException if there are no parameters or an option is out of its range
     */
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

    /**
     * {@code "step"}, a scalar on the CPU, {@code "exp_avg"}, {@code "exp_avg_sq"} and with amsgrad
     * {@code "max_exp_avg_sq"}. The step is made for the call; the others are the tensors that the next step changes.
     */
    @Override
    public Map<String, Tensor> state(Tensor param) {
        State state = states.get(param);
        if (state == null) {
            return Map.of();
        }
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("step", Torch.full(Torch.shape(), state.step, Torch.dtype(DType.FLOAT32)));
        named.put("exp_avg", state.expAvg);
        named.put("exp_avg_sq", state.expAvgSq);
        if (state.maxExpAvgSq != null) {
            named.put("max_exp_avg_sq", state.maxExpAvgSq);
        }
        return named;
    }

    @Override
    protected void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        boolean amsgrad = group.getBoolean("amsgrad");
        List<State> batch = new ArrayList<>();
        for (Tensor param : params) {
            State state = states.computeIfAbsent(param, p -> new State(p, amsgrad));
            state.step++;
            batch.add(state);
        }
        List<Tensor> expAvgs = batch.stream().map(state -> state.expAvg).toList();
        List<Tensor> expAvgSqs = batch.stream().map(state -> state.expAvgSq).toList();
        List<Tensor> maxExpAvgSqs =
                amsgrad ? batch.stream().map(State::maxExpAvgSq).toList() : List.of();
        if (group.getBoolean("fused")) {
            updateFused(group, params, grads, batch, expAvgs, expAvgSqs, maxExpAvgSqs);
        } else {
            updateForeach(group, params, grads, batch, expAvgs, expAvgSqs, maxExpAvgSqs);
        }
    }

    /** PyTorch's per-tensor formula, operation by operation, each for all parameters. */
    private static void updateForeach(
            ParamGroup group,
            List<Tensor> params,
            List<Tensor> grads,
            List<State> states,
            List<Tensor> expAvgs,
            List<Tensor> expAvgSqs,
            List<Tensor> maxExpAvgSqs) {
        double lr = group.lr();
        double[] betas = group.getDoubles("betas");
        double weightDecay = group.getDouble("weight_decay");
        if (group.getBoolean("maximize")) {
            grads = Aten._foreach_neg(grads);
        }
        if (weightDecay != 0 && group.getBoolean("decoupled_weight_decay")) {
            Aten._foreach_mul__Scalar(params, 1 - lr * weightDecay);
        } else if (weightDecay != 0) {
            grads = Aten._foreach_add_List(grads, params, weightDecay);
        }
        if (states.stream().anyMatch(state -> state.isComplex)) {
            params = viewAsReal(params);
            grads = viewAsReal(grads);
            expAvgs = viewAsReal(expAvgs);
            expAvgSqs = viewAsReal(expAvgSqs);
            maxExpAvgSqs = viewAsReal(maxExpAvgSqs);
        }

        Aten._foreach_lerp__Scalar(expAvgs, grads, 1 - betas[0]);
        Aten._foreach_mul__Scalar(expAvgSqs, betas[1]);
        Aten._foreach_addcmul__Scalar(expAvgSqs, grads, grads, 1 - betas[1]);
        if (!maxExpAvgSqs.isEmpty()) {
            Aten._foreach_maximum__List(maxExpAvgSqs, expAvgSqs);
        }

        List<Double> negativeStepSizes =
                perStep(states, step -> -(lr / (1 - CMath.pow(betas[0], step))));
        List<Double> biasCorrection2Sqrts =
                perStep(states, step -> CMath.pow(1 - CMath.pow(betas[1], step), 0.5));
        List<Tensor> denoms = Aten._foreach_sqrt(maxExpAvgSqs.isEmpty() ? expAvgSqs : maxExpAvgSqs);
        Aten._foreach_div__ScalarList(denoms, biasCorrection2Sqrts.toArray(Number[]::new));
        Aten._foreach_add__Scalar(denoms, group.getDouble("eps"));
        Aten._foreach_addcdiv__ScalarList(
                params, expAvgs, denoms, negativeStepSizes.toArray(Number[]::new));
    }

    private static void updateFused(
            ParamGroup group,
            List<Tensor> params,
            List<Tensor> grads,
            List<State> states,
            List<Tensor> expAvgs,
            List<Tensor> expAvgSqs,
            List<Tensor> maxExpAvgSqs) {
        TensorOptions onDevice = Torch.dtype(DType.FLOAT32).device(params.getFirst().device());
        List<Tensor> steps = perStep(states, step -> Torch.full(Torch.shape(), step, onDevice));
        double lr = group.lr();
        double[] betas = group.getDoubles("betas");
        double weightDecay = group.getDouble("weight_decay");
        double eps = group.getDouble("eps");
        boolean amsgrad = !maxExpAvgSqs.isEmpty();
        boolean maximize = group.getBoolean("maximize");
        if (group.getBoolean("decoupled_weight_decay")) {
            Aten._fused_adamw_(
                    params,
                    grads,
                    expAvgs,
                    expAvgSqs,
                    maxExpAvgSqs,
                    steps,
                    lr,
                    betas[0],
                    betas[1],
                    weightDecay,
                    eps,
                    amsgrad,
                    maximize,
                    null,
                    null);
        } else {
            Aten._fused_adam_(
                    params,
                    grads,
                    expAvgs,
                    expAvgSqs,
                    maxExpAvgSqs,
                    steps,
                    lr,
                    betas[0],
                    betas[1],
                    weightDecay,
                    eps,
                    amsgrad,
                    maximize,
                    null,
                    null);
        }
    }

    /** A value for each parameter that depends on its step number, computed once where that is the same for all. */
    private static <T> List<T> perStep(List<State> states, LongFunction<T> value) {
        List<T> values = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            long step = states.get(i).step;
            boolean sameAsBefore = i > 0 && step == states.get(i - 1).step;
            values.add(sameAsBefore ? values.getLast() : value.apply(step));
        }
        return values;
    }

    private static List<Tensor> viewAsReal(List<Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> tensor.isComplex() ? Torch.viewAsReal(tensor) : tensor)
                .toList();
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        checkNotNegative(group, "lr", "Invalid learning rate: ");
        checkNotNegative(group, "eps", "Invalid epsilon value: ");
        double[] betas = group.getDoubles("betas");
        for (int i = 0; i < 2; i++) {
            if (!(betas[i] >= 0 && betas[i] < 1)) {
                throw new IllegalArgumentException(
                        "Invalid beta parameter at index " + i + ": " + betas[i]);
            }
        }
        checkNotNegative(group, "weight_decay", "Invalid weight_decay value: ");
        checkModes(group);
    }

    /** What is remembered about one parameter. PyTorch keeps the step number as a tensor; here it is made when asked for. */
    private static final class State {
        final boolean isComplex;
        final Tensor expAvg;
        final Tensor expAvgSq;
        final @Nullable Tensor maxExpAvgSq;
        long step;

        State(Tensor param, boolean amsgrad) {
            isComplex = param.isComplex();
            expAvg = Torch.zerosLike(param).keep();
            expAvgSq = Torch.zerosLike(param).keep();
            maxExpAvgSq = amsgrad ? Torch.zerosLike(param).keep() : null;
        }

        Tensor maxExpAvgSq() {
            if (maxExpAvgSq == null) {
                throw new IllegalStateException("amsgrad was set after the first step");
            }
            return maxExpAvgSq;
        }
    }

    /**
     * Options of {@link Adam} and {@link AdamW}: {@code lr} 1e-3, {@code betas} 0.9 and 0.999, {@code eps} 1e-8,
     * {@code weightDecay} 0 for Adam and 1e-2 for AdamW.
     */
    public static final class Options extends Optimizer.Options<Options> {
        Options() {}

        static Options defaults() {
            return new Options()
                    .set("lr", 1e-3)
                    .set("betas", List.of(0.9, 0.999))
                    .set("eps", 1e-8)
                    .set("weight_decay", 0)
                    .set("amsgrad", false)
                    .set("maximize", false)
                    .set("foreach", null)
                    .set("capturable", false)
                    .set("differentiable", false)
                    .set("fused", null)
                    .set("decoupled_weight_decay", false);
        }

        static Options decoupledDefaults() {
            return defaults().set("weight_decay", 1e-2).set("decoupled_weight_decay", true);
        }

        /** Coefficients of the running averages of the gradient and of its square. */
        public Options betas(double beta1, double beta2) {
            return set("betas", List.of(beta1, beta2));
        }

        /** Added to the denominator for numerical stability. */
        public Options eps(double eps) {
            return set("eps", eps);
        }

        /** Whether to divide by the largest running average of the squared gradient so far. */
        public Options amsgrad(boolean amsgrad) {
            return set("amsgrad", amsgrad);
        }

        /** Whether to do the step with one fused kernel for all parameters, which is fastest. */
        public Options fused(boolean fused) {
            return set("fused", fused);
        }
    }
}
