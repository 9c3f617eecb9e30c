"""Loads the TorchScript files that torch.jit.WriteModules wrote into a folder and compares what they give with Java.

Run from the repository's root: python3 src/test/python/jit_from_java.py FOLDER
"""

import glob
import json
import os
import sys
import warnings

import torch

warnings.simplefilter("ignore")
files = sorted(glob.glob(os.path.join(sys.argv[1], "*.pt")))
assert files, "no files"
for file in files:
    extra = {"expected.json": ""}
    m = torch.jit.load(file, _extra_files=extra)
    expected = json.loads(extra["expected.json"])
    got = m(torch.ones(expected["shape"])).detach().flatten().double()
    want = torch.tensor(expected["values"], dtype=torch.float64)
    assert str(m) == expected["repr"], (str(m), expected["repr"])
    assert torch.allclose(got, want, rtol=1e-5, atol=1e-6), (file, got, want)
    print(f"{os.path.basename(file)}: {len(want)} values, largest difference {(got - want).abs().max().item():.1e}")
