package torch.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;

/**
 * What one application of a {@link Function} keeps from its forward to its backward. Mirrors
 * {@code torch.autograd.function.FunctionCtx}.
 */
public final class Context {
    private static final String FREED =
            "Trying to backward through the graph a second time (or directly access saved tensors after they have"
                    + " already been freed). Saved intermediate values of the graph are freed when you call .backward() or"
                    + " autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time"
                    + " or if you need to access saved tensors after calling backward.";

    private final boolean[] needsInputGrad;
    private List<@Nullable Tensor> toSave = List.of();
    private List<@Nullable Tensor> toSaveForForward = List.of();
    private List<Tensor> dirty = List.of();
    private List<Tensor> nonDifferentiable = List.of();
    private boolean materializeGrads = true;
    private List<@Nullable Saved> saved = List.of();
    private boolean freed;
    private boolean forwardMode;
    private CustomCasts.@Nullable Forward forward;

    Context(boolean[] needsInputGrad) {
        this.needsInputGrad = needsInputGrad;
    }

    /**
     * Keeps tensors for the backward: inputs or outputs, null for an absent one. Called once, in {@code forward}. They
     * are freed after the backward unless the graph is retained, a change in place is noticed, and an output that is
     * kept so does not keep its own graph alive. Mirrors {@code ctx.save_for_backward}.
     */
    public void saveForBackward(@Nullable Tensor... tensors) {
        toSave = list(tensors, "save_for_backward");
    }

    /** Keeps tensors for {@link Function#jvp}. Mirrors {@code ctx.save_for_forward}. */
    public void saveForForward(@Nullable Tensor... tensors) {
        toSaveForForward = list(tensors, "save_for_forward");
    }

    /**
     * The tensors kept by {@link #saveForBackward}, with their history: new objects for the same native tensors, an
     * absent one is null. Mirrors {@code ctx.saved_tensors}.
     *
     * @throws TorchException if they were freed by a backward before, or changed in place since
     */
    public synchronized List<Tensor> savedTensors() {
        if (forwardMode) return notNull(toSaveForForward);
        if (freed) throw new TorchException(FREED);
        List<@Nullable Tensor> tensors = new ArrayList<>();
        for (Saved one : saved) tensors.add(one == null ? null : one.unpack());
        return notNull(Collections.unmodifiableList(tensors));
    }

    /** Says which inputs {@code forward} changed in place; they must be outputs too. Mirrors {@code ctx.mark_dirty}. */
    public void markDirty(Tensor... inputs) {
        dirty = present(inputs, "mark_dirty");
    }

    /** Says which outputs have no gradient. Mirrors {@code ctx.mark_non_differentiable}. */
    public void markNonDifferentiable(Tensor... outputs) {
        nonDifferentiable = present(outputs, "mark_non_differentiable");
    }

    /**
     * Whether gradients that did not arrive are zeros for {@code backward}, as they are by default, or null. Mirrors
     * {@code ctx.set_materialize_grads}.
     */
    public void setMaterializeGrads(boolean value) {
        materializeGrads = value;
    }

    /** For each input whether it needs a gradient. Mirrors {@code ctx.needs_input_grad}. */
    public boolean[] needsInputGrad() {
        return needsInputGrad.clone();
    }

    /**
     * Whether an input needs a gradient. Mirrors {@code ctx.needs_input_grad[input]}.
     *
     * @throws IndexOutOfBoundsException if there is no such input
     */
    public boolean needsInputGrad(int input) {
        if (input < 0 || input >= needsInputGrad.length)
            throw new IndexOutOfBoundsException(
                    "needs_input_grad: there is no input "
                            + input
                            + " of "
                            + needsInputGrad.length);
        return needsInputGrad[input];
    }

    // ---- What an Application uses

    List<Tensor> dirty() {
        return dirty;
    }

    List<Tensor> nonDifferentiable() {
        return nonDifferentiable;
    }

    boolean materializesGrads() {
        return materializeGrads;
    }

    void ranForward(CustomCasts.Forward forward) {
        this.forward = forward;
    }

    CustomCasts.@Nullable Forward forward() {
        return forward;
    }

    void setForwardMode(boolean forwardMode) {
        this.forwardMode = forwardMode;
    }

    /** Takes hold of what is to be saved, once the outputs have their history. */
    synchronized void save(long node) {
        List<@Nullable Saved> all = new ArrayList<>();
        saved = all;
        for (Tensor tensor : toSave) all.add(tensor == null ? null : Saved.of(tensor, node));
        forget();
    }

    /** Lets go of what forward named. */
    synchronized void forget() {
        toSave = List.of();
        toSaveForForward = List.of();
        dirty = List.of();
        nonDifferentiable = List.of();
    }

    /** Frees what is saved. */
    synchronized void free() {
        freed = true;
        for (Saved one : saved) {
            if (one != null) one.close();
        }
        saved = List.of();
    }

    private static List<Tensor> present(Tensor[] tensors, String method) {
        for (Tensor tensor :
                Objects.requireNonNull(
                        tensors, method + ": argument 'args' must be Tensors, not null"))
            Objects.requireNonNull(tensor, method + ": argument 'args' must be Tensors, not null");
        return List.of(tensors);
    }

    private static List<@Nullable Tensor> list(@Nullable Tensor[] tensors, String method) {
        if (tensors == null)
            throw new NullPointerException(
                    method + ": argument 'tensors' must be Tensors, not null");
        List<@Nullable Tensor> all = new ArrayList<>(tensors.length);
        for (Tensor tensor : tensors) all.add(tensor);
        return Collections.unmodifiableList(all);
    }

    /** A list whose absent elements are documented instead of typed, so that most users, who have none, need no check. */
    @SuppressWarnings("NullAway")
    private static List<Tensor> notNull(List<@Nullable Tensor> tensors) {
        return tensors;
    }
}
