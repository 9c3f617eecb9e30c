"""What serialization_golden.py and serialization_check.py share: values as text, and values by chance.

`describe(value)` is one line of text that holds everything of a value that a file must bring across: the kind of each
container, the bits of each number, the type, shape, strides, offset and storage of each tensor, and which of them are
one object or share a storage. torch.Described does the same in Java.
"""
import collections
import ctypes
import random
import struct

import torch

DTYPES = [
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.bool, torch.complex128, torch.complex64, torch.complex32, torch.uint16, torch.uint32, torch.uint64,
    torch.float8_e5m2, torch.float8_e4m3fn, torch.float8_e5m2fnuz, torch.float8_e4m3fnuz, torch.float8_e8m0fnu,
    torch.float4_e2m1fn_x2, torch.bits8, torch.bits16, torch.bits1x8, torch.bits2x4, torch.bits4x2,
]
GRADS = {torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex128, torch.complex64}
LAYOUTS = {torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc}


def size_text(size):
    return "[" + ",".join(map(str, size)) + "]"


class Describer:
    def __init__(self):
        self.objects = {}
        self.storages = {}

    def once(self, value, text):
        """The number of an object and, where it was not described yet, its text."""
        number = self.objects.get(id(value))
        if number is not None:
            return f"@{number}"
        number = self.objects[id(value)] = len(self.objects)
        return f"#{number}{text()}"

    def describe(self, x):
        if x is None:
            return "none"
        if isinstance(x, bool):
            return str(x).lower()
        if isinstance(x, int):
            return f"i{x}"
        if isinstance(x, float):
            return f"f{struct.pack('>d', x).hex()}"
        if isinstance(x, complex):
            return f"c{struct.pack('>dd', x.real, x.imag).hex()}"
        if isinstance(x, str):
            return f"s{x.encode('utf-8', 'surrogatepass').hex()}"
        if isinstance(x, (bytes, bytearray)):
            return f"b{bytes(x).hex()}"
        if isinstance(x, torch.Size):
            return f"z{size_text(x)}"
        if isinstance(x, torch.dtype):
            return f"y{x}"
        if isinstance(x, torch.device):
            return f"v{x}"
        if isinstance(x, torch.layout):
            return f"l{x}"
        if isinstance(x, torch.Tensor):
            return self.once(x, lambda: self.tensor(x))
        if isinstance(x, tuple):
            return "(" + ",".join(map(self.describe, x)) + ")"
        if isinstance(x, list):
            return self.once(x, lambda: "[" + ",".join(map(self.describe, x)) + "]")
        if isinstance(x, set):
            return self.once(x, lambda: "S{" + ",".join(sorted(map(self.describe, x))) + "}")
        if isinstance(x, collections.OrderedDict):
            return self.once(x, lambda: "O" + self.entries(x) + (self.entries(vars(x)) if vars(x) else ""))
        if isinstance(x, dict):
            return self.once(x, lambda: self.entries(x))
        raise TypeError(type(x))

    def entries(self, x):
        return "{" + ",".join(self.describe(k) + "=" + self.describe(v) for k, v in x.items()) + "}"

    def tensor(self, x):
        kind = "P" if isinstance(x, torch.nn.Parameter) else "T"
        if x.device.type == "meta":
            return f"M{x.dtype}{size_text(x.shape)}{size_text(x.stride())}{x.requires_grad}"
        if x.layout == torch.sparse_coo:
            parts = (x._indices(), x._values())
            return f"X{x.layout}{size_text(x.shape)}{self.parts(parts)}{x.is_coalesced()}"
        if x.layout in LAYOUTS:
            rows = x.layout in (torch.sparse_csr, torch.sparse_bsr)
            indices = (x.crow_indices(), x.col_indices()) if rows else (x.ccol_indices(), x.row_indices())
            return f"X{x.layout}{size_text(x.shape)}{self.parts(indices + (x.values(),))}"
        text = f"{kind}{self.view(x)}{x.requires_grad}"
        if x.is_quantized:
            if x.qscheme() == torch.per_tensor_affine:
                text += f"Q{self.describe(x.q_scale())}{self.describe(x.q_zero_point())}"
            else:
                parts = (x.q_per_channel_scales(), x.q_per_channel_zero_points())
                text += f"Q{self.parts(parts)}{x.q_per_channel_axis()}"
        elif x.is_conj() or x.is_neg():
            text += ("J" if x.is_conj() else "") + ("N" if x.is_neg() else "")
        return text

    def parts(self, tensors):
        return "<" + ";".join(map(self.view, tensors)) + ">"

    def view(self, x):
        return f"{x.dtype}{size_text(x.shape)}{size_text(x.stride())}+{x.storage_offset()}{self.storage(x.untyped_storage())}"

    def storage(self, storage):
        if storage.nbytes() == 0:
            return "$empty"
        key = (storage.data_ptr(), storage.nbytes())
        number = self.storages.get(key)
        if number is not None:
            return f"${number}"
        number = self.storages[key] = len(self.storages)
        return f"${number}:{ctypes.string_at(*key).hex()}"


