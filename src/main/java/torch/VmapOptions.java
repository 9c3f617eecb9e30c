package torch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Torch#vmap}. */
public final class VmapOptions {
    List<@Nullable Integer> inDims = List.of(0);
    List<@Nullable Integer> outDims = List.of(0);
    String randomness = "error";
    @Nullable Long chunkSize;

    VmapOptions() {}

    /** Over which dimension of each input is mapped; null for an input that all share. Default: 0 for all */
    public VmapOptions inDims(@Nullable Integer... inDims) {
        this.inDims = list(inDims);
        return this;
    }

    /** Where the mapped dimension appears in each output; null for one that is not mapped. Default: 0 for all */
    public VmapOptions outDims(@Nullable Integer... outDims) {
        this.outDims = list(outDims);
        return this;
    }

    private static List<@Nullable Integer> list(@Nullable Integer @Nullable [] dims) {
        List<@Nullable Integer> list = new ArrayList<>();
        if (dims == null) {
            list.add(null);
            return list;
        }
        for (Integer dim : dims) list.add(dim);
        return list;
    }

    /**
     * What random functions do: {@code error}, {@code same} for all of the batch or {@code different}. Default: error
     */
    public VmapOptions randomness(String randomness) {
        this.randomness = randomness;
        return this;
    }

    /** How many of the batch are computed at a time. Default: null, which is all */
    public VmapOptions chunkSize(@Nullable Long chunkSize) {
        this.chunkSize = chunkSize;
        return this;
    }

    /** How many of the batch are computed at a time. */
    public VmapOptions chunkSize(long chunkSize) {
        return chunkSize(Long.valueOf(chunkSize));
    }
}
