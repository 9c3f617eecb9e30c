package torch.utils.tensorboard;

import java.util.Objects;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** The values of tensors, as PyTorch's writer takes them through numpy. */
final class Numbers {
    private Numbers() {}

    /** The tensor on the CPU, outside the graph; numpy has no BFLOAT16, which becomes FLOAT16. */
    static Tensor onCpu(Tensor x) {
        Objects.requireNonNull(x, "a Tensor is expected, not null");
        Tensor detached = x.detach();
        return (x.dtype() == DType.BFLOAT16 ? detached.to(DType.FLOAT16) : detached).cpu();
    }

    /** The values in order, as FLOAT64. */
    static double[] doubles(Tensor x) {
        try (var _ = Torch.scope()) {
            Tensor values = onCpu(x);
            if (values.isComplex()) values = Torch.real(values);
            return values.to(DType.FLOAT64).toDoubleArray();
        }
    }

    /** A tensor's only value, a number's own. */
    static double scalar(Object value) {
        if (value instanceof Number number) return number.doubleValue();
        if (value instanceof Boolean flag) return flag ? 1 : 0;
        if (!(value instanceof Tensor tensor)) {
            throw new UnsupportedOperationException(
                    "Got %s, but numpy array or torch tensor are expected."
                            .formatted(value == null ? "null" : value.getClass()));
        }
        if (tensor.numel() != 1) {
            long dims = tensor.shape().stream().filter(extent -> extent != 1).count();
            throw new IllegalArgumentException(
                    ("Tensor should contain one element (0 dimensions)."
                                    + " ".repeat(13)
                                    + "Was given size: %d and %d dimensions.")
                            .formatted(tensor.numel(), dims));
        }
        return doubles(tensor)[0];
    }
}
