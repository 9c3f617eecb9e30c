package torch.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * L-BFGS: Newton's method with an inverse Hessian that is estimated from the last steps {@code s} and changes of the
 * gradient {@code y}, so that each step can compute the loss several times.
 *
 * <pre>
 * d = -H * g          H from historySize pairs of s and y
 * p = p + t * d       t = lr (min(1, 1 / |g|₁) * lr at first), or found by a line search
 * </pre>
 *
 * {@snippet :
 * var optimizer = new LBFGS(model.parameters(), o -> o.lineSearchFn("strong_wolfe"));
 * optimizer.step(() -> {
 *     optimizer.zeroGrad();
 *     Tensor loss = F.mseLoss(model.call(input), target);
 *     loss.backward();
 *     return loss;
 * });
 * }
 *
 * <p>All parameters are in one group and on one device. The state is that of all parameters, kept under the first.
 *
 * <p>Mirrors {@code torch.optim.LBFGS}.
 */
public final class LBFGS extends Optimizer {
    /** Optimizes {@code params} with the default options. */
    public LBFGS(Collection<? extends Tensor> params) {
        this(params, o -> {});
    }

    /** Optimizes {@code params}. */
    public LBFGS(Collection<? extends Tensor> params, Consumer<Options> options) {
        this(oneGroup(params), options);
    }

    /** Optimizes parameters whose names are kept in the state. */
    public LBFGS(Map<String, ? extends Tensor> namedParams, Consumer<Options> options) {
        this(oneGroup(namedParams), options);
    }

