package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.TorchException;
import torch.internal.CMath;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/**
 * Adafactor: Adam's second average, of which a matrix keeps only the means of rows and columns, and steps relative to the
 * size of the parameter.
 *
 * <p>With gradient {@code g}, parameter {@code p} and step number {@code t}:
 *
 * <pre>
 * β = t^beta2Decay
 * ρ = max(eps2, rms(p)) * min(lr, 1 / √t)
 * p = p - lr * weightDecay * p
 * r = (1 - β) * r + β * mean(g² over columns)
 * c = (1 - β) * c + β * mean(g² over rows)
 * v = r ⊗ c / max(mean(r), eps1)              (v = (1 - β) * v + β * g² for a vector)
 * u = g / √max(v, eps1²)
 * p = p - ρ * u / max(1, rms(u) / d)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Adafactor(model.parameters(), o -> o.lr(0.01));
 * }
 *
 * <p>State: {@code "step"}, and {@code "row_var"} and {@code "col_var"} of a matrix or {@code "variance"} of a vector.
 *
 * <p>Mirrors {@code torch.optim.Adafactor}.
 */
public final class Adafactor extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Adafactor(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Adafactor(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Adafactor(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Adafactor(List<ParamGroup> groups, Consumer<Options> options) {
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
        if (grad.dim() > 1) {
            state.put("row_var", Torch.zeros(withOne(grad, 1), like(grad)));
            state.put("col_var", Torch.zeros(withOne(grad, 2), like(grad)));
        } else {
            state.put("variance", Torch.zerosLike(grad));
        }
    }

    private static TensorOptions like(Tensor grad) {
        return Torch.dtype(grad.dtype()).device(grad.device());
    }

    /** The shape of a gradient whose mean over one of its dimensions, counted from the last, is kept. */
    private static Size withOne(Tensor grad, int fromLast) {
        long[] shape = grad.shape().toArray();
        shape[shape.length - fromLast] = 1;
        return Torch.shape(shape);
    }

    @Override
    boolean isForeachByDefault(ParamGroup group) {
        return false;
    }

    @Override
    String scalingRefusal() {
        return "Grad scaling should occur outside of optimizer.step()";
    }

    @Override
    void checkGradient(Tensor param, Tensor grad) {
        if (param.isComplex()) {
            throw new TorchException("Adafactor does not support complex parameters");
        }
        super.checkGradient(param, grad);
    }

    @Override
    void update(Batch batch) {
        Coefficient lr = batch.coefficient("lr");
        double d = batch.number("d");
        List<?> eps = batch.group.getList("eps");
        // PyTorch takes the first parameter's for all
        double eps1 =
                eps.get(0) instanceof Number given
                        ? given.doubleValue()
                        : Torch.finfo(batch.firstType).eps();
        double eps2 = ((Number) eps.get(1)).doubleValue();
        List<Coefficient> steps = batch.countStep(false);
        if (batch.group.getBoolean("maximize")) {
            batch.grads = batch.grads.neg();
        }
        for (int i = 0; i < steps.size(); i++) {
            Tensor param = batch.params.tensors.get(i);
            Tensor grad = batch.grads.tensors.get(i);
            double share = steps.get(i).pow(batch.number("beta2_decay")).value();
            Coefficient rate = lr.min(Coefficient.of(1 / steps.get(i).sqrt().value()));
            Coefficient size = rate.times(Math.max(eps2, rms(param, 1)));
            if (batch.number("weight_decay") != 0) {
                batch.params.part(i).mul_(lr.times(batch.number("weight_decay")).subtractedFrom(1));
            }
            Tensor update = estimate(batch.state(i), grad, share, eps1);
            // the square, since its root is what the update is divided by
            Aten.rsqrt_(Aten.clamp_min_(update, eps1 * eps1)).mul_(grad);
            Coefficient factor = size.negate().over(Math.max(1, rms(update, d)));
            if (batch.foreach) {
                param.add_(new TensorList(List.of(update), true).mul_(factor).tensors.getFirst());
            } else {
                Aten.add__Tensor(param, update, factor.value());
            }
        }
    }

    /** An estimate of the mean square of each element of the gradient. */
    private static Tensor estimate(ParamState state, Tensor grad, double share, double eps1) {
        if (grad.dim() <= 1) {
            return Aten.lerp__Scalar(state.tensor("variance"), grad.mul(grad), share).clone();
        }
        Tensor rows = Aten.lerp__Scalar(state.tensor("row_var"), meanSquare(grad, -1), share);
        Tensor cols = Aten.lerp__Scalar(state.tensor("col_var"), meanSquare(grad, -2), share);
        Tensor mean = Aten.mean_dim(rows, new long[] {-2}, true, null);
        return rows.matmul(cols).div_(Aten.clamp_min_(mean, eps1));
    }

    private static Tensor meanSquare(Tensor grad, long dim) {
        Tensor norm = Aten.linalg_vector_norm(grad, 2, new long[] {dim}, true, null);
        return Aten.div__Scalar(Aten.mul__Tensor(norm, norm), grad.size(dim));
    }

    /** The root of the mean square, over {@code d}. */
    private static double rms(Tensor tensor, double d) {
        double norm = Aten.linalg_vector_norm(tensor, 2, null, false, null).itemDouble();
        return norm / (CMath.pow(tensor.numel(), 0.5) * d);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.oneElementLr(group);
        Checks.notNegative(group, "lr", "Learning rate should be >= 0 but is: ");
        Checks.check(group, "beta2_decay", b -> b <= 0, "beta2_decay should be <= 0 but is: ");
        List<?> eps = group.getList("eps");
        for (int i = 0; i < 2; i++) {
            boolean isDefault = i == 0 && eps.get(0) == null;
            if (!isDefault && !(eps.get(i) instanceof Number value && value.doubleValue() >= 0)) {
                throw new IllegalArgumentException(
                        "epsilon%d should be >= 0 but is: %s"
                                .formatted(i + 1, PythonText.of(eps.get(i))));
            }
        }
        Checks.check(group, "d", d -> d >= 1, "Clipping threshold d should be >= 1 but is: ");
        Checks.notNegative(group, "weight_decay", "weight_decay should be >= 0 but is: ");
    }

    /** Options of {@link Adafactor}, whose step cannot be differentiable. */
    public static final class Options extends StepOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-2)
                    .beta2Decay(-0.8)
                    .eps(null, 1e-3)
                    .d(1.0)
                    .weightDecay(0.0)
                    .set("foreach", null)
                    .maximize(false);
        }

        /**
         * Not an option of this optimizer.
         *
         * @throws IllegalArgumentException always
         */
        @Override
        public Options differentiable(boolean differentiable) {
            return refuse("differentiable");
        }

        /** The power of the step number with which old squares are forgotten. Default: -0.8 */
        public Options beta2Decay(double beta2Decay) {
            return set("beta2_decay", beta2Decay);
        }

        /**
         * The least root of a squared gradient, and the least size of a parameter. Default: the type's epsilon, for null,
         * and 1e-3
         */
        public Options eps(@Nullable Double eps1, double eps2) {
            return set("eps", PythonTuple.of(eps1, eps2));
        }

        /** The size of an update from which on it is clipped. Default: 1 */
        public Options d(double d) {
            return set("d", d);
        }
    }
}
