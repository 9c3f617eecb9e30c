"""Writes src/test/resources/torch/indexing_dtypes.txt.gz: indexing over types, layouts and lists, and its gradients.

Run from the repository's root: python3 src/test/python/indexing_dtypes_golden.py

The receiver is arange(numel) % 16 in its type (plus 1j times itself plus one, for complex types; % 2 for bool) of a
shape, laid out as `c` contiguous, `t` with its dimensions reversed in memory, `s` every other element of a larger one,
`e` expanded from extent 1 along its first dimension. A line is one of

    g dtype shape layout index... -> shape checksum              x[index]
    s dtype shape layout index... = value -> checksum            x[index] = value; checksum of x
    w dtype shape layout index... -> checksum                    x[index].fill_(3); checksum of x: views write through
    d shape layout index... -> checksum                          gradient of (x[index] * weights).sum(), float64
    D shape layout index... = shape -> checksum checksum         y = x * 1; y[index] = v; of (y * weights).sum(), for x, v
    l shape index... = value -> !...                             x[index] = value for a leaf that requires a gradient

with `!type message` as the result where PyTorch raises (the first line of the message). Indices: `i3`, `s1:4:2`, `e`, `n`,
`T`, `F`, a tensor `letter shape : values` of type L int64, I int32, h int16, a int8, U uint8, H uint16, f float32, B
bool (bits), a list `[[0,1],[2,3]]` or `[True,False]`, and `r0:3` a range. Values: `n5`, `n2.5`, `nTrue`, `nj` (1+2j),
or `dtype:shape`, the tensor arange(numel) % 7 + 1 of this type.
The checksum is h = 31 h + trunc(4 v) over the elements (real, then imaginary part), modulo 2**32, in hexadecimal.
Weights are arange(numel) + 1.
"""

import gzip
import random
import warnings

import torch

warnings.simplefilter("ignore")
random.seed(23)

