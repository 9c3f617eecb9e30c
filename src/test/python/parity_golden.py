"""Records what PyTorch's public functions and methods give for the parity suite.

For every operator overload of src/generator/catalogue/operators.txt that has a public name, cases are made from
parity_cases.py, called through the public Python function or method that the overload stands behind, and written to
src/test/resources/torch/parity/cases.txt.gz, which torch.parity.ParityTest reads. Recorded with PyTorch 2.14.1.

A line is `name TAB overload TAB arguments TAB results`: the public name (Tensor.add, torch.add, torch.linalg.inv), the
catalogue's overload, arguments in the order of the schema (of a method the tensor first) and the results one after the
other, or `!Class: sentence` of an error. Before each case the default generator is seeded with 1.

Run it in the root of the repository: python3 src/test/python/parity_golden.py
"""

import gzip
import os
import re
import sys
import warnings
import zlib

import numpy
import torch

from parity_cases import ALIASES, CASES, DOMAIN, SECOND, UNARY, BINARY, dtypes
from parity_values import CODES, T, Gen, Named, text, value

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

CATALOGUE = "src/generator/catalogue/"
TARGET = "src/test/resources/torch/parity/cases.txt.gz"
PLACES = {
    "tensor": "Tensor",
    "torch": "torch",
    "linalg": "torch.linalg",
    "fft": "torch.fft",
    "special": "torch.special",
}
OPTIONS = ("dtype", "layout", "device", "pin_memory")

# Overloads without cases, with the reason.
NO_CASES = {
    "from_file": "maps a file; tested where data comes in and out",
    "bernoulli.Tensor": "Python has no signature for it",
    "to.dtype_layout": "Python's to() with keywords is to.dtype or to.device",
    "stft": "Python's torch.stft is always stft.center",
    "set_.source_Storage": "takes a Storage, which Java has no handle for",
    "set_.source_Storage_storage_offset": "takes a Storage, which Java has no handle for",
}
# Memory that is not written: only dtype, shape and strides are compared.
UNWRITTEN = {
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "new_empty",
    "new_empty_strided",
    "resize_",
    "resize_as_",
}
# Defined up to the sign or phase of a vector: absolute values are compared.
UP_TO_SIGN = {"linalg_eig", "linalg_eigh", "linalg_qr", "linalg_svd", "qr", "svd", "geqrf"}
# How many cases an overload gets at most, and how many of them are called both ways.
IN_PLACE_LIMIT, LIMIT, BOTH = 10, 20, 8


class Argument:
    def __init__(self, text, keyword):
        head, _, default = text.partition("=")
        self.default = default if _ else None
        self.type, self.name = head.rsplit(" ", 1)
        self.type = re.sub(r"\([^)]*\)", "", self.type)
        self.keyword = keyword
        self.option = keyword and self.name in OPTIONS and self.type.endswith("?")

    def default_value(self):
        d = self.default
        if d is None or d == "None":
            return None
        t = self.type.rstrip("?")
        if t == "MemoryFormat":
            return Named("M", "contiguous_format")
        if t == "ScalarType":
            return Named("D", {"4": "int64"}[d])
        if t == "str":
            return d.strip("\"'")
        if t == "bool":
            return d == "True"
        if t.endswith("]"):
            return [int(x) for x in d.strip("[]").split(",") if x.strip()]
        if t == "float":
            return float(d)
        if t == "Scalar":
            return d == "True" if d in ("True", "False") else float(d) if "." in d else int(d)
        return {"Mean": 1}.get(d) or int(d)

    def accepts(self, v):
        """How well a value fits: 0 not at all, 2 exactly."""
        t = self.type
        if v is None:
            return 2 if t.endswith("?") else 0
        t = t.rstrip("?")
        listed = re.fullmatch(r"(.*)\[\d*\]", t)
        if listed:
            one = listed.group(1).rstrip("?")
            if isinstance(v, list):
                if one == "Tensor":
                    return 2 if all(isinstance(x, T) or x is None for x in v) else 0
                if any(isinstance(x, T) for x in v):
                    return 0
                if one in ("int", "SymInt"):
                    return 2 if all(isinstance(x, int) for x in v) else 0
                if one == "bool":
                    return 2
                return 2
            sized = re.fullmatch(r"(int|SymInt)\[\d+\]", t)
            return 1 if sized and isinstance(v, int) and not isinstance(v, bool) else 0
        if isinstance(v, list):
            return 0
        if isinstance(v, T):
            return 2 if t == "Tensor" else 0
        if isinstance(v, Named):
            return 2 if {"D": "ScalarType", "L": "Layout", "M": "MemoryFormat", "V": "Device"}[v.tag] == t else 0
        if isinstance(v, Gen):
            return 2 if t == "Generator" else 0
        if isinstance(v, str):
            return 2 if t == "str" else 0
        if isinstance(v, bool):
            return 2 if t == "bool" else 1 if t == "Scalar" else 0
        if isinstance(v, int):
            return 2 if t in ("int", "SymInt") else 1 if t == "Scalar" else 0
        if isinstance(v, float):
            return 2 if t == "float" else 1 if t == "Scalar" else 0
        return 1 if t == "Scalar" else 0


