package torch.nn;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.autograd.Context;
import torch.autograd.Function;

/** What {@link CrossMapLRN2d} computes, with running sums over the channels, and its gradient. */
final class CrossMapNormalization extends Function {
    private final long size;
    private final double alpha;
    private final double beta;
    private final double k;

    CrossMapNormalization(long size, double alpha, double beta, double k) {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
        Tensor input = inputs.get(0);
        if (input.dim() != 4) {
            throw new IllegalArgumentException(
                    "CrossMapLRN2d: Expected input to be 4D, got " + input.dim() + "D instead.");
        }
        Tensor scale = sumsOfNeighbours(input.pow(2)).mul_(alpha / size).add_(k);
        Tensor output = scale.pow(-beta).mul_(input);
        ctx.saveForBackward(input, output, scale);
        return List.of(output);
    }

    /** For each channel the sum of the squares around it: the sum of the channel before, one square in, one out. */
    private Tensor sumsOfNeighbours(Tensor squares) {
        long channels = squares.size(1);
        long ahead = (size - 1) / 2 + 1;
        Tensor sums = Torch.zerosLike(squares);
        Tensor first = sums.select(1, 0);
        for (long c = 0; c < Math.min(ahead, channels); c++) {
            first.add_(squares.select(1, c));
        }
        for (long c = 1; c < channels; c++) {
            Tensor sum = sums.select(1, c).copy_(sums.select(1, c - 1));
            if (c < channels - ahead + 1) {
                sum.add_(squares.select(1, c + ahead - 1));
            }
            if (c > ahead) {
                Aten.add__Tensor(sum, squares.select(1, c - ahead), -1);
            }
        }
        return sums;
    }

    @Override
    protected List<@Nullable Tensor> backward(Context ctx, List<@Nullable Tensor> gradOutputs) {
        Tensor gradOutput = gradOutputs.get(0);
        List<Tensor> saved = ctx.savedTensors();
        Tensor input = saved.get(0);
        Tensor output = saved.get(1);
        Tensor scale = saved.get(2);
        long channels = input.size(1);
        Tensor gradInput = scale.pow(-beta).mul_(gradOutput);
        Tensor ratios =
                Aten.new_zeros(
                        input,
                        new long[] {channels + size - 1, input.size(2), input.size(3)},
                        null,
                        null,
                        null,
                        null);
        Tensor center = ratios.narrow(0, size - size / 2, channels);
        for (long n = 0; n < input.size(0); n++) {
            center.copy_(gradOutput.select(0, n).mul(output.select(0, n)).div_(scale.select(0, n)));
            Tensor sum =
                    Aten.sum_dim_IntList(
                            ratios.narrow(0, 0, size - 1), new long[] {0}, false, null);
            for (long c = 0; c < channels; c++) {
                sum.add_(ratios.select(0, c + size - 1));
                Aten.addcmul_(
                        gradInput.select(0, n).select(0, c),
                        input.select(0, n).select(0, c),
                        sum,
                        -(2 * alpha * beta / size));
                Aten.add__Tensor(sum, ratios.select(0, c), -1);
            }
        }
        return Collections.singletonList(gradInput);
    }
}
