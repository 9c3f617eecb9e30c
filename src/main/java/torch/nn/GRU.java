package torch.nn;

import java.util.function.Consumer;
import torch.Aten;

/**
 * A gated recurrent unit over a sequence, in one or several layers; {@code ⊙} multiplies elementwise:
 *
 * <pre>
 * r_t = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)
 * z_t = σ(W_iz x_t + b_iz + W_hz h_{t-1} + b_hz)
 * n_t = tanh(W_in x_t + b_in + r_t ⊙ (W_hn h_{t-1} + b_hn))
 * h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}
 * </pre>
 *
 * <p><b>Shape</b>, with {@code D} directions, {@code H} for {@code hiddenSize}, batch {@code N} and length {@code L}
 * <ul>
 *   <li>Input: {@code (L, N, H_in)}, {@code (N, L, H_in)} where {@code batchFirst}, {@code (L, H_in)} for one sequence;
 *       or a {@link torch.nn.utils.PackedSequence}
 *   <li>First and last state: {@code (D numLayers, N, H)}, {@code (D numLayers, H)} for one sequence
 *   <li>Output: as the input, with {@code D H} features
 * </ul>
 *
 * <p>The weights of layer {@code k} are {@code weight_ih_lk} {@code (3 H, H_in)} or {@code (3 H, D H)},
 * {@code weight_hh_lk} {@code (3 H, H)}, {@code bias_ih_lk} and {@code bias_hh_lk} {@code (3 H)}, the gates r, z and n
 * one below the other, with {@code _reverse} behind the name for the second direction. All are drawn from
 * {@code U(-√k, √k)} with {@code k = 1 / H}.
 *
 * {@snippet :
 * var m = new GRU(10, 20, 2);
 * var result = m.call(Torch.randn(5, 3, 10), Torch.randn(2, 3, 20));
 * result.output().shape(); // torch.Size([5, 3, 20])
 * result.hN().shape(); // torch.Size([2, 3, 20])
 * }
 *
 * <p>Mirrors {@code torch.nn.GRU}.
 */
public class GRU extends HiddenRNN {
    /** A network of one layer. */
    public GRU(long inputSize, long hiddenSize) {
        this(inputSize, hiddenSize, o -> {});
    }

    /** A network of several layers. */
    public GRU(long inputSize, long hiddenSize, long numLayers) {
        this(inputSize, hiddenSize, o -> o.numLayers(numLayers));
    }

    /** A network of several layers, with keyword arguments. */
    public GRU(long inputSize, long hiddenSize, long numLayers, Consumer<? super Options> options) {
        this(inputSize, hiddenSize, o -> options.accept(o.numLayers(numLayers)));
    }

    /**
     * A network with keyword arguments.
     *
     * @throws IllegalArgumentException where a size or number is out of range
     */
    public GRU(long inputSize, long hiddenSize, Consumer<? super Options> options) {
        super(
                RNNMode.GRU,
                inputSize,
                hiddenSize,
                Keywords.set(new Options(), options),
                Aten::gru_input,
                Aten::gru_data);
    }

    /** The keyword arguments of {@link GRU}. */
    public static final class Options extends RNNOptions<Options> {
        private Options() {}
    }
}
