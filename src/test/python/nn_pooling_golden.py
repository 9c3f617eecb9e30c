"""Poolings and unpoolings: modules and functions. Recorded with PyTorch 2.14.1; seeds: cases.py.

    python src/test/python/nn_pooling_golden.py
"""

import torch
from cases import Cases

# Java returns the places of the maxima from a method of its own.
torch.nn.Module.call_with_indices = torch.nn.Module.__call__

c = Cases(__file__, "torch/nn/pooling.txt")

X = {1: "torch.randn(2, 2, 7)", 2: "torch.randn(1, 2, 6, 5)", 3: "torch.randn(1, 2, 5, 4, 4)"}
ONE = {1: "torch.randn(2, 7)", 2: "torch.randn(2, 6, 5)", 3: "torch.randn(1, 4, 5, 4)"}
K = {1: "(3,)", 2: "(3, 2)", 3: "(3, 2, 2)"}
S = {1: "2", 2: "(2, 1)", 3: "(2, 1, 2)"}
PAD = {1: "1", 2: "(1, 0)", 3: "(1, 0, 1)"}
DIL = {1: "2", 2: "(2, 1)", 3: "(1, 2, 1)"}


def double(text):
    return text.replace(")", ", dtype=torch.float64)")


for d in 1, 2, 3:
    x = X[d]
    pool = f"nn.MaxPool{d}d"
    c.module(f"{pool}(2)", x=x)
    c.module(f"{pool}({K[d]})", x=x)
    c.module(f"{pool}(2, 1)", x=ONE[d])
    c.module(f"{pool}(3, 2, 1)", x=double(x))
    c.module(f"{pool}({K[d]}, stride={S[d]}, padding={PAD[d]}, dilation={DIL[d]}, ceil_mode=True)", x=x)
    c.module(f"{pool}(2, dilation=2, return_indices=True)", call="m.call_with_indices(x)", x=x)
    c.module(f"{pool}(2, stride=2, ceil_mode=True, return_indices=True)", call="m.call_with_indices(x)", x=ONE[d])
    c.error(f"{pool}(0)(x)", x=x)
    c.error(f"{pool}(2, stride=0)(x)", x=x)
    c.error(f"{pool}(2, padding=2)(x)", x=x)
    c.error(f"{pool}(2, padding=-1)(x)", x=x)
    c.error(f"{pool}(2, dilation=0)(x)", x=x)
    c.error(f"{pool}(9)(x)", x=x)
    c.error(f"{pool}(2)(x)", x="torch.randn(3)")
    f = f"F.max_pool{d}d"
    c.function(f"{f}(x, 2)", x=x)
    c.function(f"{f}(x, 3, 2)", x=x)
    c.function(f"{f}(x, 3, 2, 1)", x=double(x))
    c.function(f"{f}(x, {K[d]}, stride={S[d]}, padding={PAD[d]}, dilation={DIL[d]}, ceil_mode=True)", x=x)
    c.function(f"{f}_with_indices(x, 2)", x=x)
    c.function(f"{f}_with_indices(x, {K[d]}, stride={S[d]}, padding={PAD[d]}, dilation={DIL[d]}, ceil_mode=True)", x=ONE[d])
    c.error(f"{f}(x, 2, padding=2)", x=x)
    c.error(f"{f}_with_indices(x, 2, stride=0)", x=x)

    pool = f"nn.AvgPool{d}d"
    override = "" if d == 1 else ", divisor_override=3"
    c.module(f"{pool}(2)", x=x)
    c.module(f"{pool}({K[d]})", x=x)
    c.module(f"{pool}(2, 1)", x=ONE[d])
    c.module(f"{pool}(3, 2, 1)", x=double(x))
    c.module(f"{pool}({K[d]}, stride={S[d]}, padding={PAD[d]}, ceil_mode=True, count_include_pad=False)", x=x)
    c.module(f"{pool}(3, padding=1, ceil_mode=True{override})", x=x)
    c.error(f"{pool}(2, padding=2)(x)", x=x)
    c.error(f"{pool}(2, stride=0)(x)", x=x)
    c.error(f"{pool}(9)(x)", x=x)
    c.error(f"{pool}(2)(x)", x="torch.randn(3)")
    if d > 1:
        c.error(f"{pool}(2, divisor_override=0)(x)", x=x)
    f = f"F.avg_pool{d}d"
    c.function(f"{f}(x, 2)", x=x)
    c.function(f"{f}(x, 3, 2)", x=x)
    c.function(f"{f}(x, 3, 2, 1)", x=double(x))
    c.function(f"{f}(x, {K[d]}, stride={S[d]}, padding={PAD[d]}, ceil_mode=True, count_include_pad=False{override})", x=x)
    c.error(f"{f}(x, 2, padding=-1)", x=x)

    pool = f"nn.LPPool{d}d"
    c.module(f"{pool}(2, 2)", x=x)
    c.module(f"{pool}(1.5, 3, 2)", x=x.replace("randn", "rand"))
    c.module(f"{pool}(3, {K[d] if d > 1 else 3}, stride={S[d]}, ceil_mode=True)", x=x)
    c.module(f"{pool}(2.0, 2)", x=double(ONE[d]))
    c.module(f"{pool}(float('inf'), 2)", x=x)
    c.module(f"{pool}(-float('inf'), 2, ceil_mode=True)", x=x)
    c.module(f"{pool}(-1, 2)", x=x)
    c.error(f"{pool}(0, 2)")
    c.error(f"{pool}(0.0, 2)")
    f = f"F.lp_pool{d}d"
    c.function(f"{f}(x, 2, 2)", x=x)
    c.function(f"{f}(x, 2.5, 3, 2)", x=x.replace("randn", "rand"))
    c.function(f"{f}(x, norm_type=1, kernel_size={K[d] if d > 1 else 3}, stride={S[d]}, ceil_mode=True)", x=x)
    c.function(f"{f}(x, float('inf'), 2)", x=x)
    c.error(f"{f}(x, 0, 2)", x=x)
    c.error(f"{f}(x, 2, 9)", x=x)

    pool = f"nn.MaxUnpool{d}d"
    p = f"F.max_pool{d}d_with_indices"
    inputs = {"x": x, "p": f"{p}(x, 2)"}
    even = {1: "torch.randn(2, 2, 6)", 2: "torch.randn(1, 2, 6, 4)", 3: "torch.randn(1, 2, 4, 4, 2)"}[d]
    c.module(f"{pool}(2)", call="m(p[0], p[1])", x=even, p=f"{p}(x, 2)")
    whole = {1: "[2, 2, 7]", 2: "[1, 2, 6, 5]", 3: "[1, 2, 5, 4, 4]"}[d]
    free = {1: "[7]", 2: "[6, 5]", 3: "[5, 4, 4]"}[d]
    c.module(f"{pool}(2, 2)", call=f"m(p[0], p[1], {whole})", **inputs)
    c.module(f"{pool}(2, stride=2)", call=f"m(p[0], p[1], output_size={free})", **inputs)
    c.module(f"{pool}(3, 2, 1)", call=f"m(p[0], p[1], {free})", x=double(x), p=f"{p}(x, 3, stride=2, padding=1)")
    c.module(f"{pool}({K[d]}, stride={S[d]}, padding={PAD[d]})", call=f"m(p[0], p[1], {free})", x=x,
             p=f"{p}(x, {K[d]}, stride={S[d]}, padding={PAD[d]})")
    single = even.replace("(2, " if d == 1 else "(1, ", "(", 1)
    c.module(f"{pool}(2)", call="m(p[0], p[1])", x=single, p=f"{p}(x, 2)")
    c.error(f"{pool}(2)(p[0], p[1], [9, 9, 9, 9, 9, 9])", **inputs)
    c.error(f"{pool}(2)(p[0], p[1], {free.replace('[', '[1')})", **inputs)
    c.error(f"{pool}(2)(p[0], p[0])", **inputs)
    c.error(f"{pool}(2, padding=9)(p[0], p[1])", **inputs)
    f = f"F.max_unpool{d}d"
    c.function(f"{f}(p[0], p[1], 2)", x=even, p=f"{p}(x, 2)")
    c.function(f"{f}(p[0], p[1], 2, 2)", x=even, p=f"{p}(x, 2)")
    c.function(f"{f}(p[0], p[1], {K[d]}, stride={S[d]}, padding={PAD[d]}, output_size={free})", x=x,
               p=f"{p}(x, {K[d]}, stride={S[d]}, padding={PAD[d]}, ceil_mode=True)")
    c.error(f"{f}(p[0], p[1], 2, output_size=[1, 1, 1, 1, 1, 1, 1])", **inputs)

    pool = f"nn.AdaptiveAvgPool{d}d"
    sizes = {1: "(4,)", 2: "(4, 3)", 3: "(3, 2, 4)"}[d]
    c.module(f"{pool}(3)", x=x)
    c.module(f"{pool}({sizes})", x=double(x))
    c.module(f"{pool}(2)", x=ONE[d])
    c.module(f"{pool}(1)", x=x)
    c.error(f"{pool}({sizes})(x)", x="torch.randn(3)")
    c.error(f"{pool}(-1)(x)", x=x)
    f = f"F.adaptive_avg_pool{d}d"
    c.function(f"{f}(x, 3)", x=x)
    c.function(f"{f}(x, {sizes})", x=ONE[d])
    c.error(f"{f}(x, {sizes})", x="torch.randn(3)")
    mx = f"nn.AdaptiveMaxPool{d}d"
    c.module(f"{mx}(3)", x=x)
    c.module(f"{mx}({sizes})", x=double(x))
    c.module(f"{mx}(2, True)", call="m.call_with_indices(x)", x=ONE[d])
    c.module(f"{mx}({sizes}, return_indices=True)", call="m.call_with_indices(x)", x=x)
    c.error(f"{mx}({sizes})(x)", x="torch.randn(3)")
    c.error(f"{mx}(-1)(x)", x=x)
    g = f"F.adaptive_max_pool{d}d"
    c.function(f"{g}(x, 3)", x=x)
    c.function(f"{g}(x, {sizes})", x=ONE[d])
    c.function(f"{g}_with_indices(x, 3)", x=x)
    c.function(f"{g}_with_indices(x, {sizes})", x=ONE[d])
    if d > 1:
        free = "(None, 3)" if d == 2 else "(None, 2, None)"
        for text in free, free.replace("None", "4", 1), f"({', '.join(['None'] * d)})":
            c.module(f"{pool}({text})", x=x)
            c.module(f"{mx}({text})", x=ONE[d])
        c.module(f"{mx}({free}, return_indices=True)", call="m.call_with_indices(x)", x=x)
        c.function(f"{f}(x, {free})", x=x)
        c.function(f"{g}(x, {free})", x=x)
        c.function(f"{g}_with_indices(x, {free})", x=x)
        c.error(f"{f}(x, {free})", x="torch.randn(3)")
        c.error(f"{g}(x, {free})", x="torch.randn(2)")

