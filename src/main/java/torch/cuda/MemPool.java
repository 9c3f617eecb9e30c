package torch.cuda;

import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Consumer;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * Device memory of its own: what is allocated while it is in use comes from it and goes back to it. Mirrors
 * {@code torch.cuda.MemPool}.
 *
 * {@snippet :
 * try (var pool = new MemPool()) {
 *     try (var guard = Cuda.useMemPool(pool)) {
 *         x = Torch.randn(Torch.shape(1000), Torch.device("cuda"));
 *     }
 *     x.close();
 * } // the pool's memory goes back to the device
 * }
 *
 * <p>It is freed by {@link #close}, or after it became unreachable. Tensors in it live on.
 */
public final class MemPool implements AutoCloseable {
    private final Owned owned;

    /** A pool on the current device. */
    public MemPool() {
        this(o -> {});
    }

    /** A pool on the current device. */
    public MemPool(Consumer<MemPoolOptions> options) {
        MemPoolOptions given = new MemPoolOptions();
        options.accept(given);
        CudaDevices.initialize("MemPool");
        owned =
                new Owned(
                        this,
                        "MemPool",
                        Downcalls.call(
                                Function.CUDA_MEM_POOL,
                                given.allocator == null ? 0 : given.allocator.address(),
                                given.useOnOom ? 1 : 0,
                                given.noSplit ? 1 : 0),
                        Function.CUDA_MEM_POOL_FREE);
        Reference.reachabilityFence(given.allocator);
    }

    /** The pool's id. Mirrors {@code torch.cuda.MemPool.id}. */
    public MempoolId id() {
        Results results = new Results(Downcalls.call(Function.CUDA_MEM_POOL_ID, owned.address()));
        Reference.reachabilityFence(this);
        return new MempoolId(results.next(), results.next());
    }

    /** How many hold the pool: this object, guards and graphs. Mirrors {@code torch.cuda.MemPool.use_count}. */
    public int useCount() {
        long count =
                new Results(Downcalls.call(Function.CUDA_MEM_POOL_USE_COUNT, owned.address()))
                        .next();
        Reference.reachabilityFence(this);
        return (int) count;
    }

    /** The pool's device. Mirrors {@code torch.cuda.MemPool.device}. */
    public Device device() {
        long index =
                new Results(Downcalls.call(Function.CUDA_MEM_POOL_DEVICE, owned.address())).next();
        Reference.reachabilityFence(this);
        return new Device("cuda", (int) index);
    }

    /** What the pool has of the devices' memory. Mirrors {@code torch.cuda.MemPool.snapshot}. */
    public List<AllocatorSegment> snapshot() {
        return AllocatorSegment.of(id());
    }

    /** Lets go of the pool; a second call does nothing. */
    @Override
    public void close() {
        owned.close();
    }
}