class Overload:
    def __init__(self, line):
        m = re.match(r"aten::(\w+)(?:\.(\w+))?\((.*)\) -> (.*)$", line)
        self.name, self.overload, arguments, self.results = m.group(1), m.group(2) or "", m.group(3), m.group(4)
        self.out = bool(re.search(r"\*,.*Tensor\(\w!\)", arguments))
        self.arguments = []
        keyword = False
        for part in split(arguments):
            if part == "*":
                keyword = True
            else:
                self.arguments.append(Argument(part, keyword))
        self.options = sum(a.option for a in self.arguments) == 4
        self.in_place = self.name.endswith("_") and "(a!)" in arguments
        self.places = []

    @property
    def full(self):
        return self.name + ("." + self.overload if self.overload else "")

    def fit(self, args, keywords):
        """How much is left to defaults when called so; None if it cannot be."""
        given = {}
        positional = [a for a in self.arguments if not a.keyword]
        if len(args) > len(positional):
            return None
        given.update(zip([a.name for a in positional], args))
        for k in keywords:
            if k in given:
                return None
            given[k] = keywords[k]
        exact = 0
        for a in self.arguments:
            if a.name in given:
                score = a.accepts(given.pop(a.name))
                if not score:
                    return None
                exact += score == 2
            elif a.default is None:
                return None
        given.pop("requires_grad", None) if self.options else None
        if given:
            return None
        return (len(args) + len(keywords) - len(self.arguments), exact)


def split(arguments):
    parts, depth, part = [], 0, ""
    for c in arguments:
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += c
    return parts + ([part.strip()] if part.strip() else [])


def catalogue():
    names = {f: set(open(f"{CATALOGUE}{f}.txt").read().split()) for f in PLACES}
    overloads = []
    for line in open(CATALOGUE + "operators.txt"):
        if line.startswith("#"):
            continue
        op = Overload(line.strip())
        if op.out:
            continue
        if op.name in names["tensor"] and any(a.name == "self" and a.type == "Tensor" for a in op.arguments):
            op.places.append(("Tensor", op.name))
        if op.name in names["torch"]:
            op.places.append(("torch", op.name))
        for space in ("linalg", "fft", "special"):
            if op.name.startswith(space + "_") and op.name[len(space) + 1 :] in names[space]:
                op.places.append((PLACES[space], op.name[len(space) + 1 :]))
        if op.places:
            overloads.append(op)
    return overloads


def base(name):
    stripped = name.rstrip("_")
    return stripped[8:] if stripped.startswith("special_") else stripped


def templates(op):
    """The argument lists for an operator's name, and whether they were written for this overload."""
    for key in (op.full if op.overload else op.name + ".", op.full):
        if key in CASES and CASES[key] and "." in key:
            return CASES[key], True
    seen = set()
    name = op.name
    while name not in seen:
        seen.add(name)
        for key in (name, name.rstrip("_")):
            if CASES.get(key):
                return CASES[key], False
        name = ALIASES.get(name) or ALIASES.get(name.rstrip("_")) or name
    if name.startswith("special_"):
        inner = name[8:]
        return CASES.get(inner) or CASES.get(ALIASES.get(inner)) or default(op), False
    return default(op), False


def default(op):
    tensors = [a for a in op.arguments if a.type in ("Tensor", "Scalar") and a.default is None]
    return UNARY if len(tensors) < 2 else BINARY