def describe(value):
    return Describer().describe(value)


class Chance:
    """Values by a seeded chance."""

    def __init__(self, seed, dtypes=DTYPES):
        self.random = random.Random(seed)
        self.dtypes = dtypes
        self.storages = []
        self.containers = []
        self.tensors = []

    def value(self, depth=0):
        r = self.random
        kind = r.random()
        if depth < 4 and kind < 0.42 or depth == 0:
            return self.container(depth)
        if kind < 0.75:
            return self.any_tensor()
        if kind < 0.79 and self.containers:
            return r.choice(self.containers)
        return self.small()

    def container(self, depth):
        r = self.random
        size = r.choice([0, 1, 2, 3, 4, 6])
        kind = r.randrange(5)
        if kind == 0:
            return tuple(self.value(depth + 1) for _ in range(size))
        if kind == 1:
            result = set(self.hashable() for _ in range(size))
        elif kind == 2:
            result = []
            self.containers.append(result)
            result.extend(self.value(depth + 1) for _ in range(size))
            return result
        else:
            result = collections.OrderedDict() if kind == 3 else {}
            self.containers.append(result)
            for _ in range(size):
                key = self.hashable()
                result[key] = self.value(depth + 1)
            if kind == 3 and r.random() < 0.4:
                result._metadata = collections.OrderedDict({"": {"version": r.randrange(3)}})
            return result
        return result

    def hashable(self):
        r = self.random
        kind = r.randrange(8)
        if kind == 0:
            return r.randrange(-5, 300)
        if kind == 1:
            return (r.randrange(9), "k", None)
        if kind == 2:
            return r.random()
        if kind == 3:
            return None
        return "".join(r.choice("abcdeéß漢😀. _") for _ in range(r.randrange(8)))

    def small(self):
        r = self.random
        return r.choice([
            lambda: None,
            lambda: r.random() < 0.5,
            lambda: r.choice([0, 255, 256, 65535, 65536, -1, 2**31 - 1, -2**31, 2**31, 2**63 - 1, -2**63, 2**63, -2**70, 10**300]),
            lambda: r.choice([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 5e-324, 0.1, r.gauss(0, 1)]),
            lambda: complex(r.gauss(0, 1), r.choice([0.0, -0.0, 1.5])),
            lambda: self.hashable(),
            lambda: "\ud800 alone" if r.random() < 0.2 else "x" * r.randrange(300),
            lambda: bytes(r.randrange(256) for _ in range(r.randrange(1, 20))),
            lambda: bytearray(r.randrange(256) for _ in range(r.randrange(20))),
            lambda: torch.Size(r.randrange(9) for _ in range(r.randrange(5))),
            lambda: r.choice(DTYPES + [torch.qint8, torch.uint3]),
            lambda: torch.device(r.choice(["cpu", "cuda", "cuda:1", "meta"])),
            lambda: r.choice([torch.strided, torch.sparse_coo, torch.sparse_csr]),
            lambda: [r.randrange(100) for _ in range(r.choice([1, 3, 1000, 1001]) if r.random() < 0.1 else 3)],
        ])()

    def any_tensor(self):
        r = self.random
        if self.tensors and r.random() < 0.15:
            return r.choice(self.tensors)
        kind = r.random()
        if kind < 0.80:
            result = self.strided()
        elif kind < 0.85:
            result = self.sparse()
        elif kind < 0.90:
            result = self.quantized()
        elif kind < 0.93:
            result = torch.empty_strided((r.randrange(4), 3), (3, 1), dtype=r.choice(DTYPES[:13]), device="meta")
        elif kind < 0.96:
            result = torch.randn(r.randrange(4), dtype=torch.complex64, generator=self.generator()).conj()
        else:
            result = torch.randn(r.randrange(1, 4), dtype=torch.complex64, generator=self.generator()).conj().imag
        self.tensors.append(result)
        return result

    def generator(self):
        return torch.Generator().manual_seed(self.random.randrange(1 << 30))

    def strided(self):
        r = self.random
        if self.storages and r.random() < 0.4:
            dtype, storage = r.choice(self.storages)
        else:
            dtype = r.choice(self.dtypes)
            count = r.choice([0, 1, 1, 2, 5, 12, 24])
            storage = torch.UntypedStorage(count * dtype.itemsize)
            limit = 2 if dtype == torch.bool else 256
            data = bytes(r.randrange(limit) for _ in range(storage.nbytes()))
            if data:
                ctypes.memmove(storage.data_ptr(), data, len(data))
            self.storages.append((dtype, storage))
        count = storage.nbytes() // dtype.itemsize
        offset, size, stride = self.shape(count)
        result = torch.empty(0, dtype=dtype)
        result.set_(storage, offset, size, stride)
        if dtype in GRADS and r.random() < 0.3:
            result = torch.nn.Parameter(result, r.random() < 0.7)
        elif dtype in GRADS and r.random() < 0.2:
            result.requires_grad_()
        return result

    def shape(self, count):
        """An offset, extents and strides that lie within so many elements."""
        r = self.random
        if count == 0:
            return 0, r.choice([(0,), (0, 3), (2, 0)]), None
        for _ in range(50):
            dims = r.randrange(4)
            size = tuple(r.choice([0, 1, 1, 2, 3, 4]) for _ in range(dims))
            stride = tuple(r.choice([0, 1, 1, 2, 3, 4]) for _ in range(dims))
            offset = r.randrange(count)
            last = offset + sum((n - 1) * s for n, s in zip(size, stride))
            if 0 in size or last < count:
                return offset, size, stride
        return 0, (count,), (1,)

    def sparse(self):
        r = self.random
        x = torch.randn(4, 6, generator=self.generator()) * (torch.rand(4, 6, generator=self.generator()) < 0.3)
        kind = r.randrange(6)
        if kind == 0:
            return x.to_sparse()
        if kind == 1:
            return torch.sparse_coo_tensor([[0, 0, 2], [1, 1, 3]], torch.randn(3, 2, generator=self.generator()), (3, 4, 2))
        if kind == 2:
            return x.to_sparse_csr()
        if kind == 3:
            return x.double().to_sparse_csc()
        return x.to_sparse_bsr((2, 3)) if kind == 4 else x.to_sparse_bsc((2, 2))

    def quantized(self):
        x = torch.randn(3, 4, generator=self.generator())
        dtype = self.random.choice([torch.qint8, torch.quint8, torch.qint32])
        if self.random.random() < 0.5:
            return torch.quantize_per_tensor(x, 0.1, 3, dtype)
        scales = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64)
        return torch.quantize_per_channel(x, scales, torch.tensor([0, 1, 2]), 0, dtype)
