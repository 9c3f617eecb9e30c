"""Writes what PyTorch prints, says and computes around the first call of lazy modules; LazyModuleTest compares with it.

    python3 src/test/python/nn_lazy_golden.py src/test/resources/torch/nn/lazy.txt

Made with PyTorch 2.14.1 on the CPU; every case starts from seed 0. A line is "name: value", values as numbers in full or
as a text in which line ends and tabs are escaped as in Java.
"""

import copy
import json
import sys
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")
lines = []


def text(name, value):
    lines.append(f"{name}: {json.dumps(str(value))[1:-1]}")


def values(name, tensor):
    lines.append(f"{name}: {' '.join(repr(x) for x in tensor.detach().double().reshape(-1).tolist())}")


def message(name, action):
    try:
        action()
    except Exception as error:
        text(name, error)
    else:
        raise AssertionError(f"{name} is no error")


def model():
    return nn.Sequential(nn.LazyConv2d(2, 3), nn.Tanh(), nn.LazyConvTranspose2d(1, 2, bias=False))


x = torch.arange(32, dtype=torch.float32).reshape(1, 2, 4, 4) / 16 - 1

torch.manual_seed(0)
m = model()
text("before", m)
text("keys", " ".join(m.state_dict()))
text("weight", m[0].weight)
text("requires_grad", m[0].weight.requires_grad)
message("shape", lambda: m[0].weight.shape)
message("numel", lambda: m[0].weight.numel())
text("uninitialized", nn.UninitializedParameter())
text("uninitialized_buffer", nn.UninitializedBuffer())
values("output", m(x))
text("after", m)
for name, parameter in m.named_parameters():
    values(f"parameter.{name}", parameter)

torch.manual_seed(0)
m = model()
m[0].register_forward_pre_hook(lambda module, args: text("hook", module))
m[0].register_forward_pre_hook(lambda module, args: text("hook.shape", module.weight.shape))
m(x)

torch.manual_seed(0)
known = model()
known(x)
m = model()
text("load", m.load_state_dict(known.state_dict()))
text("loaded", m)
values("loaded.output", m(x))
text("loaded.after", m)
message("load.uninitialized", lambda: known.load_state_dict(model().state_dict()))
lazy = model()
text("load.both", lazy.load_state_dict(model().state_dict()))
text("loaded.both", lazy)
other = model()
other(torch.zeros(1, 3, 4, 4))
message("load.mismatch", lambda: other.load_state_dict(known.state_dict()))

torch.manual_seed(0)
m = model().double()
values("double", m(x.double()))

torch.manual_seed(0)
m = copy.deepcopy(model())
text("copied", m)
values("copied.output", m(x))


class Incomplete(nn.modules.lazy.LazyModuleMixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.UninitializedParameter()

    def initialize_parameters(self, x):
        pass

    def forward(self, x):
        return x * self.scale


class Scale(Incomplete):
    def initialize_parameters(self, x):
        if self.has_uninitialized_params():
            self.scale.materialize((x.shape[-1],))
            nn.init.constant_(self.scale, 0.5)


message("incomplete", lambda: Incomplete()(x))
m = Scale()
text("scale.before", m)
values("scale", m(x[0, 0]))
text("scale.after", m)
text("scale.parameter", m.scale)

with open(sys.argv[1], "w") as out:
    out.write("\n".join(lines) + "\n")
