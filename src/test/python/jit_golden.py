"""Writes src/test/resources/torch/jit: TorchScript files of PyTorch 2.14.1, seed 0, and what they give.

Run from the repository's root: python3 src/test/python/jit_golden.py

Beside each module's file, golden.json has its printed form, code, methods with their schemas, the results of calls, and
the text of errors. Lists, numbers, strings, None and flags are JSON's; what JSON lacks is an object with a `kind`.
"""

import enum
import json
import os
import sys
import warnings
import zipfile
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

# A script's debugging names the file it came from: by its path in the repository, not on the machine that wrote it.
NAME = os.path.join("src", "test", "python", "jit_golden.py")
if os.path.isabs(__file__):
    again = f"__file__ = {NAME!r}; exec(compile(open(__file__).read(), __file__, 'exec'))"
    # The order of a module's constants is that of a set.
    os.execve(sys.executable, [sys.executable, "-c", again], dict(os.environ, PYTHONHASHSEED="0"))

warnings.simplefilter("ignore")
HERE = os.path.join("src", "test", "resources", "torch", "jit")


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2, bias=False))

    def forward(self, x):
        return self.net(x)


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.25)
        self.fc = nn.Linear(4 * 4 * 4, 3)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv(x)))
        return self.fc(torch.flatten(self.drop(x), 1))


class Control(nn.Module):
    def forward(self, x: Tensor, n: int = 3, scale: float = 0.5, flip: bool = False):
        total = x
        for i in range(n):
            if i % 2 == 0:
                total = total + x * scale
            else:
                total = total - i
        while bool(total.sum() > 10.0):
            total = total / 2
        return -total if flip else total


class Point(NamedTuple):
    x: Tensor
    count: int
    label: Optional[str]


class Color(enum.Enum):
    RED = 1
    GREEN = 2


@torch.jit.script
class Pair:
    def __init__(self, first: int, second: Tensor):
        self.first = first
        self.second = second

    def total(self) -> Tensor:
        return self.second + self.first


class Typed(nn.Module):
    @torch.jit.export
    def ints(self, v: List[int]) -> int:
        return v[0] + len(v)

    @torch.jit.export
    def floats(self, v: List[float], f: float) -> List[float]:
        return [e * f for e in v]

    @torch.jit.export
    def texts(self, v: List[str], sep: str) -> str:
        return sep.join(v)

    @torch.jit.export
    def flags(self, a: bool, v: List[bool]) -> Tuple[bool, List[bool]]:
        return not a, v

    @torch.jit.export
    def tensors(self, v: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
        return torch.stack(v).sum(0), [e * 2 for e in v]

    @torch.jit.export
    def nested(self, v: List[List[int]]) -> List[List[int]]:
        return v + [[len(v)]]

    @torch.jit.export
    def table(self, v: Dict[str, Tensor], w: Dict[int, float]) -> Dict[str, Tensor]:
        r: Dict[str, Tensor] = {}
        for k in v.keys():
            r[k + "!"] = v[k] * w[len(v)]
        return r

    @torch.jit.export
    def nested_table(self, v: Dict[str, List[int]]) -> Dict[str, Dict[int, str]]:
        r: Dict[str, Dict[int, str]] = {}
        for k in v.keys():
            r[k] = {e: str(e) for e in v[k]}
        return r

    @torch.jit.export
    def maybe(self, v: Optional[Tensor], n: Optional[int] = None) -> Optional[int]:
        if v is None:
            return n
        return v.dim()

    @torch.jit.export
    def tuples(self, v: Tuple[int, Tensor, str]) -> Tuple[Tensor, Tuple[int, str]]:
        return v[1] + v[0], (v[0], v[2])

    @torch.jit.export
    def complexes(self, v: complex) -> complex:
        return v * 2 + 1j

    @torch.jit.export
    def places(self, d: torch.device, t: torch.dtype) -> Tuple[torch.device, Tensor]:
        return d, torch.zeros(2, dtype=t, device=d)

    @torch.jit.export
    def point(self, x: Tensor, n: int) -> Point:
        return Point(x * n, n, "p")

    @torch.jit.export
    def unpoint(self, p: Point) -> Tensor:
        return p.x * p.count

    @torch.jit.export
    def anything(self, v: Any) -> int:
        if isinstance(v, int):
            return v
        if isinstance(v, str):
            return len(v)
        return -1

    @torch.jit.export
    def color(self, green: bool) -> Color:
        return Color.GREEN if green else Color.RED

    @torch.jit.export
    def is_green(self, c: Color) -> bool:
        return c == Color.GREEN

    @torch.jit.export
    def pair(self, n: int, x: Tensor) -> Pair:
        return Pair(n, x)

    @torch.jit.export
    def unpair(self, p: Pair) -> Tensor:
        return p.total()

    @torch.jit.export
    def future(self, x: Tensor) -> torch.jit.Future[Tensor]:
        return torch.jit.fork(double, x)

    @torch.jit.export
    def nothing(self) -> None:
        return None


def double(x: Tensor) -> Tensor:
    return x * 2


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.rand(2))

    @torch.jit.export
    def check(self, x: Tensor) -> Tensor:
        if x.numel() != 2:
            raise ValueError("two elements, please")
        return x * self.w

    def forward(self, x: Tensor) -> Tensor:
        return self.check(x)


