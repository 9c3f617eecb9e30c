package torch.nn.utils;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.nn.Parameter;

/** The arithmetic of folding a batch normalization into the layer before it. */
final class Fusion {
    private Fusion() {}

    static Utils.Fused conv(
            Tensor weight,
            @Nullable Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            double eps,
            @Nullable Tensor bnWeight,
            @Nullable Tensor bnBias,
            boolean transpose) {
        DType dtype = weight.dtype();
        DType biasDtype = bias != null ? bias.dtype() : dtype;
        Tensor shift = bias != null ? bias : Torch.zerosLike(runningMean);
        Tensor gamma = bnWeight != null ? bnWeight : Torch.onesLike(runningMean);
        Tensor beta = bnBias != null ? bnBias : Torch.zerosLike(runningMean);
        Tensor rsqrt = runningVar.add(eps).rsqrt();
        long[] shape = new long[(int) weight.dim()];
        Arrays.fill(shape, 1);
        shape[transpose ? 1 : 0] = -1;
        return fused(
                weight,
                shift,
                weight.mul(gamma.mul(rsqrt).reshape(shape)).to(dtype),
                shift.sub(runningMean).mul(rsqrt).mul(gamma).add(beta).to(biasDtype));
    }

    static Utils.Fused linear(
            Tensor weight,
            @Nullable Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            double eps,
            Tensor bnWeight,
            Tensor bnBias) {
        DType dtype = weight.dtype();
        DType biasDtype = bias != null ? bias.dtype() : dtype;
        Tensor shift = bias != null ? bias : Torch.zerosLike(runningMean);
        Tensor scale = bnWeight.mul(runningVar.add(eps).rsqrt());
        return fused(
                weight,
                shift,
                weight.mul(scale.unsqueeze(-1).to(dtype)),
                shift.sub(runningMean).mul(scale).add(bnBias).to(biasDtype));
    }

    private static Utils.Fused fused(
            Tensor weight, Tensor bias, Tensor fusedWeight, Tensor fusedBias) {
        return new Utils.Fused(
                new Parameter(fusedWeight, weight.requiresGrad()),
                new Parameter(fusedBias, bias.requiresGrad()));
    }
}
