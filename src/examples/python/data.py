"""What the examples train on; Data.java is the same in Java."""

import itertools

import torch
from torch.utils.data import BatchSampler, DataLoader, SubsetRandomSampler, TensorDataset

import digits
import idx


class Data:
    """Images that are handed out in shuffled batches, epoch after epoch, until all steps are done."""

    def __init__(self, options):
        self.root = options.root
        self.drawn = digits.load() if options.data == "digits" else None
        self.images = self.drawn[0] if self.drawn else idx.mnist(self.root)  # (N, 28, 28)
        self.batch = options.batch
        self.steps = options.steps or options.epochs * -(-len(self.images) // options.batch)
        print(f"{options.data}: {len(self.images)} images, batches of {self.batch}")

    def labels(self):
        """The digit of each image, (N)."""
        return (self.drawn[1] if self.drawn else idx.mnist_labels(self.root)).long()

    def first(self, count):
        return self.images[:count].float() / 255  # (count, 28, 28)

    def __iter__(self):
        return (images.float() / 255 for images, in self.batches(self.images))  # (batch, 28, 28)

    def labelled(self):
        """The same batches with the digit of each image."""
        return ((x.float() / 255, y) for x, y in self.batches(self.images, self.labels()))  # (batch, 28, 28), (batch)

    def batches(self, *tensors):
        """Whole batches, which a tensor dataset reads at once, in an order that the default generator alone decides."""
        order = SubsetRandomSampler(range(len(self.images)))
        loader = DataLoader(TensorDataset(*tensors), batch_size=None, sampler=BatchSampler(order, self.batch, False),
                            generator=torch.Generator())
        epochs = itertools.repeat(loader)
        return itertools.islice(itertools.chain.from_iterable(epochs), self.steps)
