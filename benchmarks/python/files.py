"""The benchmarks of files in Python: the tensors of LoadFile and SaveFile, loaded and saved. One thread.

    python3 python/files.py FOLDER TIMES [QUESTIONS]

Prints a line per question, opponent and time in microseconds, separated by tabs. CompareFiles starts it between JTorch's
rounds.
"""

import gc
import os
import re
import sys
import time

import torch
from safetensors.torch import load_file, save_file

TENSORS, SIZE = 64, 2048


def tensors():
    return {f"layers.{i}.weight": torch.full((SIZE, SIZE), 0.25 * i) for i in range(TENSORS)}


def save(state, kind, path):
    torch.save(state, path) if kind == "pt" else save_file(state, path)


def force(path):
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def load(kind, mapped, path):
    if kind == "pt":
        return torch.load(path, mmap=mapped)
    return load_file(path, backend="mmap" if mapped else "pread")


def measure(question, opponent, times, function, after):
    if len(sys.argv) > 3 and not re.search(sys.argv[3], question):
        return
    for i in range(times + 1):
        start = time.perf_counter_ns()
        result = function()
        micros = (time.perf_counter_ns() - start) / 1000
        if i:  # the first is to warm up
            print(question, opponent, micros, sep="\t")
        del result
        after()
        gc.collect()


def main(folder, times):
    torch.set_num_threads(1)
    state = tensors()
    for kind in ["safetensors", "pt"]:
        to = os.path.join(folder, "saved." + kind)

        def forced():
            save(state, kind, to)
            force(to)

        measure(f"SaveFile {kind}", "python", times, lambda: save(state, kind, to), lambda: os.remove(to))
        measure(f"SaveFile {kind}", "pythonForced", times, forced, lambda: os.remove(to))
        path = os.path.join(folder, "gibibyte." + kind)
        if not os.path.exists(path):
            save(state, kind, path)
        for how in ["mapped", "copied"]:
            mapped = how == "mapped"
            summed = lambda: [x.sum().item() for x in load(kind, mapped, path).values()]
            for then, function in [("untouched", lambda: load(kind, mapped, path)), ("summed", summed)]:
                measure(f"LoadFile {kind} {how} {then}", "python", times, function, lambda: None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
