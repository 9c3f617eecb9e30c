"""Compiles packages of AOTInductor into a folder, with inputs and results beside them, by PyTorch 2.14.1, seed 0.

Run from the repository's root: python3 src/test/python/aoti_golden.py FOLDER; then the tests with -Dtorch.aoti=FOLDER.
Needs a C++ compiler. A package goes with the machine and the C library that it was compiled on, so none is committed.
Debian's libtorch has the version in its libraries' names, which those of PyTorch's own builds have not: it is taken out.
"""

import json
import os
import sys
import zipfile

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 64)
        self.b = nn.Linear(64, 2)

    def forward(self, x, y):
        h = self.b(torch.relu(self.a(x)))
        return h + y, h.softmax(1)


def rename(package):
    with zipfile.ZipFile(package) as z:
        records = {i.filename: z.read(i.filename) for i in z.infolist()}
    with zipfile.ZipFile(package, "w") as z:
        for name, content in records.items():
            if name.endswith(".so"):
                old = b"libtorch_cpu.so." + ".".join(torch.__version__.split(".")[:2]).encode() + b"\0"
                content = content.replace(old, b"libtorch_cpu.so\0".ljust(len(old), b"\0"))
            z.writestr(name, content)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(0)
    model = MLP().eval()
    x, y = torch.randn(4, 3), torch.randn(4, 2)
    exported = torch.export.export(model, (x, y))
    package = torch._inductor.aoti_compile_and_package(exported, package_path=os.path.abspath(os.path.join(folder, "mlp.pt2")))
    compiled = torch._inductor.aoti_load_package(package)
    results = [t.flatten().tolist() for t in compiled(x, y)]
    rename(package)
    with open(os.path.join(folder, "mlp.json"), "w") as f:
        json.dump({"x": x.flatten().tolist(), "y": y.flatten().tolist(), "results": results}, f)


main()
