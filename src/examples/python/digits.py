"""Handwritten-looking digits, drawn in code: nothing to download, and the same pixels everywhere.

All arithmetic is on integers, so Digits.java draws the same images bit for bit. Lengths are in 64ths of a pixel.

    python3 digits.py        prints the fingerprint that DigitsTest expects
"""

import hashlib

import torch

from xorshift import Xorshift

COUNT = 4096
SIDE = 28
PIXEL = 64  # units

# One line per digit: strokes of x, y points, x from -6 to 6 and y from -10 to 10 (down).
STROKES = [
    [[0, -10, 4, -8, 6, -3, 6, 3, 4, 8, 0, 10, -4, 8, -6, 3, -6, -3, -4, -8, 0, -10]],
    [[-3, -7, 0, -10, 0, 0, 0, 10]],
    [[-5, -6, -3, -9, 1, -10, 5, -8, 5, -4, 2, 1, -2, 5, -6, 10, 0, 9, 6, 10]],
    [[-5, -8, -1, -10, 4, -9, 5, -5, 3, -2, -1, -1, 3, 0, 6, 4, 4, 8, 0, 10, -5, 8]],
    [[-4, -10, -5, -4, -5, 1, 0, 1, 6, 0], [4, -9, 3, 1, 3, 10]],
    [[5, -10, -4, -10, -5, -2, 0, -3, 5, 0, 5, 6, 1, 10, -5, 8]],
    [[4, -10, -1, -7, -5, 0, -5, 6, -1, 10, 4, 8, 5, 4, 2, 0, -2, 1, -5, 5]],
    [[-6, -9, 0, -9, 6, -10, 2, -2, -1, 10]],
    [[0, -10, 4, -8, 4, -4, -5, 3, -5, 7, 0, 10, 5, 7, 5, 3, -4, -4, -4, -8, 0, -10]],
    [[5, -5, 3, -1, -2, -1, -5, -4, -4, -8, 0, -10, 4, -9, 5, -5, 4, 3, 2, 10]],
]


def load(count=COUNT):
    """Images (count, 28, 28) and labels (count), both uint8."""
    random = Xorshift(20_000)
    labels, images = [], []
    for _ in range(count):
        label = random.between(0, 9)
        labels.append(label)
        images.append(draw(STROKES[label], random))
    return torch.stack(images), torch.tensor(labels, dtype=torch.uint8)


def draw(strokes, random):
    width, height, slant = random.between(46, 70), random.between(52, 66), random.between(-8, 24)
    left, top = 14 * PIXEL + random.between(-90, 90), 14 * PIXEL + random.between(-90, 90)
    radius, brightness = random.between(64, 120), random.between(200, 255)

    segments = []
    for stroke in strokes:
        points = []
        for x, y in zip(stroke[::2], stroke[1::2]):
            points.append((
                left + x * width - y * slant + random.between(-26, 26),
                top + y * height + random.between(-26, 26),
            ))
        segments += [(*a, *b) for a, b in zip(points, points[1:])]

    # A pixel is as bright as its centre is near to the nearest segment.
    ax, ay, bx, by = torch.tensor(segments).view(-1, 4, 1, 1).unbind(1)  # (segments, 1, 1) each
    centre = torch.arange(SIDE) * PIXEL + PIXEL // 2
    x, y = centre.view(1, 1, SIDE), centre.view(1, SIDE, 1)
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = ((x - ax) * dx + (y - ay) * dy).maximum(length * 0).minimum(length)  # (segments, 28, 28)
    px = x - ax - dx * along // length
    py = y - ay - dy * along // length
    distance = (px * px + py * py).amin(0)  # squared, (28, 28)
    inner, outer = (radius - 40) ** 2, (radius + 40) ** 2
    inside = (outer - distance).clamp(0, outer - inner)
    return (brightness * inside // (outer - inner)).to(torch.uint8)


def fingerprint(images, labels):
    return hashlib.sha256(images.numpy().tobytes() + labels.numpy().tobytes()).hexdigest()


if __name__ == "__main__":
    print(fingerprint(*load()))
