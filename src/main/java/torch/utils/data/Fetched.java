package torch.utils.data;

import org.jspecify.annotations.Nullable;
import torch.Scope;

/**
 * A batch that nobody has asked for yet.
 *
 * @param owner has those of its tensors that were made for it
 */
record Fetched(@Nullable Object batch, Scope owner) {
    /** Closes what was made for it. */
    void free() {
        owner.close();
    }
}
