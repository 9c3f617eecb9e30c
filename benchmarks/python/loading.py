"""The epochs of benchmarks.CompareLoading in Python: for each number of workers on the input, the seconds of one epoch."""

import gzip
import os
import sys
import time

import torch
from torch.utils.data import DataLoader, Dataset

PIXELS = 28 * 28


def read(folder, name):
    with gzip.open(os.path.join(folder, name)) as file:
        return bytearray(file.read())


class Digits(Dataset):
    """MNIST's test images, decoded anew each time."""

    def __init__(self, folder):
        self.pixels = read(folder, "t10k-images-idx3-ubyte.gz")
        self.labels = read(folder, "t10k-labels-idx1-ubyte.gz")

    def __len__(self):
        return 10_000

    def __getitem__(self, index):
        image = torch.frombuffer(self.pixels, dtype=torch.uint8, count=PIXELS, offset=16 + index * PIXELS).view(1, 28, 28)
        image = image.float().div(255).sub(0.1307).div(0.3081)
        brightness = torch.rand(()).mul(0.2).add(0.9)
        by = torch.randint(-2, 3, (2,)).tolist()
        return image.mul(brightness).roll(by, (1, 2)), self.labels[8 + index]


def main():
    torch.set_num_threads(1)
    data = Digits(sys.argv[1])
    for line in sys.stdin:
        start = time.perf_counter()
        images = sum(len(batch[0]) for batch in DataLoader(data, batch_size=64, shuffle=True, num_workers=int(line)))
        assert images == 10_000
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
