package torch.autograd;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.GradMode;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * A tensor kept as a pair of hooks wants it, with its place in the graph.
 *
 * @param node the node of an output, 0 for what is no output
 * @param outputNr of an output, which it is
 * @param edge where the gradient of what is no output goes, or null
 */
record HookSaved(
        SavedTensorsHooks hooks,
        SavedTensorsHooks.Packed packed,
        long node,
        long outputNr,
        @Nullable GradientEdge edge)
        implements Saved {
    static HookSaved keep(SavedTensorsHooks hooks, Tensor tensor, long node) {
        GradientEdge edge =
                node != 0 || !tensor.requiresGrad() ? null : Graph.getGradientEdge(tensor);
        if (edge != null && edge.node() != null) edge.node().keep();
        long version = Aten._version(tensor);
        try (GradMode off = Torch.noGrad()) {
            var packed = hooks.pack(tensor.detach());
            if (Aten._version(tensor) != version) {
                throw new TorchException(
                        "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack"
                                + " hook can not be modified by in-place operations as this can lead to unexpected"
                                + " side-effects. Please open an issue if you need to perform in-place operations on"
                                + " the input to a pack hook.");
            }
            return new HookSaved(
                    hooks, packed, node, node == 0 ? 0 : Aten.output_nr(tensor), edge);
        }
    }

    @Override
    public Tensor unpack() {
        Tensor elements = hooks.unpack(packed);
        if (node != 0) return Saved.withHistory(elements, node, outputNr);
        if (edge == null || edge.node() == null) return elements.detach();
        return Saved.withHistory(elements, edge.node().address(), edge.outputNr());
    }

    /** What is packed is the hooks' own; the edge goes with the last reference to this. */
    @Override
    public void close() {
        if (edge != null && edge.node() != null) edge.node().close();
    }
}
