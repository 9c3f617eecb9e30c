"""Golden values for torch.amp and torch.optim.swa_utils.

Written by PyTorch 2.14.1 on the CPU (AVX2), seeds as below; read by torch.amp.AmpGoldenTest and
torch.optim.swautils.SwaGoldenTest. Run from the repository's root:

    python3 src/test/python/amp_golden.py

Each line is `name: value`; a tensor is its type and its bytes in hexadecimal.
"""
import os
import warnings

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import SGD, Adam, swa_utils

RESOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../resources/torch")
warnings.simplefilter("ignore")
torch.set_num_threads(1)


def text(value):
    if not isinstance(value, torch.Tensor):
        return value if isinstance(value, str) else repr(value)
    data = value.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
    return f"{value.dtype} {data.hex()}"


class Lines:
    def __init__(self, resource):
        self.resource = os.path.join(RESOURCES, resource)
        self.lines = []

    def add(self, name, value):
        self.lines.append(f"{name}: {text(value)}")

    def error(self, name, call):
        try:
            call()
        except Exception as e:
            self.lines.append(f"{name}: {type(e).__name__} {e}")
        else:
            raise AssertionError(name)

    def write(self):
        os.makedirs(os.path.dirname(self.resource), exist_ok=True)
        with open(self.resource, "w") as out:
            out.write("\n".join(self.lines) + "\n")


# ---- Autocast: layers

amp = Lines("amp/amp.txt")
LAYERS = dict(
    linear=(lambda: nn.Linear(8, 4), (3, 8)),
    conv=(lambda: nn.Conv2d(3, 4, 3, padding=1), (2, 3, 5, 5)),
    batch_norm=(lambda: nn.BatchNorm2d(3), (2, 3, 4, 4)),
    layer_norm=(lambda: nn.LayerNorm(8), (3, 8)),
    mlp=(lambda: nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Sigmoid()), (5, 8)),
    softmax=(lambda: nn.Sequential(nn.Linear(8, 4), nn.Softmax(1)), (3, 8)),
)
for name, (make, shape) in LAYERS.items():
    torch.manual_seed(0)
    layer = make()
    x = torch.randn(shape, requires_grad=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = layer(x)
        with torch.autocast("cpu", enabled=False):
            amp.add(f"{name}.disabled", layer(x))
    y.float().pow(2).sum().backward()
    amp.add(f"{name}.y", y)
    amp.add(f"{name}.x.grad", x.grad)
    for key, parameter in layer.named_parameters():
        amp.add(f"{name}.{key}.grad", parameter.grad)
torch.manual_seed(0)
a, b = torch.randn(3, 4), torch.randn(4, 3)
with torch.autocast("cpu", torch.bfloat16):
    amp.add("matmul", a @ b)
    amp.add("exp", a.exp())
    amp.add("mse", F.mse_loss(a @ b, torch.ones(3, 3)))
    amp.add("cat", torch.cat([a @ b, a @ b, a[:, :3]]))
with torch.autocast("cpu", torch.float16):
    amp.add("matmul.half", a @ b)

# ---- Training with a scaler


def train(scaler, optimizer_of, dtype, name, steps=30):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = optimizer_of(model.parameters())
    x, target = torch.randn(20, 8), torch.randint(3, (20,))
    for step in range(steps):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=dtype):
            loss = F.cross_entropy(model(x), target)
        scaler.scale(loss).backward()
        if step == 7:
            model[0].weight.grad[0, 0] = float("inf")
        if step == 9:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        scaler.step(optimizer)
        scaler.update()
        amp.add(f"{name}.loss.{step}", loss)
        amp.add(f"{name}.scale.{step}", scaler.get_scale())
    for key, parameter in model.named_parameters():
        amp.add(f"{name}.{key}", parameter)
    amp.add(f"{name}.state", list(scaler.state_dict().items()))


SCALER = dict(init_scale=1024.0, growth_factor=4.0, backoff_factor=0.25, growth_interval=5)
train(torch.amp.GradScaler("cpu"), lambda p: SGD(p, lr=0.1), torch.bfloat16, "train.default")
train(torch.amp.GradScaler("cpu", **SCALER), lambda p: SGD(p, lr=0.1, momentum=0.9), torch.bfloat16, "train.sgd")
train(torch.amp.GradScaler("cpu", **SCALER), lambda p: Adam(p, lr=0.01, fused=True), torch.bfloat16, "train.fused")
train(torch.amp.GradScaler("cpu", enabled=False), lambda p: SGD(p, lr=0.1), torch.bfloat16, "train.disabled", 5)

# ---- The scaler's checks


def loss_of(p):
    return (p * 2).sum()


def ready(scaled=True, **arguments):
    p = torch.ones(2, requires_grad=True)
    scaler, optimizer = torch.amp.GradScaler("cpu", **arguments), SGD([p], lr=0.1)
    if scaled:
        scaler.scale(loss_of(p)).backward()
    return scaler, optimizer


def calls(scaler, *functions):
    for function in functions:
        function()


