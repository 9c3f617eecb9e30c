"""Golden values and sentences of torch.autograd, torch.autograd.functional, forward mode and torch.vmap.

Written by PyTorch 2.14.1 on the CPU (seed 0), read by the tests in torch.autograd. Run from the repository's root:

    python3 src/test/python/autograd_golden.py > src/test/resources/torch/autograd/golden.txt

A line is "tensor NAME DTYPE SIZES VALUES", the values the shortest decimals that read back as the same bits, or
"text NAME TEXT" with Java's escapes.
"""

import json
import warnings

import torch
from torch.autograd import forward_ad as fwad
from torch.autograd import functional as AF

warnings.simplefilter("ignore")
torch.manual_seed(0)
torch.set_num_threads(1)


def record(name, value):
    if isinstance(value, (tuple, list)):
        for i, v in enumerate(value):
            record(f"{name}.{i}", v)
    elif isinstance(value, str):
        print("text", name, json.dumps(value)[1:-1])
    else:
        t = value.detach()
        sizes = ",".join(map(str, t.shape)) or "-"
        flat = (torch.view_as_real(t) if t.is_complex() else t).numpy().ravel()
        print("tensor", name, str(t.dtype).removeprefix("torch."), sizes, " ".join(str(v) for v in flat))


def error(name, body):
    try:
        body()
    except Exception as e:  # whatever it is, its words are compared
        record(name, str(e))
    else:
        raise AssertionError(f"{name}: nothing was raised")


def warning(name, body):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        body()
    record(name, str(seen[0].message))


def xy(dtype=torch.float64):
    x = (torch.arange(6) / 4 - 0.5).reshape(2, 3).to(dtype)
    y = (torch.arange(3) / 2 + 0.25).to(dtype)
    return x, y


x, y = xy()
x32, y32 = xy(torch.float32)
s = torch.tensor(0.75, dtype=torch.float64)


def many(x, y):
    return x * y.exp(), (x.sin() + y).sum()


def scalar(x, y):
    return (2 * x.pow(2) * y + y.exp()).sum()


# ---- functional
for mode, options in (
    ("row", {}),
    ("batched", {"vectorize": True}),
    ("forward", {"vectorize": True, "strategy": "forward-mode"}),
):
    record(f"jacobian.{mode}.one", AF.jacobian(lambda x: x.exp().sum(1), x, **options))
    record(f"jacobian.{mode}.scalar", AF.jacobian(lambda s: s.sin(), s, **options))
    record(f"jacobian.{mode}.float", AF.jacobian(lambda x: x.exp().sum(1), x32, **options))
    record(f"jacobian.{mode}.two", AF.jacobian(lambda x, y: 2 * x.exp() * y, (x, y), **options))
    record(f"jacobian.{mode}.many", AF.jacobian(many, (x, y), **options))
    record(f"jacobian.{mode}.unused", AF.jacobian(lambda x, y: (x * 2, x.sum()), (x, y), **options))
    outer = {k if k == "vectorize" else "outer_jacobian_strategy": v for k, v in options.items()}
    record(f"hessian.{mode}.one", AF.hessian(lambda x: x.pow(3).sum(), x, **outer))
    record(f"hessian.{mode}.many", AF.hessian(scalar, (x, y), **outer))
    record(f"hessian.{mode}.linear", AF.hessian(lambda x, y: x.sum() + y.pow(2).sum(), (x, y), **outer))
for name, function in (("vjp", AF.vjp), ("jvp", AF.jvp)):
    vo, vi = (torch.ones(2).double(), x + 1)
    record(f"{name}.one", function(lambda x: x.exp().sum(1), x, vo if name == "vjp" else vi))
    record(f"{name}.scalar", function(lambda s: s.sin(), s))
    record(f"{name}.many", function(many, (x, y), (x + 1, s) if name == "vjp" else (x + 1, y - 1)))
    record(f"{name}.unused", function(lambda x, y: (x * 2,), (x, y), (x + 1,) if name == "vjp" else (x, y)))
for name, function in (("vhp", AF.vhp), ("hvp", AF.hvp)):
    record(f"{name}.one", function(lambda x: x.pow(3).sum(), x, x + 1))
    record(f"{name}.scalar", function(lambda s: s.sin(), s))
    record(f"{name}.many", function(scalar, (x, y), (x + 1, y - 1)))
