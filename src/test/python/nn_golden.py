"""Writes what PyTorch computes, prints and says for the layers of torch.nn; the Java tests compare with it.

    python3 src/test/python/nn_golden.py src/test/resources/torch/nn/golden.txt

Made with PyTorch 2.14.1 on the CPU. Every case starts from seed 0. A line is a tensor, "tensor NAME DTYPE SIZES BITS"
with the bits of each element in hexadecimal, or a text, "text NAME TEXT" with Java's escapes.
"""

import collections
import json
import sys
import warnings

import torch
import torch.nn.functional as F
from torch import nn

warnings.simplefilter("ignore")
lines = []


def tensor(name, t):
    t = t.detach().contiguous()
    sizes = ",".join(map(str, t.shape)) or "-"
    values = t.numpy().reshape(-1)
    bits = values.astype(values.dtype.newbyteorder(">")).tobytes().hex()
    lines.append(f"tensor {name} {str(t.dtype).removeprefix('torch.')} {sizes} {bits or '-'}")


def text(name, value):
    lines.append(f"text {name} {json.dumps(value)[1:-1]}")


def layer(name, make, *shape, dtype=torch.float32):
    """Initial parameters; output, gradients and buffers of a training step; output in evaluation mode."""
    torch.manual_seed(0)
    module = make()
    text(f"{name}.repr", repr(module))
    text(f"{name}.keys", " ".join(module.state_dict()))
    for key, parameter in module.named_parameters():
        tensor(f"{name}.init.{key}", parameter)
    x = torch.randn(*shape, dtype=dtype).requires_grad_()
    y = module(x)
    dy = torch.randn(*y.shape, dtype=dtype)
    y.backward(dy)
    tensor(f"{name}.x", x)
    tensor(f"{name}.y", y)
    tensor(f"{name}.dy", dy)
    tensor(f"{name}.dx", x.grad)
    for key, parameter in module.named_parameters():
        tensor(f"{name}.grad.{key}", parameter.grad)
    for key, buffer in module.named_buffers():
        tensor(f"{name}.buffer.{key}", buffer)
    module.eval()
    tensor(f"{name}.eval", module(x))


layer("linear", lambda: nn.Linear(5, 3), 4, 5)
layer("linear_no_bias", lambda: nn.Linear(5, 3, bias=False), 2, 4, 5)
layer("linear_double", lambda: nn.Linear(5, 3, dtype=torch.float64), 4, 5, dtype=torch.float64)
layer("conv2d", lambda: nn.Conv2d(2, 3, 3), 2, 2, 5, 6)
layer("conv2d_stride", lambda: nn.Conv2d(2, 3, 4, 2, 1, bias=False), 2, 2, 6, 8)
layer("conv2d_rectangle", lambda: nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), 2, 2, 5, 6)
layer("conv2d_groups", lambda: nn.Conv2d(4, 6, 3, groups=2, dtype=torch.float64), 1, 4, 4, 4, dtype=torch.float64)
layer("conv2d_same", lambda: nn.Conv2d(2, 2, 4, padding="same", dilation=2), 1, 2, 7, 7)
layer("conv2d_valid", lambda: nn.Conv2d(2, 2, 3, padding="valid"), 1, 2, 4, 4)
layer("conv2d_reflect", lambda: nn.Conv2d(2, 2, 3, padding=(2, 1), padding_mode="reflect"), 1, 2, 4, 4)
layer("conv2d_replicate", lambda: nn.Conv2d(2, 2, 3, padding=1, padding_mode="replicate"), 1, 2, 4, 4)
layer("conv2d_circular_same", lambda: nn.Conv2d(2, 2, 4, padding="same", padding_mode="circular"), 1, 2, 5, 5)
layer("conv2d_unbatched", lambda: nn.Conv2d(2, 2, 3), 2, 4, 4)
layer("conv_transpose2d", lambda: nn.ConvTranspose2d(3, 2, 4, 2, 1, bias=False), 2, 3, 3, 3)
layer("conv_transpose2d_output_padding",
      lambda: nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2, dilation=2), 1, 4, 3, 3)
