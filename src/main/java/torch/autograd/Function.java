package torch.autograd;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * An operation whose gradient is written in Java. A subclass gives the result and the gradient; what else the operation
 * depends on are fields of the subclass. Mirrors {@code torch.autograd.Function}.
 *
 * {@snippet :
 * final class Exp extends Function {
 *     @Override
 *     protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
 *         Tensor result = inputs.get(0).exp();
 *         ctx.saveForBackward(result);
 *         return List.of(result);
 *     }
 *
 *     @Override
 *     protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
 *         return List.of(gradOutputs.get(0).mul(ctx.savedTensors().get(0)));
 *     }
 * }
 *
 * Tensor y = new Exp().apply(x);
 * }
 *
 * <p>One object may be applied any number of times: what belongs to one application is kept in its {@link Context}. The
 * graph holds the object, and what it refers to, as long as the outputs' history lives. An object that refers to one of
 * its own outputs therefore keeps it for ever; {@link Context#saveForBackward} does not.
 *
 * <p>An exception thrown in {@code forward} comes out of {@code apply}, one thrown in {@code backward} out of the call
 * that asked for gradients, as itself. The backward of graphs on the CPU runs in the thread that asks for gradients;
 * threads that go through one graph at the same time run its backward at the same time.
 */
public abstract class Function {
    /**
     * Computes the outputs. Operations in it are not recorded. Mirrors {@code Function.forward(ctx, *args)}.
     *
     * @param inputs what {@code apply} was called with; an input given as null is null
     * @return the outputs; an absent one may be null
     */
    protected abstract List<Tensor> forward(Context ctx, List<Tensor> inputs);

    /**
     * Computes the gradients of the inputs. Operations in it are recorded where the gradients are asked for with
     * {@code createGraph}. Mirrors {@code Function.backward(ctx, *grad_outputs)}.
     *
     * @param gradOutputs the gradient of each output; where none arrived it is zeros, or null after
     *     {@link Context#setMaterializeGrads setMaterializeGrads(false)}
     * @return the gradient of each input, null where there is none
     */
    protected abstract List<@Nullable Tensor> backward(
            Context ctx, List<@Nullable Tensor> gradOutputs);

    /**
     * Computes the tangents of the outputs, for forward-mode automatic differentiation. Mirrors
     * {@code Function.jvp(ctx, *grad_inputs)}.
     *
     * @param gradInputs the tangent of each input, null where there is none
     * @return the tangent of each output, null where there is none
     * @throws UnsupportedOperationException if the subclass does not override it
     */
    protected List<@Nullable Tensor> jvp(Context ctx, List<@Nullable Tensor> gradInputs) {
        throw new UnsupportedOperationException(
                "You must implement the jvp function for custom autograd.Function to use it with forward mode AD.");
    }

    /**
     * Applies the operation, which has one output. Mirrors {@code Function.apply(*args)}.
     *
     * @param inputs the inputs; null where an optional one is absent
     * @throws IllegalStateException if {@code forward} returned not exactly one tensor, or an input is closed
     * @throws UnsupportedOperationException if this libtorch cannot have custom functions
     */
    public final Tensor apply(@Nullable Tensor... inputs) {
        List<Tensor> outputs = applyAll(inputs);
        if (outputs.size() != 1 || outputs.getFirst() == null) {
            throw new IllegalStateException(
                    getClass().getName()
                            + ".forward returned "
                            + (outputs.size() == 1 ? "null" : outputs.size() + " tensors")
                            + ", but apply has one output: use applyAll");
        }
        return outputs.getFirst();
    }

    /**
     * Applies the operation, which has any number of outputs. Mirrors {@code Function.apply(*args)}.
     *
     * @param inputs the inputs; null where an optional one is absent
     * @return the outputs; an absent one is null
     * @throws IllegalStateException if an input or output is closed
     * @throws UnsupportedOperationException if this libtorch cannot have custom functions
     */
    public final List<Tensor> applyAll(@Nullable Tensor... inputs) {
        if (inputs == null)
            throw new NullPointerException("apply: argument 'inputs' must be Tensors, not null");
        return new Application(this, Collections.unmodifiableList(Arrays.asList(inputs.clone())))
                .run();
    }

    /** The name of the operation's node in the graph, as {@code ExpBackward}: the class's with "Backward" behind it. */
    final String nodeName() {
        String name = getClass().getName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)
                + "Backward";
    }
}
