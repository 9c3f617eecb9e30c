"""Records which gradients of PyTorch's operators its own gradcheck accepts.

For every public operator overload a few cases of parity_cases.py are called with float64 and complex128 inputs that
require gradients. Where an output requires one, torch.autograd.gradcheck and gradgradcheck say whether they hold; what
they say is written to src/test/resources/torch/parity/gradients.txt.gz, which torch.parity.GradcheckAllTest reads.
Recorded with PyTorch 2.14.1.

A line is `name TAB overload TAB arguments TAB flags TAB verdict`. Inputs whose layout ends in `!` require gradients.
Of the domains, `spd` is made symmetric and `tl` and `tu` triangular inside the function; the flag `A` takes absolute
values of the results. The verdict is `2` where both checks hold, `1: why not twice` where only gradcheck does, and
`0: why` where PyTorch's own gradcheck fails.

Run it in the root of the repository: python3 src/test/python/parity_gradients.py [--only OVERLOAD,…]
"""

import gzip
import multiprocessing
import sys
import warnings

import torch
from torch.autograd import gradcheck, gradgradcheck

import parity_golden as golden
from parity_cases import ALIASES, DOMAIN, SECOND, C
from parity_values import T, text, value

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
TARGET = "src/test/resources/torch/parity/gradients.txt.gz"

# Not functions of their inputs' values, cut off from the graph, or (chalf) of less than double precision.
SKIPPED = golden.UNWRITTEN | {"requires_grad_", "retain_grad", "set_", "detach_", "data", "detach", "chalf"}
# Smaller cases than the suite's, and cases where the suite's are no functions of free inputs.
SMALLER = {
    "baddbmm_": [C(T(2, 2, 1), T(2, 2, 2), T(2, 2, 1), beta=2, alpha=3)],
    "conv3d": [C(T(1, 1, 2, 3, 2), T(2, 1, 2, 2, 2), T(2), 1, [0, 1, 0]), C(T(1, 2, 2, 2, 2), T(1, 2, 1, 2, 2))],
    "istft": [C(T(3, 4), 4, None, None, T(4, d="v1,2,2,1", t="f64"), True, False, None, 6)],
    "linalg_pinv.rcond_tensor": [
        C(T(3, 3, d="dd"), T(d="v0.1", t="f64")),
        C(T(3, 3, d="spd"), T(d="v0.1", t="f64"), True),
    ],
    "nan_to_num": [C(T(2, 3)), C(T(4, l="s"), 1.5, 2.0, -2.0)],
    "nan_to_num_": [C(T(2, 3))],
    "stft.center": [
        C(T(8), 4, 2, 4, T(4, d="v1,2,2,1", t="f64"), True, "reflect", False, True, True),
        C(T(8), 4, None, None, None, False, "reflect", True, False, True),
    ],
    "view_as_real": [C(T(2, 2)), C(T(3, l="s"))],
}
MOST, MOST_TWICE, MOST_OF_RNN = 48, 18, 130  # elements of all inputs


def tensors(v):
    if isinstance(v, T):
        return [v]
    return [t for x in v for t in tensors(x)] if isinstance(v, list) else []


def given(v, dtype, domain, seed):
    """An argument with its dtype; what has none in the table requires a gradient."""
    if isinstance(v, T):
        if v.dtype is not None or v.domain and v.domain[0] in "vamix":
            return v.with_(dtype, domain, seed)
        if v.domain in ("n", "d"):
            v = T(*v.shape, l=v.layout)
        plain = v.layout is None or v.layout in ("c", "t", "s", "o")
        if plain:
            v = T(*v.shape, d=v.domain, l=(v.layout or "c") + "!")
        return v.with_(dtype, domain, seed)
    if isinstance(v, list):
        return [given(x, dtype, domain, seed + 10 * (i + 1)) for i, x in enumerate(v)]
    return v


def size(v):
    n = 1
    for s in v.shape:
        n *= s
    return n


def substitute(v, inputs):
    """The arguments as tensors, with those that require gradients taken from a list."""
    if isinstance(v, T):
        return inputs.pop(0) if v.layout.endswith("!") else v.value()
    if isinstance(v, list):
        return [substitute(x, inputs) for x in v]
    return value(v)


class Made:
    """A value that is there already, in place of an argument's text form."""

    def __init__(self, made):
        self.made = made

    def value(self):
        return self.made


def outputs(result):
    if isinstance(result, torch.Tensor):
        if result.layout != torch.strided:
            result = result.to_dense()
        return [result] if result.is_floating_point() or result.is_complex() else []
    if isinstance(result, (tuple, list)):
        return [t for r in result for t in outputs(r)]
    return []


def function(op, place, args, keywords, flags, domains, chosen):
    def run(*inputs):
        left = list(inputs)
        for i, kind in enumerate(domains):
            if kind == "spd":
                left[i] = (left[i] + left[i].mH) / 2
            elif kind in ("tl", "tu"):
                left[i] = left[i].tril() if kind == "tl" else left[i].triu()
        torch.manual_seed(1)
        arguments = [substitute(a, left) for a in args]
        if op.in_place:
            arguments[0] = arguments[0].clone()
        named = {k: substitute(v, left) for k, v in keywords.items()}
        result, _ = golden.call(op, place, [wrapped(a) for a in arguments], {k: wrapped(v) for k, v in named.items()})
        found = outputs(result)
        if not chosen:
            chosen.extend(i for i, t in enumerate(found) if t.requires_grad)
            if not chosen:
                raise NotDifferentiable
        found = [found[i] for i in chosen]
        return tuple(t.abs() if "A" in flags else t for t in found)

    return run


