"""The benchmarks in Python: a 4 x 4 add, a linear layer, a VAE's training step. One thread.

Prints the median and the minimum of short iterations, in the units of the Java benchmarks.
"""

import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


def measure(function, iterations=40, seconds=0.1):
    """Nanoseconds per call: median and minimum over the iterations."""
    start = time.perf_counter()
    calls = 0
    while time.perf_counter() - start < 0.5:
        function()
        calls += 1
    repeat = max(1, int(calls * seconds / 0.5))
    times = []
    for _ in range(iterations):
        start = time.perf_counter_ns()
        for _ in range(repeat):
            function()
        times.append((time.perf_counter_ns() - start) / repeat)
    return statistics.median(times), min(times)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 400)
        self.mu = nn.Linear(400, 20)
        self.logvar = nn.Linear(400, 20)
        self.hidden2 = nn.Linear(20, 400)
        self.pixels = nn.Linear(400, 784)

    def loss(self, x):
        h = F.relu(self.hidden(x))
        mu, logvar = self.mu(h), self.logvar(h)
        std = (logvar * 0.5).exp()
        z = mu + torch.randn_like(std) * std
        y = torch.sigmoid(self.pixels(F.relu(self.hidden2(z))))
        return F.binary_cross_entropy(y, x, reduction="sum") + (mu.pow(2) + logvar.exp() - logvar - 1).sum() / 2


def vae_step(batch, **options):
    vae, x = VAE(), torch.rand(batch, 784)
    optimizer = torch.optim.Adam(vae.parameters(), **options)

    def step():
        optimizer.zero_grad()
        vae.loss(x).backward()
        optimizer.step()

    return step


def linear_forward(batch, inputs, outputs):
    x, weight, bias = torch.rand(batch, inputs), torch.rand(outputs, inputs), torch.rand(outputs)
    return lambda: F.linear(x, weight, bias)


def main():
    torch.set_num_threads(1)
    a, b = torch.rand(4, 4), torch.rand(4, 4)
    print(f"| PyTorch {torch.__version__} | median | minimum | unit |\n| --- | ---: | ---: | --- |")
    for name, function, unit, scale in [
        ("AddFree", lambda: a + b, "ns", 1),
        ("LinearForward 1x16x16", linear_forward(1, 16, 16), "ns", 1),
        ("LinearForward 128x784x400", linear_forward(128, 784, 400), "ns", 1),
        ("VaeStep 1, Adam", vae_step(1), "µs", 1000),
        ("VaeStep 1, fused Adam", vae_step(1, fused=True), "µs", 1000),
        ("VaeStep 128, Adam", vae_step(128), "µs", 1000),
        ("VaeStep 128, fused Adam", vae_step(128, fused=True), "µs", 1000),
    ]:
        median, least = measure(function)
        print(f"| {name} | {median / scale:.1f} | {least / scale:.1f} | {unit} |")


if __name__ == "__main__":
    main()
