"""Records what torch.utils.data does: orders, random numbers, batches, sentences. Read by torch.utils.data.*Test.

A line of orders is a description, which DataOrders.java reads too, and what came: the samples' numbers, batch by batch,
epoch by epoch, then a number that the default generator gives afterwards and one that the given generator gives.
"""

import collections
import itertools
import os
import warnings

import torch
from torch.utils.data import (BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, DistributedSampler, IterableDataset,
                              RandomSampler, SequentialSampler, StackDataset, Subset, SubsetRandomSampler, TensorDataset,
                              WeightedRandomSampler, default_collate, default_convert, get_worker_info, random_split)

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "torch", "utils", "data")
warnings.simplefilter("ignore")


class Numbers(Dataset):
    """The numbers from 0; a list of indices gives the list."""

    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return index


class Stream(IterableDataset):
    """The numbers from 0, every n-th of them for one of n workers, or all of them for each."""

    def __init__(self, size, sharded):
        self.size, self.sharded = size, sharded

    def __iter__(self):
        worker = get_worker_info()
        first, step = (worker.id, worker.num_workers) if worker is not None and self.sharded else (0, 1)
        return iter(range(first, self.size, step))


class Drawn(Dataset):
    """Random numbers: in a worker, its own."""

    def __len__(self):
        return 6

    def __getitem__(self, index):
        return torch.randint(0, 1 << 30, ()).item()