X[3], ONE[3] = "torch.randn(1, 2, 6, 5, 5)", "torch.randn(1, 6, 5, 5)"
for d in 2, 3:
    x = X[d]
    pool, f = f"nn.FractionalMaxPool{d}d", f"F.fractional_max_pool{d}d"
    size = {2: "(3, 2)", 3: "(3, 2, 2)"}[d]
    ratio = {2: "(0.5, 0.7)", 3: "(0.5, 0.7, 0.6)"}[d]
    c.module(f"{pool}(2, 3)", x=x)
    c.module(f"{pool}(2, {size})", x=double(x))
    c.module(f"{pool}({K[d]}, output_size={size})", x=x)
    c.module(f"{pool}(2, output_ratio=0.5)", x=ONE[d])
    c.module(f"{pool}(2, output_ratio={ratio}, return_indices=True)", call="m.call_with_indices(x)", x=x)
    c.module(f"{pool}(2, output_size=2, _random_samples=torch.rand(1, 2, {d}))", x=x)
    c.error(f"{pool}(2)")
    c.error(f"{pool}(2, output_size=3, output_ratio=0.5)")
    c.error(f"{pool}(2, output_ratio=1.5)")
    c.error(f"{pool}(2, output_ratio={ratio.replace('0.7', '1.0')})")
    c.error(f"{pool}(2, output_size=9)(x)", x=x)
    c.error(f"{pool}(2, output_size=2)(x)", x="torch.randn(3)")
    if d == 3:
        c.error(f"{pool}(0, output_size=2)")
        c.error(f"{pool}((1, -2, 3), output_size=2)")
    c.function(f"{f}(x, 2, output_size={size})", x=x)
    c.function(f"{f}(x, {K[d]}, output_ratio={ratio})", x=x)
    c.function(f"{f}_with_indices(x, 2, output_size=2)", x=double(ONE[d]))
    c.function(f"{f}_with_indices(x, {K[d]}, output_size={size}, _random_samples=torch.full((1, 2, {d}), 0.25))", x=x)
    c.error(f"{f}(x, 2)", x=x)
    c.error(f"{f}(x, 9, output_size=2)", x=x)
    if d == 2:
        c.error(f"{f}(x, 2, output_ratio=(0.5, 0.5, 0.5))", x=x)

c.write()
