package torch.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.TorchException;

/** Base of the optimizers whose operations can be called for all parameters at once. */
abstract class ForeachOptimizer extends Optimizer {
    ForeachOptimizer(List<ParamGroup> groups, Options<?> defaults) {
        super(groups, defaults);
    }

    /** Puts into the empty state of a parameter what its first step needs. */
    abstract void start(ParamGroup group, Tensor param, Tensor grad, ParamState state);

    /** Changes the parameters of a batch. */
    abstract void update(Batch batch);

    /** Whether parameters that are all on a GPU get PyTorch's formula for all at once, if nothing else is asked for. */
    boolean isForeachByDefault(ParamGroup group) {
        return true;
    }

    /** Refuses a parameter or gradient that this optimizer cannot handle. */
    void checkGradient(Tensor param, Tensor grad) {
        if (grad.isSparse()) {
            throw new TorchException(
                    getClass().getSimpleName() + " does not support sparse gradients");
        }
    }

    @Override
    protected final void update(ParamGroup group, List<Tensor> params, List<Tensor> grads) {
        boolean fused = group.isTrue("fused");
        if (!fused && (gradScale() != null || foundInf() != null)) {
            throw new IllegalArgumentException(scalingRefusal());
        }
        List<ParamState> states = new ArrayList<>();
        for (int i = 0; i < params.size(); i++) {
            Tensor param = params.get(i);
            checkGradient(param, grads.get(i));
            if (fused && !param.isFloatingPoint()) {
                throw new TorchException(
                        "`fused=True` requires all the params to be floating point Tensors of supported devices:"
                                + " ['mps', 'cuda', 'xpu', 'hpu', 'cpu', 'mtia', 'privateuseone'] but %s and %s"
                                        .formatted(param.dtype(), param.device().type()));
            }
            ParamState state = stateOf(param);
            if (state.isEmpty()) {
                start(group, param, grads.get(i), state);
            }
            states.add(state);
        }
        Batch.split(group, params, grads, states, isForeachByDefault(group)).forEach(this::update);
    }

    /** A kernel for all parameters of a batch, which divides their gradients by a scale and may find one infinite. */
    interface FusedKernel {
        void step(@Nullable Tensor gradScale, @Nullable Tensor foundInf);
    }

    /** Counts the step and runs the kernel; a step that found an infinite gradient does not count. */
    final void fusedStep(Batch batch, FusedKernel kernel) {
        Tensor param = batch.params.tensors.getFirst();
        Tensor gradScale = on(param, gradScale());
        Tensor foundInf = on(param, foundInf());
        batch.countStep();
        kernel.step(gradScale, foundInf);
        if (foundInf != null) {
            List<Tensor> steps = batch.tensors("step");
            Aten._foreach_sub__List(steps, Collections.nCopies(steps.size(), foundInf), 1);
        }
    }

    static @Nullable Tensor on(Tensor param, @Nullable Tensor scalar) {
        return scalar == null ? null : scalar.to(param.device());
    }

    String scalingRefusal() {
        return "Expected grad_scale and found_inf to be None";
    }

    @Override
    public boolean stepSupportsAmpScaling() {
        return Boolean.TRUE.equals(defaults().get("fused"));
    }

    /** A state of one number: on the CPU, where it is read without waiting, unless steps run on the device alone. */
    static Tensor scalar(ParamGroup group, Tensor param, double value) {
        boolean onDevice = group.isTrue("capturable") || group.isTrue("fused");
        return onDevice
                ? scalarOn(param, group, value)
                : Torch.full(Torch.shape(), value, type(group));
    }

    /** A state of one number on the parameter's device. */
    static Tensor scalarOn(Tensor param, ParamGroup group, double value) {
        return Torch.full(Torch.shape(), value, type(group).device(param.device()));
    }

    private static TensorOptions type(ParamGroup group) {
        boolean isDouble = !group.isTrue("fused") && Torch.getDefaultDtype() == DType.FLOAT64;
        return Torch.dtype(isDouble ? DType.FLOAT64 : DType.FLOAT32);
    }

    /** The states that are one number each, which older versions of PyTorch saved as numbers. */
    Set<String> scalars() {
        return Set.of("step");
    }

    @Override
    void complete(ParamGroup group) {
        super.complete(group);
        for (Tensor param : group.params()) {
            if (state(param).isEmpty()) {
                continue;
            }
            ParamState state = stateOf(param);
            for (String name : scalars()) {
                Object value = state.get(name);
                if (value instanceof Number number) {
                    state.put(name, scalar(group, param, number.doubleValue()));
                }
            }
        }
    }
}
