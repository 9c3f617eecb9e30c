"""Golden values for torch.optim, read by torch.optim.OptimizerGoldenTest.

Written by PyTorch 2.14.1, each case after seed 1. Run from the repository's root:

    python3 src/test/python/optim_golden.py [steps|others|errors]

Each case is an optimizer as Python makes it; Java evaluates the same text. Gradients are set by a formula of elementwise
operations, so that no BLAS is involved: x (x² - 1) / 4 + w (x - t), which has two valleys, and w (x - t) where x is
complex. Recorded are the printed form, the parameters after 1, 10 and 1,000 steps, and after 10, where it is new, the
layout and the tensors of the state dict, which is also loaded into a new optimizer; recorded are the ends which differ then.
"""
import copy
import sys

import torch
from cases import NAMES, Cases
from torch import optim
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

CHECKPOINTS = (1, 10, 1000)
PROBLEMS = {
    "real": ("torch.randn(3, 7)", "torch.randn(5)", "torch.randn(2, 2, dtype=torch.float64)"),
    "single": ("torch.randn(3, 7)", "torch.randn(5)", "torch.randn(2, 3)"),
    "complex": ("torch.randn(3, dtype=torch.complex64)", "torch.randn(4)"),
    "matrices": ("torch.randn(4, 3)", "torch.randn(2, 5)"),
    "rows": ("torch.randn(6, 2)",),
}


def make_problem(name):
    """Parameters, targets and weights."""
    torch.manual_seed(1)
    params = [eval(text, NAMES) for text in PROBLEMS[name]]
    targets = [torch.randn_like(x) for x in params]
    weights = [torch.rand_like(x.real) + 0.5 for x in params]
    return params, targets, weights


def gradient(x, t, w):
    return w * (x - t) if x.is_complex() else x * (x * x - 1) * 0.25 + w * (x - t)


def sparse(grad, step):
    """Two rows of a gradient, which may be the same one."""
    rows = torch.tensor([[step % 6, (step * step + 1) % 6]])
    return torch.sparse_coo_tensor(rows, grad[rows[0]], grad.shape)


def describe(value, is_state=False):
    """The types, keys and order of a state dict; of numbers in the state, which rounding can change, only the type."""
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {describe(v, is_state or k == 'state')}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(describe(v, is_state) for v in value) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(describe(v, is_state) for v in value) + "]"
    if is_state and isinstance(value, (int, float)):
        return type(value).__name__
    return repr(value)


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [tensor for part in parts for tensor in tensors(part)]


class Training:
    """An optimizer and its problem."""

    def __init__(self, expression, problem, flags):
        self.flags = flags
        values, self.targets, self.weights = make_problem(problem)
        self.params = [x.requires_grad_() for x in values]
        self.optimizer = self.make(expression)

    def make(self, expression):
        p = self.params
        if "named" in self.flags:
            p = [(f"layer.{i}", x) for i, x in enumerate(p)]
        optimizer = eval(expression, NAMES, dict(p=p[:1] if "groups" in self.flags else p))
        if "groups" in self.flags:
            optimizer.add_param_group({"params": p[1:], "lr": 0.05, "weight_decay": 0.1})
        return optimizer

    def set_gradients(self, step):
        for i, (x, t, w) in enumerate(zip(self.params, self.targets, self.weights)):
            grad = gradient(x.detach(), t, w)
            if "up" in self.flags:
                grad = -grad
            if "sparse" in self.flags:
                grad = sparse(grad, step)
            x.grad = None if "late" in self.flags and i == 1 and step <= 3 else grad

    def closure(self):
        loss = 0
        for x, t, w in zip(self.params, self.targets, self.weights):
            loss = loss + (w * (x - t) * (x - t)).sum() + ((x * x - 1) * (x * x - 1)).sum()
        if "up" in self.flags:
            loss = -loss
        self.optimizer.zero_grad()
        loss.backward()
        return loss

    def step(self, step):
        if "closure" in self.flags:
            self.optimizer.step(self.closure)
        else:
            self.set_gradients(step)
            self.optimizer.step()