gx = x.clone().requires_grad_()
AF.jacobian(lambda x: x.exp().sum(1), gx, create_graph=True).pow(2).sum().backward()
record("jacobian.graph", gx.grad)
gx = x.clone().requires_grad_()
AF.hvp(lambda x: x.pow(4).sum(), gx, x + 1, create_graph=True)[1].sum().backward()
record("hvp.graph", gx.grad)

strict = {"strict": True}
error("strict.jacobian.output", lambda: AF.jacobian(lambda x: torch.ones(2), x, **strict))
error("strict.jacobian.independent", lambda: AF.jacobian(lambda x, y: (x * 2, y * 2), (x, y), **strict))
error("strict.jacobian.graph", lambda: AF.jacobian(lambda x: x * 2, x, create_graph=True, **strict))
error("strict.jacobian.vectorize", lambda: AF.jacobian(lambda x: x * 2, x, vectorize=True, **strict))
error("strict.jacobian.forward", lambda: AF.jacobian(lambda x: x, x, strategy="forward-mode", **strict))
error("jacobian.forward.graph", lambda: AF.jacobian(lambda x: x, x, create_graph=True, strategy="forward-mode"))
error("jacobian.forward.rows", lambda: AF.jacobian(lambda x: x, x, strategy="forward-mode"))
error("jacobian.strategy", lambda: AF.jacobian(lambda x: x, x, strategy="no"))
error("hessian.strategy", lambda: AF.hessian(lambda x: x, x, outer_jacobian_strategy="no"))
error("hessian.elements", lambda: AF.hessian(lambda x: x, x))
error("strict.hessian.linear", lambda: AF.hessian(lambda x: x.sum(), x, **strict))
error("strict.hessian.independent", lambda: AF.hessian(lambda x, y: x.pow(2).sum() + y.pow(3).sum(), (x, y), **strict))
error("vjp.none", lambda: AF.vjp(lambda x: x * 2, x))
error("vjp.size", lambda: AF.vjp(lambda x: x * 2, x, y))
error("vjp.entry", lambda: AF.vjp(many, (x, y), (x, y)))
error("vjp.length", lambda: AF.vjp(many, (x, y), (x,)))
error("strict.vjp", lambda: AF.vjp(lambda x, y: (x * 2,), (x, y), (x,), **strict))
error("jvp.none", lambda: AF.jvp(lambda x: x * 2, x))
error("jvp.size", lambda: AF.jvp(lambda x: x * 2, x, y))
error("strict.jvp", lambda: AF.jvp(lambda x, y: (x * 2,), (x, y), (x, y), **strict))
error("vhp.none", lambda: AF.vhp(lambda x: x.sum(), x))
error("vhp.elements", lambda: AF.vhp(lambda x: x * 2, x, x))
error("strict.vhp", lambda: AF.vhp(lambda x: x.sum(), x, x, **strict))
error("hvp.elements", lambda: AF.hvp(lambda x: x * 2, x, x))
error("strict.hvp", lambda: AF.hvp(lambda x: x.sum(), x, x, **strict))

# ---- backward and grad
lx = torch.ones(2, requires_grad=True)
lz = torch.ones(2, requires_grad=True)
cz = torch.ones(1, dtype=torch.complex64, requires_grad=True)
error("backward.vector", lambda: (lx * 2).backward())
error("backward.complex", lambda: (cz * 2).backward())
error("backward.nograph", lambda: torch.ones(1).backward())
error("backward.inputs", lambda: (lx * 2).sum().backward(inputs=[]))
error("backward.shape", lambda: (lx * 2).backward(torch.ones(3)))
error("backward.dtype", lambda: (lx * 2).backward(torch.ones(2, dtype=torch.complex64)))
error("grad.inputs", lambda: torch.autograd.grad(lx.sum(), []))
error("grad.unused", lambda: torch.autograd.grad(lx.sum(), [lz]))
error("grad.nograph", lambda: torch.autograd.grad(lx.sum(), [torch.ones(2)]))
error("grad.materialize", lambda: torch.autograd.grad(lx.sum(), [lz], allow_unused=False, materialize_grads=True))
error(
    "grad.batched.shape",
    lambda: torch.autograd.grad(lx * 2, [lx], torch.ones(4, 3), is_grads_batched=True),
)
error("grad.batched.none", lambda: torch.autograd.grad(lx.sum(), [lx], is_grads_batched=True))
bx = x.clone().requires_grad_()
record(
    "grad.batched",
    torch.autograd.grad([bx.exp(), bx.sin().sum(1)], [bx], [torch.stack([x, x + 1]), y[:2].repeat(2, 1)], is_grads_batched=True),
)

