"""What the examples train on; Data.java is the same in Java."""

import torch

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
        for indices in self.indices():
            yield self.images[indices].float() / 255  # (batch, 28, 28)

    def labelled(self):
        """The same batches with the digit of each image."""
        labels = self.labels()
        for indices in self.indices():
            yield self.images[indices].float() / 255, labels[indices]  # (batch, 28, 28), (batch)

    def indices(self):
        step = 0
        while step < self.steps:
            for indices in torch.randperm(len(self.images)).split(self.batch):
                yield indices
                step += 1
                if step == self.steps:
                    break