REAL = ["uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "bool"]
OTHER = ["complex64", "complex128", "complex32", "uint16", "uint32", "uint64", "float8_e5m2", "float8_e4m3fn"]
LETTERS = {
    "L": torch.int64, "I": torch.int32, "h": torch.int16, "a": torch.int8, "U": torch.uint8, "H": torch.uint16,
    "f": torch.float32,
}


def numel(shape):
    n = 1
    for extent in shape:
        n *= extent
    return n


def dims(shape):
    return ",".join(map(str, shape)) or "-"


def checksum(t):
    h = 0
    flat = t.detach().reshape(-1)
    if not t.is_complex() and t.dtype not in (torch.uint16, torch.uint32, torch.uint64):
        flat = flat.to(torch.float64)
    for v in flat.tolist():
        for part in (v.real, v.imag) if isinstance(v, complex) else (v,):
            h = (31 * h + int(4 * part)) % 2**32
    return f"{h:x}"


def fill(shape, dtype, modulus, first=0):
    base = torch.arange(numel(shape)) % (2 if dtype == torch.bool and first == 0 else modulus) + first
    t = base.to(dtype if not dtype.is_complex else torch.complex128)
    if dtype.is_complex:
        t = (t + 1j * (base + 1)).to(dtype)
    return t.reshape(shape)


def receiver(shape, dtype, layout):
    if layout == "e" and shape:
        return fill([1] + list(shape[1:]), dtype, 16).expand(shape)
    if layout == "t":
        return fill(list(reversed(shape)), dtype, 16).permute(list(reversed(range(len(shape)))))
    if layout == "s" and shape:
        return fill(list(shape[:-1]) + [2 * shape[-1]], dtype, 16)[..., ::2]
    return fill(shape, dtype, 16)


def random_slice():
    parts = [random.choice([None, None, random.randint(-5, 6)]) for _ in range(2)]
    step = random.choice([None, None, None, 1, 2, 3])
    text = ":".join("" if p is None else str(p) for p in parts) + ("" if step is None else f":{step}")
    return "s" + text, slice(*parts, step)


def random_integers(size, shape):
    wrong = random.random() < 0.02
    low, high = (-size, size - 1) if size > 0 else (0, 0)
    letter = random.choice("LLLLLIIIhaHf") if random.random() < 0.3 else random.choice("LI")
    if letter == "H":
        low = 0
    values = [random.randint(low, max(low, high)) + (size + 1 if wrong else 0) for _ in range(numel(shape))]
    text = f"{letter}{dims(shape)}:{','.join(map(str, values))}"
    return text, torch.tensor(values, dtype=LETTERS[letter]).reshape(shape)


def random_list(size, shape):
    if len(shape) == 0:
        return random.randint(-size, size - 1) if size > 0 else 0
    return [random_list(size, shape[1:]) for _ in range(shape[0])]


def random_mask(shape):
    values = [random.random() < 0.5 for _ in range(numel(shape))]
    letter = "U" if random.random() < 0.3 else "B"
    bits = "".join("1" if v else "0" for v in values)
    if letter == "U":
        text = f"U{dims(shape)}:{','.join(bits)}"
        return text, torch.tensor(values, dtype=torch.uint8).reshape(shape)
    return f"B{dims(shape)}:{bits}", torch.tensor(values, dtype=torch.bool).reshape(shape)


def random_index(shape):
    texts, index = [], []
    dim, rank = 0, len(shape)
    ellipsis = False
    common = random.choice([(), (1,), (2,), (3,), (2, 2), (2, 1), (0,), (0, 2)])
    while dim < rank and random.random() < 0.85:
        kind = random.choice("iissLLLBBNNreTnz")
        if kind == "i":
            size = shape[dim]
            value = random.randint(-size, max(0, size - 1)) + (size if random.random() < 0.03 else 0)
            texts.append(f"i{value}")
            index.append(value)
            dim += 1
        elif kind == "s":
            text, value = random_slice()
            texts.append(text)
            index.append(value)
            dim += 1
        elif kind == "L":
            text, value = random_integers(shape[dim], common if random.random() < 0.9 else (random.randint(1, 3),))
            texts.append(text)
            index.append(value)
            dim += 1
        elif kind == "N":
            value = random_list(shape[dim], common or (2,))
            if random.random() < 0.15 and shape[dim] > 0:
                value = [random.random() < 0.5 for _ in range(shape[dim])]
            texts.append(repr(value).replace(" ", ""))
            index.append(value)
            dim += 1
        elif kind == "r" and random.random() < 0.5:
            first = random.randint(0, max(0, shape[dim] - 1))
            value = range(first, random.randint(first, shape[dim]))
            texts.append(f"r{value.start}:{value.stop}")
            index.append(value)
            dim += 1
        elif kind == "B" and random.random() < 0.7:
            spans = min(rank - dim, random.choice([0, 1, 1, 2]))
            mask_shape = list(shape[dim : dim + spans])
            if mask_shape and random.random() < 0.05:
                mask_shape[-1] += 1
            text, value = random_mask(mask_shape)
            texts.append(text)
            index.append(value)
            dim += spans
        elif kind == "e" and not ellipsis:
            ellipsis = True
            texts.append("e")
            index.append(...)
            dim += random.randint(0, rank - dim)
        elif kind == "n":
            texts.append("n")
            index.append(None)
        elif kind == "T" and random.random() < 0.3:
            value = random.random() < 0.7
            texts.append("T" if value else "F")
            index.append(value)
    if random.random() < 0.02:
        texts.extend(["i0"] * (rank + 1))
        index.extend([0] * (rank + 1))
    if not index:
        texts.append("e")
        index.append(...)
    return texts, tuple(index) if len(index) > 1 else index[0]


def value_shape(shape):
    shape = list(shape)
    change = random.random()
    if change < 0.2:
        shape = shape[random.randint(0, len(shape)) :]
    elif change < 0.3:
        shape = [1] * random.randint(1, 2) + shape
    elif change < 0.4 and shape:
        shape[random.randrange(len(shape))] = 1
    elif change < 0.45:
        shape = shape + [2]
    return shape if numel(shape) <= 200 else []


def random_value(name, shape):
    roll = random.random()
    if roll < 0.35:
        text, value = random.choice(
            [("5", 5), ("-3", -3), ("2.5", 2.5), ("True", True), ("False", False), ("j", 1 + 2j), ("300", 300), ("1e+40", 1e40)]
        )
        return "n" + text, value
    other = name if roll < 0.7 else random.choice(REAL + OTHER)
    shape = value_shape(shape)
    return f"{other}:{dims(shape)}", fill(shape, getattr(torch, other), 7, 1)


def raised(e):
    return f"!{type(e).__name__} {str(e).splitlines()[0]}"


def has_repeats(x, index):
    where = torch.arange(x.numel()).reshape(x.shape)[index].reshape(-1).tolist()
    return len(set(where)) < len(where)


lines, seen = [], set()
counts = {}


def add(head, result):
    if head in seen or len(head) > 140:
        return
    seen.add(head)
    counts[head[0]] = counts.get(head[0], 0) + 1
    lines.append(f"{head} -> {result}")


def random_shape():
    return [random.choice([1, 2, 3, 3, 4, 5]) if random.random() < 0.97 else 0 for _ in range(random.choice([0, 1, 2, 2, 3, 3, 4]))]


while len(lines) < 5200:
    shape = random_shape()
    texts, index = random_index(shape)
    if len(texts) == 1 and texts[0].startswith("["):
        pass  # a list alone is a tuple where it has sequences in it
    name = random.choice(REAL + OTHER)
    dtype = getattr(torch, name)
    layout = random.choice("ccctse")
    head = f"{name} {dims(shape)} {layout} {' '.join(texts)}"
    what = random.random()
    x = receiver(shape, dtype, layout)
    try:
        result = x[index]
    except Exception as e:
        if random.random() < 0.3:
            continue
        if random.random() < 0.5:
            add("g " + head, raised(e))
        elif layout != "e":
            try:
                x[index] = 5
            except Exception as e:
                add("s " + head + " = n5", raised(e))
        continue
    if what < 0.35:
        add("g " + head, f"{dims(result.shape)} {checksum(result)}")
    elif what < 0.7:
        if layout == "e" and random.random() < 0.8:
            x, layout = receiver(shape, dtype, "t"), "t"
            head = f"{name} {dims(shape)} {layout} {' '.join(texts)}"
        text, value = random_value(name, result.shape)
        if isinstance(value, torch.Tensor) and has_repeats(x, index):
            text, value = "n5", 5  # which of several values wins is not defined
        try:
            x[index] = value
            if not x.to(torch.complex128).abs().le(1e9).all():
                continue  # the checksum has no bits for them
            outcome = checksum(x)
        except Exception as e:
            outcome = raised(e)
        add(f"s {head} = {text}", outcome)
    elif what < 0.8:
        if layout == "e" or result.numel() == 0:
            continue
        result.fill_(3)
        add("w " + head, checksum(x))
    elif what < 0.9:
        x = receiver(shape, torch.float64, layout).clone(memory_format=torch.preserve_format).requires_grad_()
        if layout == "e":
            continue
        y = x[index]
        (y * (torch.arange(y.numel(), dtype=torch.float64) + 1).reshape(y.shape)).sum().backward()
        add(f"d {dims(shape)} {layout} {' '.join(texts)}", checksum(x.grad))
    elif what < 0.97:
        if layout == "e" or has_repeats(x, index):
            continue
        x = receiver(shape, torch.float64, layout).clone(memory_format=torch.preserve_format).requires_grad_()
        of = value_shape(result.shape)
        v = fill(of, torch.float64, 7, 1).requires_grad_()
        y = x * 1
        head = f"D {dims(shape)} {layout} {' '.join(texts)} = {dims(of)}"
        try:
            y[index] = v
            (y * (torch.arange(y.numel(), dtype=torch.float64) + 1).reshape(y.shape)).sum().backward()
            add(head, f"{checksum(x.grad)} {checksum(v.grad) if v.grad is not None else '-'}")
        except Exception as e:
            add(head, raised(e))
    else:
        x = fill(shape, torch.float64, 16).clone().requires_grad_()
        text, value = random.choice([("n5", 5), ("n2.5", 2.5), ("float64:-", fill((), torch.float64, 7, 1))])
        try:
            x[index] = value
        except Exception as e:
            add(f"l {dims(shape)} {' '.join(texts)} = {text}", raised(e))

text = f"# PyTorch {torch.__version__.split('+')[0]}, written by indexing_dtypes_golden.py\n" + "\n".join(lines) + "\n"
with open("src/test/resources/torch/indexing_dtypes.txt.gz", "wb") as file:
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as out:
        out.write(text.encode())
print(len(lines), "lines,", sum("-> !" in line for line in lines), "errors", counts)
