"""Golden values for torch.optim.lr_scheduler and SWALR: every scheduler over 200 steps.

Written by PyTorch 2.14.1, without random numbers; read by torch.optim.lrscheduler.SchedulerGoldenTest. Run from the
repository's root:

    python3 src/test/python/lr_scheduler_golden.py

A case is a kind of optimizer (OPTIMIZERS), with two groups whose learning rates are 0.1 and 0.03, and a Python expression
that makes a scheduler of it. optimizer.step() and scheduler.step() are called in turn, the latter with an argument where
arguments are recorded. The learning rates of both groups are recorded before the first and after each step, and their
momentum or betas[0]. In the middle the scheduler's state and the groups' options are recorded too; all is saved, made
anew and loaded, and the script makes sure that the resumed run ends as the other does.

Numbers are the shortest decimals that read back as the same bits; `0.1*30` are thirty of them. Many numbers of the second
group are a digest of their big-endian bits.
"""
import copy
import hashlib
import itertools
import os
import struct
import warnings

import torch
from torch.optim import SGD, Adam, lr_scheduler, swa_utils

STEPS = 200
RESOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../resources/torch/optim/lr_scheduler.txt")
LINES = []
warnings.simplefilter("ignore")


class Counting:
    """A function with a state."""

    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return 1 / self.calls


def functions():
    """The functions that the expressions name; SchedulerGoldenTest has the same."""
    return dict(
        thirds=lambda epoch: epoch // 30,
        decay=lambda epoch: 0.95**epoch,
        warm_up=lambda step: min(1.0, (step + 1) / 20),
        fixed=lambda epoch: 0.99,
        shrink=lambda x: 1 / (5 ** (x * 0.01)),
        counting=Counting(),
    )


def groups(first=None, second=None):
    a, b = torch.zeros(2, requires_grad=True), torch.zeros(3, requires_grad=True)
    return [dict(params=[a], **(first or {})), dict(params=[b], **(second or dict(lr=0.03)))]


OPTIMIZERS = dict(
    sgd=lambda: SGD(groups(), lr=0.1, momentum=0.9),
    adam=lambda: Adam(groups(), lr=0.1, betas=(0.8, 0.99)),
    plain=lambda: SGD([torch.zeros(2, requires_grad=True)], lr=0.1),
    # Learning rates that are tensors.
    float32=lambda: SGD(groups(second=dict(lr=torch.tensor(0.03))), lr=torch.tensor(0.1), momentum=0.9),
    float64=lambda: SGD(
        groups(second=dict(lr=torch.tensor([0.03], dtype=torch.float64))), lr=torch.tensor(0.1, dtype=torch.float64)
    ),
    # Resumed: the groups know their initial learning rates.
    resumed=lambda: SGD(groups(dict(initial_lr=0.2), dict(lr=0.03, initial_lr=0.06)), lr=0.1, momentum=0.9),
    cycled=lambda: SGD(
        groups(*(dict(initial_lr=0.004, max_lr=0.1, min_lr=4e-7, max_momentum=0.95, base_momentum=0.85),) * 2), lr=0.1
    ),
)
OPTIONS = ("lr", "initial_lr", "max_lr", "min_lr", "swa_lr", "momentum", "betas", "max_momentum", "base_momentum")


def text(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(k)}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(text, value)) + "]"
    if isinstance(value, torch.Tensor):
        return f"tensor({value.item()!r}, {value.dtype})"
    if value is None or isinstance(value, (bool, str)):
        return str(value)
    return repr(float(value))


def runs(numbers):
    counted = [(number, len(list(same))) for number, same in itertools.groupby(map(repr, numbers))]
    return " ".join(number if count == 1 else f"{number}*{count}" for number, count in counted)


def options(optimizer):
    return [{key: group[key] for key in OPTIONS if key in group} for group in optimizer.param_groups]


def make(kind, expression):
    optimizer = OPTIMIZERS[kind]()
    names = dict(lr_scheduler=lr_scheduler, swa_utils=swa_utils, optimizer=optimizer, **functions())
    return optimizer, eval(expression, names)