class Raising(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x)

    @torch.jit.export
    def asserts(self, n: int) -> int:
        assert n > 0, "n must be positive\nand is not"
        return n

    @torch.jit.export
    def operator(self, x: Tensor, y: Tensor) -> Tensor:
        return torch.matmul(x, y)

    @torch.jit.export
    def unwraps(self, x: Optional[Tensor]) -> Tensor:
        assert x is not None
        return x

    @torch.jit.export
    def indexes(self, v: List[int]) -> int:
        return v[5]


class Attributes(nn.Module):
    def __init__(self):
        super().__init__()
        self.count = 3
        self.name = "jit"
        self.rate = 0.5
        self.sizes = torch.jit.Attribute([1, 2, 3], List[int])
        self.table = torch.jit.Attribute({"a": 1, "b": 2}, Dict[str, int])
        self.pair = (1, "one")
        self.register_buffer("state", torch.zeros(2))
        self.register_buffer("scratch", torch.ones(2), persistent=False)
        self.tied = nn.Linear(2, 2)
        self.again = self.tied

    def forward(self, x: Tensor) -> Tensor:
        self.state = self.state + x
        self.count += 1
        return self.again(self.tied(self.state)) * self.count


def encode(v):
    if isinstance(v, Tensor):
        return {"kind": "tensor", "dtype": str(v.dtype), "shape": list(v.shape), "values": v.detach().double().flatten().tolist()}
    if isinstance(v, tuple) and hasattr(v, "_fields"):
        return {"kind": "named", "name": type(v).__name__, "fields": list(v._fields), "values": [encode(e) for e in v]}
    if isinstance(v, tuple):
        return {"kind": "tuple", "values": [encode(e) for e in v]}
    if isinstance(v, list):
        return [encode(e) for e in v]
    if isinstance(v, dict):
        return {"kind": "dict", "keys": list(v.keys()), "values": [encode(e) for e in v.values()]}
    if isinstance(v, complex):
        return {"kind": "complex", "real": v.real, "imag": v.imag}
    if isinstance(v, torch.device):
        return {"kind": "device", "name": str(v)}
    if isinstance(v, torch.dtype):
        return {"kind": "dtype", "name": str(v)}
    if isinstance(v, enum.Enum):
        return {"kind": "enum", "name": v.name, "value": v.value}
    if hasattr(v, "wait"):
        return encode(v.wait())
    return v


def method(m, name):
    return getattr(m, name)


