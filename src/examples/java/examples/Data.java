package examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Scope;
import torch.Tensor;
import torch.Torch;

/**
 * Images that are handed out in shuffled batches, epoch after epoch, until all steps are done; data.py is the same in
 * Python. With {@code --scope} every step has a {@link Scope} of its own, which closes when the next one begins.
 */
final class Data implements Iterable<Tensor> {
    final Tensor images; // (N, 28, 28)
    final int steps;
    private final int batch;
    private final boolean scoped;

    Data(Options options) throws IOException {
        byte[] pixels =
                switch (options.data) {
                    case DIGITS -> Digits.load().pixels();
                    case MNIST -> Idx.mnist(options.root);
                };
        int count = pixels.length / (Digits.SIDE * Digits.SIDE);
        MemorySegment memory =
                Arena.ofAuto().allocate(pixels.length).copyFrom(MemorySegment.ofArray(pixels));
        images = Tensor.of(memory, Torch.shape(count, Digits.SIDE, Digits.SIDE), DType.UINT8);
        batch = options.batch;
        steps = options.steps != null ? options.steps : options.epochs * Math.ceilDiv(count, batch);
        scoped = options.scope;
        System.out.printf("%s: %d images, batches of %d%n", options.data, count, batch);
    }

    /** The first images, (count, 28, 28), from 0 to 1. */
    Tensor first(int count) {
        return images.narrow(0, 0, count).toFloat().div(255);
    }

    @Override
    public Iterator<Tensor> iterator() {
        return new Iterator<>() {
            private List<Tensor> epoch = List.of();
            private int place;
            private int step;
            private @Nullable Scope scope;

            @Override
            public boolean hasNext() {
                if (scope != null) {
                    scope.close();
                    scope = null;
                }
                return step < steps;
            }

            @Override
            public Tensor next() {
                if (step == steps) {
                    throw new NoSuchElementException();
                }
                if (place == epoch.size()) {
                    epoch.forEach(Tensor::close);
                    try (Tensor order = Torch.randperm(images.size(0))) {
                        epoch = order.split(batch);
                    }
                    place = 0;
                }
                if (scoped) {
                    scope = Torch.scope();
                }
                step++;
                Tensor indices = epoch.get(place++);
                return images.indexSelect(0, indices).toFloat().div(255); // (batch, 28, 28)
            }
        };
    }
}
