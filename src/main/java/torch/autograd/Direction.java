package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** A random direction of length 1, of each part of a complex tensor; the imaginary one is null for a real tensor. */
record Direction(Tensor real, @Nullable Tensor imaginary) {

    /** One for every input, from a generator of their own, as PyTorch draws them. */
    static List<Direction> ofInputs(List<Tensor> inputs, Generator generator) {
        List<Direction> directions = new ArrayList<>();
        for (Tensor input : inputs) {
            DType real = Torch.real(input.detach()).dtype();
            directions.add(
                    new Direction(
                            vector(input, real, generator),
                            input.dtype().isComplex() ? vector(input, real, generator) : null));
        }
        return directions;
    }

    static Tensor vector(Tensor like, DType dtype, Generator generator) {
        Tensor vector = Torch.rand(Size.of(like.numel()), generator).to(like.device(), dtype);
        return vector.div(vector.norm());
    }

    /** The sum over all elements of both parts. */
    double sum() {
        return real.sum().itemDouble() + (imaginary == null ? 0 : imaginary.sum().itemDouble());
    }
}
