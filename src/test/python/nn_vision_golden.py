"""Resizing, sampling, shuffling, folding and flattening: modules and functions. Recorded with PyTorch 2.14.1; seeds: cases.py.

    python src/test/python/nn_vision_golden.py
"""

from cases import Cases

c = Cases(__file__, "torch/nn/vision.txt")

X = {1: "torch.randn(2, 2, 5)", 2: "torch.randn(1, 2, 4, 5)", 3: "torch.randn(1, 2, 2, 3, 4)"}
SIZE = {1: "(7,)", 2: "(3, 7)", 3: "(3, 2, 6)"}
SCALE = {1: "1.7", 2: "(0.6, 1.7)", 3: "(1.5, 0.7, 1.3)"}
MODES = {1: ["nearest", "nearest-exact", "linear", "area"],
         2: ["nearest", "nearest-exact", "bilinear", "bicubic", "area"],
         3: ["nearest", "nearest-exact", "trilinear", "area"]}
BLENDS = "linear", "bilinear", "bicubic", "trilinear"


def double(text):
    return text.replace(")", ", dtype=torch.float64)")


for d in 1, 2, 3:
    x = X[d]
    for mode in MODES[d]:
        size = SIZE[d]
        c.module(f"nn.Upsample(size={size}, mode='{mode}')", x=x)
        c.module(f"nn.Upsample(scale_factor={SCALE[d]}, mode='{mode}')", x=x)
        c.module(f"nn.Upsample(scale_factor=2, mode='{mode}')", x=double(x))
        c.module(f"nn.Upsample(scale_factor={SCALE[d]}, mode='{mode}', recompute_scale_factor=True)", x=x)
        c.function(f"F.interpolate(x, size={size}, mode='{mode}')", x=x)
        c.function(f"F.interpolate(x, size=4, mode='{mode}')", x=x)
        c.function(f"F.interpolate(x, scale_factor={SCALE[d]}, mode='{mode}')", x=x)
        c.function(f"F.interpolate(x, scale_factor=1.3, mode='{mode}', recompute_scale_factor=True)", x=x)
        c.function(f"F.interpolate(x, scale_factor=0.5, mode='{mode}', recompute_scale_factor=False)", x=x)
        if mode in BLENDS:
            c.module(f"nn.Upsample(size={size}, mode='{mode}', align_corners=True)", x=x)
            c.function(f"F.interpolate(x, size={size}, mode='{mode}', align_corners=True)", x=x)
            c.function(f"F.interpolate(x, scale_factor={SCALE[d]}, mode='{mode}', align_corners=True)", x=x)
            c.function(f"F.interpolate(x, scale_factor={SCALE[d]}, mode='{mode}', align_corners=False)", x=x)
        else:
            c.error(f"F.interpolate(x, size={size}, mode='{mode}', align_corners=False)", x=x)
            c.error(f"nn.Upsample(size={size}, mode='{mode}', align_corners=True)(x)", x=x)
        c.error(f"F.interpolate(x, size=(1, 2, 3, 4), mode='{mode}')", x=x)
        c.error(f"F.interpolate(x, scale_factor=(1.0, 2.0, 3.0, 4.5), mode='{mode}')", x=x)
        c.error(f"F.interpolate(x, mode='{mode}')", x=x)
        c.error(f"F.interpolate(x, size=4, scale_factor=2, mode='{mode}')", x=x)
        c.error(f"F.interpolate(x, size=4, mode='{mode}', recompute_scale_factor=True)", x=x)
        c.error(f"F.interpolate(x, size=-1, mode='{mode}')", x=x)
    for mode in "linear", "bilinear", "bicubic", "trilinear", "lanczos":
        if mode not in MODES[d]:
            c.error(f"F.interpolate(x, size=4, mode='{mode}')", x=x)
    c.module("nn.Upsample(4)", x=x)
    c.module(f"nn.Upsample({SIZE[d]})", x=x)
    c.error("nn.Upsample(scale_factor=0)(x)", x=x)
    c.error("nn.Upsample(size=4, scale_factor=2)(x)", x=x)
    c.function("F.interpolate(x, 4)", x=x)
    c.function(f"F.interpolate(x, {SIZE[d]})", x=x)
    c.error("F.interpolate(x, size=4, antialias=True)", x=x)
c.error("F.interpolate(x, size=4)", x="torch.randn(2, 2)")
c.error("F.interpolate(x, size=4, mode='area')", x="torch.randn(1, 1, 1, 1, 1, 1)")
c.error("F.interpolate(x, size=4, mode='bicubic')", x="torch.randn(1, 1, 1, 1, 1, 1)")

