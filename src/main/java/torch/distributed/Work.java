package torch.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import torch.Tensor;

/**
 * A collective that is under way. Mirrors {@code torch.distributed.Work}. The tensors must not be read or written before
 * {@link #await} has returned; closing them is safe, as the work holds references of its own.
 */
public final class Work {
    private final org.bytedeco.pytorch.Work work;
    private final String name;

    Work(org.bytedeco.pytorch.Work work, String name) {
        this.work = work;
        this.name = name;
    }

    /**
     * Waits until it is done; on CUDA, until the current stream will see it done. Mirrors {@code wait()}, a name that
     * Java has taken.
     *
     * @throws DistException if it failed, or the group's time-out is over
     */
    public void await() {
        C10d.call(name, work::_wait);
    }

    /** As {@link #await()}, with a time-out of its own. */
    public void await(Duration timeout) {
        C10d.call(name, () -> work._wait(C10d.millis(timeout)));
    }

    /** Whether it is done, well or not. */
    public boolean isCompleted() {
        return C10d.call(name, work::isCompleted);
    }

    /** Whether it is done well. */
    public boolean isSuccess() {
        return C10d.call(name, work::isSuccess);
    }

    /** The rank that a {@code recv} from any rank received from. */
    public int sourceRank() {
        return C10d.call(name, work::sourceRank);
    }

    /** The tensors that it wrote. */
    public List<Tensor> result() {
        return C10d.call(
                name,
                () -> {
                    List<Tensor> result = new ArrayList<>();
                    try (var vector = work.result()) {
                        for (var tensor : vector.get()) result.add(Tensor.of(tensor));
                    }
                    return result;
                });
    }
}