def momentum(group):
    return group["betas"][0] if "betas" in group else group["momentum"]


def observe(optimizer, log):
    log.append([float(x) for g in optimizer.param_groups for x in (g["lr"], momentum(g))])


def walk(optimizer, scheduler, arguments, log):
    for argument in arguments:
        optimizer.step()
        scheduler.step(*argument)
        observe(optimizer, log)


def case(kind, expression, arguments=None, resumes=True):
    steps = [()] * STEPS if arguments is None else [(argument,) for argument in arguments]
    half = len(steps) // 2
    LINES.append(f"case\t{kind}\t{expression}")
    if arguments is not None:
        LINES.append("arguments\t" + " ".join(map(repr, arguments)))
    optimizer, scheduler = make(kind, expression)
    log = []
    observe(optimizer, log)
    walk(optimizer, scheduler, steps[:half], log)
    saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    LINES.append("state\t" + text(scheduler.state_dict()))
    LINES.append("groups\t" + text(options(optimizer)))
    walk(optimizer, scheduler, steps[half:], log)
    LINES.append("last_lr\t" + text(scheduler.get_last_lr()))
    for name, column in zip(("lr.0", "momentum.0", "lr.1", "momentum.1"), zip(*log)):
        recorded = runs(column)
        if name.endswith("1") and len(recorded) > 500:  # of the second group a digest is enough
            recorded = "sha256 " + hashlib.sha256(struct.pack(f">{len(column)}d", *column)).hexdigest()
        LINES.append(f"{name}\t{recorded}")

    optimizer, scheduler = make(kind, expression)
    optimizer.load_state_dict(saved[0])
    scheduler.load_state_dict(saved[1])
    resumed = log[: half + 1]
    walk(optimizer, scheduler, steps[half:], resumed)
    assert (resumed == log) == resumes, expression


def error(kind, expression):
    try:
        optimizer, scheduler = make(kind, expression)
        while True:
            scheduler.step()
    except Exception as e:
        message = e.args[0].encode("unicode_escape").decode()
        LINES.append(f"error\t{kind}\t{expression}\t{type(e).__name__}\t{message}")


S = "lr_scheduler."
EPOCHS = [1, 2, 5, 29, 30, 31, 59, 60, 90, 100, 150, 200, 7, 0]
METRICS = [1 / (1 + i) for i in range(40)] + [(i * 7919 % 101) / 101 for i in range(160)]

for kind in ("sgd", "adam", "float32", "float64"):
    case(kind, S + "StepLR(optimizer, 30)")
    case(kind, S + "LinearLR(optimizer, start_factor=0.05, total_iters=40)")
    case(kind, S + "CosineAnnealingLR(optimizer, 50, eta_min=0.001)")
    case(kind, S + "SequentialLR(optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 20), lr_scheduler.CosineAnnealingLR(optimizer, 180)], [20])")
    case(kind, S + "ReduceLROnPlateau(optimizer, 'min', patience=3)", METRICS)
    case(kind, S + "LambdaLR(optimizer, warm_up)")
for kind in ("sgd", "adam", "float32"):
    case(kind, S + "OneCycleLR(optimizer, 0.1, total_steps=200)")
    case(kind, S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=40)")
    case(kind, "swa_utils.SWALR(optimizer, 0.05)")

