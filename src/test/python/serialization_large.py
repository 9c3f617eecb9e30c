"""Reads the file of more than 4 GiB that torch.LargeFileTest wrote: python3 serialization_large.py FOLDER"""
import sys
from pathlib import Path

import torch

file = str(Path(sys.argv[1]) / "large.pt")
for mmap in (True, False):
    state = torch.load(file, weights_only=True, mmap=mmap)
    large = state["large"]
    assert large.shape == (2**32 + 1000,), large.shape
    assert (large[-1], large[2**31], large[0]) == (7, 5, 0)
    assert state["behind"].tolist() == [0, 1, 2, 3, 4]
torch.utils.serialization.config.load.calculate_storage_offsets = True
assert torch.load(file, weights_only=True, mmap=True)["behind"].tolist() == [0, 1, 2, 3, 4]
print(f"PyTorch {torch.__version__} read the file of {Path(file).stat().st_size} bytes")
