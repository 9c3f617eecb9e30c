package torch.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * A collective that is under way. Mirrors {@code torch.distributed.Work}. The tensors must not be read or written before
 * {@link #await} has returned; closing them is safe, as the work holds references of its own.
 */
public final class Work {
    private final List<org.bytedeco.pytorch.Work> works;
    private final String name;

    /** A work; null where NCCL did it on the current stream, which need not be awaited. */
    Work(org.bytedeco.pytorch.@Nullable Work work, String name) {
        this(work == null ? List.of() : List.of(work), name);
    }

    private Work(List<org.bytedeco.pytorch.Work> works, String name) {
        this.works = works;
        this.name = name;
    }

    /** Several as one. */
    static Work all(List<Work> several, String name) {
        return new Work(several.stream().flatMap(work -> work.works.stream()).toList(), name);
    }

    /** libtorch's, of a work that is one and was started asynchronously. */
    org.bytedeco.pytorch.Work natively() {
        return works.getFirst();
    }

    /**
     * Waits until it is done; on CUDA, until the current stream will see it done. Mirrors {@code wait()}, a name that
     * Java has taken.
     *
     * @throws DistException if it failed, or the group's time-out is over
     */
    public void await() {
        for (var work : works) C10d.call(name, work::_wait);
    }

    /** As {@link #await()}, with a time-out of its own, for each message where there are several. */
    public void await(Duration timeout) {
        for (var work : works) C10d.call(name, () -> work._wait(C10d.millis(timeout)));
    }

    /** Makes the current stream of CUDA wait for it, and not this thread. Mirrors {@code block_current_stream}. */
    public void blockCurrentStream() {
        for (var work : works) C10d.run(name, work::blockCurrentStream);
    }

    /** Whether it is done, well or not. */
    public boolean isCompleted() {
        return works.stream().allMatch(work -> C10d.call(name, work::isCompleted));
    }

    /** Whether it is done well. */
    public boolean isSuccess() {
        return works.stream().allMatch(work -> C10d.call(name, work::isSuccess));
    }

    /** The rank in the group that a {@code recv} from any rank received from. */
    public int sourceRank() {
        return C10d.call(name, () -> natively().sourceRank());
    }

    /** The tensors that it wrote. */
    public List<Tensor> result() {
        List<Tensor> result = new ArrayList<>();
        for (var work : works) {
            C10d.run(
                    name,
                    () -> {
                        try (var vector = work.result()) {
                            for (var tensor : vector.get()) result.add(Tensor.of(tensor));
                        }
                    });
        }
        return result;
    }
}
