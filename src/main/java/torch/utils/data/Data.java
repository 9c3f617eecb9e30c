package torch.utils.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Torch;
import torch.internal.Warnings;
import torch.internal.WorkerGenerator;

/** The functions of {@code torch.utils.data}. */
public final class Data {
    static final String LOGGER = "torch.utils.data";

    private static final ThreadLocal<@Nullable WorkerInfo> WORKER = new ThreadLocal<>();

    private Data() {}

    /**
     * Makes one batch of several samples: it has the form of a sample, and in each place all that the samples have there.
     * Mirrors {@code torch.utils.data.default_collate}.
     *
     * <ul>
     *   <li>tensors are stacked: (…) to (N, …);
     *   <li>arrays of numbers or booleans are tensors of their elements' type, as those of NumPy are; a {@code byte[]},
     *       which is {@code bytes}, and strings are left as they are, in a list;
     *   <li>integers of any width give INT64, floating-point numbers of any width FLOAT64, booleans BOOL: (N);
     *   <li>lists and arrays of objects give a list, maps a map, records a record of the same class, whose components
     *       must be able to hold tensors.
     * </ul>
     *
     * {@snippet :
     * Data.defaultCollate(List.of(List.of(0, 1.5), List.of(2, 2.5))); // [tensor([0, 2]), tensor([1.5, 2.5])]
     * }
     *
     * @param batch at least one sample; the first says what the others are
     * @return what the caller says it is: nothing checks it here
     * @throws IllegalArgumentException if a sample is, or holds, something else, or null
     * @throws torch.TorchException if lists differ in length, or tensors in shape, or are sparse
     * @throws IndexOutOfBoundsException if there is no sample
     */
    @SuppressWarnings("unchecked")
    public static <B> B defaultCollate(List<?> batch) {
        return (B) Collate.collate(batch);
    }

    /**
     * A sample with its arrays of numbers as tensors, and else as it is: what a {@link DataLoader} does that makes no
     * batches. Mirrors {@code torch.utils.data.default_convert}.
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // null of null alone
    public static <T extends @Nullable Object> T defaultConvert(T data) {
        return (T) Collate.convert(data);
    }

    /** Which worker this thread is; null outside workers. Mirrors {@code torch.utils.data.get_worker_info}. */
    public static @Nullable WorkerInfo getWorkerInfo() {
        return WORKER.get();
    }

    static void setWorkerInfo(WorkerInfo info) {
        WORKER.set(info);
        WorkerGenerator.set(info.generator());
    }

    /**
     * Splits a dataset at random into parts of these lengths. Mirrors
     * {@code torch.utils.data.random_split(dataset, lengths)}.
     *
     * @throws IllegalArgumentException if their sum is not the dataset's size
     */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, long... lengths) {
        return randomSplit(dataset, lengths, null);
    }

    /** As {@link #randomSplit(Dataset, long...)}, drawn from a generator; null is the default one. */
    public static <T> List<Subset<T>> randomSplit(
            Dataset<T> dataset, long[] lengths, @Nullable Generator generator) {
        // PyTorch takes lengths whose sum is 1 for fractions.
        return Arrays.stream(lengths).sum() == 1
                ? randomSplit(dataset, Arrays.stream(lengths).asDoubleStream().toArray(), generator)
                : split(dataset, lengths, generator);
    }

    /**
     * Splits a dataset at random into these fractions of it. What is left over after rounding down goes to the parts one
     * by one, from the first. Mirrors {@code torch.utils.data.random_split(dataset, fractions)}.
     *
     * {@snippet :
     * List<Subset<Sample>> parts = Data.randomSplit(dataset, 0.8, 0.2);
     * }
     *
     * @throws IllegalArgumentException if one is not between 0 and 1, or their sum is not 1
     */
    public static <T> List<Subset<T>> randomSplit(Dataset<T> dataset, double... fractions) {
        return randomSplit(dataset, fractions, null);
    }

    /** As {@link #randomSplit(Dataset, double...)}, drawn from a generator; null is the default one. */
    public static <T> List<Subset<T>> randomSplit(
            Dataset<T> dataset, double[] fractions, @Nullable Generator generator) {
        double sum = sum(fractions);
        if (sum > 1 || 1 - sum > 1e-9) throw wrongSum();
        long[] lengths = new long[fractions.length];
        long left = dataset.size();
        for (int i = 0; i < fractions.length; i++) {
            if (fractions[i] < 0 || fractions[i] > 1)
                throw new IllegalArgumentException(
                        "Fraction at index " + i + " is not between 0 and 1");
            lengths[i] = (long) Math.floor(dataset.size() * fractions[i]);
            left -= lengths[i];
        }
        for (int i = 0; i < left; i++) lengths[i % lengths.length]++;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] == 0)
                Warnings.warnOnce(
                        LOGGER,
                        "Length of split at index %d is 0. This might result in an empty dataset."
                                .formatted(i));
        }
        return split(dataset, lengths, generator);
    }

    private static <T> List<Subset<T>> split(
            Dataset<T> dataset, long[] lengths, @Nullable Generator generator) {
        long sum = Arrays.stream(lengths).sum();
        if (sum != dataset.size()) throw wrongSum();
        long[] order = Stretches.elements(Torch.randperm(sum, generator));
        List<Subset<T>> parts = new ArrayList<>(lengths.length);
        int from = 0;
        for (long length : lengths) {
            int to = from + (int) length;
            parts.add(
                    new Subset<>(
                            dataset,
                            Arrays.stream(Arrays.copyOfRange(order, from, to)).boxed().toList()));
            from = to;
        }
        return parts;
    }

    private static IllegalArgumentException wrongSum() {
        return new IllegalArgumentException(
                "Sum of input lengths does not equal the length of the input dataset!");
    }

    /** Python's sum, which since 3.12 carries what rounding loses. */
    private static double sum(double[] values) {
        double sum = 0, lost = 0;
        for (double value : values) {
            double next = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
            sum = next;
        }
        return sum + lost;
    }
}
