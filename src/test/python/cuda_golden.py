"""Writes src/test/resources/torch/cuda/*.txt: what torch.cuda prints of made-up statistics and reads from the environment.

Needs no GPU: PyTorch's functions are handed statistics with names and ranges as its allocator has them.
"""

import os
import pathlib
import random

import torch

OUT = pathlib.Path("src/test/resources/torch/cuda")
METRICS = [
    "allocated_bytes", "active_bytes", "requested_bytes", "reserved_bytes", "inactive_split_bytes",
    "allocation", "active", "segment", "inactive_split",
]  # fmt: skip
HEADER = f"src/test/python/cuda_golden.py, PyTorch {torch.__version__}, seed 0"


def stats(draw, largest):
    result = {"num_ooms": draw.randrange(20), "num_alloc_retries": draw.randrange(20)}
    for metric in METRICS:
        for pool in ["all", "large_pool", "small_pool"]:
            for kind in ["current", "peak", "allocated", "freed"]:
                result[f"{metric}.{pool}.{kind}"] = draw.randrange(1 << draw.randrange(1, largest))
    for metric in ["oversize_allocations", "oversize_segments"]:
        for kind in ["current", "peak", "allocated", "freed"]:
            result[f"{metric}.{kind}"] = draw.randrange(1 << draw.randrange(1, largest))
    return result


def summaries():
    draw = random.Random(0)
    lines = [f"recorded: {HEADER}"]
    for i, (largest, abbreviated) in enumerate([(8, False), (24, False), (36, True), (46, False), (55, False)]):
        values = stats(draw, largest)
        torch.cuda.memory.memory_stats = lambda device=None: values  # noqa: B023
        text = torch.cuda.memory.memory_summary(device=i, abbreviated=abbreviated)
        lines.append(f"stats{i}: " + " ".join(f"{k}={v}" for k, v in values.items()))
        lines.append(f"abbreviated{i}: {abbreviated}")
        lines.append(f"summary{i}: " + text.replace("\n", "\\n"))
    (OUT / "memory_summary.txt").write_text("\n".join(lines) + "\n")


def visible():
    cases = [
        None, "", "0", "1,0", "2, 3", "0,0", "-1", "1,-1,2", "1gpu2,2ampere", "+1", "abc", "0,x,1", ",1",
        "GPU-12,GPU-3", "GPU-1,GPU-1", "GPU-1,2", "MIG-a,MIG-b", "MIG-a,GPU-b", "NoDevFiles", " 3", "7 ,5", "1;2",
    ]  # fmt: skip
    lines = [f"recorded: {HEADER}"]
    for i, case in enumerate(cases):
        os.environ.pop("CUDA_VISIBLE_DEVICES", None)
        if case is not None:
            os.environ["CUDA_VISIBLE_DEVICES"] = case
        found = torch.cuda._parse_visible_devices()
        found = found[-1:] if case is None else found
        lines.append(f"visible{i}: {case} => {' '.join(map(str, found))}")
    uuids = ["GPU-111", "GPU-122", "GPU-2"]
    for i, case in enumerate([["GPU-2"], ["GPU-1"], ["GPU-11", "GPU-12"], ["GPU-2", "GPU-3"], ["GPU-2", "GPU-"], ["GPU-2", "GPU-2"]]):
        found = torch.cuda._transform_uuid_to_ordinals(case, uuids)
        lines.append(f"ordinals{i}: {' '.join(case)} => {' '.join(map(str, found))}")
    (OUT / "visible_devices.txt").write_text("\n".join(lines) + "\n")


torch.cuda.memory._get_device_index = lambda device, optional=False: device
summaries()
visible()
