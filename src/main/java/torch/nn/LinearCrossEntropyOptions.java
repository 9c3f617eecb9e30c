package torch.nn;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.internal.PythonText;

/**
 * How {@link F#linearCrossEntropy} goes through a batch in chunks, so that the logits of the whole batch are never in
 * memory at once. Worth it where there are more classes than features and no fewer rows than features.
 *
 * <p>Gradients are computed with the loss; they cannot be differentiated again.
 *
 * {@snippet :
 * var loss = new LinearCrossEntropyLoss(512, 50_000, o -> o.options(new LinearCrossEntropyOptions()));
 * }
 *
 * <p>Mirrors {@code torch.nn.LinearCrossEntropyOptions}.
 */
public final class LinearCrossEntropyOptions {
    private static final Set<DType> ACC_DTYPES =
            Set.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64);

    /** Whether backward may run twice; with it the gradients are not computed in place. */
    public final boolean allowRetainGraph;

    /** Rows of a chunk; null where {@link #chunkingMethod} says. */
    public final @Nullable Long batchChunkSize;

    /**
     * Rule for the rows of a chunk: {@code "auto"}, {@code "aspect_ratio"}, {@code "aspect_ratio:N"}; null for none.
     */
    public final @Nullable String chunkingMethod;

    /** What is kept in {@link #accDtype}. */
    public final AccPolicy accPolicy;

    /** Type in which is added; null for the input's, or float32 for inputs of 16 bits with {@link AccPolicy#AUTO}. */
    public final @Nullable DType accDtype;

    /** What is kept in the type in which is added, for the input's sake or for memory's. */
    public enum AccPolicy {
        /** {@link #ACCURATE} for inputs of 16 bits on the CPU, {@link #COMPACT} otherwise. */
        AUTO,
        /** As much as can be. */
        ACCURATE,
        /** What the gradients need. */
        COMPACT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Chunks and types chosen by the input. */
    public LinearCrossEntropyOptions() {
        this(o -> {});
    }

    /**
     * Options with keyword arguments.
     *
     * @throws IllegalArgumentException where the chunk size is not positive, the chunking method is none, or the type
     *     is not a floating point one of 16, 32 or 64 bits
     */
    public LinearCrossEntropyOptions(Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        allowRetainGraph = o.allowRetainGraph;
        batchChunkSize = o.batchChunkSize;
        chunkingMethod = o.chunkingMethod;
        accPolicy = o.accPolicy;
        accDtype = o.accDtype;
        if (chunkingMethod != null
                && !chunkingMethod.matches("auto|aspect_ratio(:0*[1-9][0-9]{0,8})?")) {
            throw new IllegalArgumentException(
                    "invalid chunking_method: " + PythonText.of(chunkingMethod));
        }
        if (batchChunkSize != null && batchChunkSize <= 0) {
            throw new IllegalArgumentException(
                    "batch_chunk_size must be positive int or None, got " + batchChunkSize);
        }
        if (accDtype != null && !ACC_DTYPES.contains(accDtype)) {
            throw new IllegalArgumentException(
                    "acc_dtype must be one of {None, torch.float16, torch.bfloat16, torch.float32, torch.float64}, "
                            + "got %s. Pass acc_dtype=None to let the op pick automatically."
                                    .formatted(accDtype));
        }
    }

    /** What the options come to for one call. */
    record Resolved(long batchChunkSize, AccPolicy accPolicy, DType accDtype) {}

    Resolved resolve(
            long batches,
            long inFeatures,
            long classes,
            DType dtype,
            Device device,
            boolean probabilities) {
        boolean sixteenBits = dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
        AccPolicy policy = accPolicy;
        if (policy == AccPolicy.AUTO) {
            policy =
                    sixteenBits && device.type().equals("cpu")
                            ? AccPolicy.ACCURATE
                            : AccPolicy.COMPACT;
        }
        DType acc = accDtype;
        if (acc == null) {
            acc = sixteenBits && accPolicy == AccPolicy.AUTO ? DType.FLOAT32 : dtype;
        }
        long rows = chunkSize(batches, inFeatures, classes, policy, probabilities);
        return new Resolved(Math.max(1, rows), policy, acc);
    }

    private long chunkSize(
            long batches, long inFeatures, long classes, AccPolicy policy, boolean probabilities) {
        boolean auto = "auto".equals(chunkingMethod);
        if (chunkingMethod == null || auto && batchChunkSize != null) {
            return batchChunkSize == null ? batches : Math.min(batchChunkSize, batches);
        }
        int colon = chunkingMethod.indexOf(':');
        long factor = colon < 0 ? 1 : Long.parseLong(chunkingMethod.substring(colon + 1));
        long target = Math.ceilDiv(batches, Math.ceilDiv(classes, inFeatures));
        long rows = Math.min((1L << bitLength(target - 1)) / factor, batches);
        if (auto && policy == AccPolicy.COMPACT) {
            // more rows would take more memory than the whole batch at once
            long most = probabilities ? batches / 2 : batches * classes / (4 * inFeatures);
            rows = Math.max(1, Math.min(rows, most >= 1 ? Long.highestOneBit(most) : 1));
        }
        if (batchChunkSize != null && batchChunkSize != rows) {
            throw new IllegalArgumentException(
                    ("batch_chunk_size (=%d) and chunking_method ('%s') give different chunk sizes (%d vs %d); "
                                    + "pass only one.")
                            .formatted(batchChunkSize, chunkingMethod, batchChunkSize, rows));
        }
        return rows;
    }

    private static int bitLength(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value));
    }

    /** The printed form of PyTorch. */
    @Override
    public String toString() {
        return ("LinearCrossEntropyOptions(allow_retain_graph=%s, batch_chunk_size=%s, chunking_method=%s, "
                        + "acc_policy=%s, acc_dtype=%s)")
                .formatted(
                        PythonText.of(allowRetainGraph),
                        PythonText.of(batchChunkSize),
                        PythonText.of(chunkingMethod),
                        PythonText.of(accPolicy.toString()),
                        PythonText.of(accDtype));
    }

    /** The keyword arguments of {@link LinearCrossEntropyOptions}. */
    public static final class Options extends Keywords<Options> {
        private boolean allowRetainGraph;
        private @Nullable Long batchChunkSize;
        private @Nullable String chunkingMethod = "auto";
        private AccPolicy accPolicy = AccPolicy.AUTO;
        private @Nullable DType accDtype;

        private Options() {}

        /** Whether backward may run twice, for the mean and the sum; without a reduction it may. Default: false */
        public Options allowRetainGraph(boolean allowRetainGraph) {
            this.allowRetainGraph = allowRetainGraph;
            return this;
        }

        /** Rows of a chunk. Default: as {@link #chunkingMethod} says */
        public Options batchChunkSize(@Nullable Long batchChunkSize) {
            this.batchChunkSize = batchChunkSize;
            return this;
        }

        /**
         * Rule for the rows of a chunk. {@code "aspect_ratio"} makes the logits of a chunk as large as the input,
         * {@code "aspect_ratio:N"} an {@code N}th of that, {@code "auto"} also no larger than what pays. Default:
         * {@code "auto"}
         */
        public Options chunkingMethod(@Nullable String chunkingMethod) {
            this.chunkingMethod = chunkingMethod;
            return this;
        }

        /** What is kept in {@link #accDtype}. Default: {@link AccPolicy#AUTO} */
        public Options accPolicy(AccPolicy accPolicy) {
            this.accPolicy = accPolicy;
            return this;
        }

        /**
         * Type in which is added. Default: the input's, or float32 for inputs of 16 bits with {@link AccPolicy#AUTO}
         */
        public Options accDtype(@Nullable DType accDtype) {
            this.accDtype = accDtype;
            return this;
        }
    }
}
