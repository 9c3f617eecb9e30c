"""Writes src/test/resources/torch/printing.txt: how PyTorch 2.14.1 prints tensors that both sides can build.

Run from the repository's root: python3 src/test/python/printing_golden.py

One record: a line `= dtype shape source [option=value ...]`, then the printed lines, each behind a `|`.
Sources: `v:1,nan,-2.5` values; `step:start,step` start + step*i in double; `mod:factor,modulus,offset,divisor`
((i*factor) % modulus - offset) / divisor; `randn:seed,scale` manual_seed(seed), float32 randn(shape)*scale.
Complex tensors take pairs of real and imaginary part. `then=a,b` are steps that follow, see STEPS.
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


# what is done to a tensor before it is printed; Java has the same names
STEPS = {
    "coo": lambda t: t.to_sparse(),
    "hybrid": lambda t: t.to_sparse(1),
    "csr": lambda t: t.to_sparse_csr(),
    "csc": lambda t: t.to_sparse_csc(),
    "bsr": lambda t: t.to_sparse_bsr((2, 1)),
    "bsc": lambda t: t.to_sparse_bsc((1, 2)),
    "twice": lambda t: torch.cat([t.to_sparse(), t.to_sparse()]),
    "values": lambda t: t.values(),
    "meta": lambda t: t.to("meta"),
    "bits": lambda t: t.view(torch.uint8).view(torch.float4_e2m1fn_x2),
    "conj": lambda t: t.conj(),
    "neg": lambda t: t._neg_view(),
    "real": lambda t: torch.view_as_real(t),
    "imag": lambda t: t.conj().imag,
    "t": lambda t: t.t(),
    "flip": lambda t: t.flip(0),
    "every2": lambda t: t[..., ::2],
    "expand": lambda t: t.expand(3, *t.shape),
    "narrow": lambda t: t.narrow(0, 1, 2),
    "grad": lambda t: t.requires_grad_(),
    "detach": lambda t: t.detach(),
    "clone": lambda t: t.clone(),
    "add": lambda t: t + t,
    "add1": lambda t: t + 1,
    "sub1": lambda t: t - 1,
    "mul2": lambda t: t * 2,
    "div2": lambda t: t / 2,
    "rdiv": lambda t: 1 / t,  # a reciprocal, and a product
    "negate": lambda t: -t,
    "pow2": lambda t: t**2,
    "pow": lambda t: t.pow(t),
    "exp": lambda t: t.exp(),
    "log": lambda t: t.log(),
    "abs": lambda t: t.abs(),
    "sigmoid": lambda t: t.sigmoid(),
    "tanh": lambda t: t.tanh(),
    "relu": lambda t: t.relu(),
    "softmax": lambda t: t.softmax(0),
    "log_softmax": lambda t: t.log_softmax(0),
    "sum": lambda t: t.sum(),
    "sum0": lambda t: t.sum(0),
    "mean": lambda t: t.mean(),
    "max": lambda t: t.max(),
    "max0": lambda t: t.max(0).values,
    "prod": lambda t: t.prod(),
    "norm": lambda t: torch.linalg.vector_norm(t),
    "mm": lambda t: t @ t,
    "dot": lambda t: t.dot(t),
    "view": lambda t: t.view(-1),
    "unsqueeze": lambda t: t.unsqueeze(0),
    "select": lambda t: t[0],
    "slice": lambda t: t[1:],
    "index": lambda t: t[torch.tensor([0, 1])],
    "mask": lambda t: t[t > 0],
    "permute": lambda t: t.permute(1, 0),
    "cat": lambda t: torch.cat([t, t]),
    "stack": lambda t: torch.stack([t, t]),
    "where": lambda t: torch.where(t > 0, t, t),
    "clamp": lambda t: t.clamp(0, 2),
    "double": lambda t: t.double(),
    "half": lambda t: t.half(),
    "repeat": lambda t: t.repeat(2),
    "inplace": lambda t: t.clone().mul_(2),
    "qint8": lambda t: torch.quantize_per_tensor(t, 0.1, 3, torch.qint8),
    "quint8": lambda t: torch.quantize_per_tensor(t, 0.25, 10, torch.quint8),
    "qint32": lambda t: torch.quantize_per_tensor(t, 1e-5, 0, torch.qint32),
    "channels": lambda t: torch.quantize_per_channel(t, torch.tensor([0.1, 0.01]), torch.tensor([10, 0]), 0, torch.quint8),
}


def add(dtype, shape, source, **options):
    name = str(dtype)[6:]
    tensor = build(dtype, shape, source)
    for step in [s for s in options.get("then", "").split(",") if s]:
        tensor = STEPS[step](tensor)
    then = options.pop("then", None)
    if options.pop("grad", False):
        tensor.requires_grad_()
        grad = " grad=true"
    else:
        grad = ""
    profile = options.get("profile")
    torch.set_printoptions(**({**DEFAULTS, **options} if profile is None else options))
    try:
        text = repr(tensor)
    except (NotImplementedError, RuntimeError) as e:
        print("Python cannot print", name, shape, then, "-", str(e).splitlines()[0])
        torch.set_printoptions(**DEFAULTS)
        return
    torch.set_printoptions(**DEFAULTS)
    head = f"= {name} {','.join(map(str, shape)) or '-'} {source}" + "".join(
        f" {k}={str(v).lower()}" for k, v in options.items()
    )
    records.append(head + (f" then={then}" if then else "") + grad + "\n" + "".join(f"|{line}\n" for line in text.split("\n")))


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

# layouts
SPARSE = "v:0,1.5,0,2,0,0,3,0"
for layout in ("coo", "csr", "csc", "bsr", "bsc"):
    for dtype in (f32, f64, i64, c64, torch.bool, torch.int32, bf16):
        source = "v:0,0,1.5,1,0,0,2,-1,0,0,0,0,3,0.5,0,0" if dtype == c64 else SPARSE
        if dtype in (i64, torch.bool, torch.int32):
            source = "v:0,1,0,1,0,0,1,0"
        add(dtype, (2, 4), source, then=layout)
    add(f32, (2, 4), "v:0,0,0,0,0,0,0,0", then=layout)
    add(f32, (60, 40), "mod:7,11,3,1", then=layout)
    add(f64, (2, 4), SPARSE, then=layout, precision=2, linewidth=40)
    add(f32, (30, 30), "mod:7,3,0,1", then=layout, profile="short")
for steps in ("hybrid", "twice", "grad,coo", "coo,grad", "coo,mul2", "grad,coo,mul2", "coo,meta", "grad,csr", "csr,mul2", "coo,detach",
              "hybrid,grad"):
    add(f32, (2, 4), SPARSE, then=steps)
add(f32, (5,), "v:0,1,0,2,0", then="coo")
add(f32, (2, 2, 2), SPARSE, then="coo")
add(f32, (2, 2, 2), "v:0,1,2,0,0,3,4,0", then="csr")
add(f32, (0, 3), "v:", then="coo")

# views, types and devices
for dtype in (c64, c128, torch.complex32):
    for steps in ("conj", "real", "imag", "conj,t", "neg", "conj,neg", "every2"):
        add(dtype, (2, 3), "mod:5,7,3,2", then=steps)
for steps in ("t", "flip", "every2", "expand", "narrow", "neg", "t,every2", "flip,t"):
    add(f32, (3, 4), "step:-1,0.37", then=steps)
    add(i64, (3, 4), "mod:17,23,9,1", then=steps)
add(torch.bool, (3, 4), "mod:1,2,0,1", then="t")
add(f32, (40, 40), "step:-1,0.37", then="t")
add(f32, (40, 40), "step:-1,0.37", then="every2")
add(i64, (1001,), "step:0,1", then="expand")
for dtype in (f32, f64, f16, bf16, i64, torch.bool, torch.uint8, c64, torch.uint16, torch.float8_e5m2):
    add(dtype, (2, 3), "mod:1,2,0,1", then="meta")
add(f32, (), "v:1", then="meta")
add(f32, (0, 3), "v:", then="meta")
add(f32, (2,), "v:1,2", then="meta,grad")
add(f32, (2,), "v:1,2", then="meta,grad,mul2")
add(torch.float8_e8m0fnu, (4,), "v:0.5,1,2,128")
add(torch.float8_e8m0fnu, (2, 2), "v:0.5,1,2,1e30")
add(torch.float8_e8m0fnu, (), "v:nan")
add(torch.uint8, (3,), "v:1,20,255", then="bits")
add(torch.uint8, (2, 2), "v:1,2,3,4", then="bits")
for dtype in (torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, f16, bf16):
    for source in ("v:nan,0.5", "v:0,0", "v:0.015625,2", "v:-1,240"):
        add(dtype, (2,), source)
    add(dtype, (), "v:1.5")
    add(dtype, (0, 2), "v:")
add(torch.float8_e5m2, (2,), "v:inf,-inf")
add(torch.complex32, (2,), "v:nan,1,2,inf")
add(torch.complex32, (), "v:1,-1")
add(torch.complex32, (0,), "v:")
add(c128, (0, 2), "v:")
add(c64, (2, 0), "v:")
for dtype in (torch.uint16, torch.uint32, torch.uint64, torch.uint8, torch.int8):
    add(dtype, (2, 3), "mod:17,23,0,1", threshold=2, edgeitems=1)
    add(dtype, (2, 0), "v:")
    add(dtype, (1, 1, 2), "v:0,9")
add(torch.uint32, (2,), "v:4294967295,0")
add(torch.uint16, (2,), "v:65535,0")
for steps in ("qint8", "quint8", "qint32", "qint8,t"):
    add(f32, (2, 3), "step:-1,0.38", then=steps)  # no ties: builds round them differently
add(f32, (2, 3), "step:0.1,0.17", then="channels")
add(f32, (), "v:0.5", then="qint8")

# what made it
for step in ("add", "add1", "sub1", "mul2", "div2", "rdiv", "negate", "pow2", "pow", "exp", "log", "abs", "sigmoid", "tanh", "relu",
             "softmax", "log_softmax", "sum", "sum0", "mean", "max", "max0", "prod", "norm", "mm", "view", "unsqueeze", "select", "slice",
             "index", "mask", "permute", "t", "cat", "stack", "where", "clamp", "double", "half", "clone", "inplace", "expand", "detach",
             "every2", "flip", "narrow", "neg"):
    shape = (2, 2)
    add(f32, (3, 3) if step in ("narrow", "mm") else shape, "step:1,0.5", then="grad," + step)
add(f32, (3,), "step:1,0.5", then="grad,dot")
add(f32, (3,), "step:1,0.5", then="grad,repeat")
add(c64, (2,), "step:1,0.5", then="grad,conj")
add(c64, (2,), "step:1,0.5", then="grad,real")
add(f64, (7,), "randn:0,1", then="grad,mul2")
add(f64, (2, 5), "randn:0,1", then="grad,log_softmax")
add(f32, (0,), "v:", then="grad,mul2")
add(f32, (2, 2), "step:1,0.5", then="grad,select,sum")

# more options
for options in (dict(threshold=0), dict(threshold=3, edgeitems=2), dict(precision=1, sci_mode=True), dict(linewidth=30, edgeitems=1, threshold=4),
                dict(precision=12), dict(linewidth=1)):
    add(f32, (2, 6), "randn:0,1", **options)
    add(f64, (), "v:1234.56789", **options)
    add(c64, (6,), "step:-3,0.7", **options)
    add(torch.bool, (6,), "mod:1,2,0,1", **options)
    add(f16, (2, 3), "v:nan,inf,-1,0.5,2,0", **options)
    add(f32, (0, 2), "v:", **options)

with open("src/test/resources/torch/printing.txt", "w") as out:
    out.write(f"# PyTorch {torch.__version__.split('+')[0]}, written by printing_golden.py: {len(records)} tensors\n")
    out.write("".join(records))
print(len(records), "records")