class Seeds(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        worker = get_worker_info()
        return [worker.id, worker.num_workers, worker.seed]


def sampler(name, size, generator):
    kind, *words = name.split(":")
    if kind == "sequential":
        return SequentialSampler(range(size))
    if kind == "random":
        return RandomSampler(range(size), replacement="replacement" in words,
                             num_samples=int(words[0]) if words and words[0].isdigit() else None, generator=generator)
    if kind == "subset":
        return SubsetRandomSampler([1, 4, 2, 8, 5, 7], generator=generator)
    if kind == "weighted":
        return WeightedRandomSampler([0.1, 0.9, 0.4, 0.7, 3.0, 0.6, 0.2, 1.0, 0.3, 0.5], 7, "replacement" in words,
                                     generator=generator)
    if kind == "distributed":
        return DistributedSampler(Numbers(size), int(words[0]), int(words[1]), shuffle="unshuffled" not in words, seed=3,
                                  drop_last="drop" in words)
    if kind == "list":
        return [3, 1, 4, 1, 5]
    if kind == "batches":
        return BatchSampler(RandomSampler(range(size), generator=generator), 4, "drop" in words)
    raise ValueError(name)


def collate_nothing(samples):
    return list(samples) if isinstance(samples, list) else samples


def loader_line(description):
    o = dict(word.split("=") for word in description.split())
    torch.manual_seed(int(o.pop("seed", 0)))
    size, stream, epochs, stop = int(o.pop("n", 10)), o.pop("stream", None), int(o.pop("epochs", 2)), int(o.pop("break", -1))
    generator = torch.Generator().manual_seed(int(o.pop("generator"))) if "generator" in o else None
    keywords = dict(generator=generator, collate_fn=collate_nothing)
    for name, value in o.items():
        if name in ("sampler", "batch_sampler"):
            keywords[name] = sampler(value, size, generator)
        else:
            keywords[name] = {"True": True, "False": False, "None": None}.get(value) if not value.isdigit() else int(value)
    data = Numbers(size) if stream is None else Stream(size, stream == "sharded")
    loader = DataLoader(data, **keywords)
    said = []
    for epoch in range(epochs):
        if isinstance(keywords.get("sampler"), DistributedSampler):
            keywords["sampler"].set_epoch(epoch)
        batches = []
        for i, batch in enumerate(loader):
            if i == stop:
                break
            batches.append(batch)
        said.append(batches)
    after = torch.randint(0, 1 << 30, ()).item()
    given = torch.randint(0, 1 << 30, (), generator=generator).item() if generator is not None else 0
    return f"{description}\t{said}\t{after}\t{given}"


def loader_descriptions():
    for shuffle, drop, batch, workers, generator in itertools.product(
            (False, True), (False, True), (1, 3, 5), (0, 1, 2), (None, 7)):
        yield (f"batch_size={batch} shuffle={shuffle} drop_last={drop} num_workers={workers}"
               + ("" if generator is None else f" generator={generator}"))
    for workers in (0, 1, 3):
        for name in ("random", "random:23", "random:70:replacement", "random:20", "subset", "weighted:replacement", "weighted",
                     "sequential", "list"):
            yield f"sampler={name} batch_size=4 num_workers={workers} seed=5"
            yield f"sampler={name} batch_size=4 num_workers={workers} generator=11"
        for name in ("batches", "batches:drop"):
            yield f"batch_sampler={name} num_workers={workers} generator=2"
            yield f"sampler={name} batch_size=None num_workers={workers} seed=9"
        yield f"batch_size=None shuffle=True num_workers={workers}"
        yield f"batch_size=2 shuffle=True num_workers={workers} break=2 epochs=3 generator=4"
        yield f"batch_size=2 shuffle=True num_workers={workers} break=0"
        for words in ("3:0", "3:2", "3:1:drop", "4:3:unshuffled", "12:11", "3:1:drop:unshuffled"):
            yield f"sampler=distributed:{words} batch_size=2 num_workers={workers}"
        for stream, batch, drop in itertools.product(("whole", "sharded"), (2, 3, None), (False, True)):
            if batch is not None or not drop:
                yield f"stream={stream} n=7 batch_size={batch} drop_last={drop} num_workers={workers}"
    for workers, factor in itertools.product((1, 2), (1, 3, 5)):
        yield f"batch_size=2 shuffle=True num_workers={workers} prefetch_factor={factor} break=2 generator=4"
    for workers in (1, 2):
        yield f"batch_size=3 shuffle=True num_workers={workers} persistent_workers=True epochs=3"
        yield f"batch_size=3 shuffle=True num_workers={workers} persistent_workers=True epochs=3 break=1 generator=8"
        yield f"stream=sharded n=9 batch_size=2 num_workers={workers} persistent_workers=True epochs=3"
        yield f"stream=whole n=5 batch_size=2 num_workers={workers} persistent_workers=True epochs=3 break=2"
    yield "batch_size=2 shuffle=True num_workers=1 in_order=False"


def worker_lines():
    for workers, persistent in ((0, False), (1, False), (2, False), (2, True)):
        torch.manual_seed(21)
        loader = DataLoader(Drawn(), batch_size=2, num_workers=workers, persistent_workers=persistent)
        yield f"drawn {workers} {persistent}\t{[[batch.tolist() for batch in loader] for _ in range(2)]}"
    torch.manual_seed(22)
    loader = DataLoader(Seeds(), batch_size=None, num_workers=2)
    yield f"seeds\t{[list(sample) for _ in range(2) for sample in loader]}"


def split_lines():
    for lengths in ([3, 7], [10, 0], [0.5, 0.5], [0.3, 0.3, 0.4], [0.25, 0.75], [0.7, 0.2, 0.1], [0.1] * 10, [1.0], [1]):
        for generator in (None, 42):
            torch.manual_seed(1)
            g = torch.default_generator if generator is None else torch.Generator().manual_seed(generator)
            size = 1 if lengths == [1] else 10
            parts = random_split(range(size), lengths, generator=g)
            yield f"split {generator} {lengths}\t{[list(part.indices) for part in parts]}"


Point = collections.namedtuple("Point", "x y")
BATCHES = {
    "tensors": [torch.arange(3), torch.arange(3) + 3],
    "scalars": [torch.tensor(1.5), torch.tensor(2.5)],
    "ints": [0, 1, 2, 3],
    "floats": [0.5, 0.25],
    "floats and ints": [0.5, 2],
    "ints and floats": [2, 0.5],
    "booleans": [True, False],
    "strings": ["a", "b", "c"],
    "maps": [{"A": 0, "B": 1}, {"A": 100, "B": 100}],
    "records": [Point(torch.zeros(2), torch.tensor(0)), Point(torch.ones(2), torch.tensor(1))],
    "lists": [[0, 1], [2, 3]],
    "mixed": [[torch.zeros(1, 2), 1, "a"], [torch.ones(1, 2), 2, "b"]],
    "nested": [{"image": [torch.zeros(2), 0.5], "label": 3}, {"image": [torch.ones(2), 1.5], "label": 4}],
}


def array_batches():
    import numpy as np
    return {
        "double arrays": [np.array([0.1, 0.2]), np.array([0.3, 0.4])],
        "float arrays": [np.array([0.1, 0.2], dtype=np.float32)] * 2,
        "long arrays": [np.array([1, 2]), np.array([3, 4])],
        "int arrays": [np.array([1, 2], dtype=np.int32)] * 2,
        "short arrays": [np.array([1, 2], dtype=np.int16)] * 2,
        "boolean arrays": [np.array([True, False]), np.array([False, False])],
        "arrays of arrays": [np.array([[1.5, 2], [3, 4]]), np.zeros((2, 2))],
    }


def text(value):
    """The value as it is printed, with the types of its tensors, on one line."""
    if isinstance(value, torch.Tensor):
        return f"{value.dtype} {list(value.shape)} {value.tolist()}"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(f'{k}={text(v)}' for k, v in value._asdict().items())})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(v) for v in value) + "]"
    return str(value)


def collate_lines():
    batches = dict(BATCHES, **array_batches())
    for name, batch in batches.items():
        yield f"collate {name}\t{text(default_collate(batch))}"
        yield f"convert {name}\t{text(default_convert(batch))}"


