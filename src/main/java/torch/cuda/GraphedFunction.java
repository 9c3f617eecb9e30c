package torch.cuda;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.autograd.Context;
import torch.autograd.Function;
import torch.autograd.OnceDifferentiable;

/** The operation that two graphs are: copies what is new to where the graphs read it, and replays. */
final class GraphedFunction extends Function {
    private final CUDAGraph forwardGraph;
    private final CUDAGraph backwardGraph;
    private final List<Tensor> staticArgs;
    private final List<Tensor> staticOutputs;
    private final List<@Nullable Tensor> staticGradOutputs;
    private final List<@Nullable Tensor> staticGradInputs;

    /**
     * @param staticArgs the arguments without the parameters
     * @param staticGradOutputs for each output, null for one without a gradient
     * @param staticGradInputs for each argument and parameter, null for one without a gradient
     */
    GraphedFunction(
            CUDAGraph forwardGraph,
            CUDAGraph backwardGraph,
            List<Tensor> staticArgs,
            List<Tensor> staticOutputs,
            List<@Nullable Tensor> staticGradOutputs,
            List<@Nullable Tensor> staticGradInputs) {
        this.forwardGraph = forwardGraph;
        this.backwardGraph = backwardGraph;
        this.staticArgs = staticArgs;
        this.staticOutputs = staticOutputs;
        this.staticGradOutputs = staticGradOutputs;
        this.staticGradInputs = staticGradInputs;
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        for (int i = 0; i < staticArgs.size(); i++) copy(staticArgs.get(i), inputs.get(i));
        forwardGraph.replay();
        return staticOutputs.stream().map(Tensor::detach).toList();
    }

    @Override
    @OnceDifferentiable
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        for (int i = 0; i < staticGradOutputs.size(); i++) {
            Tensor target = staticGradOutputs.get(i);
            Tensor gradient = gradOutputs.get(i);
            if (target != null && gradient != null) copy(target, gradient);
        }
        backwardGraph.replay();
        List<@Nullable Tensor> gradients = new ArrayList<>();
        for (Tensor gradient : staticGradInputs)
            gradients.add(gradient == null ? null : gradient.detach());
        return gradients;
    }

    private static void copy(Tensor target, Tensor source) {
        if (target.dataPtr() != source.dataPtr()) target.copy_(source);
    }
}
