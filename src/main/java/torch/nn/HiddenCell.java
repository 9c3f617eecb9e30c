package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A recurrent cell whose state is one tensor: {@link RNNCell} and {@link GRUCell}. */
abstract class HiddenCell extends RNNCellBase {
    HiddenCell(RNNMode mode, long inputSize, long hiddenSize, RNNCellOptions<?> options) {
        super(mode, inputSize, hiddenSize, options);
    }

    /** The state after {@code input} from a state of zeros. */
    public final Tensor call(Tensor input) {
        return invoke(x -> forward(x, null), input);
    }

    /** The state after {@code input} from the state {@code hx}, null for zeros. */
    public final Tensor call(Tensor input, @Nullable Tensor hx) {
        return invokeAll(
                args -> forward((Tensor) args.getFirst(), (Tensor) args.getLast()), input, hx);
    }

    /**
     * Computes the next state; run through {@link #call(Tensor, Tensor)}.
     *
     * @throws IllegalArgumentException where input or state have neither one nor two dimensions
     */
    public Tensor forward(Tensor input, @Nullable Tensor hx) {
        checkDims("input", input);
        if (hx != null) {
            checkDims("hidden", hx);
        }
        boolean batched = input.dim() == 2;
        Tensor x = batched ? input : input.unsqueeze(0);
        Tensor state = hx == null ? zeros(x) : batched ? hx : hx.unsqueeze(0);
        Tensor next = step(x, state);
        return batched ? next : next.squeeze(0);
    }

    /** Calls libtorch's operator on a batch. */
    abstract Tensor step(Tensor input, Tensor hx);
}
