"""Files of tensors, which Python writes and Java reads, and the other way round. TravellingFiles.java is the other side.

    python3 src/test/python/travelling_files.py record src/test/resources/torch/serialization/travelling.zip
    python3 src/test/python/travelling_files.py write FOLDER COUNT      writes files; "java … TravellingFiles read" compares
    python3 src/test/python/travelling_files.py check FOLDER COUNT      compares what "java … TravellingFiles write" wrote

Recorded with PyTorch 2.14.1, safetensors 0.8.0 and NumPy 2.4.6. The tensors of a file are drawn from its number as seed,
here and in Java, so that neither side has to believe the other's files. Every file that Java writes must be the one that
Python writes, byte by byte; of compressed archives, what is in them.
"""

import io
import json
import pathlib
import sys
import zipfile

import numpy as np
import safetensors
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save, save_file

SAFE = (
    "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 bfloat16 float32 float64 complex64 float8_e5m2"
    " float8_e4m3fn float8_e8m0fnu float8_e4m3fnuz float8_e5m2fnuz float4_e2m1fn_x2"
).split()
NUMPY = (
    "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
).split()
NAMES = ["weight", "model.layers.0.bias", "ü", "日本/語", "\U0001f600", "\uffee", '"quoted"\\\n\t\x01', " "]
TEXTS = [None, {"format": "pt"}, {'ü"\\\n\x01/\x7f\u2028': "\U0001f600"}]
PARTS = 8


def draw(limit):
    return int(torch.randint(limit, ()).item())


def tensor(dtype):
    """A tensor of drawn shape and drawn bytes."""
    shape = [draw(5) for _ in range(draw(5))]
    if dtype == "float4_e2m1fn_x2" and not shape:
        shape = [1]  # half a byte cannot be saved
    dtype = getattr(torch, dtype)
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if size == 0:
        return torch.empty(shape, dtype=dtype)
    return torch.randint(2 if dtype == torch.bool else 256, (size,), dtype=torch.uint8).view(dtype).reshape(shape)


def safe_tensors(number):
    torch.manual_seed(1000 + number)
    tensors = {}
    for i in range(draw(7)):
        dtype = SAFE[draw(len(SAFE))]
        name = NAMES[draw(len(NAMES))] + str(i)
        tensors[name] = tensor(dtype)
    return tensors, TEXTS[draw(len(TEXTS))]


def array(dtype):
    """A tensor in rows, in columns, or neither."""
    x = tensor(dtype)
    form = draw(3)
    if form == 1:
        x = x.permute(list(reversed(range(x.dim()))))
    elif form == 2 and x.dim() > 0:
        x = x[::2]
    return x


def npy(number):
    torch.manual_seed(2_000_000 + number)
    x = array(NUMPY[draw(len(NUMPY))])
    return x, 1 + draw(3), draw(2) == 1


def npy_bytes(x, version, swapped):
    a = x.numpy()
    if swapped:
        a = a.astype(a.dtype.newbyteorder(">"))
    out = io.BytesIO()
    np.lib.format.write_array(out, a, version=(version, 0))
    return out.getvalue()


def npz(number):
    torch.manual_seed(3_000_000 + number)
    arrays = {}
    for i in range(draw(5)):
        name = NAMES[draw(3)] + str(i)
        arrays[name] = array(NUMPY[draw(len(NUMPY))])
    return arrays, draw(2) == 1


def npz_bytes(arrays, compressed):
    out = io.BytesIO()
    named = {name: x.numpy() for name, x in arrays.items()}
    (np.savez_compressed if compressed else np.savez)(out, **named)
    return out.getvalue()


def sharded(number):
    torch.manual_seed(4_000_000 + number)
    tensors = {f"layer.{i}.weight": tensor(SAFE[draw(len(SAFE))]) for i in range(PARTS)}
    return tensors, 1 + draw(600)


