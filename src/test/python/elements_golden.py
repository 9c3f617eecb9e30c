"""Writes src/test/resources/torch/elements.txt: Python's values as tensors and back, by PyTorch 2.14.1.

Run from the repository's root: python3 src/test/python/elements_golden.py

`t dtype values -> dtype list` is torch.tensor(values, dtype=dtype).tolist(), `-` for no dtype;
`c dtype other values -> list` is torch.tensor(values, dtype=dtype).to(other).tolist(). Complex numbers are `re;imj`.
Behind a `!` is the first line of the message where PyTorch raises.
"""

import warnings

import torch

warnings.simplefilter("ignore")
INF, NAN = float("inf"), float("nan")


def text(v):
    if isinstance(v, list):
        return "[" + ",".join(map(text, v)) + "]"
    if isinstance(v, complex):
        return f"{v.real!r};{v.imag!r}j"
    return repr(v)


def join(values):
    return ",".join(map(text, values))


INTEGERS = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint16, torch.uint32, torch.uint64]
FLOATS = [
    torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.float8_e5m2, torch.float8_e4m3fn,
    torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, torch.float8_e8m0fnu,
]
COMPLEX = [torch.complex32, torch.complex64, torch.complex128]

VALUES = [
    [True, False], [1, 0, 127], [-1], [128], [255, 256], [-255], [-256], [32768], [65535], [65536], [2**31], [-(2**31) - 1],
    [2**32 - 1], [2**32], [2**63 - 1, 0], [2**63], [2**64 - 1], [2**64], [2**70],
    [1.5, -2.5, 0.1], [0.0, -0.0], [3.14159265358979, 1e-3], [NAN], [INF, -INF], [1e30], [65504.0, 65520.0], [448.0, 464.0, 500.0],
    [57344.0, 61440.0], [1e-8, 5e-324], [240.0, 248.0], [1e300], [1.9999999, 300.7], [-1.5],
    [1 + 2j, -0.5j], [1 + 0j], [complex(NAN, INF)], [1, 2.5], [True, 2], [1, 2j],
]

lines = []
for dtype in [None] + INTEGERS + [torch.bool] + FLOATS + COMPLEX:
    for values in VALUES:
        if dtype == torch.uint64 and any(isinstance(v, int) and v < 0 for v in values):
            continue  # Java's longs are read by their bits there
        head = f"t {str(dtype)[6:] if dtype else '-'} {join(values)}"
        try:
            t = torch.tensor(values, dtype=dtype)
            lines.append(f"{head} -> {t.dtype} {text(t.tolist())}")
        except Exception as e:
            lines.append(f"{head} -> !{str(e).splitlines()[0]}")

TARGETS = [torch.float64, torch.float32, torch.int64, torch.int32, torch.int16, torch.int8, torch.bool, torch.complex128]
for dtype in INTEGERS + [torch.bool] + FLOATS + COMPLEX:
    for other in TARGETS:
        # small numbers: what overflows is not defined
        values = [1, 0, 100] if dtype in INTEGERS else [True, False] if dtype == torch.bool else [1.5, -2.5, 0.0, 100.25]
        if dtype == torch.int64:
            values = [-3, 2**15 - 1, 100] if other != torch.int8 else [-3, 100]
        t = torch.tensor(values, dtype=dtype)
        lines.append(f"c {str(dtype)[6:]} {str(other)[6:]} {join(values)} -> {text(t.to(other).tolist())}")

with open("src/test/resources/torch/elements.txt", "w") as out:
    out.write(f"# PyTorch {torch.__version__.split('+')[0]}, written by elements_golden.py\n")
    out.write("\n".join(lines) + "\n")
print(len(lines), sum("-> !" in line for line in lines))
