"""Hooks, copies, names and states of modules: what PyTorch calls and says. Recorded with PyTorch 2.14.1; seed 0.

    python3 src/test/python/module_golden.py src/test/resources/torch/nn/module.txt
"""

import copy
import json
import sys
import warnings

import torch
from torch import nn
from torch.nn.utils import prune

warnings.simplefilter("ignore")
lines = []


def text(name, value):
    lines.append(f"{name}: {json.dumps(str(value), ensure_ascii=False)[1:-1]}")


def numbers(name, tensor):
    lines.append(f"{name}: " + " ".join(repr(v) for v in tensor.detach().reshape(-1).tolist()))


def error(name, action):
    try:
        action()
    except Exception as e:
        text(f"error.{name}", e.args[0])
    else:
        raise AssertionError(name)


class Two(nn.Module):
    """Two inputs, two outputs."""

    def __init__(self):
        super().__init__()
        self.left = nn.Linear(3, 2)
        self.right = nn.Linear(3, 2, bias=False)

    def forward(self, x, y):
        return self.left(x) * self.right(y), self.right(x)


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2))
        self.shift = nn.Buffer(torch.zeros(2))
        self.cache = nn.Buffer(torch.zeros(1), persistent=False)
        self.block = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        self.tied = self.block[0]

    def forward(self, x):
        return self.block(x) * self.scale + self.shift


torch.manual_seed(0)
net = Two()
events = []


def spread(grads):
    return " ".join("None" if g is None else str(list(g.shape)) for g in grads)


net.register_forward_pre_hook(lambda m, args: events.append(f"pre1 {len(args)}"))
net.register_forward_pre_hook(lambda m, args: events.append("pre0"), prepend=True)
net.register_forward_hook(lambda m, args, out: events.append(f"post1 {len(args)} {len(out)}"))
net.register_forward_hook(lambda m, args, out: events.append("post0"), prepend=True)
net.left.register_forward_hook(lambda m, args, out: events.append("left"))
net.register_full_backward_pre_hook(lambda m, go: events.append("gradpre " + spread(go)))
net.register_full_backward_hook(lambda m, gi, go: events.append("grad " + spread(gi) + " / " + spread(go)))
net.left.register_full_backward_hook(lambda m, gi, go: events.append("gradleft " + spread(gi) + " / " + spread(go)))
x = torch.arange(6.0).reshape(2, 3).requires_grad_()
y = torch.ones(2, 3)
a, b = net(x, y)
(a.sum() + b.sum()).backward()
text("hooks.events", " | ".join(events))
numbers("hooks.x", x.grad)
numbers("hooks.weight", net.right.weight.grad)

# Hooks that change what they see.
torch.manual_seed(0)
net = Two()
net.register_forward_pre_hook(lambda m, args: (args[0] * 2, args[1]))
net.register_forward_hook(lambda m, args, out: (out[0] + 1, out[1]))
net.register_full_backward_pre_hook(lambda m, go: (go[0] * 3, go[1]))
net.register_full_backward_hook(lambda m, gi, go: (gi[0] * 5, gi[1]))
x = torch.arange(6.0).reshape(2, 3).requires_grad_()
a, b = net(x, y)
(a.sum() + b.sum()).backward()
numbers("changed.a", a)
numbers("changed.b", b)
numbers("changed.x", x.grad)
numbers("changed.weight", net.right.weight.grad)
numbers("changed.left", net.left.weight.grad)

# No input needs a gradient.
events.clear()
linear = nn.Linear(3, 2)
linear.register_full_backward_hook(lambda m, gi, go: events.append("grad " + spread(gi) + " / " + spread(go)))
linear(torch.ones(1, 3)).sum().backward()
text("without.events", " | ".join(events))

# A failed call and a removed hook.
events.clear()
linear = nn.Linear(3, 2)
linear.register_forward_hook(lambda m, args, out: events.append(f"always {out}"), always_call=True)
linear.register_forward_hook(lambda m, args, out: events.append("never"))
handle = linear.register_forward_pre_hook(lambda m, args: events.append("removed"))
handle.remove()
try:
    linear(torch.ones(1, 4))
except RuntimeError:
    pass
text("failed.events", " | ".join(events))

torch.manual_seed(0)
net = Inner()
text("inner.repr", net)
text("inner.keys", " ".join(net.state_dict()))
text("inner.prefix", " ".join(net.state_dict(prefix="p.")))
text("inner.parameters", " ".join(k for k, _ in net.named_parameters()))
text("inner.all", " ".join(k for k, _ in net.named_parameters(remove_duplicate=False)))
text("inner.buffers", " ".join(k for k, _ in net.named_buffers()))
text("inner.modules", " ".join(k for k, _ in net.named_modules(prefix="m")))
text("inner.allmodules", " ".join(k for k, _ in net.named_modules(remove_duplicate=False)))
text("inner.submodule", net.get_submodule("block.0"))
text("inner.parameter", list(net.get_parameter("block.0.weight").shape))
text("inner.buffer", list(net.get_buffer("shift").shape))
error("submodule", lambda: net.get_submodule("block.7"))
error("submodule_kind", lambda: net.get_submodule("scale"))
error("parameter", lambda: net.get_parameter("block.0.other"))
error("parameter_kind", lambda: net.get_parameter("block.0"))
error("buffer", lambda: net.get_buffer("scale"))
error("set_submodule", lambda: net.set_submodule("", nn.ReLU()))
error("set_submodule_strict", lambda: net.set_submodule("block.9", nn.ReLU(), strict=True))
net.set_submodule("block.1", nn.Tanh())
text("inner.set", net)
error("register_parameter", lambda: net.register_parameter("a.b", None))
error("register_parameter_empty", lambda: net.register_parameter("", None))
error("register_buffer", lambda: net.register_buffer("x.y", None))
error("register_module", lambda: net.register_module("x.y", None))
error("register_module_empty", lambda: net.register_module("", None))

