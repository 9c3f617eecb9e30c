package torch.cuda;

import java.util.ArrayList;
import java.util.List;
import torch.Tensor;
import torch.nn.Module;

/**
 * What runs a module or function as CUDA graphs, forward and backward: made by {@link Cuda#makeGraphedCallables}. A
 * module whose training mode is another one than at the capture is called as it is.
 *
 * <p>The outputs of a call are overwritten by the next one.
 */
public final class GraphedCallable {
    private final Graphable source;
    private final boolean training;
    private final List<Tensor> parameters;
    private final GraphedFunction graphs;

    GraphedCallable(Graphable source, List<Tensor> parameters, GraphedFunction graphs) {
        this.source = source;
        this.training = source.module != null && source.module.isTraining();
        this.parameters = parameters;
        this.graphs = graphs;
    }

    /**
     * Calls it where it has one output.
     *
     * @param args as many as there were samples, of the same shapes and types
     * @throws IllegalStateException if it has not exactly one output
     */
    public Tensor call(Tensor... args) {
        List<Tensor> outputs = callAll(args);
        if (outputs.size() != 1)
            throw new IllegalStateException(
                    "the callable has "
                            + outputs.size()
                            + " outputs, but call has one: use callAll");
        return outputs.getFirst();
    }

    /** Calls it. */
    public List<Tensor> callAll(Tensor... args) {
        Module module = source.module;
        if (module != null && module.isTraining() != training)
            return source.function.apply(List.of(args));
        if (args.length != source.sampleArgs.size())
            throw new IllegalArgumentException(
                    "expected "
                            + source.sampleArgs.size()
                            + " arguments as there were samples, got "
                            + args.length);
        List<Tensor> inputs = new ArrayList<>(List.of(args));
        inputs.addAll(parameters);
        return graphs.applyAll(inputs.toArray(Tensor[]::new));
    }
}
