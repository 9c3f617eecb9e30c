"""Reads MNIST's IDX files, gzipped or not."""

import gzip
import math
import os
import struct

import torch

NAMES = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"]
FOLDERS = ["", "mnist", "MNIST/raw"]


def mnist(root):
    """The training images under root, or the test images where there are no others: (N, 28, 28), uint8."""
    path = find(root)
    if NAMES[0] not in path:
        print(f"no {NAMES[0]} in {root}: training on {NAMES[1]}")
    return read(path)


def mnist_labels(root):
    """The labels of the images that mnist reads: (N), uint8."""
    path = find(root).removesuffix(".gz").replace("images-idx3", "labels-idx1")
    for file in [path, path + ".gz"]:
        if os.path.isfile(file):
            return read_labels(file)
    raise FileNotFoundError(f"{path} is missing, with .gz or without")


def find(root):
    for name in NAMES:
        for folder in FOLDERS:
            for suffix in ["", ".gz"]:
                path = os.path.join(root, folder, name + suffix)
                if os.path.isfile(path):
                    return path
    raise FileNotFoundError(f"{root}: neither {NAMES[0]} nor {NAMES[1]} is here, in mnist or in MNIST/raw, with .gz or without")


def read(path):
    data = unpack(path)
    if len(data) < 16:
        raise ValueError(f"{path}: truncated: an image file begins with 16 bytes, this one has {len(data)}")
    magic, *shape = struct.unpack(">iiii", data[:16])
    if magic != 0x00000803:
        raise ValueError(f"{path}: wrong magic number 0x{magic & 0xFFFFFFFF:08x}: images begin with 0x00000803")
    if shape[0] < 1 or shape[1:] != [28, 28]:
        raise ValueError(f"{path}: wrong dimensions {shape}: expected [N, 28, 28]")
    if len(data) - 16 != math.prod(shape):
        kind = "truncated" if len(data) - 16 < math.prod(shape) else "too long"
        raise ValueError(f"{path}: {kind}: {shape} needs {math.prod(shape)} bytes of pixels, {len(data) - 16} are there")
    return torch.frombuffer(bytearray(data[16:]), dtype=torch.uint8).view(shape)


def read_labels(path):
    data = unpack(path)
    if len(data) < 8 or struct.unpack(">ii", data[:8]) != (0x00000801, len(data) - 8):
        raise ValueError(f"{path}: is no label file, which is 0x00000801, the number of labels and the labels")
    return torch.frombuffer(bytearray(data[8:]), dtype=torch.uint8)


def unpack(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (EOFError, OSError) as e:
            raise ValueError(f"{path}: the gzip stream is damaged or cut off: {e}") from e
    return data