x = X[2]
for mode in "bilinear", "bicubic", "lanczos":
    c.function(f"F.interpolate(x, size=(3, 7), mode='{mode}', antialias=True)", x=x)
    c.function(f"F.interpolate(x, scale_factor=0.6, mode='{mode}', antialias=True)", x=x)
    c.function(f"F.interpolate(x, scale_factor=(0.6, 1.7), mode='{mode}', recompute_scale_factor=True, antialias=True)", x=x)
    c.error(f"F.interpolate(x, size=2, mode='{mode}', antialias=True)", x=X[1])
    if mode != "lanczos":
        c.function(f"F.interpolate(x, size=(3, 2), mode='{mode}', align_corners=True, antialias=True)", x=x)
c.error("F.interpolate(x, size=2, mode='lanczos', antialias=True, align_corners=True)", x=x)
c.error("F.interpolate(x, size=2, mode='lanczos')", x=x)
for kind in "Nearest", "Bilinear":
    c.module(f"nn.Upsampling{kind}2d(scale_factor=2)", x=x)
    c.module(f"nn.Upsampling{kind}2d(scale_factor=(0.5, 1.5))", x=x)
    c.module(f"nn.Upsampling{kind}2d(size=3)", x=double(x))
    c.module(f"nn.Upsampling{kind}2d((3, 4))", x=x)
    c.error(f"nn.Upsampling{kind}2d(size=(3, 4, 5))(x)", x=x)
c.error("nn.UpsamplingBilinear2d(3)(x)", x=X[1])

GRID = "torch.randn(1, 3, 4, 2)"
for mode in "bilinear", "nearest", "bicubic":
    for padding in "zeros", "border", "reflection":
        c.function(f"F.grid_sample(x, g, mode='{mode}', padding_mode='{padding}', align_corners=True)", x=X[2], g=GRID)
        c.function(f"F.grid_sample(x, g, mode='{mode}', padding_mode='{padding}', align_corners=False)", x=X[2], g=GRID)
        if mode != "bicubic":
            c.function(f"F.grid_sample(x, g, mode='{mode}', padding_mode='{padding}', align_corners=False)", x=X[3],
                       g="torch.randn(1, 2, 3, 2, 3)")
c.function("F.grid_sample(x, g)", x=double(X[2]), g=double(GRID))
c.function("F.grid_sample(x, g)", x=X[3], g="torch.randn(1, 2, 1, 2, 3)")
c.error("F.grid_sample(x, g, mode='area')", x=X[2], g=GRID)
c.error("F.grid_sample(x, g, mode='bicubic', align_corners=False)", x=X[3], g="torch.randn(1, 2, 1, 2, 3)")
c.error("F.grid_sample(x, g, align_corners=False)", x=X[2], g="torch.randn(2, 3, 4, 2)")
c.error("F.grid_sample(x, g, align_corners=False)", x=X[2], g="torch.randn(1, 3, 4, 3)")
c.error("F.grid_sample(x, g, align_corners=False)", x=X[1], g=GRID)

for align in ", align_corners=False", ", align_corners=True", "":
    c.function(f"F.affine_grid(t, (2, 1, 3, 4){align})", t="torch.randn(2, 2, 3)")
    c.function(f"F.affine_grid(t, (1, 2, 2, 3, 2){align})", t="torch.randn(1, 3, 4)")
c.function("F.affine_grid(t, (1, 1, 1, 3), True)", t="torch.randn(1, 2, 3)")
c.error("F.affine_grid(t, (1, 1, 0, 3), True)", t="torch.randn(1, 2, 3)")
c.error("F.affine_grid(t, (1, 1, 2, 3), False)", t="torch.arange(6).reshape(1, 2, 3)")
c.error("F.affine_grid(t, (1, 1, 2, 3), False)", t="torch.randn(2, 3)")
c.error("F.affine_grid(t, (1, 1, 2, 3), False)", t="torch.randn(1, 3, 4)")
c.error("F.affine_grid(t, (1, 1, 2, 2, 3), False)", t="torch.randn(1, 2, 3)")
c.error("F.affine_grid(t, (1, 2, 3), False)", t="torch.randn(1, 2, 3)")

