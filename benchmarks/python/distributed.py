"""The benchmarks of several processes in Python, as Distributed.java is in Java. One thread.

CompareDistributed starts it with the environment that torchrun sets. Prints, on rank 0, a line per question, opponent and
time in microseconds, separated by tabs.
"""

import os
import time

import torch
from torch import distributed as dist
from torch import nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

BATCH = 128
WARMUP_STEPS = 30
BLOCKS = 8
STEPS_PER_BLOCK = 10
KIBIBYTES = [1, 32, 1024, 16 * 1024, 64 * 1024]


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 400)
        self.mu = nn.Linear(400, 20)
        self.logvar = nn.Linear(400, 20)
        self.hidden2 = nn.Linear(20, 400)
        self.pixels = nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.hidden(x))
        mean, log = self.mu(h), self.logvar(h)
        deviation = (log * 0.5).exp()
        z = mean + torch.randn_like(deviation) * deviation
        y = torch.sigmoid(self.pixels(F.relu(self.hidden2(z))))
        reconstruction = F.binary_cross_entropy(y, x, reduction="sum")
        divergence = (mean.pow(2) + log.exp() - log - 1).sum() / 2
        return reconstruction + divergence


def training():
    torch.manual_seed(dist.get_rank())
    vae = Vae()
    model = vae if dist.get_world_size() == 1 else DistributedDataParallel(vae)
    adam = torch.optim.Adam(vae.parameters())
    x = torch.rand(BATCH, 784)

    def step():
        loss = model(x)
        adam.zero_grad()
        loss.backward()
        adam.step()

    repeat(WARMUP_STEPS, step)
    measure(f"TrainingStep {dist.get_world_size()} processes", STEPS_PER_BLOCK, step)


def all_reduce(kibibytes):
    x = torch.ones(kibibytes * 256)
    times = min(max(16 * 1024 // kibibytes, 1), 200)

    def step():
        dist.all_reduce(x)
        x.fill_(1)

    repeat(max(2, times // 4), step)
    measure(f"AllReduce {dist.get_world_size()} processes {kibibytes:05} KiB", times, step)


def repeat(times, step):
    for _ in range(times):
        step()


def measure(question, times, step):
    for _ in range(BLOCKS):
        dist.barrier()
        start = time.perf_counter_ns()
        repeat(times, step)
        micros = (time.perf_counter_ns() - start) / 1000 / times
        if dist.get_rank() == 0:
            print(question, "python", micros, sep="\t", flush=True)


def main():
    torch.set_num_threads(1)
    os.environ.setdefault("USE_LIBUV", "0")  # some builds have none
    dist.init_process_group("gloo")
    training()
    if dist.get_world_size() > 1:
        for kibibytes in KIBIBYTES:
            all_reduce(kibibytes)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
