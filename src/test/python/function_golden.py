"""Writes src/test/resources/torch/autograd/function.txt: what custom functions, hooks, saved-tensor hooks and checkpoints
give in PyTorch 2.14.1.

Run from the repository's root: python3 src/test/python/function_golden.py

A line is `name: values`, the values those of a tensor in row-major order (repr of a Python float, float64 tensors), the
text of an error, or a list of names. The Java twins are in torch.autograd.FunctionTest, NodeTest and HookTest and in
torch.utils.CheckpointTest. Seed: 7.
"""

import os
import warnings

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
lines = []


def put(name, value):
    if isinstance(value, torch.Tensor):
        value = " ".join(repr(float(v)) for v in value.detach().reshape(-1))
    lines.append(f"{name}: {value}")


def error(name, body):
    try:
        body()
    except Exception as e:
        put(name, str(e).split("\n")[0])
        return
    raise AssertionError(name)


class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        return grad * result


class Linear(Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight, bias)
        y = x @ weight.t()
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, grad):
        x, weight, bias = ctx.saved_tensors
        gx = grad @ weight if ctx.needs_input_grad[0] else None
        gw = grad.t() @ x if ctx.needs_input_grad[1] else None
        gb = grad.sum(0) if bias is not None and ctx.needs_input_grad[2] else None
        return gx, gw, gb


class PowSum(Function):  # two outputs, each of both inputs
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * x * y, x + y * y * y

    @staticmethod
    def backward(ctx, g1, g2):
        x, y = ctx.saved_tensors
        return g1 * 2 * x * y + g2, g1 * x * x + g2 * 3 * y * y


class SortTwo(Function):  # the second output has no gradient
    @staticmethod
    def forward(ctx, x):
        values, indices = x.sort()
        ctx.mark_non_differentiable(indices)
        ctx.save_for_backward(indices)
        return values, indices

    @staticmethod
    def backward(ctx, g1, g2):
        (indices,) = ctx.saved_tensors
        return torch.zeros_like(g1).scatter(0, indices, g1)


class Double(Function):  # in place
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, grad):
        return grad * 2


