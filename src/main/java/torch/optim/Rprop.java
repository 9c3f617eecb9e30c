package torch.optim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import torch.Aten;
import torch.Complex;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/**
 * Resilient backpropagation: each element has a step size of its own, and only the sign of its gradient counts.
 *
 * <p>With gradient {@code g}, the one before {@code h}, parameter {@code p} and step size {@code s}:
 *
 * <pre>
 * s = s * etas[1] if g * h &gt; 0,  s * etas[0] if g * h &lt; 0,  within stepSizes    (s = lr at first)
 * g = 0 if g * h &lt; 0
 * p = p - s * sign(g)
 * </pre>
 *
 * {@snippet :
 * var optimizer = new Rprop(model.parameters(), o -> o.lr(0.01).etas(0.5, 1.2));
 * }
 *
 * <p>State: {@code "step"}, {@code "prev"} and {@code "step_size"}.
 *
 * <p>Mirrors {@code torch.optim.Rprop}.
 */
public final class Rprop extends ForeachOptimizer {
    /** Optimizes {@code params} with the default options. */
    public Rprop(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public Rprop(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public Rprop(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes groups of parameters; {@code options} are those that a group does not set itself. */
    public Rprop(List<ParamGroup> groups, Consumer<Options> options) {
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
        double lr = group.lr();
        Number size = param.isComplex() ? Complex.of(lr, lr) : lr;
        state.put("step", scalar(group, param, 0));
        state.put("prev", Torch.zerosLike(param));
        state.put("step_size", Aten.full_like(grad, size, null, null, null, null, null));
    }

    @Override
    void update(Batch batch) {
        batch.checkCapturable("params and state_steps", true, "step");
        double[] etas = batch.group.getDoubles("etas");
        double[] sizes = batch.group.getDoubles("step_sizes");
        batch.countStep();
        batch.prepare(false);
        TensorList prevs = batch.states("prev");
        TensorList factors =
                batch.grads
                        .mul(batch.differentiable ? prevs.copy() : prevs)
                        .each(sign -> factor(Aten.sign(sign), etas));
        TensorList stepSizes = batch.states("step_size").mul_(factors);
        stepSizes.each(size -> Aten.clamp_(size, sizes[0], sizes[1]));
        TensorList grads =
                batch.grads
                        .copy()
                        .zip(
                                factors.tensors,
                                (grad, factor) ->
                                        Aten.masked_fill__Scalar(
                                                grad, Aten.eq_Scalar(factor, etas[0]), 0));
        batch.params.addcmul_(grads.each(Aten::sign), stepSizes, -1);
        prevs.copy_(grads);
    }

    /** What the size of a step is multiplied by, from the sign of the product of two gradients. */
    private static Tensor factor(Tensor sign, double[] etas) {
        Aten.masked_fill__Scalar(sign, Aten.gt_Scalar(sign, 0), etas[1]);
        Aten.masked_fill__Scalar(sign, Aten.lt_Scalar(sign, 0), etas[0]);
        return Aten.masked_fill__Scalar(sign, Aten.eq_Scalar(sign, 0), 1);
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
        double[] etas = group.getDoubles("etas");
        if (!(0 < etas[0] && etas[0] < 1 && 1 < etas[1])) {
            List<?> given = group.getList("etas");
            throw new IllegalArgumentException(
                    "Invalid eta values: %s, %s"
                            .formatted(PythonText.of(given.get(0)), PythonText.of(given.get(1))));
        }
    }

    /** Options of {@link Rprop}, which has no weight decay. */
    public static final class Options extends CapturableOptions<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .lr(1e-2)
                    .etas(0.5, 1.2)
                    .set("step_sizes", PythonTuple.of(1e-6, 50L))
                    .set("foreach", null)
                    .maximize(false)
                    .differentiable(false)
                    .capturable(false);
        }

        /**
         * Not an option of this optimizer.
         *
         * @throws IllegalArgumentException always
         */
        @Override
        public Options weightDecay(double weightDecay) {
            return refuse("weight_decay");
        }

        /** The factors by which a step size shrinks and grows. Default: 0.5 and 1.2 */
        public Options etas(double etaMinus, double etaPlus) {
            return set("etas", PythonTuple.of(etaMinus, etaPlus));
        }

        /** The smallest and the largest step size. Default: 1e-6 and 50 */
        public Options stepSizes(double smallest, double largest) {
            return set("step_sizes", PythonTuple.of(smallest, largest));
        }
    }
}
