"""Files that torch.SerializationFuzzTest damages: one in each of PyTorch's two formats.

Written by PyTorch 2.14.1, seed 0. Run from the repository's root:

    python3 src/test/python/serialization_seeds.py

Writes src/test/resources/torch/serialization/seed.pt and seed_legacy.pt, of a few kilobytes each.
"""
import collections
import warnings
from pathlib import Path

import torch

RESOURCES = Path(__file__).parents[3] / "src/test/resources/torch/serialization"


def main():
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    model(torch.randn(5, 3)).sum().backward()
    optimizer.step()
    x = torch.arange(12.0).reshape(3, 4)
    value = collections.OrderedDict(
        model=model.state_dict(),
        optimizer=optimizer.state_dict(),
        views=[x, x.t(), x[1:, ::2]],
        small=(1, 2.5, None, True, "text", b"bytes", bytearray(b"array"), 3 + 4j, {1, 2}, 2**70, torch.Size([2, 3])),
        kinds=[torch.float16, torch.device("cpu"), torch.strided],
        parameter=torch.nn.Parameter(torch.ones(2)),
        sparse=torch.eye(3).to_sparse(),
        compressed=torch.eye(3).to_sparse_csr(),
        quantized=torch.quantize_per_tensor(x, 0.1, 3, torch.qint8),
        channels=torch.quantize_per_channel(x, torch.tensor([0.1, 0.2, 0.3]), torch.tensor([0, 1, 2]), 0, torch.quint8),
        conjugated=torch.ones(2, dtype=torch.complex64).conj(),
        meta=torch.empty(2, 3, device="meta"),
    )
    torch.save(value, RESOURCES / "seed_legacy.pt", _use_new_zipfile_serialization=False)
    value["new"] = torch.arange(3).to(torch.uint16)
    torch.save(value, RESOURCES / "seed.pt")


if __name__ == "__main__":
    main()
