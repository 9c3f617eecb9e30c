package torch.nn;

import java.util.Locale;
import java.util.function.UnaryOperator;
import torch.Tensor;

/** The activations of a transformer's layers that libtorch's fused kernel knows. */
public enum Activation implements UnaryOperator<Tensor> {
    /** {@code max(0, x)}. */
    RELU {
        @Override
        public Tensor apply(Tensor input) {
            return F.relu(input);
        }
    },
    /** {@code x Φ(x)}; see {@link GELU}. */
    GELU {
        @Override
        public Tensor apply(Tensor input) {
            return F.gelu(input);
        }
    };

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
