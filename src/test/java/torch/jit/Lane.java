package torch.jit;

import torch.internal.TensorAccess;

/** Whether this libtorch is the presets' own. */
final class Lane {
    private Lane() {}

    static boolean open() {
        try {
            TensorAccess.get().requirePresets();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