# LambdaLR, MultiplicativeLR
case("sgd", S + "LambdaLR(optimizer, [thirds, decay])")
case("sgd", S + "LambdaLR(optimizer, [counting, decay])")
case("float32", S + "LambdaLR(optimizer, [counting, decay])")
case("resumed", S + "LambdaLR(optimizer, decay, last_epoch=50)")
case("sgd", S + "MultiplicativeLR(optimizer, fixed)")
case("sgd", S + "MultiplicativeLR(optimizer, [counting, fixed])")
case("float32", S + "MultiplicativeLR(optimizer, fixed)")
case("resumed", S + "MultiplicativeLR(optimizer, fixed, last_epoch=50)")
# StepLR, MultiStepLR
case("sgd", S + "StepLR(optimizer, 7, 0.9)")
case("sgd", S + "StepLR(optimizer, step_size=30, gamma=0.3)", EPOCHS)
case("float32", S + "StepLR(optimizer, step_size=30, gamma=0.3)", EPOCHS)
case("resumed", S + "StepLR(optimizer, 30, last_epoch=50)")
case("sgd", S + "MultiStepLR(optimizer, [30, 80])")
case("sgd", S + "MultiStepLR(optimizer, milestones=[80, 30, 80, 150], gamma=0.3)")
case("sgd", S + "MultiStepLR(optimizer, [80, 30, 80, 150], 0.3)", EPOCHS)
case("float32", S + "MultiStepLR(optimizer, [30, 80])")
case("resumed", S + "MultiStepLR(optimizer, [60, 80], last_epoch=50)")
# ConstantLR, LinearLR
case("sgd", S + "ConstantLR(optimizer)")
case("sgd", S + "ConstantLR(optimizer, 0.3, 50)")
case("sgd", S + "ConstantLR(optimizer, factor=0.3, total_iters=50)", EPOCHS)
case("float32", S + "ConstantLR(optimizer, factor=0.3, total_iters=50)")
case("resumed", S + "ConstantLR(optimizer, total_iters=60, last_epoch=50)")
case("sgd", S + "LinearLR(optimizer)")
case("sgd", S + "LinearLR(optimizer, 0.9, 0.2, 70)")
case("sgd", S + "LinearLR(optimizer, start_factor=0.9, end_factor=0.2, total_iters=70)", EPOCHS)
case("resumed", S + "LinearLR(optimizer, end_factor=0.5, total_iters=70, last_epoch=50)")
# ExponentialLR, PolynomialLR
case("sgd", S + "ExponentialLR(optimizer, 0.95)")
case("sgd", S + "ExponentialLR(optimizer, gamma=0.97)", EPOCHS)
case("float32", S + "ExponentialLR(optimizer, 0.95)")
case("resumed", S + "ExponentialLR(optimizer, 0.95, last_epoch=50)")
case("sgd", S + "PolynomialLR(optimizer)")
case("sgd", S + "PolynomialLR(optimizer, 150, 0.9)")
case("sgd", S + "PolynomialLR(optimizer, total_iters=150, power=2.5)", EPOCHS)
case("float32", S + "PolynomialLR(optimizer, total_iters=150, power=2.0)")
case("resumed", S + "PolynomialLR(optimizer, total_iters=100, last_epoch=50)")
# CosineAnnealingLR, CosineAnnealingWarmRestarts
case("sgd", S + "CosineAnnealingLR(optimizer, 200)")
case("sgd", S + "CosineAnnealingLR(optimizer, T_max=33, eta_min=0.01)", EPOCHS)
case("resumed", S + "CosineAnnealingLR(optimizer, 100, last_epoch=50)")
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, 10)")
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, 10, 2)")
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, T_0=7, T_mult=3, eta_min=0.001)")
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, 7, T_mult=3, eta_min=0.001)", EPOCHS)
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, 10, 2)", [i / 4 for i in range(STEPS)])
case("sgd", S + "CosineAnnealingWarmRestarts(optimizer, 6)", [i / 4 for i in range(STEPS)])
case("float32", S + "CosineAnnealingWarmRestarts(optimizer, 10, 2)")
case("resumed", S + "CosineAnnealingWarmRestarts(optimizer, 60, last_epoch=50)")
# CyclicLR
case("sgd", S + "CyclicLR(optimizer, [0.01, 0.02], [0.1, 0.3], step_size_up=20, step_size_down=31, mode='triangular2')")
case("sgd", S + "CyclicLR(optimizer, base_lr=0.01, max_lr=0.1, step_size_up=30, mode='exp_range', gamma=0.99)")
case("adam", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, base_momentum=0.7, max_momentum=0.95)")
case("sgd", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, base_momentum=[0.7, 0.6], max_momentum=[0.95, 0.9])")
case("sgd", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, cycle_momentum=False)")
case("sgd", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, scale_fn=shrink)")
case("sgd", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, scale_fn=shrink, scale_mode='iterations')")
case("sgd", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, scale_fn=counting)")
case("resumed", S + "CyclicLR(optimizer, 0.01, 0.1, step_size_up=30, last_epoch=50)")
# OneCycleLR
case("sgd", S + "OneCycleLR(optimizer, [0.1, 0.3], total_steps=210, anneal_strategy='linear')")
case("sgd", S + "OneCycleLR(optimizer, max_lr=0.1, epochs=10, steps_per_epoch=21, pct_start=0.2, three_phase=True)")
case("sgd", S + "OneCycleLR(optimizer, 0.1, 200, three_phase=True, anneal_strategy='linear')")
case("sgd", S + "OneCycleLR(optimizer, 0.1, total_steps=200, div_factor=10, final_div_factor=100.0)")
case("sgd", S + "OneCycleLR(optimizer, 0.1, total_steps=200, base_momentum=0.7, max_momentum=[0.95, 0.9])")
case("plain", S + "OneCycleLR(optimizer, 0.1, total_steps=200, cycle_momentum=False)")
case("adam", S + "OneCycleLR(optimizer, 0.1, total_steps=200, anneal_strategy='linear', pct_start=0.5)")
case("cycled", S + "OneCycleLR(optimizer, 0.1, total_steps=300, last_epoch=50)")
# ReduceLROnPlateau
for expression in (
    "ReduceLROnPlateau(optimizer)",
    "ReduceLROnPlateau(optimizer, mode='max', factor=0.5, patience=2)",
    "ReduceLROnPlateau(optimizer, factor=0.5, patience=2, threshold=0.05, threshold_mode='abs', cooldown=4)",
    "ReduceLROnPlateau(optimizer, 'max', factor=0.9, patience=0, threshold=0.2, threshold_mode='abs', min_lr=0.01)",
    "ReduceLROnPlateau(optimizer, factor=0.5, patience=0, min_lr=[0.01, 0.001])",
    "ReduceLROnPlateau(optimizer, factor=0.3, patience=0, eps=0.01)",
):
    case("sgd", S + expression, METRICS)
