package torch.nn;

import torch.DType;
import torch.TorchException;
import torch.nn.ChunkedCrossEntropy.Inputs;
import torch.nn.ChunkedCrossEntropy.Wanted;
import torch.nn.LinearCrossEntropyOptions.AccPolicy;
import torch.nn.LinearCrossEntropyOptions.Resolved;

/** In a {@link ChunkedCrossEntropy}, which values are of which type, and where a copy in another type is needed. */
final class ChunkTypes {
    final boolean cuda;
    final boolean mixed;
    final DType input;
    final DType acc;
    final DType output;
    final DType gradInput;
    final DType logits;
    final DType factors;
    final DType weightCast;
    final boolean stagesWeightGrad;
    final boolean stagesInputGrad;
    final boolean copiesInput;
    final boolean widensInput;
    final boolean narrowsInputGrad;

    ChunkTypes(Inputs in, Resolved options, Wanted wanted) {
        cuda = in.input().isCuda();
        input = in.input().dtype();
        acc = options.accDtype();
        mixed = input != acc;
        boolean half = input == DType.FLOAT16;
        if (mixed && !((half || input == DType.BFLOAT16) && acc == DType.FLOAT32)) {
            throw new TorchException(
                    ("linear_cross_entropy supports float32 acc_dtype with float16/bfloat16 inputs, but got %s "
                                    + "acc_dtype and %s inputs.")
                            .formatted(acc, input));
        }
        boolean compact = options.accPolicy() == AccPolicy.COMPACT;
        output = mixed && half ? acc : input;
        gradInput = compact ? input : acc;
        logits = half && compact ? input : acc;
        factors = acc;
        boolean casts = mixed && (!cuda || wanted.input() && gradInput == logits);
        weightCast = casts ? logits : input;
        stagesWeightGrad = wanted.linearWeight() && !(compact && (cuda || logits == input));
        stagesInputGrad = wanted.input() && !cuda && gradInput != weightCast;
        copiesInput = mixed && (wanted.linearWeight() || !cuda && input != logits);
        widensInput = mixed && !cuda && input != logits;
        narrowsInputGrad = cuda && wanted.input() && logits != gradInput;
    }
}
