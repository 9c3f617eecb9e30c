"""Writes src/test/resources/torch/dtypes.txt: what PyTorch 2.14.1 says of its types and how it promotes them.

Run in the repository's root with PyTorch 2.14.1:  python src/test/python/dtypes_golden.py
Nothing is random. A line is a word and its values; where a value is the failure of the call, it is ``!``. In the tables
(``promote_types`` and below) a type is one letter, its place in ``all``, and the letters of a row are not separated.
"""

import warnings

import torch

warnings.simplefilter("ignore")
assert torch.__version__.startswith("2.14.1"), torch.__version__

ALL = (
    "uint8 int8 int16 int32 int64 float16 float32 float64 complex32 complex64 complex128 bool qint8 quint8 qint32 "
    "bfloat16 quint4x2 quint2x4 bits1x8 bits2x4 bits4x2 bits8 bits16 float8_e5m2 float8_e4m3fn float8_e5m2fnuz "
    "float8_e4m3fnuz uint16 uint32 uint64 uint1 uint2 uint3 uint4 uint5 uint6 uint7 int1 int2 int3 int4 int5 int6 int7 "
    "float8_e8m0fnu float4_e2m1fn_x2 bcomplex32"
).split()
COMMON = (
    "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 bfloat16 float32 float64 complex32 complex64 "
    "complex128"
).split()
# What PyTorch promotes at all; the other types have no operators.
NUMBERS = {"int": 2, "float": 1.5, "bool": True, "complex": 1 + 2j}


def of(name):
    return getattr(torch, name)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def short(value):
    return str(value).removeprefix("torch.")


def row(names):
    return "".join(LETTERS[ALL.index(n)] if n in ALL else n[0] for n in names)


def attempt(function):
    try:
        return short(function())
    except (RuntimeError, TypeError, ValueError, NotImplementedError):
        return "!"


def tensor(name, zero_dim):
    # 1 is a value of every type, and no operation on it divides by zero or leaves its range.
    return torch.ones((), dtype=of(name)) if zero_dim else torch.ones(2, dtype=of(name))


OPERATIONS = {
    "add": torch.add,
    "mul": torch.mul,
    "div": torch.div,
    "true_divide": torch.true_divide,
    "floor_divide": torch.floor_divide,
    "pow": torch.pow,
    "where": lambda a, b: torch.where(torch.tensor([True, False]), a, b),
    "lt": torch.lt,
    "eq": torch.eq,
}


def lines():
    yield "all " + " ".join(ALL)
    yield "common " + " ".join(COMMON)
    for name in ALL:
        d = of(name)
        yield "dtype " + " ".join(
            [
                name,
                str(d.itemsize),
                attempt(lambda: d.is_signed),
                str(d.is_floating_point),
                str(d.is_complex),
                attempt(d.to_real),
                attempt(d.to_complex),
            ]
        )
    for name in ALL:
        try:
            i = torch.finfo(of(name))
            values = [i.bits, i.eps, i.max, i.min, i.tiny, i.smallest_normal, i.resolution, i.dtype]
            yield f"finfo {name} " + " ".join(map(str, values))
        except (TypeError, RuntimeError, NotImplementedError):
            yield f"finfo {name} !"
        try:
            i = torch.iinfo(of(name))
            yield f"iinfo {name} {i.bits} {i.max} {i.min} {i.dtype}"
        except (TypeError, RuntimeError, NotImplementedError):
            yield f"iinfo {name} !"
    for a in ALL:
        yield f"promote_types {a} " + row(attempt(lambda: torch.promote_types(of(a), of(b))) for b in ALL)
        yield f"can_cast {a} " + row(attempt(lambda: torch.can_cast(of(a), of(b))) for b in ALL)
    for a in COMMON:
        for zero_dim in (False, True):
            for other in (False, True):
                results = (attempt(lambda: torch.result_type(tensor(a, zero_dim), tensor(b, other))) for b in COMMON)
                yield f"result_type {'0' if zero_dim else '1'}{'0' if other else '1'} {a} " + row(results)
            for kind, number in NUMBERS.items():
                yield (
                    f"result_type_number {'0' if zero_dim else '1'} {a} {kind} "
                    + row(
                        [
                            attempt(lambda: torch.result_type(tensor(a, zero_dim), number)),
                            attempt(lambda: torch.result_type(number, tensor(a, zero_dim))),
                        ]
                    )
                )
    for a, x in NUMBERS.items():
        yield f"result_type_numbers {a} " + row(attempt(lambda: torch.result_type(x, y)) for y in NUMBERS.values())
    for name, operation in OPERATIONS.items():
        for a in COMMON:
            for zero_dim in (False, True):
                for other in (False, True):
                    results = (
                        attempt(lambda: operation(tensor(a, zero_dim), tensor(b, other)).dtype) for b in COMMON
                    )
                    yield f"op {name} {'0' if zero_dim else '1'}{'0' if other else '1'} {a} " + row(results)
                results = (
                    attempt(lambda: operation(tensor(a, zero_dim), number).dtype) for number in NUMBERS.values()
                )
                yield f"op_number {name} {'0' if zero_dim else '1'} {a} " + row(results)
                results = (
                    attempt(lambda: operation(number, tensor(a, zero_dim)).dtype) for number in NUMBERS.values()
                )
                yield f"number_op {name} {'0' if zero_dim else '1'} {a} " + row(results)
    for a in COMMON:
        yield f"cat {a} " + row(
            attempt(lambda: torch.cat([tensor(a, False), tensor(b, False)]).dtype) for b in COMMON
        )
    for default in ("float16", "bfloat16", "float32", "float64"):
        torch.set_default_dtype(of(default))
        made = [
            lambda: torch.tensor(1.5),
            lambda: torch.tensor([1, 2]),
            lambda: torch.tensor(1j),
            lambda: torch.ones(2),
            lambda: torch.arange(3),
            lambda: torch.arange(3.0),
            lambda: torch.full((1,), 2.5),
            lambda: torch.full((1,), 2j),
            lambda: torch.tensor([1, 2]) / 2,
            lambda: torch.tensor([1, 2]) + 1.5,
            lambda: torch.tensor([1, 2]).sqrt(),
            lambda: torch.tensor([True]) * 1j,
            lambda: torch.linspace(0, 1, 3),
            lambda: torch.eye(2),
            lambda: torch.hann_window(3),
        ]
        yield f"default {default} " + " ".join(attempt(lambda: m().dtype) for m in made)
    torch.set_default_dtype(torch.float32)


with open("src/test/resources/torch/dtypes.txt", "w") as out:
    print("# Written by src/test/python/dtypes_golden.py with PyTorch", torch.__version__.split("+")[0], file=out)
    for line in lines():
        print(line, file=out)