def write_sharded(tensors, most, folder):
    """Greedily in order, as huggingface_hub splits a state."""
    folder.mkdir()
    shards, size = [{}], 0
    for name, x in tensors.items():
        bytes_ = x.numel() * x.element_size()
        if bytes_ > most:
            shards.insert(len(shards) - 1, {name: x})
            continue
        if size + bytes_ > most:
            shards.append({})
            size = 0
        shards[-1][name] = x
        size += bytes_
    shards = [s for s in shards if s]
    weight_map = {}
    for i, shard in enumerate(shards):
        name = f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors" if len(shards) > 1 else "model.safetensors"
        save_file(shard, folder / name, {"format": "pt"})
        weight_map.update(dict.fromkeys(shard, name))
    if len(shards) > 1:
        total = sum(x.numel() * x.element_size() for x in tensors.values())
        index = {"metadata": {"total_size": total}, "weight_map": weight_map}
        text = json.dumps(index, indent=2, sort_keys=True) + "\n"
        (folder / "model.safetensors.index.json").write_text(text)


def files(count):
    """All files but the sharded ones, by name."""
    for i in range(count):
        tensors, texts = safe_tensors(i)
        yield f"{i}.safetensors", save(tensors, texts)
        yield f"{i}.npy", npy_bytes(*npy(i))
        yield f"{i}.npz", npz_bytes(*npz(i))


def record(to):
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(64):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def write(folder, count):
    for name, content in files(count):
        (folder / name).write_bytes(content)
    for i in range(count):
        write_sharded(*sharded(i), folder / f"{i}.sharded")
    print(f"{count} each of safetensors, npy, npz, sharded")


def same(a, b):
    """Whether tensors are equal in type, shape and every bit."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.numel() == 0:
        return True
    bits = [torch.empty(x.shape, dtype=x.dtype).copy_(x).reshape(-1).view(torch.uint8) for x in (a, b)]
    return torch.equal(*bits)


def check_tensors(name, got, expected):
    assert list(sorted(got)) == list(sorted(expected)), f"{name}: {sorted(got)}"
    for key, x in expected.items():
        assert same(got[key], x), f"{name}: {key}"


def check(folder, count):
    for i in range(count):
        tensors, texts = safe_tensors(i)
        path = folder / f"{i}.safetensors"
        check_tensors(path, load_file(path), tensors)
        with safe_open(path, "pt") as opened:
            assert opened.metadata() == texts, path
        assert path.read_bytes() == save(tensors, texts), f"{path}: other bytes"

        x, version, swapped = npy(i)
        path = folder / f"{i}.npy"
        a = np.load(path)
        assert (a.flags.c_contiguous, a.flags.f_contiguous) == (
            (x.is_contiguous() or not x.permute(list(reversed(range(x.dim())))).is_contiguous()),
            np.lib.format.read_array(io.BytesIO(npy_bytes(x, version, swapped))).flags.f_contiguous,
        ), path
        assert same(torch.from_numpy(a.astype(a.dtype.newbyteorder("="))), x), path
        assert path.read_bytes() == npy_bytes(x, version, swapped), f"{path}: other bytes"

        arrays, compressed = npz(i)
        path = folder / f"{i}.npz"
        with np.load(path) as opened:
            check_tensors(path, {n: torch.from_numpy(opened[n]) for n in opened.files}, arrays)
        assert zipfile.ZipFile(path).testzip() is None, path
        if not compressed:
            assert path.read_bytes() == npz_bytes(arrays, compressed), f"{path}: other bytes"

        tensors, most = sharded(i)
        path = folder / f"{i}.sharded"
        write_sharded(tensors, most, folder / "expected")
        ours = sorted(p.name for p in path.iterdir())
        assert ours == sorted(p.name for p in (folder / "expected").iterdir()), f"{path}: {ours}"
        for name in ours:
            assert (path / name).read_bytes() == (folder / "expected" / name).read_bytes(), path / name
            (folder / "expected" / name).unlink()
        (folder / "expected").rmdir()
    print(f"{count} each of safetensors, npy, npz, sharded: all as Python writes them")


if __name__ == "__main__":
    print(f"PyTorch {torch.__version__}, safetensors {safetensors.__version__}, NumPy {np.__version__}")
    folder = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "record":
        record(folder)
    else:
        {"write": write, "check": check}[sys.argv[1]](folder, int(sys.argv[3]))
