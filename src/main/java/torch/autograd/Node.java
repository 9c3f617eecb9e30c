package torch.autograd;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.HookHandle;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.NodeNames;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.TensorAccess;
import torch.internal.Upcalls;

/**
 * A node of the graph: the operation that takes the gradients of a tensor's operation back to its inputs. Mirrors
 * {@code torch.autograd.graph.Node}; {@link Tensor#gradFn} gives one.
 *
 * <p>It holds the native node, and with it the graph behind it, as a tensor does: until the scope it was obtained in is
 * closed, or until it is unreachable. Two objects of the same native node are equal.
 */
public final class Node {
    private static final TensorAccess TENSORS = TensorAccess.get();

    /** A tensor without elements whose node this is: what owns the native node. */
    private final Tensor anchor;

    private final long address;

    private Node(Tensor anchor) {
        this.anchor = anchor;
        this.address = Downcalls.plain(Function.NODE_ADDRESS, handle());
    }

    /** The node that made a tensor, or null for a leaf. */
    public static @Nullable Node of(Tensor tensor) {
        boolean made = Downcalls.plain(Function.NODE_ADDRESS, TENSORS.handle(tensor, "self")) != 0;
        Reference.reachabilityFence(tensor);
        return made ? gradientEdge(tensor).node() : null;
    }

    static GradientEdge gradientEdge(Tensor tensor) {
        Results edge =
                new Results(
                        Downcalls.call(Function.GRADIENT_EDGE, TENSORS.handle(tensor, "tensor")));
        Reference.reachabilityFence(tensor);
        long anchor = edge.next();
        if (anchor == 0)
            throw new TorchException(
                    "It is not possible to get the gradient edge for a Tensor that does not require gradients");
        long outputNr = edge.next();
        return new GradientEdge(new Node(TENSORS.wrap(anchor)), outputNr);
    }

    /** The operation's name, as {@code AddBackward0}. Mirrors {@code Node.name}. */
    public String name() {
        return NodeNames.asInPython(nativeName());
    }

    private String nativeName() {
        String name = new Results(Downcalls.call(Function.NODE_NAME, handle())).nextString();
        Reference.reachabilityFence(anchor);
        return name;
    }

    /** The name of the operation that this node takes back. */
    String forwardName() {
        return name().replaceFirst("Backward\\d*$", "");
    }

    /** Where the gradients go that this node computes, in order. Mirrors {@code Node.next_functions}. */
    public List<GradientEdge> nextFunctions() {
        Results edges = new Results(Downcalls.call(Function.NODE_NEXT, handle()));
        Reference.reachabilityFence(anchor);
        int count = (int) edges.next();
        long[] words = new long[2 * count];
        for (int i = 0; i < words.length; i++) words[i] = edges.next();
        List<GradientEdge> next = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long anchor = words[2 * i];
            next.add(
                    new GradientEdge(
                            anchor == 0 ? null : new Node(TENSORS.wrap(anchor)), words[2 * i + 1]));
        }
        if (NodeNames.hasNumber(nativeName())) next.add(new GradientEdge(null, 0));
        return Collections.unmodifiableList(next);
    }

    /**
     * Has a function called whenever this node has computed its gradients: with those of the operation's inputs (none
     * for a leaf's) and those of its outputs, null where there is none. What it returns, if not null, takes the place of
     * the first. An exception thrown in it comes out of the backward as itself. Mirrors {@code Node.register_hook}.
     *
     * <p>The hook lives as long as the native node. A leaf's node lives only as long as something holds it: this object
     * or a graph.
     */
    public HookHandle registerHook(
            BiFunction<
                            List<@Nullable Tensor>,
                            List<@Nullable Tensor>,
                            @Nullable List<@Nullable Tensor>>
                    hook) {
        Objects.requireNonNull(hook, "register_hook: argument 'hook' must be a function, not null");
        return register(false, NodeHook.after(hook));
    }

    /**
     * Has a function called whenever this node is about to compute its gradients, with those of the operation's
     * outputs, null where there is none. What it returns, if not null, takes their place. Mirrors
     * {@code Node.register_prehook}.
     */
    public HookHandle registerPrehook(UnaryOperator<@Nullable List<@Nullable Tensor>> hook) {
        Objects.requireNonNull(
                hook, "register_prehook: argument 'hook' must be a function, not null");
        return register(true, NodeHook.before(hook));
    }

    private HookHandle register(boolean before, NodeHook hook) {
        Scratch scratch = Scratch.begin();
        long text = scratch.text(hook.name(), "name");
        long length = scratch.length();
        long handle = handle();
        long id = Upcalls.keep(hook);
        Upcalls.hand(
                id,
                () -> Downcalls.call(Function.NODE_HOOK, handle, before ? 1 : 0, id, text, length));
        Reference.reachabilityFence(anchor);
        return TENSORS.hookHandle(
                () -> {
                    Downcalls.call(Function.NODE_REMOVE_HOOK, handle(), before ? 1 : 0, id);
                    Reference.reachabilityFence(anchor);
                });
    }

    long address() {
        return address;
    }

    /** Takes this node out of all scopes. */
    void keep() {
        anchor.keep();
    }

    void close() {
        anchor.close();
    }

    private long handle() {
        if (anchor.isClosed()) throw new IllegalStateException("this Node is closed");
        return TENSORS.handle(anchor, "self");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Node node && node.address == address;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address);
    }

    /** As Python prints a node, without the address: {@code <AddBackward0 object>}. */
    @Override
    public String toString() {
        String name = name();
        return "<" + name.substring(name.lastIndexOf(':') + 1) + " object>";
    }
}
