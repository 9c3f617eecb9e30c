"""What the examples train on; Data.java is the same in Java."""

import torch

import digits
import idx


class Data:
    """Images that are handed out in shuffled batches, epoch after epoch, until all steps are done."""

    def __init__(self, options):
        self.images = idx.mnist(options.root) if options.data == "mnist" else digits.load()[0]  # (N, 28, 28)
        self.batch = options.batch
        self.steps = options.steps or options.epochs * -(-len(self.images) // options.batch)
        print(f"{options.data}: {len(self.images)} images, batches of {self.batch}")

    def first(self, count):
        return self.images[:count].float() / 255  # (count, 28, 28)

    def __iter__(self):
        step = 0
        while step < self.steps:
            for indices in torch.randperm(len(self.images)).split(self.batch):
                yield self.images[indices].float() / 255  # (batch, 28, 28)
                step += 1
                if step == self.steps:
                    break
