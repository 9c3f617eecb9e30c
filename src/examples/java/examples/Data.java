package examples;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Tensor;
import torch.utils.data.BatchSampler;
import torch.utils.data.DataLoader;
import torch.utils.data.DistributedSampler;
import torch.utils.data.Sampler;
import torch.utils.data.SubsetRandomSampler;
import torch.utils.data.TensorDataset;
import torchvision.datasets.Digits;

/** Images that are handed out in shuffled batches, epoch after epoch, until all steps are done; data.py is the same in Python. */
final class Data<B> implements Iterable<B> {
    /**
     * A batch with the digit of each image.
     *
     * @param images (batch, 28, 28)
     * @param labels (batch)
     */
    record Batch(Tensor images, Tensor labels) {}

    final Tensor images; // (N, 28, 28)
    final int steps;
    final DataLoader<B> loader;
    int done; // steps of the run that this one goes on from
    private final ImageOptions options;
    private final Training training;
    private final @Nullable Digits drawn;
    private final @Nullable DistributedSampler share;

    /** Images alone, (batch, 28, 28). */
    static Data<Tensor> images(ImageOptions options, Training training) throws IOException {
        return new Data<>(options, training, false, batch -> scaled(batch.get(0), training));
    }

    /** Images and labels. */
    static Data<Batch> labelled(ImageOptions options, Training training) throws IOException {
        return new Data<>(
                options,
                training,
                true,
                batch ->
                        new Batch(
                                scaled(batch.get(0), training), batch.get(1).to(training.device)));
    }

    private Data(
            ImageOptions options,
            Training training,
            boolean labelled,
            Function<List<Tensor>, B> made)
            throws IOException {
        this.options = options;
        this.training = training;
        drawn = options.data == ImageOptions.Source.DIGITS ? new Digits() : null;
        images = drawn != null ? drawn.data : Idx.mnist(options.root);
        var dataset = labelled ? new TensorDataset(images, labels()) : new TensorDataset(images);
        share = training.world == 1 ? null : share(dataset);
        // The default generator alone decides the order.
        Sampler<Long> order =
                share != null
                        ? share
                        : new SubsetRandomSampler(
                                LongStream.range(0, dataset.size()).boxed().toList());
        // Whole batches, which a tensor dataset reads at once.
        loader =
                new DataLoader<B>(
                        dataset,
                        o ->
                                o.batchSize(null)
                                        .sampler(new BatchSampler(order, options.batch, false))
                                        .generator(new Generator())
                                        .convertFn(made));
        steps = options.steps != null ? options.steps : options.epochs * (int) loader.size();
        System.out.printf(
                "%s: %d images, batches of %d%n", options.data, images.len(), options.batch);
    }

    /** What this process sees of the data. */
    private DistributedSampler share(TensorDataset dataset) {
        return new DistributedSampler(
                dataset,
                o -> o.numReplicas(training.world).rank(Training.rank()).seed(options.seed));
    }

    /** The digit of each image, (N). */
    Tensor labels() throws IOException {
        return drawn != null ? drawn.targets : Idx.mnistLabels(options.root);
    }

    /** The first images, (count, 28, 28), from 0 to 1. */
    Tensor first(int count) {
        return scaled(images.narrow(0, 0, count), training);
    }

    @Override
    public Iterator<B> iterator() {
        return new Steps<>(options, steps - done, this::epoch).iterator();
    }

    private Iterator<B> epoch() {
        if (share != null) share.setEpoch(loader.epoch()); // another order in each epoch
        return loader.iterator();
    }

    private static Tensor scaled(Tensor images, Training training) {
        return images.to(training.device).toFloat().div(255);
    }
}
