package torchvision.transforms;

import java.util.List;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** Colours of tensors as hue, saturation and value, from 0 to 1. */
final class TensorHue {
    private TensorHue() {}

    static Tensor toHsv(Tensor img) {
        List<Tensor> rgb = img.unbind(-3);
        Tensor r = rgb.get(0);
        Tensor g = rgb.get(1);
        Tensor b = rgb.get(2);
        Tensor max = img.max(-3).values();
        Tensor min = img.min(-3).values();
        // Where all are equal, the divisors are 1 instead of 0: no NaN, in the gradient neither.
        Tensor equal = max.eq(min);
        Tensor range = max.sub(min);
        Tensor ones = Torch.onesLike(max);
        Tensor s = range.div(Torch.where(equal, ones, max));
        Tensor divisor = Torch.where(equal, ones, range);
        Tensor rc = max.sub(r).div(divisor);
        Tensor gc = max.sub(g).div(divisor);
        Tensor bc = max.sub(b).div(divisor);
        Tensor hr = max.eq(r).mul(bc.sub(gc));
        Tensor hg = max.eq(g).bitwiseAnd(max.ne(r)).mul(rc.add(2.0).sub(bc));
        Tensor hb = max.ne(g).bitwiseAnd(max.ne(r)).mul(gc.add(4.0).sub(rc));
        Tensor h = hr.add(hg).add(hb).div(6.0).add(1.0).fmod(1.0);
        return Torch.stack(List.of(h, s, max), -3);
    }

    static Tensor toRgb(Tensor img) {
        List<Tensor> hsv = img.unbind(-3);
        Tensor h = hsv.get(0);
        Tensor s = hsv.get(1);
        Tensor v = hsv.get(2);
        Tensor floor = h.mul(6.0).floor();
        Tensor f = h.mul(6.0).sub(floor);
        Tensor i = floor.to(DType.INT32);
        Tensor p = v.mul(Torch.sub(1.0, s)).clamp(0.0, 1.0);
        Tensor q = v.mul(Torch.sub(1.0, s.mul(f))).clamp(0.0, 1.0);
        Tensor t = v.mul(Torch.sub(1.0, s.mul(Torch.sub(1.0, f)))).clamp(0.0, 1.0);
        Tensor sectors = Torch.arange(6, Torch.device(i.device())).view(-1, 1, 1);
        Tensor mask = i.remainder(6).unsqueeze(-3).eq(sectors);
        Tensor a1 = Torch.stack(List.of(v, q, p, p, t, v), -3);
        Tensor a2 = Torch.stack(List.of(t, v, v, q, p, p), -3);
        Tensor a3 = Torch.stack(List.of(p, p, t, v, v, q), -3);
        Tensor a4 = Torch.stack(List.of(a1, a2, a3), -4);
        return Torch.einsum("...ijk, ...xijk -> ...xjk", mask.to(img.dtype()), a4);
    }
}
