"""Writes src/test/resources/torch/printing.txt: how PyTorch 2.14.1 prints tensors that both sides can build.

Run from the repository's root: python3 src/test/python/printing_golden.py

One record: a line `= dtype shape source [option=value ...]`, then the printed lines, each behind a `|`.
Sources: `v:1,nan,-2.5` values; `step:start,step` start + step*i in double; `mod:factor,modulus,offset,divisor`
((i*factor) % modulus - offset) / divisor; `randn:seed,scale` manual_seed(seed), float32 randn(shape)*scale.
Complex tensors take pairs of real and imaginary part.
"""

import random

import torch

random.seed(7)
records = []
DEFAULTS = dict(precision=4, threshold=1000, edgeitems=3, linewidth=80, sci_mode=None)


def source_values(source, shape, pairs):
    kind, _, text = source.partition(":")
    numel = 1
    for extent in shape:
        numel *= extent
    n = 2 * numel if pairs else numel
    if kind == "v":
        parts = text.split(",") if text else []
        return [parts[i] for i in range(n)]
    a = [float(p) for p in text.split(",")]
    if kind == "step":
        return [a[0] + a[1] * i for i in range(n)]
    if kind == "mod":
        return [((i * a[0]) % a[1] - a[2]) / a[3] for i in range(n)]
    raise ValueError(kind)


def build(dtype, shape, source):
    if source.startswith("randn"):
        seed, scale = source[6:].split(",")
        torch.manual_seed(int(seed))
        return (torch.randn(shape) * float(scale)).to(dtype)
    values = source_values(source, shape, dtype.is_complex)
    if dtype.is_complex:
        flat = torch.tensor([float(v) for v in values], dtype=torch.float64)
        return torch.view_as_complex(flat.reshape(*shape, 2)).to(dtype)
    if dtype.is_floating_point:
        return torch.tensor([float(v) for v in values], dtype=torch.float64).reshape(shape).to(dtype)
    if dtype == torch.uint64:
        return torch.tensor([int(v) for v in values], dtype=dtype).reshape(shape)
    return torch.tensor([int(v) for v in values], dtype=torch.int64).reshape(shape).to(dtype)


def add(dtype, shape, source, **options):
    name = str(dtype)[6:]
    tensor = build(dtype, shape, source)
    if options.pop("grad", False):
        tensor.requires_grad_()
        grad = " grad=true"
    else:
        grad = ""
    profile = options.get("profile")
    torch.set_printoptions(**({**DEFAULTS, **options} if profile is None else options))
    text = repr(tensor)
    torch.set_printoptions(**DEFAULTS)
    head = f"= {name} {','.join(map(str, shape)) or '-'} {source}" + "".join(
        f" {k}={str(v).lower()}" for k, v in options.items()
    )
    records.append(head + grad + "\n" + "".join(f"|{line}\n" for line in text.split("\n")))


f32, f64, f16, bf16 = torch.float32, torch.float64, torch.float16, torch.bfloat16
i64, c64, c128 = torch.int64, torch.complex64, torch.complex128

# values
VALUES = [
    "1,2,3", "1.5,2,3", "0,0,0", "-0.0,0,1", "-0.0", "nan", "inf", "-inf,inf,nan", "nan,1,2", "nan,1.5,-inf",
    "1e8,1,2", "1.1e8,5", "100000000,99999999", "1000,1", "1001,1", "1000.5,1", "1001.5,1", "0.0001,0.0002",
    "0.00009,0.0002", "0.00011,0.1", "1e-5", "1e-45", "1e38,-1e38", "123456,7", "0.5,0.25,0.125", "0.00005",
    "0.03125,0.15625,2.5", "0.00015,0.00025,0.00035", "1.00005,1.00015,1.00025", "2.00005,3.99995,9.99995",
    "99999.5,1000", "-1,10,-100", "-1.5,10,-100", "1e10,1e-10,0,nan,inf", "16777216,16777215", "0.1,0.2,0.3",
    "3.14159265358979,2.71828182845905", "-0.00004,1", "65504,1", "1e5,1e6,1e7", "12345678,1,2.5",
    "-0.000001,0.000001", "999.99995,0.99999", "1e16,1e17", "nan,nan", "inf,1", "-inf,1.5,2", "5e-324", "1e300,1",
]
for text in VALUES:
    n = text.count(",") + 1
    add(f32, (n,), "v:" + text)
    if n == 1:
        add(f32, (), "v:" + text)
    add(f64, (n,), "v:" + text)
for text in VALUES[::4]:
    n = text.count(",") + 1
    add(f16, (n,), "v:" + text)
    add(bf16, (n,), "v:" + text)