    /** Optimizes a group of parameters, of which there may be only one. */
    public LBFGS(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.defaults().configuredBy(options).withMaxEval());
        if (groups.size() != 1) {
            throw new IllegalArgumentException(
                    "LBFGS doesn't support per-parameter options (parameter groups)");
        }
    }

    /**
     * Not to be had: the loss is computed anew within a step.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    public void step() {
        super.step();
    }

    @Override
    Tensor performStep(@Nullable Supplier<Tensor> closure) {
        if (closure == null) {
            throw new IllegalArgumentException(
                    "LBFGS.step() missing 1 required positional argument: 'closure'");
        }
        if (paramGroups().size() != 1) {
            throw new IllegalArgumentException(
                    "Expected exactly one param_group, but got " + paramGroups().size());
        }
        ParamGroup group = paramGroups().getFirst();
        if (group.params().isEmpty()) {
            return evaluate(closure);
        }
        try (var _ = Torch.noGrad()) {
            return new Run(group, stateOf(group.params().getFirst()), closure).minimize();
        }
    }

    /** Not called: a step is one of all parameters together. */
    @Override
    protected void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        throw new AssertionError("LBFGS has a step of its own");
    }

    /** One step. */
    private static final class Run {
        private final LbfgsTemporaries temporaries = new LbfgsTemporaries();
        private final List<Tensor> params;
        private final ParamState state;
        private final Supplier<Tensor> closure;
        private final boolean maximize;
        private final Object lrOption;
        private final Coefficient lr;
        private final Coefficient origin = Coefficient.of(0);
        private final long maxIter;
        private final long maxEval;
        private final double toleranceGrad;
        private final double toleranceChange;
        private final int historySize;
        private final @Nullable Object lineSearch;

        private final List<Object> oldDirs;
        private final List<Object> oldSteps;
        private final List<Object> ro;
        private Coefficient scale;
        private @Nullable Tensor d;
        private Coefficient t;
        private @Nullable Tensor prevFlatGrad;

        Run(ParamGroup group, ParamState state, Supplier<Tensor> closure) {
            this.params = group.params();
            this.state = state;
            this.closure = closure;
            maximize = group.isTrue("maximize");
            lrOption = Objects.requireNonNull(group.get("lr"), "lr");
            lr = Coefficient.ofOption(lrOption);
            maxIter = group.getLong("max_iter");
            maxEval = group.getLong("max_eval");
            toleranceGrad = group.getDouble("tolerance_grad");
            toleranceChange = group.getDouble("tolerance_change");
            historySize = Math.toIntExact(group.getLong("history_size"));
            lineSearch = group.get("line_search_fn");
            oldDirs = new ArrayList<>(state.getOrDefault("old_dirs", List.of()));
            oldSteps = new ArrayList<>(state.getOrDefault("old_stps", List.of()));
            ro = new ArrayList<>(state.getOrDefault("ro", List.of()));
            scale = Coefficient.ofOption(state.getOrDefault("H_diag", (Object) 1L));
            t = Coefficient.ofOption(state.getOrDefault("t", (Object) 0.0));
            d = (Tensor) state.get("d");
            prevFlatGrad = (Tensor) state.get("prev_flat_grad");
        }

        Tensor minimize() {
            state.put("func_evals", count("func_evals"));
            state.put("n_iter", count("n_iter"));
            Tensor firstLoss = LBFGS.evaluate(closure);
            state.put("func_evals", count("func_evals") + 1);
            try {
                double loss = number(firstLoss);
                Tensor flatGrad = flatGrad();
                if (!isFlat(flatGrad)) {
                    iterate(loss, flatGrad);
                }
            } finally {
                temporaries.closeExcept(remembered());
            }
            return firstLoss;
        }

        private void iterate(double loss, Tensor flatGrad) {
            long evals = 1;
            double prevLoss = loss;
            for (long iteration = 1; iteration <= maxIter; iteration++) {
                state.put("n_iter", count("n_iter") + 1);
                boolean isFirst = count("n_iter") == 1;
                Tensor gradient = flatGrad;
                Tensor direction =
                        isFirst
                                ? temporaries.tensor(() -> Aten.neg(gradient))
                                : direction(flatGrad);
                d = direction;
                prevFlatGrad = temporaries.tensor(gradient::clone);
                prevLoss = loss;
                t = isFirst ? temporaries.compute(() -> firstStep(gradient)) : lr;
                Coefficient slope =
                        temporaries.compute(() -> Coefficient.of(Aten.dot(gradient, direction)));
                if (Coefficient.of(-toleranceChange).isLess(slope)) {
                    break;
                }
                long newEvals = 0;
                boolean isOptimal = false;
                if (lineSearch != null) {
                    if (!lineSearch.equals("strong_wolfe")) {
                        throw new TorchException("only 'strong_wolfe' is supported");
                    }
                    StrongWolfe search = search(direction, loss, flatGrad, slope, maxEval - evals);
                    StrongWolfe.Point best = search.search(t);
                    loss = best.loss();
                    flatGrad = best.grad();
                    t = best.step();
                    newEvals = search.evaluations;
                    move(t, direction);
                    isOptimal = isFlat(flatGrad);
                } else {
                    move(t, direction);
                    if (iteration != maxIter) {
                        loss = number(LBFGS.evaluate(closure));
                        flatGrad = flatGrad();
                        isOptimal = isFlat(flatGrad);
                        newEvals = 1;
                    }
                }
                evals += newEvals;
                state.put("func_evals", count("func_evals") + newEvals);
                if (iteration == maxIter
                        || evals >= maxEval
                        || isOptimal
                        || isShort(direction)
                        || Math.abs(loss - prevLoss) < toleranceChange) {
                    break;
                }
                Set<Object> needed = current();
                needed.add(flatGrad);
                temporaries.closeExcept(needed);
            }
            state.put("d", d);
            state.put("t", stepOption());
            state.put("old_dirs", oldDirs);
            state.put("old_stps", oldSteps);
            state.put("ro", ro);
            state.put("H_diag", scale.isTensor() ? scale.tensor() : (Object) 1L);
            state.put("prev_flat_grad", prevFlatGrad);
            state.put("prev_loss", prevLoss);
        }

        /** Minus the gradient times the estimated inverse Hessian, which learns from the step before. */
        private Tensor direction(Tensor flatGrad) {
            Tensor before = Objects.requireNonNull(prevFlatGrad, "prev_flat_grad");
            Tensor lastDirection = Objects.requireNonNull(d, "d");
            Tensor y = temporaries.tensor(() -> flatGrad.sub(before));
            Tensor s =
                    temporaries.tensor(
                            () ->
                                    new TensorList(List.of(lastDirection), true)
                                            .mul(t)
                                            .tensors
                                            .getFirst());
            Coefficient ys = temporaries.compute(() -> Coefficient.of(Aten.dot(y, s)));
            if (Coefficient.of(1e-10).isLess(ys)) {
                if (oldDirs.size() == historySize) {
                    oldDirs.removeFirst();
                    oldSteps.removeFirst();
                    ro.removeFirst();
                }
                oldDirs.add(y);
                oldSteps.add(s);
                ro.add(temporaries.compute(() -> Coefficient.of(1).over(ys)).toOption());
                scale = temporaries.compute(() -> ys.over(Coefficient.of(Aten.dot(y, y))));
            }
            List<@Nullable Object> al = new ArrayList<>();
            if (state.get("al") instanceof List<?> known) {
                al.addAll(known);
            }
            while (al.size() < historySize) {
                al.add(null);
            }
            state.put("al", al);
            return temporaries.tensor(() -> twoLoops(flatGrad, al));
        }

        private Tensor twoLoops(Tensor flatGrad, List<@Nullable Object> al) {
            Tensor q = Aten.neg(flatGrad);
            for (int i = oldDirs.size() - 1; i >= 0; i--) {
                Tensor share = Aten.dot((Tensor) oldSteps.get(i), q);
                Coefficient a = Coefficient.of(share).times(Coefficient.ofOption(ro.get(i)));
                al.set(i, temporaries.compute(() -> a).toOption());
                Aten.add__Tensor(q, (Tensor) oldDirs.get(i), -a.value());
            }
            Tensor r = new TensorList(List.of(q), true).mul(scale).tensors.getFirst();
            for (int i = 0; i < oldDirs.size(); i++) {
                Tensor share = Aten.dot((Tensor) oldDirs.get(i), r);
                Coefficient b = Coefficient.of(share).times(Coefficient.ofOption(ro.get(i)));
                Coefficient a = Coefficient.ofOption(al.get(i));
                Aten.add__Tensor(r, (Tensor) oldSteps.get(i), a.minus(b).value());
            }
            return r;
        }

        /** The size of the step as Python keeps it: a whole number where the learning rate or the origin is one. */
        private Object stepOption() {
            return t == lr ? lrOption : t == origin ? (Object) 0L : t.toOption();
        }

        private Coefficient firstStep(Tensor flatGrad) {
            Coefficient sum = Coefficient.of(flatGrad.abs().sum());
            return Coefficient.of(1).min(Coefficient.of(1).over(sum)).times(lr);
        }

        private StrongWolfe search(
                Tensor direction, double loss, Tensor flatGrad, Coefficient slope, long most) {
            List<Tensor> start =
                    params.stream()
                            .map(param -> temporaries.tensor(() -> param.detach().clone()))
                            .toList();
            return new StrongWolfe(
                    step -> {
                        move(step, direction);
                        double newLoss = number(LBFGS.evaluate(closure));
                        Tensor grad = flatGrad();
                        for (int i = 0; i < params.size(); i++) {
                            Aten.copy_(params.get(i), start.get(i), false);
                        }
                        Coefficient newSlope =
                                temporaries.compute(
                                        () -> Coefficient.of(Aten.dot(grad, direction)));
                        return new StrongWolfe.Point(step, newLoss, grad, newSlope);
                    },
                    temporaries,
                    direction,
                    new StrongWolfe.Point(origin, loss, flatGrad, slope),
                    toleranceChange,
                    most);
        }

        private double number(Tensor loss) {
            double value = loss.itemDouble();
            return maximize ? -value : value;
        }

        /** All gradients in one vector. */
        private Tensor flatGrad() {
            return temporaries.tensor(
                    () -> {
                        Tensor flat = Aten.cat(params.stream().map(Run::flatGrad).toList(), 0);
                        return maximize ? Aten.neg_(flat) : flat;
                    });
        }

        private static Tensor flatGrad(Tensor param) {
            Tensor grad = param.grad();
            if (grad == null) {
                grad = Torch.zerosLike(param);
            } else if (grad.isSparse()) {
                grad = grad.toDense();
            }
            Tensor flat = grad.view(-1);
            return flat.isComplex() ? Torch.viewAsReal(flat).view(-1) : flat;
        }

        private void move(Coefficient step, Tensor direction) {
            try (var _ = Torch.scope()) {
                double size = step.value();
                long offset = 0;
                for (Tensor param : params) {
                    Tensor real = param.isComplex() ? Torch.viewAsReal(param) : param;
                    Tensor part = direction.narrow(0, offset, real.numel()).view(real.shape());
                    Aten.add__Tensor(real, part, size);
                    offset += real.numel();
                }
            }
        }

        private boolean isFlat(Tensor flatGrad) {
            try (var _ = Torch.scope()) {
                return !Coefficient.of(toleranceGrad).isLess(Coefficient.of(flatGrad.abs().max()));
            }
        }

        private boolean isShort(Tensor direction) {
            try (var _ = Torch.scope()) {
                Tensor way = new TensorList(List.of(direction), true).mul(t).tensors.getFirst();
                return !Coefficient.of(toleranceChange).isLess(Coefficient.of(way.abs().max()));
            }
        }

        private long count(String name) {
            return state.getOrDefault(name, (Number) 0L).longValue();
        }

        /** What the next iteration needs. */
        private Set<Object> current() {
            Set<Object> tensors = new HashSet<>(oldDirs);
            tensors.addAll(oldSteps);
            tensors.addAll(ro);
            tensors.addAll(state.getOrDefault("al", List.of()));
            tensors.add(scale.toOption());
            tensors.add(t.toOption());
            tensors.add(d);
            tensors.add(prevFlatGrad);
            return tensors;
        }

        private Set<Object> remembered() {
            Set<Object> tensors = new HashSet<>();
            for (Object value : state.values().values()) {
                if (value instanceof List<?> list) {
                    tensors.addAll(list);
                } else {
                    tensors.add(value);
                }
            }
            return tensors;
        }
    }

    @Override
    protected void checkOptions(ParamGroup group) {
        Checks.lr(group);
    }

    /** Options of {@link LBFGS}. */
    public static final class Options extends Optimizer.Options<Options> {
        private Options() {}

        private static Options defaults() {
            return new Options()
                    .set("lr", 1)
                    .maxIter(20)
                    .set("max_eval", null)
                    .toleranceGrad(1e-7)
                    .toleranceChange(1e-9)
                    .historySize(100)
                    .lineSearchFn(null)
                    .maximize(false);
        }

        private Options withMaxEval() {
            var values = values();
            return values.get("max_eval") == null && values.get("max_iter") instanceof Long most
                    ? maxEval(Math.floorDiv(most * 5, 4))
                    : this;
        }

        /** The most iterations of a step. Default: 20 */
        public Options maxIter(long maxIter) {
            return set("max_iter", maxIter);
        }

        /** The most times that a step computes the loss. Default: 1.25 times {@code maxIter} */
        public Options maxEval(long maxEval) {
            return set("max_eval", maxEval);
        }

        /** The largest element of the gradient with which a step is done. Default: 1e-7 */
        public Options toleranceGrad(double toleranceGrad) {
            return set("tolerance_grad", toleranceGrad);
        }

        /** The change of the loss or of the parameters with which a step is done. Default: 1e-9 */
        public Options toleranceChange(double toleranceChange) {
            return set("tolerance_change", toleranceChange);
        }

        /** How many steps are remembered. Default: 100 */
        public Options historySize(long historySize) {
            return set("history_size", historySize);
        }

        /** The line search: {@code "strong_wolfe"}, or null for steps of the learning rate. Default: null */
        public Options lineSearchFn(@Nullable String lineSearchFn) {
            return set("line_search_fn", lineSearchFn);
        }

        /** Whether to make the objective larger instead of smaller. Default: false */
        public Options maximize(boolean maximize) {
            return set("maximize", maximize);
        }
    }
}
