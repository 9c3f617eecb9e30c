package torch.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Parameters with a gradient that one update changes together, and what it needs to know. */
final class Batch {
    final ParamGroup group;

    /** The type of the first parameter of the step, in whatever batch that is. */
    final DType firstType;

    /** The parameters; views of them as real numbers after {@link #prepare}. */
    TensorList params;

    /** Their gradients; negated, and with weight decay added, after {@link #prepareGradients()}. */
    TensorList grads;

    /** Whether to use the formula of PyTorch's foreach implementations. */
    final boolean foreach;

    final boolean fused;
    final boolean differentiable;
    final boolean capturable;

    private final List<ParamState> states;
    private boolean isReal;

    private Batch(
            ParamGroup group,
            DType firstType,
            List<ParamState> states,
            TensorList params,
            TensorList grads,
            boolean foreach) {
        this.group = group;
        this.firstType = firstType;
        this.states = states;
        this.params = params;
        this.grads = grads;
        this.foreach = foreach;
        this.fused = group.isTrue("fused");
        this.differentiable = group.isTrue("differentiable");
        this.capturable = group.isTrue("capturable");
    }

    /**
     * The batches of a step: by device and type where the formula for all parameters is used, one by one where it has to
     * be so or is asked for, and otherwise everything at once.
     *
     * @param foreachByDefault whether parameters that are all on a GPU get PyTorch's formula for all at once
     */
    static List<Batch> split(
            ParamGroup group,
            List<Tensor> params,
            List<Tensor> grads,
            List<ParamState> states,
            boolean foreachByDefault) {
        Map<String, @Nullable Object> options = group.options();
        boolean differentiable = group.isTrue("differentiable");
        boolean isDefault = options.get("foreach") == null && options.get("fused") == null;
        // no operation for all takes sparse gradients
        boolean isSparse = grads.stream().anyMatch(Tensor::isSparse);
        boolean onGpu = params.stream().allMatch(Tensor::isCuda);
        boolean foreach =
                !isSparse
                        && (isDefault
                                ? foreachByDefault && !differentiable && onGpu
                                : group.isTrue("foreach"));
        if (foreach && differentiable) {
            throw new IllegalArgumentException("_foreach ops don't support autograd");
        }
        boolean grouped = foreach || group.isTrue("fused");
        boolean oneByOne =
                !grouped
                        && (differentiable || !params.stream().allMatch(Tensor::isCpu) || isSparse);
        record Kind(Device device, DType dtype, int number) {}
        Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < params.size(); i++) {
            Tensor param = params.get(i);
            Kind kind =
                    grouped
                            ? new Kind(param.device(), param.dtype(), 0)
                            : new Kind(Device.CPU, DType.FLOAT32, oneByOne || !isDefault ? i : 0);
            kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(i);
        }
        return kinds.values().stream()
                .map(
                        indices ->
                                new Batch(
                                        group,
                                        params.getFirst().dtype(),
                                        indices.stream().map(states::get).toList(),
                                        new TensorList(
                                                indices.stream().map(params::get).toList(),
                                                oneByOne),
                                        new TensorList(
                                                indices.stream().map(grads::get).toList(),
                                                oneByOne),
                                        foreach))
                .toList();
    }

    double number(String option) {
        return group.getDouble(option);
    }

    Coefficient coefficient(String option) {
        return Coefficient.ofOption(group.get(option));
    }

    Coefficient beta(int index) {
        return Coefficient.ofOption(group.getList("betas").get(index));
    }

    ParamState state(int index) {
        return states.get(index);
    }

    /** The states of the parameters with this name, viewed as the parameters are. */
    TensorList states(String name) {
        List<Tensor> tensors = tensors(name);
        return params.zip(tensors, (_, state) -> isReal ? real(state) : state);
    }

    /** The states of the parameters with this name, as they are kept. */
    List<Tensor> tensors(String name) {
        return states.stream().map(state -> state.tensor(name)).toList();
    }

    /**
     * Negates the gradients to maximize, adds weight decay or shrinks the parameters, and views complex ones as real.
     *
     * @param viewFirst whether the formula for one parameter at a time views before the rest, as that for all does: a
     *     complex product rounds differently
     */
    void prepare(boolean viewFirst) {
        if (viewFirst || foreach) {
            viewAsReal();
            prepareGradients();
        } else {
            prepareGradients();
            viewAsReal();
        }
    }

    /** Negates the gradients to maximize, and adds weight decay or shrinks the parameters. */
    void prepareGradients() {
        if (group.getBoolean("maximize")) {
            grads = grads.neg();
        }
        if (!group.has("weight_decay") || number("weight_decay") == 0) {
            return;
        }
        Coefficient weightDecay = coefficient("weight_decay");
        if (group.isTrue("decoupled_weight_decay")) {
            params.mul_(coefficient("lr").times(weightDecay).subtractedFrom(1));
        } else if (differentiable && weightDecay.requiresGrad()) {
            grads =
                    grads.zip(
                            params.tensors,
                            (grad, param) ->
                                    Aten.addcmul_(grad, param.clone(), weightDecay.tensor(), 1));
        } else {
            grads = grads.add(params, weightDecay.value());
        }
    }

    /** From now on complex parameters are pairs of real ones. */
    private void viewAsReal() {
        if (params.tensors.stream().anyMatch(Tensor::isComplex)) {
            isReal = true;
            params = params.each(Batch::real);
            grads = grads.each(Batch::real);
        }
    }

    private static Tensor real(Tensor tensor) {
        return tensor.isComplex() ? Torch.viewAsReal(tensor) : tensor;
    }

    /** Counts the step. */
    void countStep() {
        Aten._foreach_add__Scalar(tensors("step"), 1);
    }

    /**
     * Counts the step.
     *
     * @param asTensors whether to compute with the counting tensors, not with their numbers
     * @return the number of this step for each parameter
     */
    List<Coefficient> countStep(boolean asTensors) {
        List<Tensor> steps = tensors("step");
        if (differentiable && steps.stream().anyMatch(Tensor::requiresGrad)) {
            throw new TorchException(
                    "`requires_grad` is not supported for `step` in differentiable mode");
        }
        countStep();
        return asTensors
                // what autograd remembers must not change with the next step
                ? steps.stream()
                        .map(step -> Coefficient.of(differentiable ? step.clone() : step))
                        .toList()
                : numbers(steps);
    }

    /** The numbers in tensors of one element each. */
    static List<Coefficient> numbers(List<Tensor> scalars) {
        boolean together = scalars.size() > 1 && scalars.stream().allMatch(Tensor::isCpu);
        if (!together) {
            return scalars.stream().map(scalar -> Coefficient.of(scalar.itemDouble())).toList();
        }
        List<Coefficient> numbers = new ArrayList<>(scalars.size());
        for (double number : Aten.stack(scalars, 0).toDoubleArray()) {
            numbers.add(Coefficient.of(number));
        }
        return numbers;
    }

    /** A value for each parameter that follows from its step, computed once where that is the same for all. */
    static List<Coefficient> each(List<Coefficient> steps, UnaryOperator<Coefficient> value) {
        List<Coefficient> values = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Coefficient step = steps.get(i);
            boolean asBefore =
                    i > 0
                            && !step.isTensor()
                            && !steps.get(i - 1).isTensor()
                            && step.value() == steps.get(i - 1).value();
            values.add(asBefore ? values.getLast() : value.apply(step));
        }
        return values;
    }

    /** A value for each parameter that follows from two. */
    static List<Coefficient> zip(
            List<Coefficient> a, List<Coefficient> b, BinaryOperator<Coefficient> value) {
        List<Coefficient> values = new ArrayList<>(a.size());
        for (int i = 0; i < a.size(); i++) {
            values.add(value.apply(a.get(i), b.get(i)));
        }
        return values;
    }

    /** The same for each parameter. */
    List<Coefficient> same(Coefficient value) {
        return Collections.nCopies(params.size(), value);
    }

    /** States that are one number each: as tensors where steps read nothing back, else as numbers. */
    List<Coefficient> scalars(String name) {
        return capturable
                ? tensors(name).stream().map(Coefficient::of).toList()
                : numbers(tensors(name));
    }

    /** Adds a number to temporaries, in place unless autograd remembers what they were made of. */
    TensorList addTo(TensorList temporaries, double number) {
        return differentiable ? temporaries.add(number) : temporaries.add_(number);
    }

    /** Moves the parameters against these directions, by the learning rate. */
    void stepBy(TensorList directions) {
        Coefficient minusLr = coefficient("lr").negate();
        if (capturable && foreach && minusLr.isTensor()) {
            params.add_(directions.mul(minusLr), 1);
        } else {
            params.add_(directions, minusLr.value());
        }
    }

    /**
     * Refuses capturable steps of parameters, or with state, that a CUDA graph cannot capture.
     *
     * @param what the tensors, as PyTorch's sentence has them
     * @param withXla whether that sentence lists this device
     */
    void checkCapturable(String what, boolean withXla, String... scalars) {
        if (!capturable) {
            return;
        }
        boolean onDevice = params.tensors.stream().allMatch(Tensor::isCuda);
        for (String scalar : scalars) {
            onDevice &= tensors(scalar).stream().allMatch(Tensor::isCuda);
        }
        if (!onDevice) {
            throw new IllegalArgumentException(
                    "If capturable=True, %s must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone'%s]."
                            .formatted(what, withXla ? ", 'xla'" : ""));
        }
    }
}