class Sized(IterableDataset):
    def __iter__(self):
        return iter(range(3))

    def __len__(self):
        return 3


def error_calls():
    numbers, stream = Numbers(10), Sized()
    yield "workers", lambda: DataLoader(numbers, num_workers=-1)
    yield "timeout", lambda: DataLoader(numbers, timeout=-1)
    yield "prefetch without workers", lambda: DataLoader(numbers, prefetch_factor=2)
    yield "negative prefetch", lambda: DataLoader(numbers, num_workers=1, prefetch_factor=-1)
    yield "persistent without workers", lambda: DataLoader(numbers, persistent_workers=True)
    yield "stream shuffled", lambda: DataLoader(stream, shuffle=True)
    yield "stream sampler", lambda: DataLoader(stream, sampler=[1, 2])
    yield "stream batch sampler", lambda: DataLoader(stream, batch_sampler=[[1, 2]])
    yield "sampler and shuffle", lambda: DataLoader(numbers, sampler=[1, 2], shuffle=True)
    yield "batch sampler and batch size", lambda: DataLoader(numbers, batch_sampler=[[1, 2]], batch_size=2)
    yield "batch sampler and shuffle", lambda: DataLoader(numbers, batch_sampler=[[1, 2]], shuffle=True)
    yield "batch sampler and drop last", lambda: DataLoader(numbers, batch_sampler=[[1, 2]], drop_last=True)
    yield "drop last without batches", lambda: DataLoader(numbers, batch_size=None, drop_last=True)
    yield "batch size", lambda: DataLoader(numbers, batch_size=0)
    yield "empty shuffled", lambda: DataLoader(Numbers(0), shuffle=True)
    yield "timeout without workers", lambda: iter(DataLoader(numbers, timeout=1))
    yield "prefetch nothing", lambda: iter(DataLoader(numbers, num_workers=1, prefetch_factor=0))
    yield "num samples", lambda: RandomSampler(numbers, num_samples=0)
    yield "weighted num samples", lambda: WeightedRandomSampler([0.5, 0.5], 0)
    yield "weighted shape", lambda: WeightedRandomSampler(torch.ones(2, 3), 1)
    yield "rank", lambda: DistributedSampler(numbers, 2, 2)
    yield "tensor sizes", lambda: TensorDataset(torch.zeros(2), torch.zeros(3))
    yield "tensor index", lambda: TensorDataset(torch.zeros(2))[2]
    yield "no dataset to concat", lambda: ConcatDataset([])
    yield "concat below", lambda: ConcatDataset([numbers])[-11]
    yield "concat above", lambda: ConcatDataset([numbers])[10]
    yield "no dataset to stack", lambda: StackDataset()
    yield "stack sizes", lambda: StackDataset(numbers, Numbers(9))
    yield "subset index", lambda: Subset(numbers, [1, 2])[2]
    yield "split sum", lambda: random_split(numbers, [3, 3])
    yield "split fractions sum", lambda: random_split(numbers, [0.5, 0.6])
    yield "split fraction", lambda: random_split(numbers, [-0.5, 1.5])
    yield "collate none", lambda: default_collate([None, None])
    yield "collate nothing", lambda: default_collate([])
    yield "collate lengths", lambda: default_collate([[1, 2], [3]])
    yield "collate shapes", lambda: default_collate([torch.zeros(2), torch.zeros(3)])
    yield "collate sparse", lambda: default_collate([torch.zeros(2).to_sparse()])


def warned():
    numbers = Numbers(10)
    yield "pin memory", lambda: list(DataLoader(numbers, pin_memory=True))
    yield "pin memory device", lambda: list(DataLoader(numbers, pin_memory=True, pin_memory_device="cuda"))
    yield "empty part", lambda: random_split(numbers, [1.0, 0.0])

    class Liar(IterableDataset):
        def __iter__(self):
            return iter(range(4))

        def __len__(self):
            return 3

        def __str__(self):
            return "Liar"

    def lied():
        loader = DataLoader(Liar(), batch_size=None)
        len(loader)
        list(loader)
    yield "length", lied


def error_lines():
    for name, call in error_calls():
        try:
            call()
        except Exception as error:
            yield f"error {name}\t{type(error).__name__}\t{error}"
        else:
            raise AssertionError(name)
    for name, call in warned():
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            call()
        yield f"warning {name}\t" + "\t".join(str(warning.message) for warning in said)


def write(name, lines):
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, name), "w") as out:
        out.write(f"# Written by data_golden.py. PyTorch {torch.__version__.split('+')[0]}; seeds are in the lines.\n")
        out.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    write("orders.txt", map(loader_line, loader_descriptions()))
    write("workers.txt", itertools.chain(worker_lines(), split_lines()))
    write("collate.txt", collate_lines())
    write("errors.txt", error_lines())
