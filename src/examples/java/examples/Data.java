package examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/**
 * Images that are handed out in shuffled batches, epoch after epoch, until all steps are done; data.py is the same in
 * Python. With {@code --scope} every step has a {@link torch.Scope} of its own, which closes when the next one begins.
 */
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
        var indices = new Indices();
        return new Steps<>(options, steps, () -> select(indices.next()));
    }

    /** The same batches with the digit of each image. */
    Iterable<Batch> labelled() throws IOException {
        Tensor labels = labels();
        return () -> {
            var indices = new Indices();
            return new Steps<>(
                    options,
                    steps,
                    () -> {
                        Tensor batch = indices.next();
                        return new Batch(select(batch), labels.indexSelect(0, batch));
                    });
        };
    }

    private Tensor select(Tensor indices) {
        return images.indexSelect(0, indices).toFloat().div(255); // (batch, 28, 28)
    }

    /** The indices of one batch after the other, in a new order in each epoch. */
    private final class Indices {
        private List<Tensor> epoch = List.of();
        private int place;

        Tensor next() {
            if (place == epoch.size()) {
                epoch.forEach(Tensor::close);
                try (Tensor order = Torch.randperm(images.size(0))) {
                    epoch = order.split(options.batch);
                }
                epoch.forEach(Tensor::keep);
                place = 0;
            }
            return epoch.get(place++);
        }
    }
}
