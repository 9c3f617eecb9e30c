"""Writes src/test/resources/torch/indexing.txt: what random index expressions give in PyTorch 2.14.1.

Run from the repository's root: python3 src/test/python/indexing_golden.py

The indexed tensor is arange(numel).reshape(shape), int64. A line is `g shape index... -> shape checksum` for
x[index], `s shape index... = value -> checksum` for x[index] = value (checksum of x afterwards), with the first line
of the message behind a `!` in place of the result where PyTorch raises. Indices: `i3`, `s1:4:2`, `e` (...), `n`
(None), `T`, `F`, `L2,3:0,1,...` a tensor of integers of this shape (`-` for no dimension), `I...` the same as int32,
`B2,3:0110...` a boolean tensor. Values: `n5` a number, `t2,3` the tensor -1 - arange(6).reshape(2, 3).
The checksum is h = 31 h + v over the elements, modulo 2**32, in hexadecimal.
"""

import random
import warnings

import torch

warnings.simplefilter("ignore")
random.seed(11)


def numel(shape):
    n = 1
    for extent in shape:
        n *= extent
    return n


def dims(shape):
    return ",".join(map(str, shape)) or "-"


def checksum(t):
    h = 0
    for v in t.reshape(-1).tolist():
        h = (31 * h + v) % 2**32
    return f"{h:x}"


def random_slice():
    parts = [random.choice([None, None, random.randint(-5, 6)]) for _ in range(2)]
    step = random.choice([None, None, None, 1, 2, 3])
    text = ":".join("" if p is None else str(p) for p in parts) + ("" if step is None else f":{step}")
    return "s" + text, slice(*parts, step)


def random_integers(size, shape):
    wrong = random.random() < 0.03
    low, high = (-size, size - 1) if size > 0 else (0, 0)
    values = [random.randint(low, high) + (size + 1 if wrong else 0) for _ in range(numel(shape))]
    letter, dtype = random.choice([("L", torch.int64)] * 3 + [("I", torch.int32)])
    text = f"{letter}{dims(shape)}:{','.join(map(str, values))}"
    return text, torch.tensor(values, dtype=dtype).reshape(shape)


def random_mask(shape):
    values = [random.random() < 0.5 for _ in range(numel(shape))]
    text = f"B{dims(shape)}:{''.join('1' if v else '0' for v in values)}"
    return text, torch.tensor(values, dtype=torch.bool).reshape(shape)


def random_index(shape):
    """The index expressions for one tensor, mostly valid."""
    texts, index = [], []
    dim = 0
    rank = len(shape)
    ellipsis = False
    common = random.choice([(), (1,), (2,), (3,), (2, 2), (2, 1), (0,)])
    while dim < rank and random.random() < 0.85:
        kind = random.choice("iisssLLLBeTnz")
        if kind == "i":
            size = shape[dim]
            value = random.randint(-size, max(0, size - 1)) + (size if random.random() < 0.05 else 0)
            texts.append(f"i{value}")
            index.append(value)
            dim += 1
        elif kind == "s":
            text, value = random_slice()
            texts.append(text)
            index.append(value)
            dim += 1
        elif kind == "L":
            tensor_shape = common if random.random() < 0.9 else (random.randint(1, 3),)
            text, value = random_integers(shape[dim], tensor_shape)
            texts.append(text)
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
        elif kind == "e" and not ellipsis and not any(isinstance(i, torch.Tensor) and i.dtype == torch.bool for i in index):
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
    if random.random() < 0.03:
        texts.extend(["i0"] * (rank + 1))
        index.extend([0] * (rank + 1))
    if not index:
        texts.append("e")
        index.append(...)
    return texts, tuple(index) if len(index) > 1 or random.random() < 0 else index[0]


def random_value(shape):
    if random.random() < 0.3:
        value = random.randint(-9, 9)
        return f"n{value}", value
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
    if numel(shape) > 200:
        return "n7", 7
    return f"t{dims(shape)}", -1 - torch.arange(numel(shape)).reshape(shape)


lines, seen = [], set()
while len(lines) < 2000:
    shape = [random.choice([1, 2, 3, 3, 4, 5] if random.random() < 0.97 else [0]) for _ in range(random.choice([0, 1, 2, 2, 3, 3, 4]))]
    texts, index = random_index(shape)
    x = torch.arange(numel(shape)).reshape(shape)
    head = f"{dims(shape)} {' '.join(texts)}"
    if head in seen or len(head) > 120:
        continue
    seen.add(head)
    try:
        result = x[index]
    except Exception as e:
        lines.append(f"g {head} -> !{str(e).splitlines()[0]}")
        if random.random() < 0.3:
            try:
                x[index] = 5
                raise AssertionError(head)
            except (IndexError, ValueError, RuntimeError) as e:
                lines.append(f"s {head} = n5 -> !{str(e).splitlines()[0]}")
        continue
    if random.random() < 0.6:
        lines.append(f"g {head} -> {dims(result.shape)} {checksum(result)}")
        continue
    text, value = random_value(result.shape)
    flat = result.reshape(-1).tolist()
    if isinstance(value, torch.Tensor) and len(set(flat)) < len(flat):
        text, value = "n-3", -3  # which of several values wins is not defined
    try:
        x[index] = value
        lines.append(f"s {head} = {text} -> {checksum(x)}")
    except Exception as e:
        lines.append(f"s {head} = {text} -> !{str(e).splitlines()[0]}")

with open("src/test/resources/torch/indexing.txt", "w") as out:
    out.write(f"# PyTorch {torch.__version__.split('+')[0]}, written by indexing_golden.py\n")
    out.write("\n".join(lines) + "\n")
print(len(lines), sum("!" in line for line in lines))
