package torch.autograd;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.NodeNames;
import torch.internal.Results;
import torch.internal.TensorAccess;

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

    /**
     * Where a tensor's gradient goes: to the node that made it, or, of a leaf, to what accumulates it. Mirrors
     * {@code torch.autograd.graph.get_gradient_edge}.
     *
     * @throws TorchException if the tensor does not require a gradient
     */
    public static GradientEdge gradientEdge(Tensor tensor) {
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
        String name = new Results(Downcalls.call(Function.NODE_NAME, handle())).nextString();
        Reference.reachabilityFence(anchor);
        return NodeNames.asInPython(name);
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
        return Collections.unmodifiableList(next);
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