# ---- anomalies
for name, body in (
    ("sqrt", lambda a: ((a * 0).sqrt() * 0).sum()),
    ("pow", lambda a: ((a * 0) ** 0.5 * 0).sum()),
):
    with torch.autograd.detect_anomaly():
        error(f"anomaly.{name}", lambda: body(torch.ones(2, requires_grad=True)).backward())

# ---- gradcheck
def wrong(x, factor=1.5):
    m = x * 1
    if m.requires_grad:
        m.register_hook(lambda g: g * factor)
    return m * 2


check = torch.autograd.gradcheck
lx = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
ly = torch.tensor([0.5, 0.25], dtype=torch.float64, requires_grad=True)
lz = torch.tensor([1 + 2j, 3 - 1j], dtype=torch.complex128, requires_grad=True)
error("gradcheck.mismatch", lambda: check(wrong, lx))
error("gradcheck.fast", lambda: check(wrong, lx, fast_mode=True))
error("gradcheck.fast_complex", lambda: check(wrong, lz, fast_mode=True))
error("gradcheck.second", lambda: check(lambda a, b: (a * 2, wrong(b)), (lx, ly)))
error("gradcheck.complex", lambda: check(wrong, lz))
error("gradcheck.none", lambda: check(lambda a: a, torch.ones(2)))
warning("gradcheck.single", lambda: check(lambda a: a * 2, torch.ones(2, requires_grad=True), atol=1))
warning("anomaly.warning", torch.autograd.detect_anomaly)
warning("grad.only_inputs", lambda: torch.autograd.grad(lx.sum(), [lx], only_inputs=False))
error("gradcheck.stride", lambda: check(lambda a: a, torch.ones(1).double().requires_grad_().expand(3)))
error("gradcheck.zero", lambda: check(lambda a: a.detach() * 2, lx))
error("gradcheck.modes", lambda: check(lambda a: a, lx, check_backward_ad=False))
error("gradcheck.batched", lambda: check(lambda a: a, lx, check_backward_ad=False, check_forward_ad=True, check_batched_grad=True))
error("gradcheck.shape", lambda: check(lambda a: a[a > 1], lx))
error("gradcheck.forward", lambda: check(lambda a: a * fwad.unpack_dual(a)[0].detach(), lx, check_forward_ad=True, check_backward_ad=False))
error("gradgradcheck.modes", lambda: torch.autograd.gradgradcheck(lambda a: a, lx, check_rev_over_rev=False))

# ---- forward mode
with fwad.dual_level():
    dual = fwad.make_dual(x, x + 1)
    for name, function in (
        ("exp", lambda a: (a * 2).exp()),
        ("softmax", lambda a: a.softmax(1)),
        ("matmul", lambda a: a @ a.T),
        ("view", lambda a: a.T[1]),
    ):
        record(f"forward.{name}", tuple(fwad.unpack_dual(function(dual))))
    error("forward.shape", lambda: fwad.make_dual(x, y))
    error("forward.integer", lambda: fwad.make_dual(torch.ones(2).long(), torch.ones(2)))
    error("forward.integer_tangent", lambda: fwad.make_dual(torch.ones(2), torch.ones(2).long()))
error("forward.no_level", lambda: fwad.make_dual(x, x))
error("forward.exit", lambda: fwad.exit_dual_level(level=3))


def nested():
    with fwad.dual_level():
        with fwad.dual_level():
            pass


error("forward.nested", nested)