case("sgd", S + "ReduceLROnPlateau(optimizer, patience=3)", [3, 2, 1] + [1] * 30)
# ChainedScheduler, SequentialLR
CHAINED = "ChainedScheduler([lr_scheduler.ConstantLR(optimizer, 0.1, 20), lr_scheduler.ExponentialLR(optimizer, 0.9)]"
case("sgd", S + CHAINED + ")")
case("adam", S + CHAINED + ", optimizer)")
case("float32", S + CHAINED + ", optimizer=optimizer)")
case("sgd", S + "ChainedScheduler([lr_scheduler.LambdaLR(optimizer, counting)])", resumes=True)
case("sgd", S + "SequentialLR(optimizer, [lr_scheduler.ConstantLR(optimizer, 0.1, 20), lr_scheduler.ExponentialLR(optimizer, 0.98), lr_scheduler.StepLR(optimizer, 20)], milestones=[20, 100])")
case("sgd", S + f"SequentialLR(optimizer, [lr_scheduler.{CHAINED}), lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 30)], [50])")
case("sgd", S + "SequentialLR(optimizer, [lr_scheduler.SequentialLR(optimizer, [lr_scheduler.StepLR(optimizer, 10), lr_scheduler.LinearLR(optimizer)], [30]), lr_scheduler.PolynomialLR(optimizer, 100)], [60])")
case("sgd", S + "SequentialLR(optimizer, [lr_scheduler.LinearLR(optimizer), lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=200)], [10])")
case("sgd", S + "SequentialLR(optimizer, [lr_scheduler.StepLR(optimizer, 10)], [], last_epoch=3)")
# SWALR
case("sgd", "swa_utils.SWALR(optimizer, [0.05, 0.5], anneal_epochs=100, anneal_strategy='linear')")
case("sgd", "swa_utils.SWALR(optimizer, swa_lr=0.05, anneal_epochs=0)")
case("adam", "swa_utils.SWALR(optimizer, 0.3, 50, 'cos')")
case("sgd", S + "SequentialLR(optimizer, [lr_scheduler.CosineAnnealingLR(optimizer, 100), swa_utils.SWALR(optimizer, 0.05)], [100])")

