"""Summaries of models in the layout of torchinfo, from what PyTorch itself says of shapes, parameters and sizes.

Recorded with PyTorch 2.14.1; no number depends on a seed. The models are those of ModelSummaryTest, the table is drawn
here and not by torchinfo, which this script therefore does not need.
"""

import os

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import prune

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "torch", "utils", "summaries.txt")
TITLES = {"kernel_size": "Kernel Shape", "input_size": "Input Shape", "output_size": "Output Shape", "num_params": "Param #",
          "params_percent": "Param %", "mult_adds": "Mult-Adds", "trainable": "Trainable"}
ALL = tuple(TITLES)


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.norm = nn.BatchNorm2d(10)
        self.conv2 = nn.Conv2d(10, 20, (5, 3), bias=False)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(400, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(self.norm(self.conv1(x)), 2).relu()
        x = F.max_pool2d(self.drop(self.conv2(x)), 2).relu()
        return self.fc2(self.fc1(x.flatten(1)).relu()).log_softmax(1)


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.chain = nn.Sequential(nn.Linear(5, 5), nn.Sequential(nn.Linear(5, 5), nn.Tanh()))
        self.between = nn.Linear(5, 5)

    def forward(self, x):
        x = self.between(self.chain(x))
        for layer in self.chain:
            x = layer(x)
        return self.chain(x)


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(5, 5), Inner(), nn.Linear(5, 5)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Mixed(nn.Module):
    """Parameters of its own, frozen ones, a layer that is never called and a weight that two layers share."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(7))
        self.first = nn.Linear(7, 7)
        self.unused = nn.Linear(7, 3)
        self.second = nn.Linear(7, 7, bias=False)
        self.second.weight = self.first.weight
        self.frozen = nn.Linear(7, 2).requires_grad_(False)

    def forward(self, x):
        return self.frozen(self.second(self.first(x * self.scale)))


class Characters(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 30)
        self.encoder = nn.LSTM(30, 16, num_layers=2, batch_first=True)
        self.decoder = nn.Linear(16, 20)

    def forward(self, x):
        return self.decoder(self.encoder(self.embedding(x))[0])


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(30, 5)
        self.b = nn.Linear(30, 5)

    def forward(self, x, y):
        return torch.cat((self.a(x), self.b(y.float())), 0)


class Row:
    pass


def first(value):
    return first(value[0]) if isinstance(value, (list, tuple)) and value else value if isinstance(value, torch.Tensor) else None


def parameters(module):
    """Size and tensor of each parameter by its plain name; of a pruned one what is left."""
    buffers = dict(module.named_buffers())
    for name, parameter in module.named_parameters():
        mask = buffers.get(name.removesuffix("_orig") + "_mask")
        yield (name, parameter.numel(), parameter) if mask is None else (name.removesuffix("_orig"), int(mask.sum()), parameter)


def rows_of(model, inputs):
    """One row for each call, and for each container that was not called but holds what was."""
    rows, stack, holder = [], [], {}
    for parent in model.modules():
        for name, child in parent.named_children():
            holder[child] = (name, parent)
    visible = {}

    def add(module, depth):
        row = Row()
        row.module, row.depth, row.output, row.input = module, depth, None, None
        row.name = holder[module][0] if module is not model else type(model).__name__
        row.recursive = any(other.module is module for other in rows)
        row.index = sum(other.depth == depth for other in rows) + 1
        rows.append(row)
        for deeper in [d for d in visible if d >= depth]:
            del visible[deeper]
        visible[depth] = module
        return row

    def enter(module, args):
        chain, at = [module], module
        while at is not stack[-1].module:
            at = holder[at][1]
            chain.insert(0, at)
        for depth, container in enumerate(chain[1:-1], stack[-1].depth + 1):
            if visible.get(depth) is not container:
                add(container, depth)
        stack.append(add(module, stack[-1].depth + len(chain) - 1))

    def leave(module, args, output):
        row = stack.pop()
        row.input, row.output = first(args), first(output)

    if inputs is None:
        def walk(module, depth):
            add(module, depth)
            for child in module.children():
                walk(child, depth + 1)
        walk(model, 0)
        return rows
    hooks = [h for m in model.modules() if m is not model for h in (m.register_forward_pre_hook(enter), m.register_forward_hook(leave))]
    model.eval()
    with torch.no_grad():
        stack.append(add(model, 0))
        leave(model, inputs, model(*inputs))
    for hook in hooks:
        hook.remove()
    return rows


def operations(row):
    if row.output is None or any(row.module.children()):
        return 0
    shape, total = list(row.output.shape), 0
    for name, size, _ in parameters(row.module):
        if name not in ("weight", "bias"):
            places = shape[:2]
        elif isinstance(row.module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            places = shape[:1] + shape[2:]
        elif isinstance(row.module, nn.Linear):
            places = shape[:-1]
        else:
            places = shape[:1]
        total += size * torch.tensor(places).prod().item()
    return total


def summary(model, inputs=None, columns=None, depth=3, width=25, settings=("depth",)):
    columns = columns or (("output_size", "num_params") if inputs is not None else ("num_params",))
    rows = rows_of(model, inputs)
    called = {row.module for row in rows}
    total = sum(size for _, size, _ in parameters(model))

    def title(row):
        text = type(row.module).__name__ + (f" ({row.name})" if "var_names" in settings else "")
        return text + (f": {row.depth}-{row.index}" if "depth" in settings and row.depth else "")

    def own(module):
        """Parameters of the module and of what inside has no row."""
        names = {id(p) for _, _, p in parameters(module)} - {id(p) for m in module.modules() if m in called and m is not module
                                                             for p in m.parameters()}
        return sum(size for _, size, p in parameters(module) if id(p) in names)

    def cell(row, column):
        leaf = not any(row.module.children())
        every = sum(size for _, size, _ in parameters(row.module))
        trained = sum(size for _, size, p in parameters(row.module) if p.requires_grad)
        shown = every if leaf or row.depth == depth else own(row.module)
        if column == "kernel_size":
            return str(list(row.module.kernel_size)) if isinstance(row.module, nn.Conv2d) else "--"
        if column in ("input_size", "output_size"):
            tensor = row.input if column == "input_size" else row.output
            return "--" if tensor is None else str(list(tensor.shape))
        if column == "trainable":
            return "--" if not every else "False" if not trained else "True" if trained == every else "Partial"
        if column == "mult_adds":
            inside = []
            for other in rows[rows.index(row) + 1:]:
                if other.depth <= row.depth:
                    break
                inside.append(operations(other))
            count = sum(inside) if not leaf and row.depth == depth else operations(row)
            return f"{count:,}" if count else "--"
        if column == "params_percent" and row.recursive and total:
            return "(recursive)"
        if not shown and not (row.recursive and every):
            return "     --" if column == "params_percent" else "--"
        if column == "params_percent":
            return f"{shown / total:>7.2%}"
        if row.recursive:
            return "(recursive)"
        return f"({shown:,})" if (leaf or row.depth == depth) and not trained else f"{shown:,}"

    longest = max(len(title(row)) + 5 * row.depth + 1 for row in rows)
    name_width = 40 if longest < 40 else -(-longest // 5) * 5
    ascii_only = "ascii_only" in settings
    bar = "|    " if ascii_only else "│    "
    divider = "=" * (name_width + width * len(columns))
    heading = "Layer (type" + (" (var_name)" if "var_names" in settings else "") + (":depth-idx" if "depth" in settings else "") + ")"

    def line(name, cells):
        return (f"{name:<{name_width}} " + " ".join(f"{text:<{width}}" for text in cells)).rstrip()

    lines = [divider, line(heading, [TITLES[column] for column in columns]), divider]
    for row in rows:
        if row.depth <= depth and not (row.recursive and "hide_recursive_layers" in settings):
            end = "+ " if ascii_only else "├─" if row.depth == 1 else "└─"
            branch = bar * (row.depth - 1) + end if row.depth else ""
            lines.append(line(branch + title(row), [cell(row, column) for column in columns]))
    trained = sum(size for _, size, p in parameters(model) if p.requires_grad)
    lines += [divider, f"Total params: {total:,}", f"Trainable params: {trained:,}", f"Non-trainable params: {total - trained:,}"]
    if inputs is not None:
        given = sum(x.numel() * x.element_size() for x in inputs)
        passed = sum(2 * row.output.numel() * row.output.element_size() for row in rows
                     if not any(row.module.children()) and any(size for _, size, _ in parameters(row.module)))
        held = sum(size * p.element_size() for _, size, p in parameters(model))
        lines += [f"Total mult-adds (M): {sum(map(operations, rows)) / 1e6:.2f}", divider, f"Input size (MB): {given / 1e6:.2f}",
                  f"Forward/backward pass size (MB): {passed / 1e6:.2f}", f"Params size (MB): {held / 1e6:.2f}",
                  f"Estimated Total Size (MB): {(given + passed + held) / 1e6:.2f}"]
    return "\n".join(lines + [divider])


def pruned():
    model = ConvNet()
    prune.l1_unstructured(model.fc1, "weight", 0.5)
    return model


IMAGES, ROWS = (torch.zeros(16, 1, 28, 28),), (torch.zeros(3, 5),)
SUMMARIES = {
    "conv": summary(ConvNet(), IMAGES),
    "conv_all_columns": summary(ConvNet(), IMAGES, ALL, depth=1, width=20),
    "conv_names": summary(ConvNet(), IMAGES, settings=("var_names",)),
    "conv_pruned": summary(pruned(), IMAGES, ("num_params", "params_percent", "mult_adds", "trainable")),
    "conv_not_run": summary(ConvNet()),
    "conv_not_run_kernels": summary(ConvNet(), None, ("kernel_size", "num_params")),
    "nested": summary(Nested(), ROWS, ALL, depth=5),
    "nested_depth": summary(Nested(), ROWS, ("output_size", "num_params", "mult_adds"), depth=2),
    "nested_ascii": summary(Nested(), ROWS, depth=4, settings=("depth", "var_names", "ascii_only", "hide_recursive_layers")),
    "nested_not_run": summary(Nested(), depth=9),
    "mixed": summary(Mixed(), (torch.zeros(2, 7),), ("num_params", "params_percent", "mult_adds", "trainable")),
    "characters": summary(Characters(), (torch.zeros(4, 9, dtype=torch.int64),), ALL),
    "pair": summary(Pair(), (torch.zeros(2, 30), torch.zeros(2, 30, dtype=torch.int64)), ("input_size", "output_size", "num_params")),
    "linear": summary(nn.Linear(8, 64), (torch.zeros(32, 16, 8),), ("input_size", "output_size", "num_params", "mult_adds"), width=20),
}
os.makedirs(os.path.dirname(OUT), exist_ok=True)
with open(OUT, "w") as out:
    for name, text in SUMMARIES.items():
        out.write(f"# {name}\n{text}\n")
