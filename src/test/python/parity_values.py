"""What the parity cases are made of: arguments with their text form, and tensors that Java makes again from that text.

A tensor is `dtype:shape:domain:layout:seed`. Its elements come from a 64-bit linear congruential generator and are
small multiples of 1/8 or 1/16, exact in every floating-point type. `torch.parity.Inputs` is the same in Java.
"""

import torch

DTYPES = {
    "f32": torch.float32,
    "f64": torch.float64,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
    "i32": torch.int32,
    "i16": torch.int16,
    "i8": torch.int8,
    "u8": torch.uint8,
    "b": torch.bool,
    "c64": torch.complex64,
    "c128": torch.complex128,
}
CODES = {v: k for k, v in DTYPES.items()}
SPECIAL = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1.0, -1.0, 0.5]
# Arguments of one call lie apart, so that none equals another.
OFFSETS = {"e0": 3 / 64, "e1": 5 / 64, "e2": 7 / 64, "e3": 1 / 64}
MASK = (1 << 64) - 1


class Lcg:
    def __init__(self, seed):
        self.state = (seed * 2862933555777941757 + 3037000493) & MASK

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return self.state >> 33


def kind(code):
    if code == "b":
        return "bool"
    if code[0] == "c":
        return "complex"
    if code == "u8":
        return "unsigned"
    return "int" if code[0] == "i" else "float"


def real(domain, r, k, i):
    """One value of a domain from one draw."""
    if k == "bool":
        return r % 2
    whole = k in ("int", "unsigned")
    if domain == "n":
        return (r % 49 - 24) / 8 if not whole else (r % 13 if k == "unsigned" else r % 13 - 6)
    if domain == "p":
        return r % 8 + 1 if whole else (r % 32 + 1) / 8
    if domain == "u":
        return r % 2 if whole else (r % 15 + 1) / 16
    if domain == "s":
        if whole:
            return r % 2 if k == "unsigned" else r % 3 - 1
        return (r % 31 - 15) / 16
    if domain == "b":
        return 1 + r % 4 if whole else 1 + (r % 24 + 1) / 8
    if domain == "z":
        size = r % 6 + 1 if whole else (r % 24 + 1) / 8
        return -size if k != "unsigned" and (r >> 8) & 1 else size
    if domain == "m":
        return r % 2
    if domain == "x":
        return real("n", r, k, i) if whole else SPECIAL[i % 8]
    if domain[0] == "i":
        low, high = domain[1:].split(",")
        return int(low) + r % (int(high) - int(low))
    raise ValueError(domain)


def matrix(domain, shape, k, draw):
    n, m = shape[-2:]
    batch = 1
    for s in shape[:-2]:
        batch *= s
    whole = k in ("int", "unsigned", "bool")
    values = []
    for _ in range(batch):
        rows = []
        for i in range(n):
            row = []
            for j in range(m):
                r, q = draw.next(), draw.next()
                if i == j:
                    v = complex(n + 1 + (r % 3 if whole else r % 4 / 4), 0)
                else:
                    v = complex(r % 3 - 1 if whole else (r % 15 - 7) / 8, (q % 15 - 7) / 8 if k == "complex" else 0)
                    if domain == "spd" and j < i:
                        v = rows[j][i].conjugate()
                    if domain == "tl" and j > i or domain == "tu" and j < i:
                        v = 0j
                row.append(v)
            rows.append(row)
        for row in rows:
            values += row
    return values


