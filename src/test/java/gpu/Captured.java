package gpu;

import java.util.List;
import torch.Tensor;
import torch.Torch;
import torch.cuda.CUDAGraph;
import torch.cuda.Cuda;
import torch.cuda.Stream;

/** A training step captured in a CUDA graph once and replayed; the class Captured of models.py is this one in Python. */
final class Captured implements Training.Step {
    private static final int WARM_UP = 3;

    private final Tensor input;
    private final CUDAGraph graph = new CUDAGraph();
    private final List<Tensor> losses;

    Captured(Model model, Tensor example) {
        input = example.clone();

        // Libraries choose their kernels and set up their workspaces on a side stream.
        var side = new Stream();
        side.waitStream(Cuda.currentStream());
        try (var on = Cuda.stream(side)) {
            for (int i = 0; i < WARM_UP; i++) {
                try (var scope = Torch.scope()) {
                    model.step(input);
                }
            }
        }
        Cuda.currentStream().waitStream(side);

        // The gradients are made anew in the graph's memory.
        model.zeroGrad();
        try (var scope = Torch.scope();
                var capturing = Cuda.graph(graph)) {
            losses = model.step(input);
            losses.forEach(Tensor::keep);
        }
    }

    @Override
    public List<Tensor> run(Tensor x) {
        input.copy_(x);
        graph.replay();
        return losses;
    }
}