class Wrong(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad, grad


class NotAVariable(Function):
    @staticmethod
    def forward(ctx, x, y):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad, grad


class BadShape(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad.new_ones(2, 2)


class Once(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        return 2 * grad * ctx.saved_tensors[0]


class TwoDirty(Function):
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x, x + 1

    @staticmethod
    def backward(ctx, g1, g2):
        return g1 * 2 + g2 * 2


def leaf(*values):
    return torch.tensor(values, requires_grad=True)


# ---- Exp
x = leaf(0.1, -1.2, 2.3)
y = Exp.apply(x)
put("exp", y)
put("exp name", y.grad_fn.name())
(g,) = torch.autograd.grad(y.pow(2).sum(), x, create_graph=True)
put("exp grad", g)
(gg,) = torch.autograd.grad(g.sin().sum(), x, create_graph=True)
put("exp second", gg)
put("exp third", torch.autograd.grad(gg.sum(), x)[0])


def twice():
    y = Exp.apply(leaf(1.0)).sum()
    y.backward()
    y.backward()


error("twice", twice)


def modified():
    y = Exp.apply(leaf(1.0, 2.0))
    z = y.sum()
    with torch.no_grad():
        y.mul_(2)
    z.backward()


error("modified output", modified)


class SavesInput(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, grad):
        return 2 * grad * ctx.saved_tensors[0]


def modified_input():
    x = leaf(1.0, 2.0)
    h = x * 3
    y = SavesInput.apply(h)
    h.add_(1)
    y.sum().backward()


error("modified input", modified_input)


def modified_leaf():
    x = leaf(1.0, 2.0)
    y = SavesInput.apply(x)
    with torch.no_grad():
        x.add_(1)
    y.sum().backward()


error("modified leaf", modified_leaf)
error("wrong number", lambda: Wrong.apply(leaf(1.0)).backward())
error("not a variable", lambda: NotAVariable.apply(leaf(1.0), None).backward())
error("bad shape", lambda: BadShape.apply(leaf(1.0, 2.0, 3.0)).sum().backward())


def once():
    x = leaf(1.0, 2.0)
    (g,) = torch.autograd.grad(Once.apply(x).pow(2).sum(), x, create_graph=True)
    put("once grad", g)
    g.sum().backward()


error("once", once)

# ---- several inputs
torch.manual_seed(7)
x, w, b = torch.randn(4, 3, requires_grad=True), torch.randn(2, 3, requires_grad=True), torch.randn(2, requires_grad=True)
out = Linear.apply(x, w, b)
out.tanh().sum().backward()
put("linear", out)
put("linear x", x.grad)
put("linear w", w.grad)
put("linear b", b.grad)
x.grad = w.grad = None
Linear.apply(x.detach(), w, None).pow(2).sum().backward()
put("linear without bias", w.grad)

# ---- several outputs
x, y = leaf(1.5, -2.0), leaf(0.5, 3.0)
a, c = PowSum.apply(x, y)
(a.sin() * c).sum().backward()
put("two outputs x", x.grad)
put("two outputs y", y.grad)
x.grad = y.grad = None
a, c = PowSum.apply(x, y)
c.sum().backward()  # nothing arrives for a
put("one of two outputs x", x.grad)
put("one of two outputs y", y.grad)

# ---- no gradient
x = leaf(3.0, 1.0, 2.0)
values, indices = SortTwo.apply(x)
put("sort requires", f"{values.requires_grad} {indices.requires_grad}")
(values * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
put("sort grad", x.grad)

# ---- in place
x = leaf(1.0, 2.0)
h = x * 3
h2 = Double.apply(h)
put("dirty same", h2 is h)
put("dirty name", h.grad_fn.name())
(h * h).sum().backward()
put("dirty grad", x.grad)
x = leaf(1.0, 2.0, 3.0, 4.0)
base = x * 1
view = base[1:3]
Double.apply(view)
put("dirty view base", base)
put("dirty view base name", base.grad_fn.name())
(base * base).sum().backward()
put("dirty view grad", x.grad)
error("dirty leaf", lambda: Double.apply(leaf(1.0)))
error("dirty view with two outputs", lambda: TwoDirty.apply((leaf(1.0, 2.0) * 1)[:1]))

# ---- hooks of nodes
x = leaf(1.0, 2.0)
y = x * 3
z = y.exp()
calls = []
z.grad_fn.register_prehook(lambda go: calls.append("pre1") or (go[0] * 2,))
z.grad_fn.register_prehook(lambda go: calls.append("pre2") or None)
z.grad_fn.register_hook(lambda gi, go: calls.append("post1") or (gi[0] * 10,))
z.grad_fn.register_hook(lambda gi, go: calls.append("post2") or None)
y.register_hook(lambda g: calls.append("tensor y"))
z.register_hook(lambda g: calls.append("tensor z"))
z.sum().backward()
put("node hooks", ",".join(calls))
put("node hooks grad", x.grad)


def wrong_count():
    z = leaf(1.0).exp()
    z.grad_fn.register_hook(lambda gi, go: (gi[0], gi[0]))
    z.sum().backward()


error("hook wrong number", wrong_count)


def wrong_shape():
    z = leaf(1.0, 2.0).exp()
    z.grad_fn.register_hook(lambda gi, go: (gi[0][:1],))
    z.sum().backward()


error("hook wrong shape", wrong_shape)


def from_none():
    x, y = leaf(1.0), torch.tensor([2.0])
    z = x * y
    z.grad_fn.register_hook(lambda gi, go: (gi[0], gi[0]))
    z.sum().backward()


error("hook from none", from_none)
error("post accumulate on non-leaf", lambda: (leaf(1.0) * 2).register_post_accumulate_grad_hook(lambda t: None))
error("post accumulate without grad", lambda: torch.zeros(1).register_post_accumulate_grad_hook(lambda t: None))
error("edge without grad", lambda: torch.autograd.graph.get_gradient_edge(torch.zeros(1)))


# ---- nodes
def tree(node, depth=0):
    if node is None:
        return "None"
    inner = " ".join(f"{tree(n)}:{i}" for n, i in node.next_functions)
    return f"{node.name()}({inner})"


x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
u = torch.stack([x * 2, y.exp() + 1, torch.ones(2)]).unbind(0)
put("tree", tree((u[1] @ x).grad_fn))
put("output numbers", " ".join(str(t.output_nr) for t in u))

# ---- what is saved
packed = []


def pack(t):
    packed.append(tuple(t.shape))
    return t * 2


x = leaf(1.0, 2.0)
w = leaf(3.0, 4.0)
with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t / 2):
    y = (x * w).exp() * Exp.apply(x)
y.sum().backward()
put("saved hooks count", len(packed))
put("saved hooks x", x.grad)
put("saved hooks w", w.grad)


def disabled():
    with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            pass


error("saved hooks disabled", disabled)


def in_place_pack():
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t.add_(1), lambda t: t):
        leaf(1.0).exp()


error("saved hooks in place", in_place_pack)

# ---- checkpoints
torch.manual_seed(7)
x = torch.randn(5, 4, requires_grad=True)
w1 = torch.randn(6, 4, requires_grad=True)
w2 = torch.randn(3, 6, requires_grad=True)


def block(x, w1, w2):
    h = torch.nn.functional.dropout((x @ w1.t()).relu(), 0.5, True)
    return h @ w2.t(), h.sum(0)


a, c = checkpoint(block, x, w1, w2, use_reentrant=True)
put("checkpoint a", a)
put("checkpoint c", c)
loss = (a * a).sum() + c.sin().sum()
after = torch.rand(3)
loss.backward()
put("checkpoint between", after)
put("checkpoint after", torch.rand(3))
put("checkpoint x", x.grad)
put("checkpoint w1", w1.grad)
put("checkpoint w2", w2.grad)
error("checkpoint grad", lambda: torch.autograd.grad(checkpoint(block, x, w1, w2, use_reentrant=True)[0].sum(), x))
error(
    "checkpoint unnecessary",
    lambda: checkpoint(lambda x: x.detach() * 2, x, use_reentrant=True).sum().backward(),
)
steps = [lambda x: x @ w1.t(), torch.relu, lambda x: torch.nn.functional.dropout(x, 0.5, True), lambda x: x @ w2.t(), torch.tanh]
x.grad = w1.grad = w2.grad = None
torch.manual_seed(7)
out = checkpoint_sequential(steps, 2, x, use_reentrant=True)
out.sum().backward()
put("sequential", out)
put("sequential x", x.grad)
put("sequential w1", w1.grad)
put("sequential w2", w2.grad)

path = "src/test/resources/torch/autograd/function.txt"
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path, "w") as f:
    f.write("\n".join(lines) + "\n")
