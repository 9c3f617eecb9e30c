package torch;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Results;

/**
 * A function mapped over a dimension of its inputs by libtorch's batching rules: the function runs once, on tensors
 * that hide that dimension.
 */
final class Vmap {
    private static final List<String> RANDOMNESS = List.of("error", "same", "different");

    /** The levels at work on this thread. */
    private static final ThreadLocal<List<Long>> LEVELS = ThreadLocal.withInitial(ArrayList::new);

    private final Function<? super List<Tensor>, ? extends List<? extends Tensor>> function;
    private final VmapOptions options = new VmapOptions();

    Vmap(
            Function<? super List<Tensor>, ? extends List<? extends Tensor>> function,
            Consumer<VmapOptions> options) {
        this.function = function;
        Arguments.required(options, "vmap", "options", "a Consumer<VmapOptions>");
        options.accept(this.options);
        if (!RANDOMNESS.contains(this.options.randomness))
            throw new TorchException(
                    "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
                            + this.options.randomness);
        if (this.options.chunkSize != null && this.options.chunkSize <= 0)
            throw new IllegalArgumentException(
                    "vmap: chunk_size should be None or greater than 0. (got "
                            + this.options.chunkSize
                            + ")");
    }

    List<Tensor> apply(List<? extends Tensor> inputs) {
        for (Tensor input : Arguments.required(inputs, "inputs", "a List<Tensor>"))
            Arguments.required(input, "inputs", "a Tensor");
        if (inputs.isEmpty())
            throw new IllegalArgumentException(
                    "vmap(<lambda>)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to"
                            + " vmap over a function with no inputs. The latter is unsupported.");
        List<@Nullable Integer> dims = inDims(inputs);
        long batchSize = batchSize(inputs, dims);
        Long chunk = options.chunkSize;
        return chunk == null || batchSize == 0
                ? whole(inputs, dims, batchSize)
                : inChunks(inputs, dims, batchSize, chunk);
    }

    // ---- Inputs

    private String call() {
        return "vmap(<lambda>, in_dims=" + text(options.inDims) + ", ...)(<inputs>): ";
    }

    private static String text(List<@Nullable Integer> dims) {
        if (dims.size() == 1) return text(dims.getFirst());
        return dims.stream().map(Vmap::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String text(@Nullable Integer dim) {
        return dim == null ? "None" : dim.toString();
    }

    private List<@Nullable Integer> inDims(List<? extends Tensor> inputs) {
        List<@Nullable Integer> given = options.inDims;
        if (given.size() != 1 && given.size() != inputs.size())
            throw new IllegalArgumentException(
                    call()
                            + "in_dims is not compatible with the structure of `inputs`: "
                            + given.size()
                            + " dims for "
                            + inputs.size()
                            + " inputs.");
        List<@Nullable Integer> dims = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Integer dim = given.get(given.size() == 1 ? 0 : i);
            int rank = inputs.get(i).dim();
            if (dim != null && (dim < -rank || dim >= rank))
                throw new IllegalArgumentException(
                        call()
                                + "Got in_dim="
                                + dim
                                + " for some input, but that input is a Tensor of dimensionality "
                                + rank
                                + " so expected in_dim to satisfy -"
                                + rank
                                + " <= in_dim < "
                                + rank
                                + ".");
            dims.add(dim == null ? null : Integer.valueOf(Math.floorMod(dim, Math.max(1, rank))));
        }
        return dims;
    }

    private static long batchSize(List<? extends Tensor> inputs, List<@Nullable Integer> dims) {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Integer dim = dims.get(i);
            if (dim != null) sizes.add(inputs.get(i).size(dim));
        }
        if (sizes.isEmpty())
            throw new IllegalArgumentException("vmap: Expected at least one Tensor to vmap over");
        return commonSize(sizes);
    }

    /** What all of the sizes, of which there are some, have to be. */
    static long commonSize(List<Long> sizes) {
        if (sizes.stream().distinct().count() != 1)
            throw new IllegalArgumentException(
                    "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
                            + sizes
                            + " for the mapped dimension");
        return sizes.getFirst();
    }

    // ---- The call