for expression in (
    "LambdaLR(optimizer, [decay])",
    "MultiplicativeLR(optimizer, [decay, decay, decay])",
    "StepLR(optimizer, 30, last_epoch=3)",
    "StepLR(optimizer, 0)",
    "ConstantLR(optimizer, factor=1.5)",
    "ConstantLR(optimizer, factor=-0.5)",
    "ConstantLR(optimizer, factor=0.0)",
    "LinearLR(optimizer, start_factor=0.0)",
    "LinearLR(optimizer, start_factor=1.1)",
    "LinearLR(optimizer, end_factor=1.1)",
    "LinearLR(optimizer, end_factor=-0.1)",
    "CosineAnnealingLR(optimizer, 0)",
    "CosineAnnealingWarmRestarts(optimizer, 0)",
    "CosineAnnealingWarmRestarts(optimizer, 3, 0)",
    "CyclicLR(optimizer, [0.1], [0.1, 0.2])",
    "CyclicLR(optimizer, [0.1, 0.2], [0.1, 0.2, 0.3])",
    "CyclicLR(optimizer, 0.1, 0.2, base_momentum=[0.1, 0.2, 0.3])",
    "CyclicLR(optimizer, 0.1, 0.2, step_size_up=0)",
    "OneCycleLR(optimizer, 0.1)",
    "OneCycleLR(optimizer, 0.1, epochs=3)",
    "OneCycleLR(optimizer, 0.1, 0)",
    "OneCycleLR(optimizer, 0.1, epochs=0, steps_per_epoch=3)",
    "OneCycleLR(optimizer, 0.1, epochs=3, steps_per_epoch=-3)",
    "OneCycleLR(optimizer, 0.1, total_steps=10, pct_start=1.5)",
    "OneCycleLR(optimizer, [0.1], total_steps=10)",
    "OneCycleLR(optimizer, 0.1, total_steps=10, max_momentum=[0.9])",
    "OneCycleLR(optimizer, 0.1, total_steps=7)",
    "OneCycleLR(optimizer, 0.1, total_steps=10, pct_start=0.1)",
    "ReduceLROnPlateau(optimizer, factor=1.0)",
    "ReduceLROnPlateau(optimizer, min_lr=[0.1])",
    "ReduceLROnPlateau(optimizer)",
    "ChainedScheduler([])",
    "ChainedScheduler([lr_scheduler.ReduceLROnPlateau(optimizer)])",
    "SequentialLR(optimizer, [], [])",
    "SequentialLR(optimizer, [lr_scheduler.StepLR(optimizer, 3)], [3])",
    "SequentialLR(optimizer, [lr_scheduler.StepLR(optimizer, 3), lr_scheduler.ReduceLROnPlateau(optimizer)], [3])",
):
    error("sgd", S + expression)
error("sgd", "swa_utils.SWALR(optimizer, [0.1])")
error("sgd", "swa_utils.SWALR(optimizer, 0.1, anneal_epochs=-1)")

# What is said of wrong uses.
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    optimizer, scheduler = make("sgd", S + "StepLR(optimizer, 30)")
    scheduler.step()
    scheduler.step(5)
    scheduler.get_lr()
    LINES += [f"warning\t{warning.message}" for warning in said]

with open(RESOURCE, "w") as out:
    out.write("\n".join(LINES) + "\n")
