"""Writes what PyTorch draws in every sampling function; RandomGoldenTest.java compares with it.

    python3 src/test/python/random_golden.py src/test/resources/torch/random.txt

Made with PyTorch 2.14.1 on the CPU, an x86-64 one with AVX2. A line is a case and its result, separated by tabs:

    function dtype size layout   the case. Its seed is the CRC-32 of this text. The layout of the receiver is "c"
                                 contiguous, "s" every second element of a vector, "t" a transposed matrix.
    checksum                     CRC-32 of dtype, shape and bytes of the result, in hexadecimal
    state                        CRC-32 of the generator's state afterwards
    first                        the first three elements

or the case and "error" where PyTorch refuses it. Every case was drawn from the default generator and from one of its
own, with the same result.
"""

import sys
import zlib

import torch
import torch.nn.functional as F

FLOATS = ["float32", "float64", "float16", "bfloat16"]
WIDE = ["float32", "float64"]
INTS = ["int64", "int32", "int16", "int8", "uint8"]
COMPLEX = ["complex64", "complex128"]
SIZES = [1, 15, 16, 17, 1000]



# Functions of a receiver x, whose elements are 1/8 … 7/8 (1 … 7 for integers), and a generator g.
METHODS = {
    "uniform_": (FLOATS + COMPLEX, lambda x, g: x.uniform_(generator=g)),
    "uniform_(-2,5)": (FLOATS, lambda x, g: x.uniform_(-2, 5, generator=g)),
    "normal_": (FLOATS + COMPLEX, lambda x, g: x.normal_(generator=g)),
    "normal_(2,3)": (FLOATS, lambda x, g: x.normal_(2, 3, generator=g)),
    "exponential_": (FLOATS, lambda x, g: x.exponential_(generator=g)),
    "exponential_(2.5)": (WIDE, lambda x, g: x.exponential_(2.5, generator=g)),
    "geometric_(0.3)": (FLOATS + INTS, lambda x, g: x.geometric_(0.3, generator=g)),
    "cauchy_": (FLOATS, lambda x, g: x.cauchy_(generator=g)),
    "cauchy_(1,2)": (WIDE, lambda x, g: x.cauchy_(1, 2, generator=g)),
    "log_normal_": (FLOATS, lambda x, g: x.log_normal_(generator=g)),
    "log_normal_(0.5,0.25)": (WIDE, lambda x, g: x.log_normal_(0.5, 0.25, generator=g)),
    "random_": (FLOATS + INTS + ["bool"], lambda x, g: x.random_(generator=g)),
    "random_(100)": (FLOATS + INTS, lambda x, g: x.random_(100, generator=g)),
    "random_(3,100)": (FLOATS + INTS, lambda x, g: x.random_(3, 100, generator=g)),
    "random_(-2**40,2**60)": (["int64"], lambda x, g: x.random_(-(2**40), 2**60, generator=g)),
    "random_(5,None)": (INTS, lambda x, g: x.random_(5, None, generator=g)),
    "bernoulli_": (FLOATS + INTS + ["bool"], lambda x, g: x.bernoulli_(generator=g)),
    "bernoulli_(0.3)": (FLOATS + INTS + ["bool"], lambda x, g: x.bernoulli_(0.3, generator=g)),
    "bernoulli_(tensor)": (FLOATS + INTS, lambda x, g: x.bernoulli_(eighths(x), generator=g)),
    "rand_like": (FLOATS, lambda x, g: torch.rand_like(x, generator=g)),
    "randn_like": (FLOATS, lambda x, g: torch.randn_like(x, generator=g)),
    "randint_like(10)": (FLOATS + INTS, lambda x, g: torch.randint_like(x, 10, generator=g)),
    "randint_like(3,100)": (FLOATS + INTS, lambda x, g: torch.randint_like(x, 3, 100, generator=g)),
    "normal(tensor,0.5)": (FLOATS, lambda x, g: torch.normal(x, 0.5, generator=g)),
    "normal(0.5,tensor)": (FLOATS, lambda x, g: torch.normal(0.5, x, generator=g)),
    "normal(tensor,tensor)": (FLOATS, lambda x, g: torch.normal(x, x, generator=g)),
    "bernoulli": (FLOATS, lambda x, g: torch.bernoulli(x, generator=g)),
    "bernoulli(0.3)": (FLOATS + INTS, lambda x, g: torch.bernoulli(x, 0.3, generator=g)),
    "multinomial(1)": (FLOATS, lambda x, g: torch.multinomial(x, 1, generator=g)),
    "multinomial(numel)": (FLOATS, lambda x, g: torch.multinomial(x, x.size(-1), generator=g)),
    "multinomial(20,True)": (FLOATS, lambda x, g: torch.multinomial(x, 20, True, generator=g)),
    "poisson": (FLOATS, lambda x, g: torch.poisson(x * 40, generator=g)),
    "binomial": (WIDE, lambda x, g: torch.binomial((x * 80).floor(), x, generator=g)),
    "_standard_gamma": (FLOATS, lambda x, g: torch._standard_gamma(x * 4, generator=g)),
    "_sample_dirichlet": (WIDE, lambda x, g: torch._sample_dirichlet(x * 4, generator=g)),
    "rrelu": (FLOATS, lambda x, g: torch.rrelu(0.5 - x, 0.125, 0.5, True, g)),
}
# Functions of a size, a dtype and a generator.
FACTORIES = {
    "rand": (FLOATS + COMPLEX, lambda n, t, g: torch.rand(n, dtype=t, generator=g)),
    "randn": (FLOATS + COMPLEX, lambda n, t, g: torch.randn(n, dtype=t, generator=g)),
    "randint(10)": (FLOATS + INTS, lambda n, t, g: torch.randint(10, (n,), dtype=t, generator=g)),
    "randint(3,100)": (FLOATS + INTS, lambda n, t, g: torch.randint(3, 100, (n,), dtype=t, generator=g)),
    "randint(2**33)": (["int64"], lambda n, t, g: torch.randint(2**33, (n,), dtype=t, generator=g)),
    "randint(-2**62,2**62)": (["int64"], lambda n, t, g: torch.randint(-(2**62), 2**62, (n,), dtype=t, generator=g)),
    "randperm": (FLOATS + INTS, lambda n, t, g: torch.randperm(n, dtype=t, generator=g)),
    "normal(2,3)": (FLOATS, lambda n, t, g: torch.normal(2.0, 3.0, (n,), dtype=t, generator=g)),
}
# Functions that take no generator.
DEFAULT_ONLY = {
    "dropout": (FLOATS, lambda x, g: F.dropout(x, 0.3, True)),
    "dropout_": (FLOATS, lambda x, g: F.dropout(x, 0.3, True, inplace=True)),
    "alpha_dropout": (FLOATS, lambda x, g: torch.alpha_dropout(x, 0.3, True)),
    "feature_dropout": (FLOATS, lambda x, g: torch.feature_dropout(x.view(-1, 1) if x.dim() == 1 else x, 0.3, True)),
    "feature_alpha_dropout": (
        FLOATS,
        lambda x, g: torch.feature_alpha_dropout(x.view(-1, 1) if x.dim() == 1 else x, 0.3, True),
    ),
    "native_dropout": (FLOATS, lambda x, g: torch.native_dropout(x, 0.3, True)[0]),
}


