"""Writes src/test/resources/torch/signatures.txt: the forms in which Python takes PyTorch 2.14.1's functions.

Run in the repository's root with the Python that has PyTorch 2.14.1:  python src/test/python/signatures.py

The source is PyTorch's own stub files, torch/_C/_VariableFunctions.pyi and torch/_C/__init__.pyi. A line is a public name
and its parameters: T a tensor, L a list of tensors, I an int, S a list of ints, F a float, A a list of floats, N a number, E a list of numbers,
B a bool, C a string, D a dtype, G a generator, M a memory format, Y a layout, V a device, O the keywords of factories
(dtype, layout, device, pin_memory, requires_grad), X anything. A ? marks those that have a default. Where Python takes one
of two types there are two lines. ``out``, and the forms that PyTorch calls deprecated, are left out.
"""

import ast
import itertools
import os

import torch

assert torch.__version__.startswith("2.14.1"), torch.__version__

FACTORY = ["dtype", "layout", "device", "pin_memory", "requires_grad"]
KINDS = {
    "Tensor": "T",
    "_int": "I",
    "int": "I",
    "SymInt": "I",
    "_float": "F",
    "float": "F",
    "_bool": "B",
    "bool": "B",
    "str": "C",
    "_dtype": "D",
    "_size": "S",
    "_symsize": "S",
    "Size": "S",
    "Sequence[_int | SymInt]": "S",
    "Sequence[_float]": "A",
    "tuple[_int, ...]": "S",
    "Number": "N",
    "Generator": "G",
    "memory_format": "M",
    "torch.memory_format": "M",
    "_layout": "Y",
    "_device": "V",
    "DeviceLikeType": "V",
    "Any": "X",
    "Literal[True]": "B",
    "Literal[False]": "B",
    "tuple[Tensor, ...]": "L",
    "list[Tensor]": "L",
    "tuple[Tensor | None, ...]": "L",
    "list[Tensor | None]": "L",
    "Sequence[Tensor]": "L",
    "Sequence[Number | _complex | PySymType]": "E",
}
IGNORED = {"None", "_complex", "PySymType", "SymFloat", "torch.SymInt", "torch.SymFloat", "list", "IntLikeType"}


def parts(annotation):
    if isinstance(annotation, ast.BinOp):
        return parts(annotation.left) + parts(annotation.right)
    return [ast.unparse(annotation)]


def kinds(annotation):
    if annotation is None:
        return None
    found = []
    for part in parts(annotation):
        if part in IGNORED:
            continue
        kind = KINDS.get(part)
        if kind is None:
            return None
        if kind not in found:
            found.append(kind)
    # An int is a SymInt too, and a float or an int a Number.
    if "N" in found:
        found = [k for k in found if k not in "IF"]
    if "S" in found and "I" in found:
        found = ["S"]
    # Device.of(name) is a device.
    if "V" in found:
        found = ["V"]
    return found


def parameters(function, method):
    a = function.args
    positional = a.posonlyargs + a.args
    defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
    listed = list(zip(positional, defaults))
    if method:
        listed = listed[1:]
    if a.vararg is not None:
        listed.append((a.vararg, "many"))
    listed += zip(a.kwonlyargs, a.kw_defaults)
    listed = [(p, d) for p, d in listed if p.arg not in ("out", "check_invariants", "is_coalesced", "implicit")]
    names = [p.arg for p, _ in listed]
    if "requires_grad" in names or "pin_memory" in names:
        first = min(names.index(n) for n in names if n in FACTORY)
        kept = [("O?", None) if i == first else (p, d) for i, (p, d) in enumerate(listed)]
        listed = [entry for i, entry in enumerate(kept) if i == first or names[i] not in FACTORY]
    return listed


def deprecated(function):
    names = [p.arg for p in function.args.args]
    return names[:1] == ["beta"] or names[:1] == ["self"] and names[1:2] in (["alpha"], ["value"])


def forms(function, method):
    choices = []
    for parameter, default in parameters(function, method):
        if parameter == "O?":
            choices.append(["O?"])
            continue
        found = kinds(parameter.annotation)
        if found is None or not found:
            return None
        if default == "many":
            choices.append(["S"])
        else:
            choices.append([k + ("?" if default is not None else "") for k in found])
    return [" ".join(c) for c in itertools.product(*choices)]


def functions(path, class_name=None):
    body = ast.parse(open(path).read()).body
    if class_name:
        body = next(c for c in body if isinstance(c, ast.ClassDef) and c.name == class_name).body
    return [f for f in body if isinstance(f, ast.FunctionDef)]


folder = os.path.join(os.path.dirname(torch.__file__), "_C")
catalogue = "src/generator/catalogue/"
lines = {}
unread = []
for namespace, path, class_name, names in (
    ("Tensor", "__init__.pyi", "TensorBase", "tensor.txt"),
    ("torch", "_VariableFunctions.pyi", None, "torch.txt"),
):
    public = set(open(catalogue + names).read().split())
    for function in functions(os.path.join(folder, path), class_name):
        if function.name not in public or deprecated(function):
            continue
        found = forms(function, class_name is not None)
        if found is None:
            unread.append(f"{namespace}.{function.name}({ast.unparse(function.args)})")
            continue
        for form in found:
            lines[f"{namespace}.{function.name} {form}".strip()] = None

with open("src/test/resources/torch/signatures.txt", "w") as out:
    print("# Written by src/test/python/signatures.py from PyTorch", torch.__version__.split("+")[0], file=out)
    for line in lines:
        print(line, file=out)
print(len(lines), "forms; not read:", *unread, sep="\n")
