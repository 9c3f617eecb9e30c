package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.PythonTuple;

/**
 * Muon: momentum for the matrices of hidden layers, made nearly orthogonal before each step. Other parameters are
 * optimized by another optimizer beside it.
 *
 * <p>With gradient {@code g}, parameter {@code p} and buffer {@code b}:
 *
 * <pre>
 * b = momentum * b + (1 - momentum) * g
 * u = momentum * b + (1 - momentum) * g       (u = b without nesterov)
 * o = nsSteps Newton-Schulz iterations o = a * o + (b * o oᵀ + c * (o oᵀ)²) o from u / max(|u|, eps), in bfloat16
 * p = p - lr * weightDecay * p - adjusted(lr) * o
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Muon(List.of(hidden.weight), o -> o.lr(0.02).momentum(0.95));
 * }
 *
 * <p><b>Shape:</b> every parameter is a matrix.
 *
 * <p>State: {@code "momentum_buffer"}.
 *
 * <p>Mirrors {@code torch.optim.Muon}.
 */
public final class Muon extends Optimizer {
    private static final List<String> ADJUSTMENTS =
            List.of("original", "match_rms_adamw", "spectral_unclamped");

    /** Optimizes {@code params} with the default options. */
    public Muon(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Muon(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Muon(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Muon(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options));
        for (ParamGroup group : groups) {
            for (Tensor param : group.params()) {
                if (param.dim() != 2) {
                    throw new IllegalArgumentException(
                            "Muon only supports 2D parameters whereas we found a parameter with size: "
                                    + param.size());
                }
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
    protected void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        Coefficient lr = Coefficient.ofOption(group.get("lr"));
        Coefficient shrink = lr.times(group.getDouble("weight_decay")).subtractedFrom(1);
        double momentum = group.getDouble("momentum");
        for (int i = 0; i < params.size(); i++) {
            Tensor param = params.get(i);
            Tensor grad = grads.get(i);
            check(param, grad);
            ParamState state = stateOf(param);
            if (state.get("momentum_buffer") == null) {
                state.put("momentum_buffer", Torch.zerosLike(grad));
            }
            Tensor buffer = Aten.lerp__Scalar(state.tensor("momentum_buffer"), grad, 1 - momentum);
            Tensor update =
                    group.getBoolean("nesterov")
                            ? Aten.lerp_Scalar(grad, buffer, momentum)
                            : buffer;
            Tensor step = orthogonal(update, group);
            new TensorList(List.of(param), true).mul_(shrink);
            Coefficient rate = lr.times(adjustment(group.get("adjust_lr_fn"), param));
            Aten.add__Tensor(param, step, rate.negate().value());
        }
    }

    private static void check(Tensor param, Tensor grad) {
        if (param.isComplex()) {
            throw new TorchException("Muon does not support complex parameters");
        }
        if (grad.isSparse()) {
            throw new TorchException("Muon does not support sparse gradients");
        }
        if (grad.dim() != 2) {
            throw new IllegalArgumentException("Param gradient must be a 2D matrix");
        }
    }

    /** What is left of a matrix when its singular values are all made about 1. */
    private static Tensor orthogonal(Tensor matrix, ParamGroup group) {
        double[] abc = group.getDoubles("ns_coefficients");
        long steps = group.getLong("ns_steps");
        if (steps >= 100) {
            throw new IllegalArgumentException(
                    "Number of steps must be less than 100 for computational efficiency");
        }
        if (abc.length != 3) {
            throw new IllegalArgumentException("Coefficients must be a tuple of exactly 3 values");
        }
        boolean isTall = matrix.size(0) > matrix.size(1);
        Tensor o = matrix.to(DType.BFLOAT16);
        o = isTall ? o.t() : o;
        Tensor norm = Aten.linalg_vector_norm(o, 2, null, false, null);
        o.div_(Aten.clamp_min(norm, group.getDouble("eps")));
        for (int i = 0; i < steps; i++) {
            Tensor gram = o.matmul(o.t());
            Tensor update = Aten.addmm(gram, gram, gram, abc[1], abc[2]);
            o = Aten.addmm(o, update, o, abc[0], 1);
        }
        return isTall ? o.t() : o;
    }

    private static double adjustment(@Nullable Object name, Tensor param) {
        double rows = param.size(0);
        double columns = param.size(1);
        return switch (String.valueOf(name)) {
            case "match_rms_adamw" -> 0.2 * Math.sqrt(Math.max(rows, columns));
            case "spectral_unclamped" -> Math.sqrt(rows / columns);
            default -> Math.sqrt(Math.max(1, rows / columns));
        };
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.oneElementLr(group);
        Checks.notNegative(group, "lr", "Learning rate should be >= 0 but is: ");
        Checks.notNegative(group, "momentum", "momentum should be >= 0 but is: ");
        Checks.notNegative(group, "weight_decay", "weight decay should be >= 0 but is: ");
        Object name = group.get("adjust_lr_fn");
        if (name != null && !ADJUSTMENTS.contains(name)) {
            throw new IllegalArgumentException(
                    "Adjust learning rate function " + name + " is not supported");
        }
    }

    /** Options of {@link Muon}. */
    public static final class Options extends Optimizer.Options<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-3)
                    .weightDecay(0.1)
                    .momentum(0.95)
                    .nesterov(true)
                    .nsCoefficients(3.4445, -4.7750, 2.0315)
                    .eps(1e-7)
                    .nsSteps(5)
                    .adjustLrFn(null);
        }

        /** Weight decay: this times the learning rate is what parameters shrink by. Default: 0.1 */
        public Options weightDecay(double weightDecay) {
            return set("weight_decay", weightDecay);
        }

        /** Momentum factor. Default: 0.95 */
        public Options momentum(double momentum) {
            return set("momentum", momentum);
        }

        /** Whether the gradient is added to the momentum once more. Default: true */
        public Options nesterov(boolean nesterov) {
            return set("nesterov", nesterov);
        }

        /** Coefficients of the Newton-Schulz iteration. Default: 3.4445, -4.775 and 2.0315 */
        public Options nsCoefficients(double a, double b, double c) {
            return set("ns_coefficients", PythonTuple.of(a, b, c));
        }

        /** The least norm to divide by. Default: 1e-7 */
        public Options eps(double eps) {
            return set("eps", eps);
        }

        /** The number of Newton-Schulz iterations. Default: 5 */
        public Options nsSteps(long nsSteps) {
            return set("ns_steps", nsSteps);
        }

        /**
         * How the learning rate follows from the shape of a matrix with {@code r} rows and {@code c} columns:
         * {@code "original"}, times √max(1, r / c); {@code "match_rms_adamw"}, times 0.2 √max(r, c); or
         * {@code "spectral_unclamped"}, times √(r / c). Default: null, which is the original
         */
        public Options adjustLrFn(@Nullable String adjustLrFn) {
            return set("adjust_lr_fn", adjustLrFn);
        }
    }
}