for dtype in (torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz):
    add(dtype, (4,), "v:0.5,1,-2.5,100")
    add(dtype, (2, 2), "v:1,2,3,4")
    add(dtype, (40, 30), "mod:7,13,6,2")

# integers, booleans
for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, i64, torch.uint16, torch.uint32, torch.uint64):
    add(dtype, (3,), "v:1,20,127")
    add(dtype, (), "v:7")
    add(dtype, (0,), "v:")
    add(dtype, (35, 36), "mod:3,101,0,1")
for dtype in (torch.int8, torch.int32, i64):
    add(dtype, (2, 2), "v:-1,20,-127,0")
add(torch.uint64, (2,), "v:18446744073709551615,0")
add(i64, (2,), "v:-9223372036854775808,9223372036854775807")
add(torch.bool, (3,), "v:1,0,1")
add(torch.bool, (2, 2), "v:1,1,1,1")
add(torch.bool, (), "v:0")
add(torch.bool, (40, 40), "mod:1,2,0,1")

# complex
COMPLEX = [
    "1,2,3,-4", "1.5,-2,3,0.25", "0,1,-0.0,-0.0", "nan,1,2,inf", "1e10,1,1,1e-10", "-inf,nan,1,1", "1,0.5,2,0.25",
    "1000,1,1001,1", "0,0,0,0",
]
for text in COMPLEX:
    add(c64, (2,), "v:" + text)
    add(c128, (2,), "v:" + text)
add(c64, (), "v:1.5,-2")
add(c64, (0,), "v:")
add(c64, (3, 3), "mod:5,7,3,2")
add(c64, (40, 40), "mod:5,11,3,2")
add(c128, (25,), "step:-1,0.37")
add(torch.complex32, (3,), "v:1,2,0.5,-1,3,4")

# shapes
for shape in ((), (1,), (7,), (25,), (1, 1), (2, 3), (3, 1), (1, 30), (2, 2, 2), (2, 1, 3), (3, 2, 2, 2), (1, 1, 1, 1, 1)):
    add(f32, shape, "step:-1,0.37")
    add(f32, shape, "randn:0,1")
    add(i64, shape, "mod:17,23,9,1")
for shape in ((0,), (0, 3), (3, 0), (0, 0), (2, 0, 4)):
    for dtype in (f32, f64, i64, torch.bool):
        add(dtype, shape, "v:")
add(f32, (60,), "randn:3,100")
add(f32, (12, 11), "randn:1,1")
add(f32, (3, 40), "randn:2,10000")
add(f64, (3, 14), "randn:4,1")

# summaries
for shape in ((1000,), (1001,), (5000,), (100, 11), (2, 600), (600, 2), (7, 7, 30), (6, 6, 40), (11, 10, 10), (10, 5, 7, 8),
              (3, 400, 1), (1, 2000), (2000, 1), (1, 1, 1001)):
    if shape != (1000,):
        add(f32, shape, "randn:0,1")
    add(i64, shape, "step:0,1") if shape != (1000,) else None
add(f32, (1500,), "step:0,1000")
add(f64, (40, 40), "step:0,0.001")
add(f16, (40, 40), "mod:5,11,3,2")
add(bf16, (40, 40), "randn:5,1")

# suffixes
add(f32, (2,), "v:1,2", grad=True)
add(f64, (2,), "v:1,2", grad=True)
add(f64, (8,), "randn:0,1", grad=True)
add(f64, (7,), "randn:0,1")
add(f64, (9, 6), "randn:0,1", grad=True)
add(f32, (0, 3), "v:", grad=True)
add(c128, (3,), "mod:5,7,3,2", grad=True)
for n in range(5, 12):
    add(f64, (n,), "step:10,0.5")
    add(bf16, (n,), "step:10,0.5", grad=True)

# options
for options in (dict(precision=2), dict(precision=0), dict(precision=10), dict(sci_mode=True), dict(sci_mode=False),
                dict(linewidth=40), dict(linewidth=10), dict(threshold=5), dict(threshold=5, edgeitems=1),
                dict(threshold=5, edgeitems=0), dict(edgeitems=0), dict(linewidth=200, precision=1),
                dict(profile="short"), dict(profile="full"), dict(profile="default"),
                dict(sci_mode=True, precision=2, linewidth=60)):
    add(f32, (3, 5), "randn:0,1", **options)
    add(f32, (12,), "step:1,1", **options)
    add(i64, (2, 9), "step:1,100", **options)
    add(c64, (4,), "step:-3,0.7", **options)
    if options.get("profile") == "short":
        add(f32, (50, 50), "randn:0,1", **options)

with open("src/test/resources/torch/printing.txt", "w") as out:
    out.write(f"# PyTorch {torch.__version__.split('+')[0]}, written by printing_golden.py: {len(records)} tensors\n")
    out.write("".join(records))
print(len(records), "records")
