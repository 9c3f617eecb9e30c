"""What the examples train on; Data.java is the same in Java."""

import itertools

import torch
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler, SubsetRandomSampler, TensorDataset

import digits
import idx
from training import rank


class Data:
    """Images that are handed out in shuffled batches, epoch after epoch, until all steps are done."""

    def __init__(self, options, training, labelled=False):
        self.root = options.root
        self.device = training.device
        self.drawn = digits.load() if options.data == "digits" else None
        self.images = self.drawn[0] if self.drawn else idx.mnist(self.root)  # (N, 28, 28)
        dataset = TensorDataset(self.images, self.labels()) if labelled else TensorDataset(self.images)
        self.share = None
        if training.world > 1:  # what this process sees of the data
            self.share = DistributedSampler(dataset, training.world, rank(), seed=options.seed)
        # The default generator alone decides the order.
        order = self.share or SubsetRandomSampler(range(len(dataset)))
        # Whole batches, which a tensor dataset reads at once.
        self.loader = DataLoader(dataset, batch_size=None, sampler=BatchSampler(order, options.batch, False),
                                 generator=torch.Generator())
        self.steps = options.steps or options.epochs * len(self.loader)
        print(f"{options.data}: {len(self.images)} images, batches of {options.batch}")

    def labels(self):
        """The digit of each image, (N)."""
        return (self.drawn[1] if self.drawn else idx.mnist_labels(self.root)).long()

    def first(self, count):
        return self.scaled(self.images[:count])  # (count, 28, 28)

    def __iter__(self):
        return (self.scaled(images) for images, in self.batches())  # (batch, 28, 28)

    def labelled(self):
        """The same batches with the digit of each image."""
        return ((self.scaled(x), y.to(self.device)) for x, y in self.batches())  # (batch, 28, 28), (batch)

    def scaled(self, images):
        return images.to(self.device).float() / 255

    def batches(self):
        return itertools.islice(itertools.chain.from_iterable(map(self.epoch, itertools.count())), self.steps)

    def epoch(self, number):
        if self.share is not None:
            self.share.set_epoch(number)  # another order in each epoch
        return self.loader