torch.manual_seed(0)
net = Inner()
twin = copy.deepcopy(net)
with torch.no_grad():
    twin.block[0].weight.fill_(1.0)
    twin.shift.fill_(2.0)
numbers("copy.original", net(torch.ones(1, 2)))
numbers("copy.twin", twin(torch.ones(1, 2)))
text("copy.tied", twin.tied is twin.block[0])
text("copy.parameters", len(list(twin.parameters())))

state = {k: v.clone() for k, v in net.state_dict().items()}
events.clear()
net.register_state_dict_pre_hook(lambda m, prefix, keep: events.append(f"save '{prefix}'"))
net.register_state_dict_post_hook(lambda m, s, prefix, meta: s.__delitem__("shift"))
net.register_load_state_dict_pre_hook(lambda m, s, *args: (events.append(f"load {len(s)}"), s.pop("extra", None)))
net.register_load_state_dict_post_hook(lambda m, keys: keys.missing_keys.clear())
text("state.keys", " ".join(net.state_dict()))
del state["scale"]
state["extra"] = torch.ones(1)
text("state.loaded", net.load_state_dict(state))
text("state.events", " | ".join(events))

meta = nn.Linear(2, 2, device="meta")
meta.load_state_dict({"weight": torch.ones(2, 2), "bias": torch.zeros(2)}, assign=True)
numbers("assign", meta(torch.ones(1, 2)))
half = Inner().half()
text("half", " ".join(str(v.dtype) for v in half.state_dict().values()))
text("frozen", " ".join(str(p.requires_grad) for p in Inner().requires_grad_(False).parameters()))

nested = nn.ModuleDict({"list": nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()]), "relu": nn.ReLU()})
nested["more"] = nn.ParameterList([torch.ones(2, 3), nn.Parameter(torch.zeros(1))])
nested["dict"] = nn.ParameterDict({"left": torch.ones(2), "right": torch.ones(2, 2)})
text("containers.repr", nested)
text("containers.keys", " ".join(nested.state_dict()))
nested["list"].insert(1, nn.Tanh())
nested["list"].pop(0)
nested["list"].append(nn.Linear(2, 2)).extend([nn.ReLU(), nn.ReLU()])
nested.pop("relu")
nested["list"][-1] = nn.Sigmoid()
text("containers.changed", nested)
text("containers.sliced", nested["list"][1:3])
chain = nn.Sequential(nn.ReLU(), nn.Tanh())
chain.insert(1, nn.Sigmoid()).append(nn.Softplus())
del chain[0]
text("chain", chain + nn.Sequential(nn.ReLU()))
text("chain.times", chain * 2)
text("chain.slice", chain[1:])
error("chain_times", lambda: chain * 0)
error("chain_insert", lambda: chain.insert(9, nn.ReLU()))
error("dict", lambda: nested["nothing"])
error("list", lambda: nested["list"][12])

torch.manual_seed(0)
parameters = [nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(1))]
for i, p in enumerate(parameters[:2]):
    p.grad = torch.arange(p.numel(), dtype=torch.float32).reshape(p.shape) + i
numbers("clip.norm", nn.utils.clip_grad_norm_(parameters, 1.0))
numbers("clip.grad", parameters[1].grad)
numbers("clip.inf", nn.utils.clip_grad_norm_(parameters, 0.1, float("inf")))
numbers("clip.infgrad", parameters[0].grad)
nn.utils.clip_grad_value_(parameters, 0.05)
numbers("clip.value", parameters[1].grad)
nn.utils.clip_grads_with_norm_(parameters, 0.01, torch.tensor(2.0))
numbers("clip.with", parameters[1].grad)
nn.utils.vector_to_parameters(torch.arange(8.0), parameters)
numbers("vector", parameters[1])
skipped = nn.utils.skip_init(nn.Linear, 2, 3)
text("skip", skipped)
layers = [nn.Linear(4, 3), nn.Linear(2, 2)]
prune.global_unstructured([(layers[0], "weight"), (layers[1], "weight")], prune.L1Unstructured, amount=0.5)
numbers("prune.global", layers[0].weight_mask)
numbers("prune.global2", layers[1].weight_mask)
text("prune.is", prune.is_pruned(nn.Sequential(*layers)))

with open(sys.argv[1], "w") as out:
    out.write("\n".join(lines) + "\n")
