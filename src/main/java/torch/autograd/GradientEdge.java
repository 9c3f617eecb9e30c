package torch.autograd;

import org.jspecify.annotations.Nullable;

/**
 * Where a gradient goes in the graph: to one of a node's inputs, or nowhere. Mirrors
 * {@code torch.autograd.graph.GradientEdge}, and the pairs in {@code Node.next_functions}.
 *
 * @param node the node, null where no gradient is needed
 * @param outputNr which of the outputs of the node's operation it is, that is, which input of the node
 */
public record GradientEdge(@Nullable Node node, long outputNr) {}