def elements(code, shape, domain, seed):
    """The elements in row-major order: numbers, or complex ones for complex types."""
    draw = Lcg(seed)
    k = kind(code)
    count = 1
    for s in shape:
        count *= s
    if domain[0] == "v":
        return [float(v) for v in domain[1:].split(",")] if domain != "v" else []
    if domain in ("spd", "dd", "tl", "tu"):
        values = matrix(domain, shape, k, draw)
        return values if k == "complex" else [v.real for v in values]
    if domain == "d":
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = draw.next() % (i + 1)
            order[i], order[j] = order[j], order[i]
        if k == "bool":
            return [v % 2 for v in order]
        if k == "unsigned":
            return order
        if k == "int":
            return [v - count // 2 for v in order]
        if k == "complex":
            return [complex((v - count // 2) / 8, v / 8) for v in order]
        return [(v - count // 2) / 8 for v in order]
    if domain in OFFSETS:  # distinct, and away from where functions have kinks
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = draw.next() % (i + 1)
            order[i], order[j] = order[j], order[i]
        if k == "complex":
            return [complex((v - count // 2) / 8 + OFFSETS[domain], (v % 5) / 8 + 1 / 16) for v in order]
        return [(v - count // 2) / 8 + OFFSETS[domain] for v in order]
    if domain == "a":
        last = shape[-1] if shape else 1
        return [i % last if k in ("int", "unsigned", "bool") else (i % last) / 2 - 1 for i in range(count)]
    values = []
    for i in range(count):
        v = real(domain, draw.next(), k, i)
        if k == "complex":
            v = complex(v, real(domain, draw.next(), k, i + 3))
        values.append(v)
    return values


def lay_out(x, layout):
    if layout.endswith("!"):
        return lay_out(x, layout[:-1]).detach().requires_grad_()
    if layout == "c":
        return x
    if layout == "t":
        order = list(range(x.dim()))[::-1]
        return x.permute(order).contiguous().permute(order)
    if layout == "s":
        return torch.stack([x, x], -1).select(-1, 0)
    if layout == "o":
        return torch.stack([x, x], 0).select(0, 1)
    if layout == "cl":
        return x.contiguous(memory_format=torch.channels_last)
    if layout == "cj":
        return x.conj()
    if layout == "ng":
        return torch._neg_view(x)
    if layout == "sp":
        return x.to_sparse()
    if layout == "csr":
        return x.to_sparse_csr()
    if layout == "csc":
        return x.to_sparse_csc()
    if layout == "bsr":
        return x.to_sparse_bsr([1, 1])
    if layout == "bsc":
        return x.to_sparse_bsc([1, 1])
    if layout == "g":
        return x.clone().requires_grad_()
    raise ValueError(layout)


class T:
    """A tensor argument. `t` None takes the dtype of the case, `d` None the domain of the operator."""

    def __init__(self, *shape, d=None, l=None, t=None):
        self.shape, self.domain, self.layout, self.dtype = shape, d, l, t
        self.seed = 0

    def with_(self, dtype, domain, seed, layout=None):
        if domain in ("dd", "spd") and len(self.shape) < 2:
            domain = "n"
        made = T(*self.shape, d=self.domain or domain, l=self.layout or layout or "c", t=self.dtype or dtype)
        made.seed = seed
        return made

    def value(self):
        base = elements(self.dtype, self.shape, self.domain, self.seed)
        if kind(self.dtype) == "complex":
            flat = [part for v in base for part in (complex(v).real, complex(v).imag)]
            x = torch.view_as_complex(torch.tensor(flat, dtype=torch.float64).reshape(*self.shape, 2))
        else:
            x = torch.tensor([float(v) for v in base], dtype=torch.float64).reshape(self.shape)
        return lay_out(x.to(DTYPES[self.dtype]), self.layout)

    def __str__(self):
        shape = ",".join(map(str, self.shape))
        return f"{self.dtype}:{shape}:{self.domain}:{self.layout}:{self.seed}"


class Named:
    """A dtype, layout, memory format or device."""

    def __init__(self, tag, name):
        self.tag, self.name = tag, name

    def value(self):
        return torch.device(self.name) if self.tag == "V" else getattr(torch, self.name)

    def __str__(self):
        return f"{self.tag}:{self.name}"


def DT(name):
    return Named("D", name)


def LAY(name):
    return Named("L", name)


def MF(name):
    return Named("M", name)


def DEV(name):
    return Named("V", name)


class Gen:
    """A generator with a seed."""

    def __init__(self, seed):
        self.seed = seed

    def value(self):
        return torch.Generator().manual_seed(self.seed)

    def __str__(self):
        return f"G:{self.seed}"


def value(a):
    if isinstance(a, (T, Named, Gen)):
        return a.value()
    if isinstance(a, list):
        return [value(x) for x in a]
    return a


def text(a):
    if isinstance(a, list):
        return "[" + ";".join(text(x) for x in a) + "]"
    if isinstance(a, str):
        return "'" + a.replace(" ", "~") + "'"
    if isinstance(a, complex):
        return f"{a.real!r}|{a.imag!r}"
    return str(a) if not isinstance(a, float) else repr(a)
