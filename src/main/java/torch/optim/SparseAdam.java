package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.CMath;
import torch.internal.PythonTuple;

/**
 * Adam for sparse gradients: only the elements that a gradient has are averaged and changed.
 *
 * <p>With the values {@code g} of the gradient, and {@code m}, {@code v} and {@code p} at the same places:
 *
 * <pre>
 * m = m + (1 - beta1) * (g - m)
 * v = v + (1 - beta2) * (g² - v)
 * p = p - lr * √(1 - beta2^t) / (1 - beta1^t) * m / (√v + eps)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new SparseAdam(embedding.parameters(), o -> o.lr(1e-3));
 * }
 *
 * <p>State: {@code "step"}, a number, {@code "exp_avg"} and {@code "exp_avg_sq"}.
 *
 * <p>Mirrors {@code torch.optim.SparseAdam}.
 */
public final class SparseAdam extends Optimizer {
    /** Optimizes {@code params} with the default options. */
    public SparseAdam(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public SparseAdam(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public SparseAdam(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public SparseAdam(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options));
        refuse(groups, Tensor::isSparse, "Sparse", "requires dense parameter tensors");
        refuse(groups, Tensor::isComplex, "Complex", "does not support complex parameters");
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

    /** Refuses parameters of which something is so, and says which. */
    private static void refuse(
            List<ParamGroup> groups, Predicate<Tensor> wrong, String kind, String why) {
        List<List<Integer>> indices = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = 0; j < groups.get(i).params().size(); j++) {
                if (wrong.test(groups.get(i).params().get(j))) {
                    indices.add(List.of(i, j));
                }
            }
        }
        if (!indices.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s params at indices %s: SparseAdam %s".formatted(kind, indices, why));
        }
    }

    @Override
    protected void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        for (int i = 0; i < params.size(); i++) {
            if (!grads.get(i).isSparse()) {
                throw new TorchException(
                        "SparseAdam does not support dense gradients, please consider Adam instead");
            }
            ParamState state = stateOf(params.get(i));
            if (state.isEmpty()) {
                state.put("step", 0L);
                state.put("exp_avg", Torch.zerosLike(params.get(i)));
                state.put("exp_avg_sq", Torch.zerosLike(params.get(i)));
            }
            state.put("step", state.getOrDefault("step", (Number) 0L).longValue() + 1);
            Tensor grad = group.getBoolean("maximize") ? grads.get(i).neg() : grads.get(i);
            // the update is not linear, so that each index may be there only once
            update(group, params.get(i), Aten.coalesce(grad), state);
        }
    }

    private static void update(ParamGroup group, Tensor param, Tensor grad, ParamState state) {
        Tensor values = Aten._values(grad);
        if (values.numel() == 0) {
            return;
        }
        double[] betas = group.getDoubles("betas");
        double step = state.getOrDefault("step", (Number) 0L).doubleValue();
        Tensor averages = moved(state.tensor("exp_avg"), grad, values, 1 - betas[0]);
        Tensor squares = moved(state.tensor("exp_avg_sq"), grad, values.pow(2), 1 - betas[1]);
        Coefficient lr = Coefficient.ofOption(group.get("lr"));
        Coefficient size =
                lr.times(Math.sqrt(1 - CMath.pow(betas[1], step)))
                        .over(1 - CMath.pow(betas[0], step));
        Tensor ratio = averages.div_(squares.sqrt_().add_(group.getDouble("eps")));
        TensorList change = new TensorList(List.of(ratio), true).mul(List.of(size.negate()));
        param.add_(withValues(grad, change.tensors.getFirst()));
    }

    /** Moves an average a share of the way to {@code values}, where the gradient has any; its new values there. */
    private static Tensor moved(Tensor average, Tensor grad, Tensor values, double share) {
        Tensor old = Aten._values(Aten.sparse_mask(average, grad));
        Tensor change = values.sub(old).mul_(share);
        average.add_(withValues(grad, change));
        return change.add_(old);
    }

    /** A sparse tensor with the indices of {@code grad} and other values. */
    static Tensor withValues(Tensor grad, Tensor values) {
        return Aten.sparse_coo_tensor_indices_size(
                Aten._indices(grad), values, grad.shape().toArray(), null, null, null, null, null);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.oneElementLr(group);
        Checks.check(group, "lr", lr -> lr > 0, "Invalid learning rate: ");
        Checks.check(group, "eps", eps -> eps > 0, "Invalid epsilon value: ");
        Checks.betas(group);
    }

    /** Options of {@link SparseAdam}. */
    public static final class Options extends Optimizer.Options<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options().lr(1e-3).betas(0.9, 0.999).eps(1e-8).maximize(false);
        }

        /** Coefficients of the running averages of the gradient and of its square. Default: 0.9 and 0.999 */
        public Options betas(double beta1, double beta2) {
            return set("betas", PythonTuple.of(beta1, beta2));
        }

        /** Added to the denominator for numerical stability. Default: 1e-8 */
        public Options eps(double eps) {
            return set("eps", eps);
        }

        /** Whether to make the objective larger instead of smaller. Default: false */
        public Options maximize(boolean maximize) {
            return set("maximize", maximize);
        }
    }
}