class OptimizerCases(Cases):
    def __init__(self, script, resource):
        super().__init__(script, resource)
        self.kinds = set()

    def steps(self, expression, problem="real", flags=""):
        self.lines.append(f"case\tsteps\t{expression}\t{problem}\t{flags}")
        training = Training(expression, problem, flags.split())
        self._text("repr", repr(training.optimizer))
        for step in range(1, max(CHECKPOINTS) + 1):
            training.step(step)
            if step in CHECKPOINTS:
                for i, x in enumerate(training.params):
                    self._leaf(f"{step}.{i}", x)
            if step == 10:
                saved = training.optimizer.state_dict()
                self._state(saved, expression)
                resumed = copy.deepcopy((training.params, saved))
        end = training.params
        training.params = resumed[0]
        training.optimizer = training.make(expression)
        training.optimizer.load_state_dict(resumed[1])
        for step in range(11, max(CHECKPOINTS) + 1):
            training.step(step)
        for i, (x, y) in enumerate(zip(end, training.params)):
            # a scalar state, but for the step, is rounded to the parameter's type when it is loaded
            if not torch.equal(x, y):
                self._leaf(f"resumed.{i}", y)

    def _state(self, saved, expression):
        """The state dict, where it is laid out as none of this optimizer before."""
        layout = describe(saved)
        kind = expression.split("(")[0] + str([list(group) for group in saved["param_groups"]])
        kind += describe(saved["state"], True) + str("foreach=True" in expression) + str("fused=True" in expression)
        if kind in self.kinds:
            return
        self.kinds.add(kind)
        self._text("layout", layout)
        for i, tensor in enumerate(tensors(saved["state"])):
            self._leaf(f"state.{i}", tensor)

    def differentiable(self, expression, flags="", **inputs):
        """Two steps, or once one, through which autograd goes, from x with the gradients g and h."""
        inputs = dict(x="torch.randn(4)", g="torch.randn(4)", h="torch.randn(4)", **inputs)
        self.lines.append(f"case\tdifferentiable\t{expression}\tsingle\t{flags}")
        for name, text in inputs.items():
            self.lines.append(f"input\t{name}\t{text}")
        values = self._inputs(inputs)
        p = values["x"].clone()
        optimizer = eval(expression, NAMES, dict(values, p=[p]))
        for name in "gh":
            p.grad = values[name].clone()
            optimizer.step()
            if "once" in flags:
                break
        self._leaf("p", p)
        (p * torch.tensor([1.0, -2.0, 0.5, 3.0])).sum().backward()
        for name, value in values.items():
            if value.grad is not None:
                self._leaf(f"grad.{name}", value.grad)

    def refused(self, expression, problem="single", flags=""):
        """A step that PyTorch refuses."""
        self.lines.append(f"case\trefused\t{expression}\t{problem}\t{flags}")
        training = Training(expression, problem, flags.split())
        try:
            if "noclosure" in flags:
                training.optimizer.step()
            else:
                training.step(1)
        except Exception as error:
            self._text("kind", type(error).__name__)
            self._text("message", str(error))
        else:
            raise AssertionError(f"{expression} is no error")

    def legacy(self, expression, problem="single"):
        """A state dict of an older version: counters are numbers and younger options are missing."""
        self.lines.append(f"case\tlegacy\t{expression}\t{problem}\t")
        training = Training(expression, problem, [])
        training.step(1)
        saved = training.optimizer.state_dict()
        for state in saved["state"].values():
            for key in ("step", "mu_product", "eta", "mu"):
                if key in state:
                    state[key] = float(state[key])
        for group in saved["param_groups"]:
            for key in ("foreach", "maximize", "differentiable", "capturable", "fused"):
                group.pop(key, None)
        training.optimizer = training.make(expression)
        training.optimizer.load_state_dict(saved)
        self._text("options", " ".join(sorted(training.optimizer.state_dict()["param_groups"][0])))
        self._text("state", describe(training.optimizer.state_dict()["state"], True))
        training.step(2)
        for i, x in enumerate(training.params):
            self._leaf(f"2.{i}", x)

    def cast(self, expression):
        """The state of one type of parameter loaded into an optimizer of another."""
        self.lines.append(f"case\tcast\t{expression}\tsingle\t")
        training = Training(expression, "single", [])
        training.step(1)
        saved = training.optimizer.state_dict()
        training.params = [x.detach().double().requires_grad_() for x in training.params]
        training.optimizer = training.make(expression)
        training.optimizer.load_state_dict(saved)
        self._text("layout", describe(training.optimizer.state_dict()))

    def hooks(self):
        """The order in which hooks run."""
        self.lines.append("case\thooks\toptim.SGD(p, lr=0.1)\trows\t")
        training = Training("optim.SGD(p, lr=0.1)", "rows", [])
        optimizer = training.optimizer
        log = []

        def note(text, result=None):
            return lambda *_: (log.append(text), result)[1]

        handles = [
            register_optimizer_step_pre_hook(note("all before")),
            register_optimizer_step_post_hook(note("all after")),
            optimizer.register_step_pre_hook(note("before")),
            optimizer.register_step_pre_hook(note("before, too")),
            optimizer.register_step_post_hook(note("after")),
            optimizer.register_state_dict_pre_hook(note("saving")),
            optimizer.register_state_dict_pre_hook(note("saving first"), prepend=True),
            optimizer.register_state_dict_post_hook(note("saved")),
            optimizer.register_state_dict_post_hook(note("saved first"), prepend=True),
            optimizer.register_load_state_dict_pre_hook(note("loading")),
            optimizer.register_load_state_dict_pre_hook(note("loading first"), prepend=True),
            optimizer.register_load_state_dict_post_hook(note("loaded")),
            optimizer.register_load_state_dict_post_hook(note("loaded first"), prepend=True),
        ]
        optimizer.step(lambda: (log.append("closure"), torch.ones(()))[1])
        optimizer.load_state_dict(optimizer.state_dict())
        for handle in handles:
            handle.remove()
        optimizer.step()
        self._text("log", "; ".join(log))


