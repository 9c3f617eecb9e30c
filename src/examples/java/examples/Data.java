package examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.utils.data.BatchSampler;
import torch.utils.data.DataLoader;
import torch.utils.data.SubsetRandomSampler;
import torch.utils.data.TensorDataset;

/** Images that are handed out in shuffled batches, epoch after epoch, until all steps are done; data.py is the same in Python. */
final class Data implements Iterable<Tensor> {
    /**
     * A batch with the digit of each image.
     *
     * @param images (batch, 28, 28)
     * @param labels (batch)
     */
    record Batch(Tensor images, Tensor labels) {}

    final Tensor images; // (N, 28, 28)
    final int steps;
    private final ImageOptions options;
    private final @Nullable Digits drawn;

    Data(ImageOptions options) throws IOException {
        this.options = options;
        drawn = options.data == ImageOptions.Source.DIGITS ? Digits.load() : null;
        byte[] pixels = drawn != null ? drawn.pixels() : Idx.mnist(options.root);
        int count = pixels.length / (Digits.SIDE * Digits.SIDE);
        images = tensor(pixels).view(count, Digits.SIDE, Digits.SIDE);
        steps =
                options.steps != null
                        ? options.steps
                        : options.epochs * Math.ceilDiv(count, options.batch);
        System.out.printf("%s: %d images, batches of %d%n", options.data, count, options.batch);
    }

    private static Tensor tensor(byte[] bytes) {
        MemorySegment memory =
                Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        return Tensor.of(memory, Torch.shape(bytes.length), DType.UINT8);
    }

    /** The digit of each image, (N). */
    Tensor labels() throws IOException {
        byte[] labels = drawn != null ? drawn.labels() : Idx.mnistLabels(options.root);
        return tensor(labels).toLong();
    }

    /** The first images, (count, 28, 28), from 0 to 1. */
    Tensor first(int count) {
        return images.narrow(0, 0, count).toFloat().div(255);
    }

    @Override
    public Iterator<Tensor> iterator() {
        return batches(new TensorDataset(images), batch -> scaled(batch.get(0))).iterator();
    }

    /** The same batches with the digit of each image. */
    Iterable<Batch> labelled() throws IOException {
        return batches(
                new TensorDataset(images, labels()),
                batch -> new Batch(scaled(batch.get(0)), batch.get(1)));
    }

    private static Tensor scaled(Tensor images) {
        return images.toFloat().div(255); // (batch, 28, 28)
    }

    /** Whole batches, which a tensor dataset reads at once, in an order that the default generator alone decides. */
    private <B> Iterable<B> batches(TensorDataset dataset, Function<List<Tensor>, B> made) {
        var order = new SubsetRandomSampler(LongStream.range(0, dataset.size()).boxed().toList());
        var loader =
                new DataLoader<B>(
                        dataset,
                        o ->
                                o.batchSize(null)
                                        .sampler(new BatchSampler(order, options.batch, false))
                                        .generator(new Generator())
                                        .convertFn(made));
        return new Steps<>(options, steps, loader);
    }
}
