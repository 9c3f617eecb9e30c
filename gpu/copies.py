"""How fast copies to and from the device are; Copies.java is this program in Java."""

import time

import torch

import settings

ROUNDS = 10


def main():
    args = settings.parse()
    device, size = args.device, args.bytes
    host = torch.ones(size, dtype=torch.uint8)
    there = torch.zeros(size, dtype=torch.uint8, device=device)
    measure("to device", device, size, lambda x: there.copy_(host))
    measure("from device", device, size, lambda x: host.copy_(there))
    if device.type == "cuda":
        pinned = host.pin_memory()
        measure("pinned to device", device, size, lambda x: there.copy_(pinned, non_blocking=True))
        measure("pinned from device", device, size, lambda x: pinned.copy_(there, non_blocking=True))
        measure("within device", device, size, lambda x: there.copy_(x))
    assert there.sum(dtype=torch.int64).item() == size, "not all was copied"


def measure(name, device, size, copy):
    """The best of some rounds."""
    source = torch.ones(size, dtype=torch.uint8, device=device)
    best = float("inf")
    for _ in range(ROUNDS):
        synchronize(device)
        start = time.perf_counter()
        copy(source)
        synchronize(device)
        best = min(best, time.perf_counter() - start)
    print(f"{name}: {round(size / best / 1e7) / 100} GB/s")


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()
