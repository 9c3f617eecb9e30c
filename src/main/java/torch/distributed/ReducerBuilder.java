package torch.distributed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.BoolVector;
import org.bytedeco.pytorch.LoggerOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.SizeTStringMap;
import org.bytedeco.pytorch.SizeTVector;
import org.bytedeco.pytorch.SizeTVectorVector;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.nn.Embedding;
import torch.nn.EmbeddingBag;
import torch.nn.Module;
import torch.nn.Parameter;

/** What {@link DistributedDataParallel} does once: compares the models, and puts gradients in buckets. */
final class ReducerBuilder {
    private static final int MEBIBYTE = 1 << 20;

    private final DistributedDataParallel.Options options;
    private final ProcessGroup group;
    // Those that train, by their names; each once.
    private final Map<String, Parameter> named = new LinkedHashMap<>();
    private final List<Boolean> sparse = new ArrayList<>();

    ReducerBuilder(Module module, DistributedDataParallel.Options options, ProcessGroup group) {
        this.options = options;
        this.group = group;
        Map<String, Parameter> all = module.namedParameters();
        Map<String, Module> modules = module.namedModules();
        all.forEach(
                (name, parameter) -> {
                    if (!parameter.requiresGrad() || options.ignored.contains(name)) return;
                    named.put(name, parameter);
                    int dot = name.lastIndexOf('.');
                    sparse.add(isSparse(modules.get(dot < 0 ? "" : name.substring(0, dot))));
                });
    }

    private static boolean isSparse(@Nullable Module module) {
        return module instanceof Embedding embedding && embedding.sparse
                || module instanceof EmbeddingBag bag && bag.sparse;
    }

    List<Parameter> parameters() {
        return List.copyOf(named.values());
    }

    /**
     * Every process tells its shapes. libtorch compares them with rank 0's in the others only, so that rank 0 would
     * wait for them.
     *
     * @throws DistException if they differ
     */
    void verify() {
        List<Parameter> own = parameters();
        long[] shapes =
                own.stream()
                        .flatMapToLong(
                                p -> LongStream.concat(LongStream.of(p.dim()), p.shape().stream()))
                        .toArray();
        long[][] counts = all(new long[] {own.size(), shapes.length});
        for (int rank = 0; rank < counts.length; rank++) {
            if (counts[rank][0] != own.size()) {
                throw new DistException(
                        "DDP expects same model across all ranks, but Rank %d has %d params, while rank %d has inconsistent %d params."
                                .formatted(group.rank(), own.size(), rank, counts[rank][0]));
            }
        }
        int longest = (int) Arrays.stream(counts).mapToLong(count -> count[1]).max().orElse(0);
        long[][] all = all(Arrays.copyOf(shapes, longest));
        for (int rank = 0; rank < all.length; rank++) {
            int at = 0;
            for (int i = 0; i < own.size(); i++) {
                int end = at + 1 + (int) shapes[at];
                if (!Arrays.equals(shapes, at, end, all[rank], at, end)) {
                    throw new DistException(
                            "DDP expects same model across all ranks, but [%d]: params[%d] in this process with sizes %s appears not to match sizes of the same param in process %d."
                                    .formatted(group.rank(), i, own.get(i).shape(), rank));
                }
                at = end;
            }
        }
    }

    /** The numbers of all processes, which have as many. */
    private long[][] all(long[] own) {
        Device device = group.objectDevice();
        List<Tensor> all = new ArrayList<>();
        try (Tensor numbers = Torch.tensor(own).to(device)) {
            for (int i = 0; i < group.size(); i++) all.add(Torch.zerosLike(numbers));
            Collectives.allGather(all, numbers, o -> o.group(group));
            return all.stream().map(Tensor::toLongArray).toArray(long[][]::new);
        } finally {
            all.forEach(Tensor::close);
        }
    }

    Reducer build() {
        boolean isDefault = options.bucketCapMb == null && options.bucketCapMbList.length == 0;
        long[] list =
                Arrays.stream(options.bucketCapMbList)
                        .mapToLong(cap -> (long) (cap * MEBIBYTE))
                        .toArray();
        long cap =
                list.length > 0
                        ? Arrays.stream(list).max().getAsLong()
                        : (long)
                                ((options.bucketCapMb == null ? 25 : options.bucketCapMb)
                                        * MEBIBYTE);
        long first = isDefault ? MEBIBYTE : cap;
        // In the first step all gradients go in one bucket: the order of backward is not known yet.
        long[] limits;
        if (list.length > 0) limits = list;
        else if (!options.findUnusedParameters) limits = new long[] {Long.MAX_VALUE};
        else limits = first < cap ? new long[] {first, cap} : new long[] {cap};
        boolean[] isSparse = new boolean[sparse.size()];
        for (int i = 0; i < isSparse.length; i++) isSparse[i] = sparse.get(i);
        try (TensorVector tensors = C10d.vector(parameters());
                var assignment =
                        org.bytedeco.pytorch.global.torch.compute_bucket_assignment_by_size(
                                tensors,
                                new SizeTVector(limits),
                                new BoolVector(isSparse),
                                new LongVector(),
                                new LoggerOptional())) {
            SizeTVector[] buckets = assignment.get0().get();
            Collections.reverse(Arrays.asList(buckets));
            SizeTStringMap names = new SizeTStringMap();
            int index = 0;
            for (String name : named.keySet()) names.put(index++, name);
            return new Reducer(
                    tensors,
                    new SizeTVectorVector(buckets),
                    group.natively(),
                    new BoolVector(isSparse),
                    cap,
                    options.findUnusedParameters,
                    options.gradientAsBucketView,
                    names,
                    first,
                    options.skipAllReduceUnusedParams,
                    false,
                    list.length > 0 ? new LongVector(list) : new LongVector(first, cap),
                    options.batchedGradCopy);
        }
    }
}