    private List<Tensor> whole(
            List<? extends Tensor> inputs, List<@Nullable Integer> dims, long batchSize) {
        long level =
                Downcalls.call(
                        torch.internal.Function.VMAP_ENTER,
                        batchSize,
                        RANDOMNESS.indexOf(options.randomness));
        List<Tensor> batched = new ArrayList<>();
        LEVELS.get().add(level);
        try {
            List<Tensor> arguments = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                Integer dim = dims.get(i);
                if (dim == null) {
                    arguments.add(inputs.get(i));
                    continue;
                }
                Tensor made = batched(inputs.get(i), dim, level);
                batched.add(made);
                arguments.add(made);
            }
            List<? extends Tensor> outputs =
                    function.apply(Collections.unmodifiableList(arguments));
            return unwrap(
                    Arguments.required(outputs, "outputs of the function", "a List<Tensor>"),
                    level,
                    batchSize);
        } finally {
            for (Tensor made : batched) made.close();
            LEVELS.get().removeLast();
            Downcalls.call(torch.internal.Function.VMAP_EXIT, level);
        }
    }

    private static Tensor batched(Tensor input, long dim, long level) {
        Tensor batched =
                Tensor.wrap(
                        Downcalls.call(
                                torch.internal.Function.VMAP_ADD_BATCH_DIM,
                                Tensor.handle(input, "inputs"),
                                dim,
                                level));
        Reference.reachabilityFence(input);
        return batched;
    }

    private List<Tensor> unwrap(List<? extends Tensor> outputs, long level, long batchSize) {
        List<@Nullable Integer> dims = options.outDims;
        if (dims.size() != 1 && dims.size() != outputs.size())
            throw new IllegalArgumentException(
                    "vmap(<lambda>, ..., out_dims="
                            + text(dims)
                            + ")(<inputs>): out_dims is not compatible with the structure of `outputs`: "
                            + dims.size()
                            + " dims for "
                            + outputs.size()
                            + " outputs.");
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++)
            results.add(
                    unwrap(outputs.get(i), dims.get(dims.size() == 1 ? 0 : i), level, batchSize));
        return Collections.unmodifiableList(results);
    }

    private static Tensor unwrap(
            @Nullable Tensor output, @Nullable Integer outDim, long level, long batchSize) {
        if (output == null)
            throw new IllegalArgumentException(
                    "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got null. Did you mean to set"
                            + " out_dims= to None for output?");
        Unwrapped unwrapped = Unwrapped.of(output, level);
        Tensor value = unwrapped.value;
        long dim = unwrapped.dim;
        if (outDim == null) {
            value.close();
            if (dim >= 0)
                throw new IllegalArgumentException(
                        "vmap(<lambda>, ...): `<lambda>` can not return a BatchedTensor when out_dim is None");
            return output;
        }
        try (value) {
            if (dim >= 0) return value.movedim(dim, outDim);
            // an output that no input reaches is the same for the whole batch
            long[] size = value.shape().toArray();
            long[] expanded = new long[size.length + 1];
            expanded[0] = batchSize;
            System.arraycopy(size, 0, expanded, 1, size.length);
            try (Tensor all = value.expand(expanded)) {
                return all.movedim(0L, outDim);
            }
        }
    }

    /** A tensor without the batch of a level, and the dimension of that batch, or -1. */
    private record Unwrapped(Tensor value, long dim) {
        static Unwrapped of(Tensor tensor, long level) {
            Results results =
                    new Results(
                            Downcalls.call(
                                    torch.internal.Function.VMAP_UNWRAP,
                                    Tensor.handle(tensor, "outputs"),
                                    level));
            long address = results.next();
            long dim = results.next();
            Reference.reachabilityFence(tensor);
            return new Unwrapped(Tensor.wrap(address), dim);
        }
    }

    /** What PyTorch does not let a mapped function do. */
    static void refuseRequiresGrad() {
        if (Downcalls.plain(torch.internal.Function.TRANSFORMS_ACTIVE) != 0)
            throw new TorchException(
                    "You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.*"
                            + " APIs) inside of a function being transformed by a functorch transform. This is"
                            + " unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev,"
                            + " jacfwd, hessian) or call requires_grad_() outside of a function being transformed"
                            + " instead.");
    }

    /** What Python prints for a tensor that a map at work hides a dimension of; null for any other. */
    static @Nullable String text(Tensor tensor) {
        if (Downcalls.plain(torch.internal.Function.TRANSFORMS_ACTIVE) == 0) return null;
        for (long level : LEVELS.get().reversed()) {
            Unwrapped unwrapped = Unwrapped.of(tensor, level);
            try (Tensor value = unwrapped.value) {
                if (unwrapped.dim >= 0)
                    return "BatchedTensor(lvl=%d, bdim=%d, value=\n%s\n)"
                            .formatted(
                                    level,
                                    unwrapped.dim,
                                    value.toString()
                                            .lines()
                                            .map(line -> line.isBlank() ? line : "    " + line)
                                            .collect(Collectors.joining("\n")));
            }
        }
        return null;
    }

    // ---- Chunks

    private List<Tensor> inChunks(
            List<? extends Tensor> inputs,
            List<@Nullable Integer> dims,
            long batchSize,
            long chunk) {
        Tensor state = options.randomness.equals("same") ? Torch.getRngState() : null;
        List<List<Tensor>> parts = new ArrayList<>();
        for (long from = 0; from < batchSize; from += chunk) {
            long size = Math.min(chunk, batchSize - from);
            List<Tensor> narrowed = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                Integer dim = dims.get(i);
                narrowed.add(dim == null ? inputs.get(i) : inputs.get(i).narrow(dim, from, size));
            }
            if (state != null) Torch.setRngState(state);
            parts.add(whole(narrowed, dims, size));
        }
        List<Tensor> joined = new ArrayList<>();
        for (int o = 0; o < parts.getFirst().size(); o++) {
            int output = o;
            Integer dim = options.outDims.get(options.outDims.size() == 1 ? 0 : o);
            if (dim == null)
                throw new IllegalArgumentException(
                        "vmap: out_dims of None cannot be joined from chunks");
            joined.add(Torch.cat(parts.stream().map(p -> p.get(output)).toList(), dim));
        }
        return Collections.unmodifiableList(joined);
    }
}
