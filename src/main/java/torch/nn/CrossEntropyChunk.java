package torch.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

/** The rows of a {@link ChunkedCrossEntropy} whose logits are in memory at once. */
final class CrossEntropyChunk {
    private final ChunkedCrossEntropy pass;
    private final ChunkTypes types;
    final long start;
    final long size;
    final Tensor input;
    final Tensor wideInput;
    final Tensor target;
    final Tensor logits;
    private @Nullable Tensor inputGrad;
    private @Nullable Tensor biasGrad;
    private @Nullable Tensor narrowedLogits;

    CrossEntropyChunk(ChunkedCrossEntropy pass, long start) {
        this.pass = pass;
        types = pass.types;
        this.start = start;
        size = Math.min(pass.rows, pass.batches - start);
        input = pass.in.input().narrow(0, start, size);
        wideInput = types.copiesInput ? input.to(types.acc) : input;
        target = pass.target.narrow(0, start, size);
        logits = pass.logitsBuffer.narrow(0, 0, size);
    }

    Tensor factors() {
        return Objects.requireNonNull(pass.factors).narrow(0, start, size);
    }

    /** The probabilities times the weights of their classes. */
    Tensor weightedTarget() {
        if (pass.weightRow == null) {
            return target.to(types.logits);
        }
        Tensor product = pass.empty(types.logits, size, pass.classes);
        return Aten.mul_out(target, pass.weightRow, product);
    }

    Tensor inputGrad() {
        if (inputGrad == null) {
            inputGrad =
                    types.stagesInputGrad
                            ? pass.empty(types.weightCast, size, pass.inFeatures)
                            : Objects.requireNonNull(pass.gradInput).narrow(0, start, size);
        }
        return inputGrad;
    }

    Tensor biasGrad() {
        if (biasGrad == null) {
            biasGrad =
                    types.mixed
                            ? pass.zeros(types.acc, Torch.shape(pass.classes))
                            : Objects.requireNonNull(pass.gradBias);
        }
        return biasGrad;
    }

    Tensor gradLogits() {
        return types.narrowsInputGrad ? narrowedLogits() : logits;
    }

    /** The gradient of the logits in the input's type; taken once they are that. */
    Tensor narrowedLogits() {
        if (narrowedLogits == null) {
            narrowedLogits = logits.to(pass.in.linearWeight().dtype());
        }
        return narrowedLogits;
    }

    Tensor widenedLogits() {
        return types.cuda ? logits : logits.to(types.acc);
    }

    Tensor weightGradInput() {
        return types.cuda && types.logits != types.acc ? input : wideInput;
    }

    /** Takes over what was added in another type. */
    void commit() {
        if (types.stagesInputGrad && pass.gradInput != null && inputGrad != null) {
            pass.gradInput.narrow(0, start, size).copy_(inputGrad);
        }
        if (types.mixed && pass.gradBias != null && biasGrad != null) {
            pass.gradBias.add_(biasGrad.to(pass.gradBias.dtype()));
        }
    }
}