def assign(overloads):
    by_name = {}
    for op in overloads:
        by_name.setdefault(op.name, []).append(op)
    chosen = {op: [] for op in overloads}
    for ops in by_name.values():
        for op in ops:
            listed, own = templates(op)
            for args, keywords in listed:
                fits = {o: o.fit(args, keywords) for o in ops}
                if fits[op] is None:
                    continue
                if own or fits[op] == max(f for f in fits.values() if f is not None):
                    chosen[op].append((args, keywords))
    return chosen


def fill(v, dtype, domain, seed):
    if isinstance(v, T):
        return v.with_(dtype, domain, seed)
    if isinstance(v, list):
        return [fill(x, dtype, domain, seed + 10 * (i + 1)) for i, x in enumerate(v)]
    return v


def untyped(v):
    """Whether an argument takes the dtype of the case."""
    return any(untyped(x) for x in v) if isinstance(v, list) else isinstance(v, T) and v.dtype is None


def cases(op, listed):
    """The argument lists with their dtypes: every list with one, and the first two with all of them."""
    codes = dtypes(op.name)
    stripped = base(op.name)
    domain = DOMAIN.get(stripped) or DOMAIN.get(ALIASES.get(stripped)) or "n"
    second = SECOND.get(stripped) or SECOND.get(ALIASES.get(stripped)) or domain
    if op.name.startswith("pow") and op.overload in ("Scalar",):
        domain = second = "s"
    limit = IN_PLACE_LIMIT if op.in_place else LIMIT
    pairs = [(t, codes[(i % 2 if i % 5 < 4 else 2 + i // 5 % 2) % len(codes)]) for i, t in enumerate(listed)]
    if len(pairs) > limit:
        pairs = pairs[:limit]
    free = [t for t in listed[:3] if any(untyped(a) for a in (*t[0], *t[1].values()))][:2]
    for i, code in enumerate(codes[2:]):
        if len(pairs) >= limit or not free:
            break
        pairs.append((free[i % len(free)], code))
    seen = set()
    made = []
    for number, ((args, keywords), code) in enumerate(pairs):
        key = (id(args), id(keywords), code)
        if key in seen:
            continue
        seen.add(key)
        filled = [fill(a, code, domain if i == 0 else second, 100 * number + i + 1) for i, a in enumerate(args)]
        named = {k: fill(v, code, second, 100 * number + 50 + i) for i, (k, v) in enumerate(keywords.items())}
        made.append((filled, named))
    return made


# What Python's own parsers of arguments say; the operators say other things.
WRONG_CALL = re.compile(
    r"unexpected keyword|invalid combination|required positional|positional argument|multiple values|missing \d"
    r"|must be |takes no keyword|got multiple"
)


def call(op, place, args, keywords):
    """Calls the public function or method; tries the ways in which its arguments may be given by position or name."""
    where, name = place
    positional = [a for a in op.arguments if not a.keyword]
    given = list(zip(positional, args))
    if where == "Tensor":
        receiver = next(v for a, v in given if a.name == "self")
        given = [(a, v) for a, v in given if a.name != "self"]
        function = getattr(torch.Tensor, name)
        if not callable(function):
            return getattr(value(receiver), name), None
        lead = [value(receiver)]
    else:
        function = torch
        for part in (where.split(".")[1:] + [name]):
            function = getattr(function, part)
        lead = []
    if where == "Tensor" and name == "index":
        return lead[0][tuple(slice(None) if i is None else value(i) for i in given[0][1])], None
    special = ADAPTED.get(op.name)
    keyword_values = {k: value(v) for k, v in keywords.items()}
    values = [(a, value(v)) for a, v in given]
    if where != "Tensor" and values and special:
        return special(function, [v for _, v in values], keyword_values), None
    last = None
    for count in range(len(values), -1, -1):
        by_name = {a.name: v for a, v in values[count:]}
        try:
            result = function(*lead, *[v for _, v in values[:count]], **by_name, **keyword_values)
            return result, lead[0] if lead else values[0][1] if values else None
        except TypeError as e:
            if not WRONG_CALL.search(str(e)):
                raise
            last = last or e
    raise WrongCall(str(last))


class WrongCall(Exception):
    pass


COMPUTE_MODES = ["use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist"]
# Python functions whose arguments are not the schema's.
ADAPTED = {
    "einsum": lambda f, a, k: f(a[0], *a[1], **k),
    "meshgrid": lambda f, a, k: f(*a[0], **k),
    "broadcast_tensors": lambda f, a, k: f(*a[0]),
    "block_diag": lambda f, a, k: f(*a[0]),
    "cartesian_prod": lambda f, a, k: f(*a[0]),
    "tensordot": lambda f, a, k: f(a[0], a[1], (a[2], a[3])),
    "cdist": lambda f, a, k: f(*a[:3], **({"compute_mode": COMPUTE_MODES[a[3]]} if len(a) > 3 else {})),
    "atleast_1d": lambda f, a, k: f(*a[0]) if isinstance(a[0], list) else f(a[0]),
    "atleast_2d": lambda f, a, k: f(*a[0]) if isinstance(a[0], list) else f(a[0]),
    "atleast_3d": lambda f, a, k: f(*a[0]) if isinstance(a[0], list) else f(a[0]),
    # Given by position, return_inverse is taken for return_counts.
    "unique_consecutive": lambda f, a, k: f(a[0], **dict(zip(("return_inverse", "return_counts", "dim"), a[1:]))),
    "chain_matmul": lambda f, a, k: f(*a[0]),
    "histogramdd": lambda f, a, k: f(a[0], a[1], **dict(zip(("range", "weight", "density"), a[2:]))),
}


def written(op, place, args, keywords):
    """The arguments in the order of the schema, with defaults where a later one is given."""
    given = dict(zip([a.name for a in op.arguments if not a.keyword], args)) | keywords
    if op.name == "norm":  # Python's own signature
        order = [given["self"], given.get("p", 2), given.get("dim"), given.get("keepdim", False), given.get("dtype")]
        while len(order) > len(given) and order[-1] is None or order[-1] is False and "keepdim" not in given:
            order.pop()
        return " ".join(text(v) for v in order)
    if op.name == "cdist" and "compute_mode" in given:
        return " ".join([*(text(given[k]) for k in ("x1", "x2", "p")), text(COMPUTE_MODES[given["compute_mode"]])])
    last = -1
    for i, a in enumerate(op.arguments):
        if a.name in given:
            last = i
    if op.options and "requires_grad" in given:
        last = max(last, max(i for i, a in enumerate(op.arguments) if a.option))
    if op.name in ("linalg_pinv", "linalg_matrix_rank"):
        last = len(op.arguments) - 1  # fewer arguments, without their keywords, are another overload
    words = []
    options = op.options
    for i, a in enumerate(op.arguments[: last + 1]):
        if op.options and a.option:
            if options:
                named = {k: given[k] for k in OPTIONS + ("requires_grad",) if k in given}
                words.append("O:" + ",".join(f"{k}={getattr(v, 'name', v)}" for k, v in named.items()))
                options = False
            continue
        v = given[a.name] if a.name in given else a.default_value()
        if place[0] == "Tensor" and a.name == "self":
            words.insert(0, text(v))
        else:
            words.append(text(v))
    return " ".join(words)


def number(v, code):
    if code in ("f64", "c128"):
        return f"{v:.10g}"
    return f"{v:.7g}" if code in ("f32", "c64") else f"{v:.5g}"


def tensor_text(x, unwritten, absolute):
    code = CODES.get(x.dtype, str(x.dtype)[6:])
    shape = ",".join(map(str, x.shape))
    flags = ("g" if x.requires_grad else "") + ("a" if absolute else "")
    x = x.detach()
    strides = ""
    if x.layout != torch.strided:
        flags += f"{str(x.layout)[6:]}/{x._nnz()}"
        x = x.to_dense()
    elif not x.is_contiguous() or x.storage_offset():
        strides = ",".join(map(str, x.stride())) + f"+{x.storage_offset()}"
    head = f"{code}:{shape}:{strides}:{flags}:"
    if unwritten:
        return head + "?"
    x = x.resolve_conj().resolve_neg()
    if absolute:
        x = x.abs()
    if x.is_complex():
        x = torch.view_as_real(x)
    if not x.dtype.is_floating_point:
        flat = x.to(torch.int64).contiguous().flatten().numpy()
        crc = zlib.crc32(flat.tobytes())
        return head + (",".join(map(str, flat)) if len(flat) <= 6 else f"#{crc:08x}")
    flat = x.to(torch.float64).contiguous().flatten().numpy()
    flat = numpy.where(numpy.isnan(flat), numpy.nan, flat)
    crc = f"#{zlib.crc32(flat.tobytes()):08x}"
    if len(flat) <= 4:
        return head + ",".join(number(v, code) for v in flat) + crc
    finite = flat[numpy.isfinite(flat)]
    weights = (numpy.arange(len(flat)) * 7 % 13 + 1)[numpy.isfinite(flat)]
    counts = ",".join(str(int(c.sum())) for c in (numpy.isnan(flat), flat == numpy.inf, flat == -numpy.inf))
    sums = [float(finite.sum()), float((finite * weights).sum())]
    leading = ",".join(number(v, code) for v in flat[:2])
    special = "" if counts == "0,0,0" else "~" + counts
    return head + leading + "~" + ",".join(number(v, code) for v in sums) + special + crc


def leaves(result, unwritten, absolute):
    if isinstance(result, torch.Tensor):
        return [tensor_text(result, unwritten, absolute)]
    if isinstance(result, (tuple, list)):
        return [leaf for r in result for leaf in leaves(r, unwritten, absolute)]
    if isinstance(result, torch.dtype):
        return [f"D:{str(result)[6:]}"]
    return [text(result)]


def check_overload(op, args, keywords, expected):
    """The overload itself must give what the public function gave: the case then means this overload."""
    function = getattr(getattr(torch.ops.aten, op.name), op.overload or "default", None)
    if function is None or op.name in ADAPTED:
        return True
    named = {k: value(v) for k, v in keywords.items() if k != "requires_grad"}
    try:
        torch.manual_seed(1)
        result = function(*[value(a) for a in args], **named)
    except Exception:
        return expected.startswith("!")
    if expected.startswith("!"):
        return False
    if "requires_grad" in keywords:
        return True
    got = " ".join(leaves(result, op.name in UNWRITTEN, op.name in UP_TO_SIGN))
    return got == expected


def record(op, place, args, keywords):
    for a in [*args, *keywords.values()]:
        value(a)  # an input that cannot be made is an error here
    torch.manual_seed(1)
    try:
        result, _ = call(op, place, args, keywords)
        if op.name == "retain_grad":
            result = None
        return " ".join(leaves(result, op.name in UNWRITTEN, op.name in UP_TO_SIGN)) or "()"
    except WrongCall:
        raise
    except Exception as e:
        line = str(e).split("\n")[0][:90].replace("\t", " ")
        return f"!{type(e).__name__.lstrip('_')}: {line}"


def main():
    report = "-v" in sys.argv
    overloads = catalogue()
    chosen = assign(overloads)
    lines, covered, total = [], 0, 0
    for op in overloads:
        listed = chosen[op]
        if op.full in NO_CASES:
            continue
        if not listed:
            print("no cases:", op.full)
            continue
        good = 0
        made = cases(op, listed)
        # In turns as methods and as functions, the first ones as both.
        calls = [
            (place, *case)
            for number, case in enumerate(made)
            for i, place in enumerate(op.places)
            if number < BOTH or number % len(op.places) == i
        ]
        for place, args, keywords in calls:
            try:
                words = written(op, place, args, keywords)
                expected = record(op, place, args, keywords)
            except WrongCall as e:
                print("wrong call:", op.full, place, [text(a) for a in args], keywords, str(e).split("\n")[0][:150])
                continue
            if not check_overload(op, args, keywords, expected) and report:
                print("another overload:", op.full, words, expected[:120])
            good += not expected.startswith("!")
            total += 1
            lines.append("\t".join((".".join(place), op.full, words, expected)))
        covered += good > 0
        if not good:
            print("only errors:", op.full, expected)
    version = torch.__version__.split("+")[0]
    header = [
        f"# PyTorch {version}, {torch.backends.cpu.get_cpu_capability()}, seed 1; by src/test/python/parity_golden.py",
    ] + [f"# without cases: {k}: {v}" for k, v in NO_CASES.items()]
    data = ("\n".join(header + lines) + "\n").encode()
    with open(TARGET, "wb") as f:
        f.write(gzip.compress(data, 9, mtime=0))
    print(f"{len(overloads)} public overloads, {covered} with a case that succeeds, {total} cases")
    print(f"{os.path.getsize(TARGET)} bytes of {len(data)}")


if __name__ == "__main__":
    main()