c.module("nn.PixelShuffle(2)", x="torch.randn(2, 8, 2, 3)")
c.module("nn.PixelShuffle(3)", x=double("torch.randn(9, 1, 2)"))
c.error("nn.PixelShuffle(2)(x)", x="torch.randn(2, 6, 2, 3)")
c.error("nn.PixelShuffle(2)(x)", x="torch.randn(2, 6)")
c.error("nn.PixelShuffle(0)(x)", x="torch.randn(2, 4, 2, 3)")
c.module("nn.PixelUnshuffle(2)", x="torch.randn(2, 2, 4, 6)")
c.module("nn.PixelUnshuffle(3)", x=double("torch.randn(1, 3, 6)"))
c.error("nn.PixelUnshuffle(2)(x)", x="torch.randn(2, 2, 3, 6)")
c.error("nn.PixelUnshuffle(0)(x)", x="torch.randn(2, 2, 4, 6)")
c.function("F.pixel_shuffle(x, 2)", x="torch.randn(1, 2, 4, 1, 2)")
c.function("F.pixel_unshuffle(x, 2)", x="torch.randn(1, 2, 2, 4)")
c.module("nn.ChannelShuffle(2)", x="torch.randn(1, 4, 2, 2)")
c.module("nn.ChannelShuffle(3)", x=double("torch.randn(2, 6, 3)"))
c.function("F.channel_shuffle(x, 2)", x="torch.randn(1, 4, 2, 2)")
c.error("nn.ChannelShuffle(3)(x)", x="torch.randn(1, 4, 2, 2)")
c.error("nn.ChannelShuffle(0)(x)", x="torch.randn(1, 4, 2, 2)")
c.error("nn.ChannelShuffle(2)(x)", x="torch.randn(4, 2)")

IMAGE = "torch.randn(2, 2, 5, 4)"
for arguments in "2", "(3, 2)", "2, dilation=2, padding=1, stride=2", "(2, 3), dilation=(2, 1), padding=(0, 1), stride=(1, 2)":
    c.module(f"nn.Unfold({arguments})", x=IMAGE)
    c.function(f"F.unfold(x, {arguments})", x="torch.randn(2, 5, 4)")
c.module("nn.Unfold(kernel_size=2)", x=double("torch.randn(1, 3, 3)"))
c.error("nn.Unfold(9)(x)", x=IMAGE)
c.error("nn.Unfold(0)(x)", x=IMAGE)
c.error("nn.Unfold(2, stride=0)(x)", x=IMAGE)
c.error("nn.Unfold(2)(x)", x="torch.randn(2, 3)")
c.module("nn.Fold((4, 5), (2, 2))", x="torch.randn(1, 8, 12)")
c.module("nn.Fold(4, 2)", x="torch.randn(8, 9)")
c.module("nn.Fold((4, 5), 2, dilation=2, padding=1, stride=2)", x="torch.randn(2, 4, 6)")
c.module("nn.Fold(output_size=(4, 5), kernel_size=(3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1))",
         x=double("torch.randn(1, 6, 6)"))
c.function("F.fold(x, 4, 2)", x="torch.randn(1, 4, 9)")
c.function("F.fold(x, (4, 5), (2, 2), stride=(2, 1))", x="torch.randn(4, 8)")
c.function("F.fold(x, (4, 5), 2, padding=1, dilation=2, stride=2)", x="torch.randn(1, 4, 6)")
c.error("nn.Fold(4, 2)(x)", x="torch.randn(1, 4, 8)")
c.error("nn.Fold(4, 2)(x)", x="torch.randn(1, 5, 9)")
c.error("nn.Fold(4, 2, stride=0)(x)", x="torch.randn(1, 4, 9)")
c.error("nn.Fold(4, 2)(x)", x="torch.randn(9)")

x = "torch.randn(2, 3, 4, 2)"
c.module("nn.Flatten()", x=x)
c.module("nn.Flatten(0)", x=x)
c.module("nn.Flatten(2)", x=x)
c.module("nn.Flatten(start_dim=1, end_dim=2)", x=double(x))
c.module("nn.Flatten(1, -2)", x=x)
c.error("nn.Flatten(3, 1)(x)", x=x)
c.error("nn.Flatten(0, 7)(x)", x=x)
c.module("nn.Unflatten(1, (3, 2))", x="torch.randn(2, 6)")
c.module("nn.Unflatten(-1, (-1, 2))", x="torch.randn(2, 3, 4)")
c.module("nn.Unflatten(dim=0, unflattened_size=(2, 1))", x=double("torch.randn(2)"))
c.error("nn.Unflatten(1, (3, 3))(x)", x="torch.randn(2, 6)")
c.error("nn.Unflatten(3, (3, 2))(x)", x="torch.randn(2, 6)")
c.error("nn.Unflatten(1, (-1, -1))(x)", x="torch.randn(2, 6)")

c.write()
