"""On what device, in what precision and in how many processes an example trains; Training.java is the same in Java."""

import os
import socket
import subprocess
import sys

import torch
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16}


def add_options(parser, positive):
    parser.add_argument("--device", default="cpu", type=torch.device, help="device to train on, as cuda")
    parser.add_argument("--amp", nargs="?", const="default", choices=["default", *DTYPES],
                        help="automatic mixed precision: fp16, bf16, or the device's default, fp16 on CUDA and bf16 on the CPU")
    parser.add_argument("--world", type=positive, default=1,
                        help="processes that train together, each with a batch of its own")


class Training:
    def __init__(self, args):
        if args.world > 1 and "WORLD_SIZE" not in os.environ:
            sys.exit(launch(args.world))
        self.device, self.amp, self.world = args.device, args.amp, 1
        if "WORLD_SIZE" in os.environ:
            self.join()

    # Processes

    def join(self):
        """Joins the others; only rank 0 prints from then on."""
        cuda = self.device.type == "cuda"
        dist.init_process_group("nccl" if cuda else "gloo")
        self.world = dist.get_world_size()
        if cuda:
            self.device = torch.device("cuda", dist.get_node_local_rank(0))
            torch.cuda.set_device(self.device)
        if not is_main():
            sys.stdout = open(os.devnull, "w")

    def leave(self):
        if dist.is_initialized():
            dist.destroy_process_group()

    # Models

    def parallel(self, model):
        model.to(self.device)
        # Statistics of batch normalization are each process's own: a broadcast between two calls of a model would
        # change what the backward of the first one needs.
        return model if self.world == 1 else DistributedDataParallel(model, broadcast_buffers=False)

    # Precision

    def dtype(self):
        return DTYPES.get(self.amp) or torch.get_autocast_dtype(self.device.type)

    def autocast(self):
        return torch.autocast(self.device.type, self.dtype(), enabled=self.amp is not None)

    def scaler(self):
        enabled = self.amp is not None and self.dtype() == torch.float16
        return torch.amp.GradScaler(self.device.type, enabled=enabled)

    # Losses

    def mean(self, *losses):
        """The losses of a step, over all processes."""
        if self.world == 1:
            return [loss.item() for loss in losses]
        mean = torch.stack([loss.detach() for loss in losses])
        dist.all_reduce(mean)
        return (mean / self.world).tolist()


def launch(world):
    """Runs this program in several processes, as torchrun would; the exit code."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    processes = []
    for rank in range(world):
        variables = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": world, "MASTER_ADDR": "127.0.0.1",
                     "MASTER_PORT": port, "OMP_NUM_THREADS": 1, "USE_LIBUV": 0}
        environment = os.environ | {name: str(value) for name, value in variables.items()}
        processes.append(subprocess.Popen([sys.executable, *sys.argv], env=environment))
    return max(process.wait() for process in processes)


def rank():
    return dist.get_rank() if dist.is_initialized() else 0


def is_main():
    """Whether this process is the one that prints and writes."""
    return rank() == 0


def module(model):
    """The model itself."""
    return model.module if isinstance(model, DistributedDataParallel) else model
