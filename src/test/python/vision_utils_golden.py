"""torchvision.utils: grids, files, masks and boxes. Recorded with PyTorch 2.14.1 and torchvision 0.27.0; seeds: cases.py.

    python src/test/python/vision_utils_golden.py
"""

import io

import numpy
import torch
import torchvision.utils as vutils
from PIL import Image

import cases
from cases import Cases

cases.NAMES.update(vutils=vutils)
c = Cases(__file__, "torchvision/utils.txt")

BATCH = "torch.rand(7, 3, 4, 5)"
GRAY = "torch.randn(3, 1, 4, 3)"
BYTES = "torch.randint(0, 256, (5, 3, 3, 4)).to(torch.uint8)"
for x in BATCH, GRAY, BYTES, "torch.rand(3, 4)", "torch.rand(1, 3, 4)", "torch.rand(3, 3, 4)", "torch.rand(1, 3, 4, 4)", \
        "torch.rand(1, 1, 4, 4)", "torch.rand(4, 2, 3, 3)":
    c.function("vutils.make_grid(x.detach())", x=x)
    c.function("vutils.make_grid(x.detach(), nrow=2, padding=1, pad_value=0.5)" if x != BYTES else "vutils.make_grid(x.detach(), nrow=2, padding=1, pad_value=7)", x=x)
for x in BATCH, GRAY, "torch.rand(3, 4)", "torch.full((2, 3, 2, 2), 3.0)":
    c.function("vutils.make_grid(x.detach(), normalize=True)", x=x)
    c.function("vutils.make_grid(x.detach(), normalize=True, scale_each=True, padding=0)", x=x)
    c.function("vutils.make_grid(x.detach(), normalize=True, value_range=(-1.0, 0.75))", x=x)
c.function("vutils.make_grid([x.detach(), y.detach(), x.detach()])", x="torch.rand(3, 2, 4)", y="torch.rand(3, 2, 4)")
c.function("vutils.make_grid([x.detach(), y.detach(), x.detach()], nrow=3)", x="torch.rand(1, 2, 4)", y="torch.rand(1, 2, 4)")

PICTURE = "torch.randint(0, 256, (3, 8, 9)).to(torch.uint8)"
for image in PICTURE, "torch.rand(3, 8, 9)":
    c.function("vutils.draw_segmentation_masks(x.detach(), m)", x=image, m="torch.rand(2, 8, 9).gt(0.5)")
    c.function("vutils.draw_segmentation_masks(x.detach(), m, alpha=0.3)", x=image, m="torch.rand(8, 9).gt(0.5)")
    c.function("vutils.draw_segmentation_masks(x.detach(), m, colors=['red', '#00FF7f'])", x=image, m="torch.rand(2, 8, 9).gt(0.5)")
    c.function("vutils.draw_segmentation_masks(x.detach(), m, colors='blue')", x=image, m="torch.rand(3, 8, 9).gt(0.5)")
    c.function("vutils.draw_bounding_boxes(x.detach(), b)", x=image, b="torch.tensor([[1, 1, 5, 6], [3, 0, 8, 7], [2, 2, 2, 2]])")
    c.function("vutils.draw_bounding_boxes(x.detach(), b, width=2, colors=['red', 'lime'])", x=image, b="torch.tensor([[1, 1, 5, 6], [3, 0, 12, 7]])")
    c.function("vutils.draw_bounding_boxes(x.detach(), b, fill=True, colors='yellow')", x=image, b="torch.tensor([[1, 1, 5, 6], [-3, 4, 8, 7]])")
c.function("vutils.draw_bounding_boxes(x, b, width=3)", x="torch.randint(0, 256, (1, 12, 12)).to(torch.uint8)", b="torch.tensor([[1.7, 1.2, 9.9, 6.0], [3.0, 5.0, 10.0, 11.0]])")
for expression, inputs in (
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.rand(1, 8, 9)", m="torch.rand(2, 8, 9).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.rand(2, 3, 8, 9)", m="torch.rand(2, 8, 9).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.zeros(3, 8, 9).to(torch.int64)", m="torch.rand(2, 8, 9).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.rand(3, 8, 9)", m="torch.rand(2, 8, 9)")),
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.rand(3, 8, 9)", m="torch.rand(2, 8, 8).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m)", dict(x="torch.rand(3, 8, 9)", m="torch.rand(1, 2, 8, 9).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m, colors=['red', 'blue'])", dict(x="torch.rand(3, 8, 9)", m="torch.rand(3, 8, 9).gt(0.5)")),
    ("vutils.draw_segmentation_masks(x, m, colors='reddish')", dict(x="torch.rand(3, 8, 9)", m="torch.rand(3, 8, 9).gt(0.5)")),
    ("vutils.draw_bounding_boxes(x, b)", dict(x="torch.rand(2, 8, 9)", b="torch.tensor([[1, 1, 5, 6]])")),
    ("vutils.draw_bounding_boxes(x, b)", dict(x="torch.rand(1, 3, 8, 9)", b="torch.tensor([[1, 1, 5, 6]])")),
    ("vutils.draw_bounding_boxes(x, b)", dict(x="torch.zeros(3, 8, 9).to(torch.int64)", b="torch.tensor([[1, 1, 5, 6]])")),
    ("vutils.draw_bounding_boxes(x, b)", dict(x="torch.rand(3, 8, 9)", b="torch.tensor([[6, 1, 5, 6]])")),
):
    c.error(expression, **inputs)
c.write()

# What save_image writes, read again: lines of shape and pixels.
with open(c.resource.replace("utils.txt", "saved.txt"), "w") as out:
    torch.manual_seed(1)
    for x, options in (torch.rand(5, 3, 4, 5), {}), (torch.randn(3, 1, 4, 3), dict(nrow=2, normalize=True)), \
            (torch.rand(3, 4) * 2 - 0.5, {}), (torch.rand(2, 3, 3, 3), dict(padding=1, pad_value=0.3)):
        file = io.BytesIO()
        vutils.save_image(x, file, format="png", **options)
        pixels = numpy.asarray(Image.open(file))
        out.write(f"{pixels.shape}\t{pixels.tobytes().hex()}\n")
