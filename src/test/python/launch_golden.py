"""What torchrun puts into the environment of its processes, for LauncherTest.

    python3 src/test/python/launch_golden.py > src/test/resources/torch/distributed/torchrun-2.14.1.txt

With arguments it is torchrun on a PyTorch that was built without libuv, as Debian's: python3 launch_golden.py
--nproc-per-node 2 --no-python java ...
"""

import functools
import os
import subprocess
import sys

import torch
from torch import distributed
from torch.distributed import run
from torch.distributed.elastic.rendezvous import c10d_rendezvous_backend, static_tcp_rendezvous

ARGUMENTS = [
    "--nnodes=1 --nproc-per-node=1 --master-port=29511",
    "--nnodes=1 --nproc-per-node=2 --master-port=29511 --max-restarts=3",
    "--nnodes=1 --nproc-per-node=2 --master-port=29511 --master-addr=localhost --rdzv-id=my-run",
]
PREFIXES = ("RANK=", "LOCAL_", "WORLD_SIZE=", "GROUP_", "ROLE_", "MASTER_", "TORCHELASTIC_", "TORCH_NCCL_", "OMP_")
# Of files of errors, which the launcher does not write.
OTHERS = ("TORCHELASTIC_ERROR_FILE=",)


def without_libuv():
    for module in (c10d_rendezvous_backend, static_tcp_rendezvous, distributed):
        module.TCPStore = functools.partial(module.TCPStore, use_libuv=False)


def main():
    if sys.argv[1:2] == ["--show"]:  # one of the processes
        lines = [f"{name}={value}" for name, value in sorted(os.environ.items())]
        shown = [line for line in lines if line.startswith(PREFIXES) and not line.startswith(OTHERS)]
        print("  ".join(shown), flush=True)
    elif sys.argv[1:]:
        without_libuv()
        run.main(sys.argv[1:])
    else:
        print(f"# Written by src/test/python/launch_golden.py on PyTorch {torch.__version__}", flush=True)
        for arguments in ARGUMENTS:
            print("# torchrun " + arguments, flush=True)
            command = [sys.executable, __file__, *arguments.split(), __file__, "--show"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            processes = [line for line in done.stdout.split("\n") if line]
            print("\n".join(sorted(processes, key=lambda line: "LOCAL_RANK=1" in line)), flush=True)


if __name__ == "__main__":
    main()