def saved_code(m):
    """The lines of the program in the file, without their indentation."""
    file = os.path.join(HERE, "again.tmp")
    m.save(file)
    with zipfile.ZipFile(file) as z:
        lines = [line for n in z.namelist() if n.endswith(".py") for line in z.read(n).decode().splitlines()]
    os.remove(file)
    return [line.strip() for line in lines]


class Recorder:
    def __init__(self):
        self.modules = {}

    def module(self, name, m, extra=None):
        file = os.path.join(HERE, name + ".pt")
        m.save(file, _extra_files=extra or {})
        m = torch.jit.load(file)
        methods = [n for n in m._c._method_names()]
        self.modules[name] = {
            "repr": str(m),
            "code": m.code if "forward" in methods else None,
            "saved_code": saved_code(m) if "forward" in methods else None,
            "methods": {n: str(m._c._get_method(n).schema) for n in methods},
            "state": {k: encode(v) for k, v in m.state_dict().items()},
            "parameters": [k for k, _ in m.named_parameters()],
            "buffers": [k for k, _ in m.named_buffers()],
            "graph_nodes": {n: sorted({x.kind() for x in m._c._get_method(n).graph.nodes()}) for n in methods},
            "calls": [],
            "errors": [],
        }
        return m

    def call(self, name, m, method, *args, **kwargs):
        given = [encode(a) for a in args]
        named = {k: encode(v) for k, v in kwargs.items()}
        result = getattr(m, method)(*args, **kwargs)
        self.modules[name]["calls"].append({"method": method, "args": given, "kwargs": named, "result": encode(result)})

    def error(self, name, m, method, *args, **kwargs):
        given = [encode(a) for a in args]
        named = {k: encode(v) for k, v in kwargs.items()}
        try:
            getattr(m, method)(*args, **kwargs)
        except Exception as e:
            self.modules[name]["errors"].append({"method": method, "args": given, "kwargs": named, "message": str(e), "type": type(e).__name__})
        else:
            raise AssertionError(f"{name}.{method} did not raise")


