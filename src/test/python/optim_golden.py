"""Golden values for torch.optim: parameters, optimizer state and printed form of each argument set.

Written by PyTorch 2.14.1 (seed 0), read by torch.optim.OptimizerGoldenTest. Run from the repository's root:

    python3 src/test/python/optim_golden.py > src/test/resources/torch/optim/optim_golden.txt

The loss is elementwise, so that gradients are exact in every libtorch build and only the optimizer is compared:
loss = ((a - ta)^2 * wa).sum() + ((b - tb)^2 * wb).sum(). Tensor a has 21 elements (a full SIMD width and a tail), b 5.
In the cases named ..._late b gets no gradient in the first three steps, so steps and buffers of a group differ.

A line is: case, key, value. Numbers are the shortest decimals that read back as the same bits; `\n` in the printed
form is written as two characters.
"""
import torch
from torch.optim import SGD, Adam, AdamW

torch.manual_seed(0)
CHECKPOINTS = (1, 10, 100)


def numbers(t):
    t = t.detach()
    t = torch.view_as_real(t) if t.is_complex() else t
    return " ".join(str(x) for x in t.numpy().ravel())


def record(case, key, tensor):
    print(case, key, numbers(tensor))


PROBLEM = {}
for name, shape in (("a", (3, 7)), ("b", (5,))):
    PROBLEM[name] = torch.randn(shape)
    PROBLEM["t" + name] = torch.randn(shape)
    PROBLEM["w" + name] = torch.rand(shape) + 0.5
for name, tensor in PROBLEM.items():
    record("problem", name, tensor)


def run(case, make, dtype=torch.float32):
    a, ta, wa, b, tb, wb = (t.to(dtype) for t in PROBLEM.values())
    a, b = a.clone().requires_grad_(), b.clone().requires_grad_()
    optimizer = make(a, b)
    print(case, "repr", repr(optimizer).replace("\n", "\\n"))
    for step in range(1, max(CHECKPOINTS) + 1):
        optimizer.zero_grad()
        loss = ((a - ta).abs() ** 2 * wa if dtype.is_complex else (a - ta) ** 2 * wa).sum()
        if not (case.endswith("_late") and step <= 3):
            loss = loss + ((b - tb).abs() ** 2 * wb if dtype.is_complex else (b - tb) ** 2 * wb).sum()
        if dtype.is_complex:
            loss = loss.real
        loss.backward()
        optimizer.step()
        if step in CHECKPOINTS:
            record(case, f"{step}.a", a)
            record(case, f"{step}.b", b)
        if step == 10:
            for name, p in (("a", a), ("b", b)):
                for key, value in optimizer.state[p].items():
                    if value is not None:
                        record(case, f"state.{name}.{key}", value)


def two_groups(cls, **defaults):
    return lambda a, b: cls([{"params": [a]}, {"params": [b], "lr": 0.05, "weight_decay": 0.2}], **defaults)


def cases(cls, **arguments):
    return lambda a, b: cls([a, b], **arguments)


run("sgd_default", cases(SGD))
run("sgd_lr", cases(SGD, lr=0.05))
run("sgd_momentum", cases(SGD, lr=0.01, momentum=0.9))
run("sgd_dampening", cases(SGD, lr=0.01, momentum=0.9, dampening=0.3))
run("sgd_nesterov", cases(SGD, lr=0.01, momentum=0.9, nesterov=True))
run("sgd_weight_decay", cases(SGD, lr=0.01, weight_decay=0.1))
run("sgd_maximize", cases(SGD, lr=0.001, maximize=True))
run("sgd_everything", cases(SGD, lr=0.001, momentum=0.8, weight_decay=0.1, nesterov=True, maximize=True))
run("sgd_foreach", cases(SGD, lr=0.01, momentum=0.9, weight_decay=0.1, foreach=True))
run("sgd_loop", cases(SGD, lr=0.01, momentum=0.9, weight_decay=0.1, foreach=False))
run("sgd_fused", cases(SGD, lr=0.01, momentum=0.9, weight_decay=0.1, nesterov=True, fused=True))
run("sgd_fused_plain", cases(SGD, lr=0.01, fused=True))
run("sgd_groups", two_groups(SGD, lr=0.01, momentum=0.9))
run("sgd_late", cases(SGD, lr=0.01, momentum=0.9, dampening=0.3))
run("sgd_double", cases(SGD, lr=0.01, momentum=0.9, weight_decay=0.1), torch.float64)

for name, cls in (("adam", Adam), ("adamw", AdamW)):
    run(f"{name}_default", cases(cls))
    run(f"{name}_lr_betas", cases(cls, lr=2e-2, betas=(0.5, 0.999)))
    run(f"{name}_eps", cases(cls, lr=0.01, eps=1e-3))
    run(f"{name}_weight_decay", cases(cls, lr=0.01, weight_decay=0.1))
    run(f"{name}_amsgrad", cases(cls, lr=0.01, amsgrad=True))
    run(f"{name}_maximize", cases(cls, lr=0.01, maximize=True))
    run(f"{name}_everything", cases(cls, lr=0.01, betas=(0.8, 0.99), weight_decay=0.1, amsgrad=True, maximize=True))
    run(f"{name}_foreach", cases(cls, lr=0.01, weight_decay=0.1, foreach=True))
    run(f"{name}_loop", cases(cls, lr=0.01, weight_decay=0.1, foreach=False))
    run(f"{name}_fused", cases(cls, lr=0.01, weight_decay=0.1, fused=True))
    run(f"{name}_fused_amsgrad", cases(cls, lr=0.01, amsgrad=True, maximize=True, fused=True))
    run(f"{name}_fused_late", cases(cls, lr=0.01, fused=True))
    run(f"{name}_groups", two_groups(cls, lr=0.01))
    run(f"{name}_late", cases(cls, lr=0.01, weight_decay=0.1))
    run(f"{name}_double", cases(cls, lr=0.01, weight_decay=0.1), torch.float64)
run("adam_complex", cases(Adam, lr=0.01, weight_decay=0.1, amsgrad=True), torch.complex64)
