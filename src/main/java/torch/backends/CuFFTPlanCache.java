package torch.backends;

import torch.Aten;

/** The plans that cuFFT keeps for one device. */
public final class CuFFTPlanCache {
    private final int device;

    CuFFTPlanCache(int device) {
        this.device = device;
    }

    /** How many plans are kept. */
    public long size() {
        return Aten._cufft_get_plan_cache_size(device);
    }

    /** How many plans are kept at most. */
    public long maxSize() {
        return Aten._cufft_get_plan_cache_max_size(device);
    }

    /** Sets how many plans are kept at most. */
    public void setMaxSize(long size) {
        Aten._cufft_set_plan_cache_max_size(device, size);
    }

    /** Forgets the plans. */
    public void clear() {
        Aten._cufft_clear_plan_cache(device);
    }
}