layer("batch_norm1d", lambda: nn.BatchNorm1d(3), 4, 3)
layer("batch_norm1d_3d", lambda: nn.BatchNorm1d(3, 0.8), 2, 3, 4)
layer("batch_norm2d", lambda: nn.BatchNorm2d(3, 1e-3, 0.2), 2, 3, 2, 2)
layer("batch_norm2d_average", lambda: nn.BatchNorm2d(2, momentum=None), 2, 2, 2, 2)
layer("batch_norm2d_plain", lambda: nn.BatchNorm2d(2, affine=False, track_running_stats=False), 2, 2, 2, 2)
layer("batch_norm2d_no_bias", lambda: nn.BatchNorm2d(2, bias=False), 2, 2, 2, 2)
layer("dropout", lambda: nn.Dropout(0.3), 5, 7)
layer("flatten", lambda: nn.Flatten(), 2, 3, 4)
layer("flatten_some", lambda: nn.Flatten(0, 1), 2, 3, 4)
layer("unflatten", lambda: nn.Unflatten(1, (3, 2, 2)), 2, 12)
layer("identity", lambda: nn.Identity(54, unused=0.1), 2, 3)
layer("relu", lambda: nn.ReLU(), 3, 4)
layer("leaky_relu", lambda: nn.LeakyReLU(0.2), 3, 4)
layer("tanh", lambda: nn.Tanh(), 3, 4)
layer("sigmoid", lambda: nn.Sigmoid(), 3, 4)
layer("softplus", lambda: nn.Softplus(2.0, 1.0), 3, 4)
layer("sequential", lambda: nn.Sequential(
    nn.Conv2d(1, 2, 3, 1, 1), nn.BatchNorm2d(2, 0.8), nn.LeakyReLU(0.2, inplace=True), nn.Flatten(),
    nn.Sequential(collections.OrderedDict(hidden=nn.Linear(32, 3), squash=nn.Sigmoid()))), 2, 1, 4, 4)


def loss(name, compute, x, y):
    x = x.requires_grad_()
    value = compute(x, y)
    tensor(f"{name}.x", x)
    tensor(f"{name}.y", y)
    tensor(f"{name}.loss", value)
    value.sum().backward()
    tensor(f"{name}.dx", x.grad)


torch.manual_seed(0)
for reduction in "mean", "sum", "none":
    logits, soft = torch.randn(4, 3), torch.rand(4, 3)
    loss(f"bce_{reduction}", nn.BCELoss(reduction=reduction), logits.sigmoid(), soft)
    loss(f"bce_logits_{reduction}", nn.BCEWithLogitsLoss(reduction=reduction), logits.clone(), soft)
    loss(f"mse_{reduction}", nn.MSELoss(reduction=reduction), logits.clone(), soft)
    loss(f"cross_entropy_{reduction}", nn.CrossEntropyLoss(reduction=reduction), logits.clone(), torch.tensor([0, 2, 1, 2]))
    loss(f"kl_div_{reduction}", nn.KLDivLoss(reduction=reduction), logits.log_softmax(1), soft.softmax(1))
weight = torch.tensor([0.5, 1.0, 2.0])
tensor("class_weight", weight)
loss("bce_weight", nn.BCELoss(weight=weight), torch.rand(4, 3), torch.rand(4, 3))
loss("bce_logits_weight", nn.BCEWithLogitsLoss(weight=weight, pos_weight=weight.flip(0)), torch.randn(4, 3), torch.rand(4, 3))
loss("cross_entropy_weight", nn.CrossEntropyLoss(weight=weight, ignore_index=1, label_smoothing=0.1),
     torch.randn(4, 3), torch.tensor([0, 2, 1, 2]))
loss("cross_entropy_soft", nn.CrossEntropyLoss(), torch.randn(4, 3), torch.rand(4, 3).softmax(1))
loss("kl_div_batchmean", nn.KLDivLoss(reduction="batchmean", log_target=True),
     torch.randn(4, 3).log_softmax(1), torch.randn(4, 3).log_softmax(1))
loss("nll", F.nll_loss, torch.randn(4, 3).log_softmax(1), torch.tensor([0, 2, 1, 2]))