def eighths(x):
    return ((torch.arange(x.numel()) * 5 % 7 + 1) / 8).view(x.shape)


def receiver(n, dtype, layout):
    values = torch.arange(n) * 5 % 7 + 1
    if dtype == torch.bool:
        values = values > 4
    elif dtype.is_floating_point or dtype.is_complex:
        values = values / 8
    values = values.to(dtype)
    if layout == "c":
        return values
    if layout == "s":
        return torch.stack([values, values], 1).view(-1)[::2]
    return values.view(8, -1).t()


def crc(x):
    text = f"{str(x.dtype).removeprefix('torch.')} {list(x.shape)}"
    raw = x.clone(memory_format=torch.contiguous_format).view(torch.uint8).reshape(-1).numpy().tobytes()
    return zlib.crc32(raw, zlib.crc32(text.encode()))


def first(x):
    flat = x.reshape(-1)[:3]
    if flat.is_complex():
        flat = torch.view_as_real(flat).reshape(-1)[:3]
    return ",".join(str(v if not isinstance(v, bool) else int(v)) for v in flat.tolist())


lines = []


def case(name, function, dtype, size, layout, alone):
    text = f"{name} {dtype} {size} {layout}"
    seed = zlib.crc32(text.encode())
    kind = getattr(torch, dtype)

    def draw(generator):
        if layout == "-":
            return function(size, kind, generator)
        return function(receiver(size, kind, layout), generator)

    torch.manual_seed(seed)
    try:
        result = draw(None)
    except RuntimeError:
        lines.append(f"{text}\terror")
        return
    state = zlib.crc32(torch.get_rng_state().numpy().tobytes())
    if not alone:
        own = torch.Generator().manual_seed(seed)
        assert crc(draw(own)) == crc(result), text
        assert zlib.crc32(own.get_state().numpy().tobytes()) == state, text
    lines.append(f"{text}\t{crc(result):08x}\t{state:08x}\t{first(result)}")


for table, alone in ((METHODS, False), (DEFAULT_ONLY, True)):
    for name, (dtypes, function) in table.items():
        for dtype in dtypes:
            for size in SIZES:
                for layout in "cst" if size == 1000 else "cs":
                    case(name, function, dtype, size, layout, alone)
for name, (dtypes, function) in FACTORIES.items():
    for dtype in dtypes:
        for size in [*SIZES, 70_000]:
            case(name, function, dtype, size, "-", False)

with open(sys.argv[1], "w") as out:
    out.write("\n".join(lines) + "\n")
print(len(lines), "cases with", torch.__version__)
