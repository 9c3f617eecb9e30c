package torch.utils.data;

import torch.accelerator.Accelerator;
import torch.internal.Warnings;

/** What {@link DataLoader} refuses and what it warns of, in PyTorch's order and words. */
final class LoaderChecks {
    private LoaderChecks() {}

    static void check(Object dataset, DataLoaderOptions<?, ?> o) {
        require(
                o.numWorkers >= 0,
                "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.");
        require(o.timeout >= 0, "timeout option should be non-negative");
        require(
                o.numWorkers > 0 || o.prefetchFactor == null,
                "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable"
                        + " multiprocessing, otherwise set prefetch_factor to None.");
        require(
                o.prefetchFactor == null || o.prefetchFactor >= 0,
                "prefetch_factor option should be non-negative");
        require(
                o.numWorkers > 0 || !o.persistentWorkers,
                "persistent_workers option needs num_workers > 0");
        boolean shuffle = Boolean.TRUE.equals(o.shuffle);
        if (dataset instanceof IterableDataset) {
            require(
                    !shuffle,
                    "DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True");
            require(
                    o.sampler == null,
                    "DataLoader with IterableDataset: expected unspecified sampler option, but got sampler="
                            + o.sampler);
            require(
                    o.batchSampler == null,
                    "DataLoader with IterableDataset: expected unspecified batch_sampler option, but got batch_sampler="
                            + o.batchSampler);
        }
        require(o.sampler == null || !shuffle, "sampler option is mutually exclusive with shuffle");
        if (o.batchSampler != null) {
            require(
                    o.batchSize != null
                            && o.batchSize == 1
                            && !shuffle
                            && o.sampler == null
                            && !o.dropLast,
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last");
        } else {
            require(
                    o.batchSize != null || !o.dropLast,
                    "batch_size=None option disables auto-batching and is mutually exclusive with drop_last");
        }
    }

    /** What PyTorch finds out when the function is called. */
    static void checkFunctions(boolean batches, DataLoaderOptions<?, ?> o) {
        require(
                batches || o.collateFn == null,
                "collateFn makes batches, and batchSize=null asks for none: use convertFn");
        require(
                !batches || o.convertFn == null,
                "convertFn changes single samples: use collateFn, or batchSize=null");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) throw new IllegalArgumentException(otherwise);
    }

    /** Whether batches really go to pinned memory: there must be something to pin it for. */
    static boolean isPinned(DataLoaderOptions<?, ?> o) {
        return o.pinMemory && Accelerator.isAvailable();
    }

    static void warnOfPinning(DataLoaderOptions<?, ?> o) {
        if (o.pinMemory && !o.pinMemoryDevice.isEmpty())
            warn(
                    "pin_memory_device is deprecated, the current accelerator will be used as the device,ignore"
                            + " pin_memory_device='%s'.".formatted(o.pinMemoryDevice));
        if (o.pinMemory && !isPinned(o))
            warn(
                    "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be"
                            + " used.");
    }

    static void warnOfManyWorkers(int workers) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (workers > processors)
            warn(
                    ("This DataLoader will create %d worker threads in total. Our suggested max number of worker in"
                                    + " current system is %d, which is smaller than what this DataLoader is going to"
                                    + " create. Please be aware that excessive worker creation might get DataLoader"
                                    + " running slow or even freeze, lower the worker number to avoid potential"
                                    + " slowness/freeze if necessary.")
                            .formatted(workers, processors));
    }

    static void warn(String sentence) {
        Warnings.warnOnce(Data.LOGGER, sentence);
    }
}