def train(m):
    torch.manual_seed(3)
    x, y = torch.randn(16, 3), torch.randn(16, 2)
    optimizer = torch.optim.Adam(m.parameters(), lr=0.01)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(m(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


UNIT = '''
def scale(x: Tensor, by: int = 2) -> Tensor:
    return x * by

def swap(a: int, b: str) -> Tuple[str, int]:
    return b, a

def fact(n: int) -> int:
    r = 1
    for i in range(n):
        r *= i + 1
    return r
'''


def main():
    torch.manual_seed(0)
    r = Recorder()
    x = torch.randn(4, 3)

    m = r.module("mlp", torch.jit.script(MLP()))
    r.call("mlp", m, "forward", x)
    r.error("mlp", m, "forward")
    r.error("mlp", m, "forward", x, x)
    r.error("mlp", m, "forward", 3)
    r.error("mlp", m, "forward", x, y=x)
    losses = train(m)

    m = r.module("traced", torch.jit.trace(MLP(), x))
    r.call("traced", m, "forward", x)

    image = torch.rand(2, 1, 8, 8)
    conv = torch.jit.script(ConvNet())
    conv.train()
    m = r.module("conv", conv)
    torch.manual_seed(7)
    r.call("conv", m, "forward", image)
    m.eval()
    r.call("conv", m, "forward", image)
    m = r.module("frozen", torch.jit.freeze(conv.eval()))
    r.call("frozen", m, "forward", image)

    m = r.module("control", torch.jit.script(Control()))
    r.call("control", m, "forward", x)
    r.call("control", m, "forward", x, 5)
    r.call("control", m, "forward", x, 2, 0.25)
    r.call("control", m, "forward", x, scale=2, flip=True)
    r.call("control", m, "forward", x.abs() * 10, n=1)
    r.error("control", m, "forward", x, "three")
    r.error("control", m, "forward", x, 1.5)
    r.error("control", m, "forward", x, 1, 1.0, True, 5)
    r.error("control", m, "forward", x, flop=True)

    m = r.module("typed", torch.jit.script(Typed()))
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.5])
    r.call("typed", m, "ints", [4, 5])
    r.call("typed", m, "floats", [1.0, 2.5], 2.0)
    r.call("typed", m, "floats", [], 2.0)
    r.call("typed", m, "texts", ["a", "b", "Zürich ☃ 𝄞"], ", ")
    r.call("typed", m, "flags", True, [True, False])
    r.call("typed", m, "tensors", [a, b])
    r.call("typed", m, "nested", [[1, 2], [], [3]])
    r.call("typed", m, "table", {"a": a, "b": b}, {2: 0.5})
    r.call("typed", m, "nested_table", {"a": [1, 2], "z": []})
    r.call("typed", m, "maybe", None)
    r.call("typed", m, "maybe", None, 4)
    r.call("typed", m, "maybe", torch.zeros(1, 1))
    r.call("typed", m, "tuples", (1, a, "t"))
    r.call("typed", m, "complexes", 1 + 2j)
    r.call("typed", m, "places", torch.device("cpu"), torch.float64)
    r.call("typed", m, "point", a, 3)
    r.call("typed", m, "unpoint", Point(a, 2, None))
    r.call("typed", m, "anything", 12)
    r.call("typed", m, "anything", "four")
    r.call("typed", m, "anything", [1.0])
    r.call("typed", m, "color", True)
    r.call("typed", m, "is_green", m.color(False))
    r.call("typed", m, "future", a)
    r.call("typed", m, "nothing")
    r.error("typed", m, "ints", [1, "two"])
    r.error("typed", m, "ints", 1)
    r.error("typed", m, "texts", ["a"], 3)
    r.error("typed", m, "tuples", (1, a))
    r.error("typed", m, "table", {1: a}, {2: 0.5})
    r.error("typed", m, "maybe", "text")
    r.error("typed", m, "complexes", "text")

    m = r.module("raising", torch.jit.script(Raising()))
    r.call("raising", m, "forward", a)
    r.error("raising", m, "forward", x)
    r.error("raising", m, "asserts", -1)
    r.error("raising", m, "operator", x, x)
    r.error("raising", m, "unwraps", None)
    r.error("raising", m, "indexes", [1])

    m = r.module("attributes", torch.jit.script(Attributes()), {"notes.txt": "kept äöü", "labels/a.bin": b"\x00\x01\xff"})
    r.call("attributes", m, "forward", a)
    r.call("attributes", m, "forward", b)
    r.modules["attributes"]["after"] = {n: encode(getattr(m, n)) for n in ["count", "name", "rate", "sizes", "table", "pair", "state"]}

    unit = torch.jit.CompilationUnit(UNIT)
    functions = {f.name: {"schema": str(f.schema), "code": f.code} for f in (getattr(unit, n) for n in ("scale", "swap", "fact"))}
    unit_errors = {}
    for name, source in {
        "syntax": "def f(x):\n    return x +\n",
        "name": "def f(x):\n    return y\n",
        "type": "def f(x: int) -> str:\n    return x\n",
        "unknown": "def f(x: Foo) -> int:\n    return 1\n",
    }.items():
        try:
            torch.jit.CompilationUnit(source)
        except Exception as e:
            unit_errors[name] = str(e)
    torch.save(MLP().state_dict(), os.path.join(HERE, "state_dict.pt"))
    with open(os.path.join(HERE, "golden.json"), "w") as f:
        json.dump(
            {
                "about": f"PyTorch {torch.__version__}, seed 0, by src/test/python/jit_golden.py",
                "modules": r.modules, "losses": losses, "unit": UNIT, "functions": functions, "unit_errors": unit_errors,
            },
            f, indent=1, ensure_ascii=False,
        )


main()
