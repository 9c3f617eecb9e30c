"""Image grids as PNG files, with nothing but the standard library."""

import os
import struct
import zlib

import torch

SCALE = 2
MARGIN = 40  # grey level


def save(images, columns, path):
    """Saves (N, 28, 28) floats from 0 to 1 as a grid with a pixel of margin around each image."""
    side = images.size(-1) + 1
    rows = -(-len(images) // columns)
    picture = torch.full((rows * side + 1, columns * side + 1), MARGIN, dtype=torch.uint8)
    for i, image in enumerate(images):
        top, left = i // columns * side + 1, i % columns * side + 1
        picture[top : top + side - 1, left : left + side - 1] = (image * 255).round().to(torch.uint8)
    write(picture.repeat_interleave(SCALE, 0).repeat_interleave(SCALE, 1), path)
    print(f"wrote {path}")


def write(picture, path):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    height, width = picture.shape
    rows = b"".join(b"\0" + row.numpy().tobytes() for row in picture)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows, 9)))
        file.write(chunk(b"IEND", b""))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