for name, fill in {
    "uniform_": lambda t: nn.init.uniform_(t, -1, 2),
    "normal_": lambda t: nn.init.normal_(t, 1, 0.02),
    "constant_": lambda t: nn.init.constant_(t, 0.3),
    "xavier_uniform_": lambda t: nn.init.xavier_uniform_(t, nn.init.calculate_gain("relu")),
    "xavier_normal_": lambda t: nn.init.xavier_normal_(t, nn.init.calculate_gain("tanh")),
    "kaiming_uniform_": lambda t: nn.init.kaiming_uniform_(t, 0.2),
    "kaiming_uniform_fan_out": lambda t: nn.init.kaiming_uniform_(t, mode="fan_out", nonlinearity="relu"),
    "kaiming_normal_": lambda t: nn.init.kaiming_normal_(t, nonlinearity="selu"),
}.items():
    torch.manual_seed(0)
    tensor(f"init.{name}", fill(torch.empty(3, 2, 2, 3)))


def error(name, action):
    try:
        action()
    except Exception as e:
        text(f"error.{name}", str(e))
    else:
        raise AssertionError(name)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2))
        self.fc = nn.Linear(2, 3)
        self.act = nn.ReLU()
        self.tied = self.fc
        self.register_buffer("mask", torch.ones(3))
        self.register_buffer("cache", torch.zeros(1), persistent=False)


net = Net()
text("net.repr", repr(net))
text("net.keys", " ".join(net.state_dict()))
text("net.parameters", " ".join(name for name, _ in net.named_parameters()))
text("net.buffers", " ".join(name for name, _ in net.named_buffers()))
text("net.modules", " ".join(name for name, _ in net.named_modules()))
text("net.children", " ".join(name for name, _ in net.named_children()))
state = net.state_dict()
del state["scale"], state["fc.bias"]
state["fc.weight"] = torch.ones(2, 2)
state["other.weight"] = state["fc.extra"] = torch.ones(1)
error("load", lambda: net.load_state_dict(state))
error("load_sizes", lambda: net.load_state_dict(state, strict=False))
text("load.matched", str(net.load_state_dict(net.state_dict())))
text("load.lenient", str(net.load_state_dict({"fc.weight": torch.ones(3, 2), "x": torch.ones(1)}, strict=False)))

error("groups_zero", lambda: nn.Conv2d(4, 4, 3, groups=0))
error("groups_in", lambda: nn.Conv2d(3, 4, 3, groups=2))
error("groups_out", lambda: nn.Conv2d(4, 3, 3, groups=2))
error("same_stride", lambda: nn.Conv2d(4, 4, 3, stride=2, padding="same"))
error("transpose_padding_mode", lambda: nn.ConvTranspose2d(4, 4, 3, padding_mode="reflect"))
error("transpose_output_size", lambda: nn.ConvTranspose2d(1, 1, 3, 2)(torch.ones(1, 1, 4, 4), output_size=[12, 9]))
error("transpose_output_dims", lambda: nn.ConvTranspose2d(1, 1, 3, 2)(torch.ones(1, 1, 4, 4), output_size=[1, 9, 9]))
error("dropout", lambda: nn.Dropout(1.5))
error("dropout_negative", lambda: F.dropout(torch.ones(1), -1.0))
error("batch_norm1d_dim", lambda: nn.BatchNorm1d(3)(torch.ones(3)))
error("batch_norm2d_dim", lambda: nn.BatchNorm2d(3)(torch.ones(2, 3)))
error("batch_norm_single", lambda: nn.BatchNorm1d(3)(torch.ones(1, 3)))
error("batch_norm_eps", lambda: nn.BatchNorm1d(3, 0.0)(torch.ones(2, 3)))
error("bce_size", lambda: F.binary_cross_entropy(torch.ones(2, 3), torch.ones(3)))
error("bce_logits_size", lambda: F.binary_cross_entropy_with_logits(torch.ones(2, 3), torch.ones(3)))
error("reduction", lambda: F.mse_loss(torch.ones(2), torch.ones(2), reduction="batchmean"))
error("to_dtype", lambda: nn.Linear(1, 1).to(torch.int64))
error("sequential_index", lambda: nn.Sequential(nn.ReLU())[2])
error("fan", lambda: nn.init.xavier_uniform_(torch.ones(3)))

with open(sys.argv[1], "w") as out:
    out.write("\n".join(lines) + "\n")