amp.error("error.growth", lambda: torch.amp.GradScaler("cpu", growth_factor=1.0))
amp.error("error.backoff", lambda: torch.amp.GradScaler("cpu", backoff_factor=1.0))
s, o = ready(False)
amp.error("error.unscale.unused", lambda: s.unscale_(o))
amp.error("error.step.unused", lambda: s.step(o))
amp.error("error.update.unused", lambda: s.update())
s, o = ready()
amp.error("error.update.unchecked", lambda: s.update())
amp.error("error.unscale.twice", lambda: (s.unscale_(o), s.unscale_(o)))
s, o = ready()
amp.error("error.step.twice", lambda: (s.step(o), s.step(o)))
amp.error("error.unscale.after", lambda: s.unscale_(o))
amp.error("error.closure", lambda: s.step(o, closure=lambda: None))
amp.error("error.new_scale", lambda: s.update(torch.ones(2)))
amp.error("error.empty", lambda: s.load_state_dict({}))
s, o = ready()
o.zero_grad()
amp.error("error.no_grads", lambda: s.step(o))
h = torch.ones(2, dtype=torch.half, requires_grad=True)
half = SGD([h], lr=0.1)
s.scale(h.sum()).backward()
amp.error("error.half", lambda: s.unscale_(half))
s, o = ready()
amp.add("scale.list", torch.stack(s.scale([torch.ones(()), torch.full((), 3.0)])))
s.update(8.0)
amp.add("scale.set", s.get_scale())
s.update(torch.tensor(4.0))
amp.add("scale.tensor", s.get_scale())
s.load_state_dict(dict(scale=2.0, growth_factor=3.0, backoff_factor=0.1, growth_interval=7, _growth_tracker=3))
amp.add("scale.loaded", list(s.state_dict().items()))
indices = torch.tensor([[0, 1, 0]])
p = torch.zeros(3, requires_grad=True)
o = SGD([p], lr=0.1)
s = torch.amp.GradScaler("cpu", init_scale=4.0)
s.scale(torch.zeros(()))
p.grad = torch.sparse_coo_tensor(indices, torch.tensor([1.0, 2.0, 3.0]), (3,))
s.unscale_(o)
amp.add("sparse", p.grad.to_dense())

for device in ("meta", "mkldnn"):
    amp.error(f"error.{device}.enabled", lambda: torch.is_autocast_enabled(device))
    amp.error(f"error.{device}.dtype", lambda: torch.get_autocast_dtype(device))
    amp.error(f"error.{device}.autocast", lambda: torch.autocast(device, dtype=torch.bfloat16))

for name, call in dict(
    dtype=lambda: torch.autocast("cpu", dtype=torch.float64),
    cuda=lambda: torch.autocast("cuda"),
    scaler=lambda: torch.amp.GradScaler(),
).items():
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        call()
        amp.add(f"warning.{name}", " | ".join(str(warning.message) for warning in said).replace("\n", "\\n"))

# ---- Functions of one's own


class Multiply(torch.autograd.Function):
    @staticmethod
    @torch.amp.custom_fwd(device_type="cpu")
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a @ b

    @staticmethod
    @torch.amp.custom_bwd(device_type="cpu")
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return grad @ b.t(), a.t() @ grad


class MultiplyExactly(torch.autograd.Function):
    @staticmethod
    @torch.amp.custom_fwd(device_type="cpu", cast_inputs=torch.float32)
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a @ b

    @staticmethod
    @torch.amp.custom_bwd(device_type="cpu")
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return grad @ b.t(), a.t() @ grad


for name, function in (("custom", Multiply), ("exact", MultiplyExactly)):
    torch.manual_seed(0)
    a, b = torch.randn(3, 4, requires_grad=True), torch.randn(4, 3, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        y = function.apply(a, b)
    amp.add(f"{name}.y", y)
    y.float().sum().backward()
    amp.add(f"{name}.a.grad", a.grad)
    amp.add(f"{name}.b.grad", b.grad)
    with torch.autocast("cpu", torch.bfloat16):
        amp.add(f"{name}.half", function.apply(a.half(), b.bfloat16()) if name == "exact" else function.apply(a, b))
    amp.add(f"{name}.outside", function.apply(a, b))
amp.write()

# ---- Averages of models

swa = Lines("optim/swa.txt")


def average(name, use_buffers=False, **arguments):
    torch.manual_seed(2)
    model = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 1))
    averaged = swa_utils.AveragedModel(model, use_buffers=use_buffers, **arguments)
    swa.add(f"{name}.keys", " ".join(averaged.state_dict()))
    optimizer = SGD(model.parameters(), lr=0.1)
    data = [torch.randn(6, 4) for _ in range(5)]
    for x in data:
        optimizer.zero_grad()
        model(x).pow(2).sum().backward()
        optimizer.step()
        averaged.update_parameters(model)
    for key, value in averaged.state_dict().items():
        swa.add(f"{name}.{key}", value)
    averaged.eval()
    swa.add(f"{name}.y", averaged(data[0]))
    averaged.train()
    swa_utils.update_bn(data, averaged)
    for key, value in averaged.named_buffers():
        swa.add(f"{name}.bn.{key}", value)
    swa.add(f"{name}.momentum", averaged.module[1].momentum)
    swa.add(f"{name}.repr", repr(averaged).replace("\n", "|"))


average("swa")
average("ema", avg_fn=swa_utils.get_ema_avg_fn(0.9))
average("mean", avg_fn=swa_utils.get_swa_avg_fn())
average("multi_ema", multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.9))
average("multi_swa", multi_avg_fn=swa_utils.get_swa_multi_avg_fn())
average("default_ema", multi_avg_fn=swa_utils.get_ema_multi_avg_fn())
average("buffers", use_buffers=True, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.5))
average("buffers_ema", use_buffers=True, avg_fn=swa_utils.get_ema_avg_fn())
average("own", avg_fn=lambda averaged, current, n: 0.25 * averaged + 0.75 * current)
swa.error("error.decay", lambda: swa_utils.get_ema_avg_fn(1.5))
swa.error("error.multi_decay", lambda: swa_utils.get_ema_multi_avg_fn(-0.5))
swa.error(
    "error.both",
    lambda: swa_utils.AveragedModel(
        nn.Linear(1, 1), avg_fn=swa_utils.get_swa_avg_fn(), multi_avg_fn=swa_utils.get_swa_multi_avg_fn()
    ),
)
swa.write()