# ---- vmap
vmap = torch.vmap
a = torch.arange(24).reshape(2, 3, 4).double() / 8
b = torch.arange(12).reshape(4, 3).double() - 3
record("vmap.dot", vmap(torch.dot)(b, b))
record("vmap.shared", vmap(torch.dot, in_dims=(0, None))(b, y))
record("vmap.columns", vmap(torch.dot, in_dims=(1, 1))(b, b))
record("vmap.negative", vmap(lambda u: u * u.sum(), in_dims=-1, out_dims=-1)(a))
record("vmap.matmul", vmap(torch.matmul, in_dims=(0, None))(a, b))
record("vmap.out1", vmap(lambda u: u.softmax(1), out_dims=1)(a))
record("vmap.tuple", vmap(lambda u, v: (u.sum(0), v.exp(), torch.ones(2)), in_dims=(2, 0), out_dims=(1, 0, -1))(a, b))
record("vmap.none", vmap(lambda u: (u, torch.ones(2)), out_dims=(0, None))(b))
record("vmap.nested", vmap(vmap(torch.dot))(a, a))
record("vmap.nested_mixed", vmap(vmap(lambda u, v: u + v, in_dims=(0, None)), in_dims=(None, 0))(b, b))
record("vmap.chunks", vmap(lambda u: u.cumsum(0), chunk_size=3)(b))
record("vmap.where", vmap(lambda u: torch.where(u > 0, u, u.exp()))(b))
record("vmap.index", vmap(lambda u: u[torch.tensor([2, 0])])(b))
record("vmap.inplace", vmap(lambda u: torch.zeros_like(u).add_(u))(b))
record("vmap.svd", vmap(torch.linalg.svdvals)(a))
record("vmap.conv", vmap(lambda u: torch.nn.functional.conv1d(u[None], torch.ones(1, 3, 2).double()))(a))
for randomness in ("same", "different"):
    torch.manual_seed(7)
    record(f"vmap.random.{randomness}", vmap(lambda u: u * torch.rand(3), randomness=randomness)(b))
    torch.manual_seed(7)
    record(
        f"vmap.random_chunks.{randomness}",
        vmap(lambda u: u * torch.randn(3), randomness=randomness, chunk_size=2)(b),
    )
    torch.manual_seed(7)
    record(f"vmap.dropout.{randomness}", vmap(lambda u: torch.dropout(u, 0.5, True), randomness=randomness)(b))
gb = b.clone().requires_grad_()
vmap(lambda u: (u.tanh() * u).sum())(gb).sum().backward()
record("vmap.backward", gb.grad)
eye = torch.eye(3).double()
p = y.clone().requires_grad_()
q = p.sin() * p.sum()
record("vmap.vjp", vmap(lambda v: torch.autograd.grad(q, p, v)[0])(eye))
printed = []
vmap(lambda u: printed.append(str(u)) or u)(b)
record("vmap.printed", printed[0])
vmap(vmap(lambda u: printed.append(str(u)) or u))(a)
record("vmap.printed_nested", printed[1])
error("vmap.item", lambda: vmap(lambda u: u * u.sum().item())(b))
error("vmap.if", lambda: vmap(lambda u: u if u.sum() > 0 else -u)(b))
error("vmap.mask", lambda: vmap(lambda u: u[u > 0])(b))
error("vmap.random", lambda: vmap(lambda u: torch.rand_like(u))(b))
error("vmap.inplace_shared", lambda: vmap(lambda u: torch.zeros(3).double().add_(u))(b))
error("vmap.inplace_other", lambda: vmap(lambda u, v: u.add_(v), in_dims=(None, 0))(y.clone(), b))
error("vmap.requires_grad", lambda: vmap(lambda u: u.requires_grad_())(b))
error("vmap.functional", lambda: vmap(lambda u: AF.jacobian(torch.exp, u))(b))
error("vmap.sizes", lambda: vmap(torch.add)(b, y))
error("vmap.in_dim", lambda: vmap(lambda u: u, in_dims=2)(b))
error("vmap.no_dims", lambda: vmap(lambda u: u, in_dims=(None,))(b))
error("vmap.no_inputs", lambda: vmap(lambda: 1)())
error("vmap.out_none", lambda: vmap(lambda u: u, out_dims=None)(b))
error("vmap.randomness", lambda: vmap(lambda u: u, randomness="no")(b))
error("vmap.chunk_size", lambda: vmap(lambda u: u, chunk_size=0)(b))
error("vmap.data", lambda: vmap(lambda u: u.data_ptr())(b))


def backward_inside(u):
    u.sum().backward()
    return u


error("vmap.backward_inside", lambda: vmap(backward_inside)(b.clone().requires_grad_()))