def steps():
    c = OptimizerCases(__file__, "torch/optim/optim_steps.txt")

    for options in (
        "lr=0.001",
        "lr=0.05, foreach=True",
        "lr=0.01, momentum=0.9, dampening=0.3",
        "lr=0.01, momentum=0.9, nesterov=True",
        "lr=0.01, momentum=0.9, nesterov=True, foreach=True",
        "lr=0.01, weight_decay=0.1",
        "lr=0.01, momentum=0.9, weight_decay=0.1, foreach=True",
        "lr=0.01, momentum=0.9, weight_decay=0.1, foreach=False",
        "lr=0.01, momentum=0.9, weight_decay=0.1, nesterov=True, fused=True",
        "lr=0.01, momentum=0.9, dampening=0.3, fused=True",
        "lr=0.01, fused=True",
        "lr=torch.tensor(0.01), momentum=0.9",
        "lr=torch.tensor([0.01]), fused=True",
        "lr=torch.tensor(0.01), foreach=True",
    ):
        c.steps(f"optim.SGD(p, {options})")
    c.steps("optim.SGD(p)")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.8, weight_decay=0.1, nesterov=True, maximize=True)", flags="up")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.8, weight_decay=0.1, maximize=True, foreach=True)", flags="up")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.8, weight_decay=0.1, maximize=True, fused=True)", flags="up")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9, dampening=0.3)", flags="late")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9, dampening=0.3, foreach=True)", flags="late")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9)", flags="groups")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9)", flags="named groups")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9)", "complex")
    c.steps("optim.SGD(p, lr=0.01)", "rows", "sparse")
    c.steps("optim.SGD(p, lr=0.01, foreach=True)", "rows", "sparse")
    c.steps("optim.SGD(p, lr=0.01, momentum=0.9)", flags="closure")

    for name in ("Adam", "AdamW"):
        for options in (
            "lr=0.01",
            "lr=0.02, betas=(0.5, 0.999)",
            "lr=0.01, eps=0.001",
            "lr=0.01, weight_decay=0.1",
            "lr=0.01, amsgrad=True",
            "lr=0.01, weight_decay=0.1, foreach=True",
            "lr=0.01, amsgrad=True, foreach=True",
            "lr=0.01, weight_decay=0.1, foreach=False",
            "lr=0.01, weight_decay=0.1, fused=True",
            "lr=0.01, amsgrad=True, betas=(0.8, 0.99), fused=True",
            "lr=torch.tensor(0.01), weight_decay=0.1",
            "lr=torch.tensor(0.01, dtype=torch.float64), amsgrad=True",
            "lr=torch.tensor(0.01), fused=True",
            "betas=(torch.tensor(0.8), torch.tensor([0.99]))",
        ):
            c.steps(f"optim.{name}(p, {options})")
        c.steps(f"optim.{name}(p)")
        for way in ("", ", foreach=True", ", fused=True"):
            c.steps(
                f"optim.{name}(p, lr=0.01, betas=(0.8, 0.99), weight_decay=0.1, amsgrad=True, maximize=True{way})",
                flags="up",
            )
            c.steps(f"optim.{name}(p, lr=0.01, weight_decay=0.1{way})", flags="late")
        c.steps(f"optim.{name}(p, lr=0.01)", flags="groups")
        c.steps(f"optim.{name}(p, lr=0.01, weight_decay=0.1, amsgrad=True)", "complex")
        c.steps(f"optim.{name}(p, lr=0.01, weight_decay=0.1, amsgrad=True, foreach=True)", "complex")
    c.steps("optim.Adam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True)")
    c.steps("optim.Adam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True, fused=True)")
    c.steps("optim.Adam(p, lr=0.01)", flags="named")
    c.steps("optim.Adam(p, lr=0.01)", flags="closure")

    for options in (
        "lr=0.05",
        "lr=0.05, lr_decay=0.01",
        "lr=0.05, weight_decay=0.1",
        "lr=0.05, initial_accumulator_value=0.5",
        "lr=0.05, eps=0.001",
        "lr=0.05, lr_decay=0.01, weight_decay=0.1, foreach=True",
        "lr=0.05, lr_decay=0.01, weight_decay=0.1, foreach=False",
        "lr=0.05, lr_decay=0.01, weight_decay=0.1, fused=True",
        "lr=torch.tensor(0.05), lr_decay=0.01",
        "lr=torch.tensor(0.05), fused=True",
    ):
        c.steps(f"optim.Adagrad(p, {options})")
    c.steps("optim.Adagrad(p, lr=0.05, lr_decay=0.01)", "rows", "sparse")
    c.steps("optim.Adagrad(p, lr=0.05, foreach=True)", "rows", "sparse")

    for options in (
        "rho=0.95",
        "lr=0.5",
        "eps=0.0001",
        "weight_decay=0.1",
        "foreach=True",
        "weight_decay=0.1, foreach=False",
        "lr=torch.tensor(0.5)",
    ):
        c.steps(f"optim.Adadelta(p, {options})")

    for options in (
        "lr=0.01",
        "lr=0.01, betas=(0.8, 0.99)",
        "lr=0.01, eps=0.001",
        "lr=0.01, weight_decay=0.1",
        "lr=0.01, foreach=True",
        "lr=0.01, weight_decay=0.1, foreach=True",
        "lr=torch.tensor(0.01)",
        "lr=torch.tensor(0.01), foreach=True",
    ):
        c.steps(f"optim.Adamax(p, {options})")

    for name in ("NAdam", "RAdam"):
        for options in (
            "lr=0.01",
            "lr=0.01, betas=(0.8, 0.99)",
            "lr=0.01, eps=0.001",
            "lr=0.01, weight_decay=0.1",
            "lr=0.01, weight_decay=0.1, decoupled_weight_decay=True",
            "lr=0.01, foreach=True",
            "lr=0.01, weight_decay=0.1, foreach=True",
            "lr=0.01, weight_decay=0.1, decoupled_weight_decay=True, foreach=True",
            "lr=0.01, foreach=False",
            "lr=torch.tensor(0.01), weight_decay=0.1",
        ):
            c.steps(f"optim.{name}(p, {options})")
    c.steps("optim.NAdam(p, lr=0.01, momentum_decay=0.01)")
    c.steps("optim.NAdam(p, lr=0.01, momentum_decay=0.01, foreach=True)")

    for options in (
        "lr=0.01",
        "lr=0.01, alpha=0.9",
        "lr=0.01, eps=0.001",
        "lr=0.01, weight_decay=0.1",
        "lr=0.01, momentum=0.9",
        "lr=0.01, centered=True",
        "lr=0.01, momentum=0.9, centered=True, foreach=True",
        "lr=0.01, weight_decay=0.1, foreach=True",
        "lr=0.01, momentum=0.5, foreach=False",
        "lr=torch.tensor(0.01), momentum=0.5",
    ):
        c.steps(f"optim.RMSprop(p, {options})")

    for options in (
        "lr=0.01",
        "lr=0.01, etas=(0.4, 1.1)",
        "lr=0.01, step_sizes=(0.0001, 0.5)",
        "lr=0.01, foreach=True",
        "lr=torch.tensor([0.01])",
    ):
        c.steps(f"optim.Rprop(p, {options})")

    for options in (
        "lr=0.01",
        "lr=0.01, lambd=0.01",
        "lr=0.01, alpha=0.5",
        "lr=0.01, t0=20.0",
        "lr=0.01, weight_decay=0.1, t0=20.0",
        "lr=0.01, foreach=True",
        "lr=0.01, weight_decay=0.1, t0=20.0, foreach=True",
        "lr=0.01, t0=20.0, foreach=False",
        "lr=torch.tensor(0.01)",
    ):
        c.steps(f"optim.ASGD(p, {options})")

    for name, options in (
        ("Adagrad", "lr=0.05, weight_decay=0.1"),
        ("Adadelta", "weight_decay=0.1"),
        ("Adamax", "lr=0.01, weight_decay=0.1"),
        ("NAdam", "lr=0.01, weight_decay=0.1"),
        ("RAdam", "lr=0.01, weight_decay=0.1"),
        ("RMSprop", "lr=0.01, weight_decay=0.1, momentum=0.9, centered=True"),
        ("Rprop", "lr=0.01"),
        ("ASGD", "lr=0.01, weight_decay=0.1, t0=20.0"),
    ):
        c.steps(f"optim.{name}(p)")
        for way in ("", ", foreach=True"):
            c.steps(f"optim.{name}(p, {options}, maximize=True{way})", flags="up")
            c.steps(f"optim.{name}(p, {options}{way})", "complex")
            c.steps(f"optim.{name}(p, {options}{way})", flags="late")
    c.steps("optim.Adagrad(p, lr=0.05, maximize=True, fused=True)", flags="up")

    for options in (
        "lr=0.01",
        "lr=0.05, beta2_decay=-0.5",
        "eps=(0.001, 0.01)",
        "d=1.5",
        "weight_decay=0.1",
        "foreach=True",
        "weight_decay=0.1, foreach=True",
        "foreach=False",
        "lr=torch.tensor(0.05), weight_decay=0.1",
    ):
        c.steps(f"optim.Adafactor(p, {options})")
    c.steps("optim.Adafactor(p)")
    c.steps("optim.Adafactor(p, maximize=True)", flags="up")
    c.steps("optim.Adafactor(p, maximize=True, foreach=True)", flags="up late")

    for options in (
        "lr=0.01",
        "lr=0.01, weight_decay=0.01",
        "lr=0.01, momentum=0.8, nesterov=False",
        "lr=0.01, ns_coefficients=(2.0, -1.5, 0.5), ns_steps=3",
        "lr=0.01, eps=0.001",
        'lr=0.01, adjust_lr_fn="original"',
        'lr=0.01, adjust_lr_fn="match_rms_adamw"',
        'lr=0.01, adjust_lr_fn="spectral_unclamped"',
        "lr=torch.tensor(0.01)",
    ):
        c.steps(f"optim.Muon(p, {options})", "matrices")

    for options in ("lr=0.01", "lr=0.01, betas=(0.8, 0.99)", "lr=0.01, eps=0.001", "lr=torch.tensor(0.01)"):
        c.steps(f"optim.SparseAdam(p, {options})", "rows", "sparse")
    c.steps("optim.SparseAdam(p, lr=0.01, maximize=True)", "rows", "sparse up")

    for options in (
        "lr=0.1, max_iter=4",
        "lr=0.1, max_iter=4, max_eval=3",
        "lr=0.1, max_iter=4, history_size=2",
        "lr=0.1, max_iter=4, tolerance_grad=0.01",
        "lr=0.1, max_iter=4, tolerance_change=0.001",
        'max_iter=4, line_search_fn="strong_wolfe"',
        'lr=0.01, max_iter=3, history_size=3, line_search_fn="strong_wolfe"',
        'lr=30.0, max_iter=2, line_search_fn="strong_wolfe"',
        "lr=torch.tensor(0.1), max_iter=4",
    ):
        c.steps(f"optim.LBFGS(p, {options})", "single", "closure")
    c.steps('optim.LBFGS(p, max_iter=4, line_search_fn="strong_wolfe", maximize=True)', "single", "closure up")
    c.steps("optim.LBFGS(p, lr=0.1, max_iter=4)", "rows", "closure named")
    c.write()


