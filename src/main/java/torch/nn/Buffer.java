package torch.nn;

import torch.Tensor;

/**
 * A tensor that is part of a {@link Module}'s state but is not learned: held in one of its fields, it is found by
 * {@link Module#buffers()}.
 *
 * <p>A buffer shares the memory of the tensor it is made from and belongs to no {@link torch.Scope}.
 *
 * <p>Mirrors {@code torch.nn.Buffer}.
 */
public class Buffer extends Tensor {
    private final boolean persistent;

    /** Makes a buffer that is part of {@link Module#stateDict()}. */
    public Buffer(Tensor data) {
        this(data, true);
    }

    /** Makes a buffer; with {@code persistent} false it is no part of {@link Module#stateDict()}. */
    @SuppressWarnings("this-escape")
    public Buffer(Tensor data, boolean persistent) {
        Tensor detached = data.detach();
        super(detached);
        detached.close();
        keep();
        this.persistent = persistent;
    }

    /** Whether it is part of {@link Module#stateDict()}. */
    public final boolean isPersistent() {
        return persistent;
    }

    /** A buffer of the same kind that holds {@code data}, which is nobody else's. */
    Buffer copyWith(Tensor data) {
        try (data) {
            return new Buffer(data, persistent);
        }
    }
}
