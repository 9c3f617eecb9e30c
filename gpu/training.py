"""Trains a model on random images as the lines on its input say; Training.java is this program in Java.

    losses 20    trains 20 steps and prints the losses of each
    time 50      trains 50 steps and prints how many seconds they took
"""

import sys
import time

import torch

import settings
from models import Captured, Dcgan, Vae

BATCHES = 4


def main():
    args = settings.parse()
    if args.threads > 0:
        torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    model = {"vae": Vae, "dcgan": Dcgan}[args.model](args)
    images = torch.rand(BATCHES, args.batch, *model.image).to(args.device)
    step = Captured(model, images[0]).run if args.capture else model.step
    print("ready", flush=True)

    next_step = 0
    for line in sys.stdin:
        words = line.split(" ")
        steps = int(words[1])
        losses = words[0] == "losses"
        synchronize(args.device)
        start = time.perf_counter()
        for _ in range(steps):
            values = step(images[next_step % BATCHES])
            if losses:
                print(describe(next_step + 1, model.names, values))
            next_step += 1
        synchronize(args.device)
        if not losses:
            print(f"seconds {time.perf_counter() - start}")
        print("done", flush=True)


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def describe(step, names, losses):
    return f"step {step}" + "".join(f"  {n} {loss.item():.6f}" for n, loss in zip(names, losses))


if __name__ == "__main__":
    main()