def others():
    c = OptimizerCases(__file__, "torch/optim/optim_golden.txt")
    for expression in (
        "optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1, nesterov=True, differentiable=True)",
        "optim.SGD(p, lr=0.1, momentum=0.9, maximize=True, differentiable=True)",
        "optim.AdamW(p, lr=0.1, maximize=True, differentiable=True)",
        "optim.Adagrad(p, lr=0.1, weight_decay=0.1, lr_decay=0.1, differentiable=True)",
        "optim.Adadelta(p, weight_decay=0.1, differentiable=True)",
        "optim.NAdam(p, lr=0.1, weight_decay=0.1, differentiable=True)",
        "optim.NAdam(p, lr=0.1, weight_decay=0.1, decoupled_weight_decay=True, differentiable=True)",
        "optim.RAdam(p, lr=0.1, weight_decay=0.1, differentiable=True)",
        "optim.RAdam(p, lr=0.1, betas=(0.1, 0.6), differentiable=True)",
        "optim.RMSprop(p, lr=0.1, differentiable=True)",
        "optim.ASGD(p, lr=0.1, weight_decay=0.1, t0=0.0, differentiable=True)",
    ):
        c.differentiable(expression)
    # PyTorch refuses a second step of these: the first one's state is changed in place
    for expression in (
        "optim.Adam(p, lr=0.1, weight_decay=0.1, amsgrad=True, differentiable=True)",
        "optim.Adamax(p, lr=0.1, weight_decay=0.1, differentiable=True)",
        "optim.RMSprop(p, lr=0.1, weight_decay=0.1, momentum=0.9, centered=True, differentiable=True)",
        "optim.Rprop(p, lr=0.1, differentiable=True)",
    ):
        c.differentiable(expression, "once")
    c.differentiable("optim.SGD(p, lr=lr, weight_decay=wd, differentiable=True)", lr="torch.tensor(0.1)", wd="torch.tensor(0.2)")
    c.differentiable("optim.Adam(p, lr=lr, differentiable=True)", lr="torch.tensor(0.1)")
    c.differentiable(
        "optim.Adam(p, betas=(beta, alpha), weight_decay=wd, amsgrad=True, differentiable=True)",
        "once",
        beta="torch.tensor(0.8)",
        alpha="torch.tensor(0.9)",
        wd="torch.tensor(0.2)",
    )
    c.differentiable("optim.AdamW(p, lr=lr, weight_decay=0.1, differentiable=True)", lr="torch.tensor(0.1)")
    c.differentiable("optim.NAdam(p, lr=lr, differentiable=True)", "once", lr="torch.tensor(0.1)")
    c.differentiable("optim.RAdam(p, lr=lr, differentiable=True)", lr="torch.tensor(0.1)")

    for name in ("Adadelta", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop", "ASGD"):
        c.refused(f"optim.{name}(p, capturable=True)")
        c.refused(f"optim.{name}(p, capturable=True, foreach=True)")
        c.refused(f"optim.{name}(p)", "rows", "sparse")
        c.refused(f"optim.{name}(p, differentiable=True, foreach=True)")
    c.refused("optim.Adafactor(p)", "rows", "sparse")
    c.refused("optim.Adafactor(p)", "complex")
    c.refused("optim.Adagrad(p, weight_decay=0.1)", "rows", "sparse")
    c.refused("optim.Adagrad(p, differentiable=True, foreach=True)")
    c.refused("optim.Adagrad(p, fused=True)", "rows", "sparse")
    c.refused("optim.Adam(p, fused=True)", "complex")
    c.refused("optim.Adagrad(p, fused=True)", "complex")
    c.refused("optim.SGD(p, fused=True)", "rows", "sparse")
    c.refused("optim.SGD(p, fused=True)", "complex")
    c.refused("optim.Muon(p)", "rows", "sparse")
    c.refused("optim.Muon(p, ns_steps=100)", "matrices")
    c.refused("optim.SparseAdam(p)")
    c.refused("optim.LBFGS(p)", flags="noclosure")
    c.refused('optim.LBFGS(p, line_search_fn="weak_wolfe")', flags="closure")

    for expression in (
        "optim.Adam(p, lr=0.01)",
        "optim.AdamW(p, lr=0.01, fused=True)",
        "optim.Adagrad(p, lr=0.01)",
        "optim.Adadelta(p)",
        "optim.Adamax(p, lr=0.01)",
        "optim.NAdam(p, lr=0.01)",
        "optim.RAdam(p, lr=0.01)",
        "optim.RMSprop(p, lr=0.01)",
        "optim.Rprop(p, lr=0.01)",
        "optim.ASGD(p, lr=0.01)",
        "optim.SGD(p, lr=0.01, momentum=0.9)",
    ):
        c.legacy(expression)
    for expression in ("optim.Adam(p, lr=0.01)", "optim.Adam(p, fused=True)", "optim.SGD(p, momentum=0.9)", "optim.ASGD(p)"):
        c.cast(expression)
    c.hooks()
    c.write()


def errors():
    e = Cases(__file__, "torch/optim/optim_errors.txt")
    ALL = ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "ASGD", "NAdam", "RAdam", "RMSprop", "Rprop", "SGD")
    X = "torch.zeros(2, 3)"
    for name in ALL + ("Adafactor", "Muon", "SparseAdam", "LBFGS"):
        e.error(f"optim.{name}([x], lr=-1.0)", x=X)
        e.error(f"optim.{name}([x], lr=torch.tensor([0.1, 0.2]))", x=X)
        e.error(f"optim.{name}([])")
        if name != "Muon":
            e.error(f"optim.{name}([x * 2])", x=X)
    for name in ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "ASGD", "NAdam", "RAdam", "RMSprop", "SGD", "Adafactor", "Muon"):
        e.error(f"optim.{name}([x], weight_decay=-1.0)", x=X)
    for name in ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "SparseAdam"):
        e.error(f"optim.{name}([x], eps=-1.0)", x=X)
    for name in ("Adam", "AdamW", "Adamax", "NAdam", "RAdam", "SparseAdam"):
        e.error(f"optim.{name}([x], betas=(1.0, 0.9))", x=X)
        e.error(f"optim.{name}([x], betas=(0.9, -0.1))", x=X)
    for name in ("Adam", "AdamW", "Adagrad", "SGD"):
        e.error(f"optim.{name}([x], fused=True, foreach=True)", x=X)
        e.error(f"optim.{name}([x], fused=True, differentiable=True)", x=X)
    for name in ("Adam", "AdamW"):
        e.error(f"optim.{name}([x], lr=torch.tensor(0.1), foreach=True)", x=X)
        e.error(f"optim.{name}([x], lr=torch.tensor(-0.1))", x=X)
        e.error(f"optim.{name}([x], betas=(torch.tensor(0.9), torch.tensor(0.99)), foreach=True)", x=X)
    e.error("optim.SGD([x], momentum=-0.5)", x=X)
    e.error("optim.SGD([x], nesterov=True)", x=X)
    e.error("optim.SGD([x], nesterov=True, momentum=0.9, dampening=0.1)", x=X)
    e.error("optim.Adadelta([x], rho=1.5)", x=X)
    e.error("optim.Adagrad([x], lr_decay=-1.0)", x=X)
    e.error("optim.Adagrad([x], initial_accumulator_value=-1.0)", x=X)
    e.error("optim.NAdam([x], momentum_decay=-1.0)", x=X)
    e.error("optim.RMSprop([x], momentum=-0.5)", x=X)
    e.error("optim.RMSprop([x], alpha=-0.5)", x=X)
    e.error("optim.Rprop([x], etas=(1.5, 2.0))", x=X)
    e.error("optim.Rprop([x], etas=(0.5, 0.9))", x=X)
    e.error("optim.Adafactor([x], beta2_decay=0.5)", x=X)
    e.error("optim.Adafactor([x], eps=(-1.0, 0.1))", x=X)
    e.error("optim.Adafactor([x], eps=(None, -0.1))", x=X)
    e.error("optim.Adafactor([x], d=0.5)", x=X)
    e.error("optim.Muon([x], momentum=-0.5)", x=X)
    e.error('optim.Muon([x], adjust_lr_fn="none")', x=X)
    e.error("optim.Muon([x])", x="torch.zeros(3)")
    e.error("optim.SparseAdam([x], lr=0.0)", x=X)
    e.error("optim.SparseAdam([x])", x="torch.zeros(2, dtype=torch.complex64)")
    e.write()


for part in (steps, others, errors):
    if part.__name__ in sys.argv[1:] or len(sys.argv) == 1:
        part()