class NotDifferentiable(Exception):
    pass


def wrapped(v):
    if isinstance(v, torch.Tensor):
        return Made(v)
    return [wrapped(x) for x in v] if isinstance(v, list) else v


_value = golden.value


def value_of(a):
    if isinstance(a, Made):
        return a.made
    if isinstance(a, list):
        return [value_of(x) for x in a]
    return _value(a)


golden.value = value_of


def reason(e):
    line = str(e).strip().split("\n")[0]
    return f"{type(e).__name__.lstrip('_')}: {line}"[:110].replace("\t", " ")


def free(args, keywords):
    """The inputs that require gradients."""
    return [t for a in [*args, *keywords.values()] for t in tensors(a) if t.layout.endswith("!")]


def verdict(op, place, args, keywords, flags):
    inputs = free(args, keywords)
    run = function(op, place, args, keywords, flags, [t.domain for t in inputs], [])
    values = [t.value() for t in inputs]
    try:
        run(*values)
    except NotDifferentiable:
        return None
    except Exception:
        return None  # what fails is the golden file's
    try:
        gradcheck(run, values)
    except Exception as e:
        return "0: " + reason(e)
    if sum(map(size, inputs)) > MOST_TWICE:
        return "1: left out, for its size"
    try:
        gradgradcheck(run, values)
    except Exception as e:
        return "1: " + reason(e)
    return "2"


def ask(op, place, args, keywords, flags):
    """The verdict with gradients of all inputs, or, where one has no derivative, of the first one that has."""
    said = verdict(op, place, args, keywords, flags)
    inputs = free(args, keywords)
    if said and said.startswith("0") and "derivative" in said and len(inputs) > 1:
        for kept in inputs:
            others = [t for t in inputs if t is not kept]
            for t in others:
                t.layout = t.layout[:-1]
            again = verdict(op, place, args, keywords, flags)
            if again and not again.startswith("0"):
                return again
            for t in others:
                t.layout += "!"
    return said


def pick(op, listed):
    """Up to three cases with float64 and one with complex128."""
    stripped = golden.base(op.name)
    domain = DOMAIN.get(stripped) or DOMAIN.get(ALIASES.get(stripped)) or "e0"
    second = SECOND.get(stripped) or SECOND.get(ALIASES.get(stripped)) or domain
    if second == "n":
        second = "e0"
    if op.name.startswith("pow") and op.overload == "Scalar":
        domain = second = "s"
    if op.name.startswith("bernoulli"):
        domain = second = "u"
    for number, (args, keywords) in enumerate(listed):
        for code in ("f64", "c128"):
            later = [f"e{min(i, 3)}" if second == "e0" else second for i in range(20)]
            later[0], seed = domain, 1000 + 100 * number
            filled = [given(a, code, later[i], seed + i + 1) for i, a in enumerate(args)]
            named = {k: given(v, code, later[3], seed + 50 + i) for i, (k, v) in enumerate(keywords.items())}
            inputs = free(filled, named)
            if not inputs or any(size(t) == 0 for t in inputs) or sum(map(size, inputs)) > (
                MOST_OF_RNN if stripped.startswith(("lstm", "gru", "rnn")) else MOST
            ):
                continue
            yield code, filled, named


def cases_of(given_op):
    """The lines of one overload."""
    op, listed = given_op
    if op.full in golden.NO_CASES or op.name in SKIPPED or not listed:
        return []
    flags = "A" if op.name in golden.UP_TO_SIGN else ""
    most = {"f64": 1, "c128": 1} if op.in_place else {"f64": 2, "c128": 1}
    lines = []
    for number, (code, args, keywords) in enumerate(pick(op, listed)):
        if not most[code]:
            continue
        place = op.places[number % len(op.places)]
        said = ask(op, place, args, keywords, flags)
        if said is None:
            continue
        most[code] -= 1
        lines.append("\t".join((".".join(place), op.full, golden.written(op, place, args, keywords), flags, said)))
    return lines


def main():
    overloads = golden.catalogue()
    chosen = golden.assign(overloads)
    only = sys.argv[sys.argv.index("--only") + 1].split(",") if "--only" in sys.argv else None
    kept = {}
    if only:
        for line in gzip.open(TARGET, "rt").read().splitlines():
            if line.startswith("#"):
                continue
            kept.setdefault(line.split("\t")[1], []).append(line)
    asked = [op for op in overloads if not only or op.full in only]
    with multiprocessing.Pool(4) as pool:
        parts = pool.map(cases_of, [(op, SMALLER.get(op.full) or chosen[op]) for op in asked], chunksize=4)
    for op, part in zip(asked, parts):
        kept[op.full] = part
    lines = [line for op in overloads for line in kept.get(op.full, [])]
    counts = {"0": 0, "1": 0, "2": 0}
    names, plain = set(), set()
    for line in lines:
        _, full, _, _, said = line.split("\t")
        counts[said[0]] += 1
        names.add(full)
        if said[0] != "0":
            plain.add(full)
        if said[0] != "2" and "-v" in sys.argv:
            print(line)
    header = f"# PyTorch {torch.__version__.split('+')[0]}; by src/test/python/parity_gradients.py"
    without = ", ".join(op.full for op in overloads if op.full not in names)
    none = "# without a result that a gradient goes through: " + without
    data = ("\n".join([header, none, *lines]) + "\n").encode()
    with open(TARGET, "wb") as f:
        f.write(gzip.compress(data, 9, mtime=0))
    print(f"{len(names)} differentiable overloads, {len(plain)} with a case that gradcheck accepts")
    print(f"{len(lines)} cases, by verdict {counts}")


if __name__ == "__main__":
    main()
