"""Cases that Python and Java both evaluate: their text is Python, Java reads it by torch.golden.PythonExpression.

A script of cases makes a Cases, names its cases and writes what PyTorch computes, prints and says to the resource that
the Java test reads. Recorded with PyTorch 2.14.1 on the CPU; the seeds are those of the methods below.
"""

import gzip
import hashlib
import json
import math
import os
import warnings

import torch
import torch.nn.functional as F
from torch import distributions, nn, optim
from torch.distributions import constraints, transforms
from torch.nn import init, utils
from torch.nn.utils import parametrizations, parametrize, prune, rnn
from torch.optim import lr_scheduler

NAMES = dict(torch=torch, nn=nn, F=F, init=init, optim=optim, lr_scheduler=lr_scheduler, utils=utils, rnn=rnn, math=math,
             parametrizations=parametrizations, parametrize=parametrize, prune=prune, distributions=distributions,
             constraints=constraints, transforms=transforms)
RESOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources")


def leaves(value):
    """The tensors and numbers of a result, in order; absent ones are None."""
    if isinstance(value, (tuple, list)):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


def gradient_of(output):
    """What is handed to backward for an output: a few exact numbers, the same in Java."""
    pattern = torch.arange(output.numel(), dtype=torch.float64) % 7 - 3
    return (pattern / 4).reshape(output.shape).to(output.dtype)


class Cases:
    def __init__(self, script, resource):
        torch.manual_seed(0)
        warnings.simplefilter("ignore")
        self.resource = os.path.join(RESOURCES, resource)
        self.lines = [
            f"# Written by {os.path.basename(script)}. PyTorch {torch.__version__.split('+')[0]},"
            f" {torch.backends.cpu.get_cpu_capability()}"
        ]

    def module(self, expression, call=None, train=True, exact=True, **inputs):
        """A module: initial state after seed 0, inputs after seed 1, a training step after 2, evaluation after 3.

        Initial values that a BLAS computes, not the random numbers alone, are not exact.
        """
        self._begin("module", expression, call or f"m({', '.join(inputs)})", inputs)
        torch.manual_seed(0)
        module = eval(expression, NAMES)
        self._text("repr", repr(module))
        self._text("keys", " ".join(module.state_dict()))
        for key, value in module.state_dict().items():
            if not isinstance(value, nn.parameter.UninitializedTensorMixin):
                if exact:
                    self._initial(f"init.{key}", value)
                else:
                    self._leaf(f"start.{key}", value)
        values = self._inputs(inputs)
        module.train(train)
        self._run(call or f"m({', '.join(inputs)})", dict(values, m=module), values, module)
        module.eval()
        torch.manual_seed(3)
        with torch.no_grad():
            result = eval(call or f"m({', '.join(inputs)})", NAMES, dict(values, m=module))
        for i, leaf in enumerate(leaves(result)):
            self._leaf(f"eval.{i}", leaf)

    def function(self, expression, **inputs):
        """A function: inputs after seed 1, outputs and gradients of the inputs after seed 2."""
        self._begin("function", expression, None, inputs)
        values = self._inputs(inputs)
        self._run(expression, values, values, None)

    def error(self, expression, **inputs):
        """A call that PyTorch refuses: the kind of error and what it says."""
        self._begin("error", expression, None, inputs)
        values = self._inputs(inputs)
        torch.manual_seed(2)
        try:
            eval(expression, NAMES, values)
        except Exception as error:
            self._text("kind", type(error).__name__)
            self._text("message", str(error))
        else:
            raise AssertionError(f"{expression} is no error")

    def warning(self, expression, **inputs):
        """A call about which PyTorch's Python warns: all that it says."""
        self._begin("warning", expression, None, inputs)
        values = self._inputs(inputs)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            eval(expression, NAMES, values)
        texts = [str(warning.message) for warning in said]
        self._text("warnings", "\n".join(text for text in texts if "Triggered internally" not in text))

    def write(self):
        os.makedirs(os.path.dirname(self.resource), exist_ok=True)
        text = "\n".join(self.lines) + "\n"
        with open(self.resource, "wb") as out:
            out.write(gzip.compress(text.encode(), mtime=0) if self.resource.endswith(".gz") else text.encode())

    def _begin(self, kind, expression, call, inputs):
        self.lines.append(f"case\t{kind}\t{expression}")
        if call is not None:
            self._text("call", call)
        for name, text in inputs.items():
            self.lines.append(f"input\t{name}\t{text}")

    def _inputs(self, inputs):
        torch.manual_seed(1)
        values = {}
        for name, text in inputs.items():
            values[name] = eval(text, NAMES, values)
        for leaf in leaves(list(values.values())):
            if isinstance(leaf, torch.Tensor) and leaf.is_leaf and (leaf.is_floating_point() or leaf.is_complex()):
                leaf.requires_grad_()
        return values

    def _run(self, call, names, inputs, module):
        torch.manual_seed(2)
        result = leaves(eval(call, NAMES, names))
        for i, leaf in enumerate(result):
            self._leaf(f"y.{i}", leaf)
        outputs = [leaf for leaf in result if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
        if outputs:
            torch.autograd.backward(outputs, [gradient_of(output) for output in outputs])
        for name, value in inputs.items():
            for i, leaf in enumerate(leaves(value)):
                if isinstance(leaf, torch.Tensor) and leaf.requires_grad and leaf.grad is not None:
                    self._leaf(f"grad.{name}.{i}", leaf.grad)
        if module is not None:
            for key, parameter in module.named_parameters():
                if parameter.grad is not None:
                    self._leaf(f"grad.{key}", parameter.grad)
            for key, buffer in module.named_buffers():
                self._leaf(f"buffer.{key}", buffer)
            self._text("repr.after", repr(module))

    def _leaf(self, name, value):
        if not isinstance(value, torch.Tensor):
            self._text(name, str(value))
            return
        dtype, sizes, data = self._data(value)
        self.lines.append(f"tensor\t{name}\t{dtype}\t{sizes}\t{data.hex() or '-'}")

    def _initial(self, name, value):
        """Initial values must agree to the last bit everywhere, so that a digest of many is enough."""
        if value.numel() <= 32:
            self._leaf(name, value)
            return
        dtype, sizes, data = self._data(value)
        self.lines.append(f"digest\t{name}\t{dtype}\t{sizes}\t{hashlib.sha256(data).hexdigest()[:32]}")

    @staticmethod
    def _data(value):
        value = value.detach()
        if value.is_sparse:
            value = value.to_dense()
        value = value.contiguous()
        data = value.reshape(-1).view(torch.uint8) if value.numel() else torch.empty(0, dtype=torch.uint8)
        sizes = ",".join(map(str, value.shape)) or "-"
        return str(value.dtype).removeprefix("torch."), sizes, data.numpy().tobytes()

    def _text(self, name, value):
        self.lines.append(f"text\t{name}\t{json.dumps(value, ensure_ascii=False)[1:-1]}")
