"""Convolutions, transposed and lazy ones, and paddings: modules and functions. Recorded with PyTorch 2.14.1; seeds: cases.py.

    python src/test/python/nn_conv_golden.py
"""

from cases import Cases

c = Cases(__file__, "torch/nn/conv.txt")

X = {1: "torch.randn(2, 2, 6)", 2: "torch.randn(1, 2, 5, 4)", 3: "torch.randn(1, 2, 3, 3, 4)"}
ONE = {1: "torch.randn(2, 6)", 2: "torch.randn(2, 5, 4)", 3: "torch.randn(2, 3, 4, 3)"}
T = {1: "torch.randn(2, 2, 4)", 2: "torch.randn(1, 2, 3, 2)", 3: "torch.randn(1, 2, 2, 2, 3)"}
T_ONE = {1: "torch.randn(2, 4)", 2: "torch.randn(2, 3, 2)", 3: "torch.randn(2, 2, 2, 3)"}
KERNEL = {1: "(3,)", 2: "(3, 2)", 3: "(3, 2, 1)"}
STRIDE = {1: "2", 2: "(2, 1)", 3: "(2, 1, 1)"}
PAD = {1: "1", 2: "(1, 0)", 3: "(1, 0, 1)"}
BIG = {1: "(5,)", 2: "(4, 3)", 3: "(3, 2, 2)"}

for d in 1, 2, 3:
    conv, x = f"nn.Conv{d}d", X[d]
    c.module(f"{conv}(2, 3, 3)", x=x)
    c.module(f"{conv}(2, 3, 3)", x=ONE[d])
    c.module(f"{conv}(2, 3, 2, 2)", x=x)
    c.module(f"{conv}(2, 3, 3, 2, 1)", x=x)
    c.module(f"{conv}(2, 3, {KERNEL[d]}, stride={STRIDE[d]}, padding={PAD[d]})", x=x)
    c.module(f"{conv}(2, 4, 3, padding='same', groups=2, bias=False)", x=x)
    c.module(f"{conv}(2, 3, {BIG[d]}, padding='same')", x=x)
    c.module(f"{conv}(2, 3, 2, padding='valid', dilation=2)", x=x)
    c.module(f"{conv}(2, 2, 3, padding=2, dilation=2, groups=2)", x=x)
    if d < 3:
        c.module(f"{conv}(2, 3, 3, padding=1, dtype=torch.float64, device='cpu')", x=x.replace(")", ", dtype=torch.float64)"))
    for mode in "reflect", "replicate", "circular":
        c.module(f"{conv}(2, 3, 3, padding={PAD[d]}, padding_mode='{mode}')", x=x)
    c.module(f"{conv}(2, 3, {BIG[d]}, padding='same', padding_mode='circular')", x=x)
    c.module(f"{conv}(2, 3, 2, padding='valid', padding_mode='reflect')", x=x)
    c.error(f"{conv}(2, 3, 3, groups=0)")
    c.error(f"{conv}(2, 2, 3, groups=3)")
    c.error(f"{conv}(2, 3, 3, groups=2)")
    c.error(f"{conv}(2, 3, 3, stride=2, padding='same')")
    c.error(f"{conv}(4, 2, 3)(x)", x=x)
    c.error(f"{conv}(2, 3, 3)(x)", x="torch.randn(2)")
    c.error(f"{conv}(2, 3, 3, stride=0)(x)", x=x)
    c.error(f"{conv}(2, 3, 3, padding=-1)(x)", x=x)
    c.error(f"{conv}(2, 3, 9)(x)", x=x)
    c.error(f"{conv}(2, 3, 3)(x)", x=x.replace(")", ", dtype=torch.float64)"))

    transpose, x = f"nn.ConvTranspose{d}d", T[d]
    c.module(f"{transpose}(2, 3, 3)", x=x)
    c.module(f"{transpose}(2, 3, 3)", x=T_ONE[d])
    c.module(f"{transpose}(2, 3, 2, 2)", x=x)
    c.module(f"{transpose}(2, 3, 3, 2, 1)", x=x)
    c.module(f"{transpose}(2, 3, {KERNEL[d]}, stride={STRIDE[d]}, padding={PAD[d]})", x=x)
    c.module(f"{transpose}(2, 4, 3, stride=2, output_padding=1, groups=2, bias=False)", x=x)
    c.module(f"{transpose}(2, 3, 2, dilation=2, padding_mode='zeros')", x=x)
    c.module(f"{transpose}(2, 3, 2, dtype=torch.float64)", x=x.replace(")", ", dtype=torch.float64)"))
    sizes = {1: "[8]", 2: "[6, 4]", 3: "[4, 4, 6]"}[d]
    whole = f"[2, 3, {sizes[1:]}"
    c.module(f"{transpose}(2, 3, 3, 2, 1)", call=f"m(x, output_size={sizes})", x=x)
    if d < 3:
        c.module(f"{transpose}(2, 3, 3, 2, 1)", call=f"m(x, {whole})", x=x)
        c.module(f"{transpose}(2, 3, 3, 2, 1)", call=f"m(x, {sizes})", x=T_ONE[d])
    c.error(f"{transpose}(2, 3, 3, 2, 1)(x, {sizes.replace('[', '[1')})", x=x)
    c.error(f"{transpose}(2, 3, 3, 2, 1)(x, [5, 5, 5, 5, 5, 5])", x=x)
    c.error(f"{transpose}(2, 3, 3, padding_mode='reflect')")
    c.error(f"{transpose}(2, 3, 3, groups=0)")
    c.error(f"{transpose}(2, 2, 3, groups=3)")
    c.error(f"{transpose}(2, 3, 3, groups=2)")
    c.error(f"{transpose}(2, 3, 3, output_padding=1)(x)", x=x)
    c.error(f"{transpose}(4, 2, 3)(x)", x=x)

    lazy, x = f"nn.LazyConv{d}d", X[d]
    c.module(f"{lazy}(2, 3)", x=x)
    c.module(f"{lazy}(2, 3)", x=ONE[d])
    c.module(f"{lazy}(2, {KERNEL[d]}, stride={STRIDE[d]}, padding={PAD[d]}, bias=False)", x=x)
    c.module(f"{lazy}(4, 3, 2, 1, groups=2, dilation=1, padding_mode='replicate')", x=x)
    c.module(f"{lazy}(2, 3, stride=1, dtype=torch.float64)", x=x.replace(")", ", dtype=torch.float64)"))
    c.error(f"{lazy}(2, 3, groups=0)")
    c.error(f"{lazy}(3, 3, groups=3)(x)", x=x)
    c.error(f"{lazy}(2, 3)(x)", x="torch.randn(2)")
    c.error(f"{lazy}(2, 3, stride=2, padding='same')")
    lazy, x = f"nn.LazyConvTranspose{d}d", T[d]
    c.module(f"{lazy}(2, 3)", x=x)
    c.module(f"{lazy}(2, {KERNEL[d]}, {STRIDE[d]}, {PAD[d]}, output_padding=0, bias=False)".replace(f"{STRIDE[d]}, {PAD[d]}", f"stride={STRIDE[d]}, padding={PAD[d]}"), x=x)
    c.module(f"{lazy}(4, 3, 2, 1, groups=2, dilation=2)", x=x)
    c.module(f"{lazy}(2, 3, 2, 1)", call=f"m(x, output_size={sizes})", x=x)
    c.error(f"{lazy}(3, 3, groups=3)(x)", x=x)
    c.error(f"{lazy}(2, 3, padding_mode='circular')")
    c.error(f"{lazy}(2, 3)(x)", x="torch.randn(2)")

    x = X[d]
    w = {1: "torch.randn(2, 2, 3)", 2: "torch.randn(2, 2, 3, 2)", 3: "torch.randn(2, 2, 3, 2, 2)"}[d]
    half = w.replace("2, 2", "2, 1", 1)
    b = "torch.randn(2)"
    f = f"F.conv{d}d"
    c.function(f"{f}(x, w)", x=x, w=w)
    c.function(f"{f}(x, w, b)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, b, 2, 1)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, bias=b, stride={STRIDE[d]}, padding={PAD[d]})", x=x, w=w, b=b)
    c.function(f"{f}(x, w, b, padding='same', dilation=2)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, None, padding='valid', groups=2)", x=x, w=half)
    c.function(f"{f}(x, w)", x=ONE[d], w=w)
    c.error(f"{f}(x, w, b, padding='full')", x=x, w=w, b=b)
    c.error(f"{f}(x, w, b, stride=2, padding='same')", x=x, w=w, b=b)
    c.error(f"{f}(x, w, b, groups=3)", x=x, w=w, b=b)
    c.error(f"{f}(x, w, b)", x=x, w=w, b="torch.randn(3)")
    f, x = f"F.conv_transpose{d}d", T[d]
    c.function(f"{f}(x, w)", x=x, w=w)
    c.function(f"{f}(x, w, b)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, b, 2, 1)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, bias=b, stride=2, padding={PAD[d]}, output_padding=1, dilation=1)", x=x, w=w, b=b)
    c.function(f"{f}(x, w, None, dilation=2, groups=2)", x=x, w=half)
    c.error(f"{f}(x, w, b, output_padding=1)", x=x, w=w, b=b)
    c.error(f"{f}(x, w)", x=x, w="torch.randn(3, 2, 3)")

P = {1: "torch.randn(2, 3, 4)", 2: "torch.randn(1, 2, 3, 3)", 3: "torch.randn(1, 1, 3, 3, 2)"}
SIDES = {1: "(2, 1)", 2: "(2, 1, 0, 1)", 3: "(1, 0, 2, 1, 1, 2)"}
for d in 1, 2, 3:
    for kind in "Circular", "Constant", "Reflection", "Replication", "Zero":
        for padding in "1", SIDES[d]:
            value = ", 3.5" if kind == "Constant" else ""
            c.module(f"nn.{kind}Pad{d}d({padding}{value})", x=P[d])
        unbatched = P[d].replace("(2, " if d == 1 else "(1, ", "(", 1)
        c.module(f"nn.{kind}Pad{d}d({padding}{value})", x=unbatched)
        c.module(f"nn.{kind}Pad{d}d(1{value})", x=P[d].replace(")", ", dtype=torch.float64)"))
        if kind != "Constant" and kind != "Zero":
            c.error(f"nn.{kind}Pad{d}d(1)(x)", x="torch.randn(2)")
            c.error(f"nn.{kind}Pad{d}d(1)(x)", x="torch.randn(1, 1, 2, 2, 2, 2)")
        if kind == "Reflection" or kind == "Circular":
            c.error(f"nn.{kind}Pad{d}d(6)(x)", x=P[d])
    c.module(f"nn.ConstantPad{d}d(1, 2)", x=P[d])
    c.module(f"nn.ConstantPad{d}d(1, value=-0.5)", x=P[d])
    c.module(f"nn.ZeroPad{d}d({SIDES[d].replace('2', '-1')})", x=P[d])

c.function("F.pad(x, (1, 2))", x="torch.randn(2, 3)")
c.function("F.pad(x, [1, 2, 0, 1])", x="torch.randn(2, 3)")
c.function("F.pad(x, (1, -1, -1, 1))", x="torch.randn(2, 3)")
c.function("F.pad(x, (1, 1), 'constant', 2.5)", x="torch.randn(2, 3)")
c.function("F.pad(x, (1, 1), mode='constant', value=-1)", x="torch.randn(2, 3)")
c.function("F.pad(x, (1, 1, 1, 1, 1, 1, 1, 1), value=2.0, mode='constant')", x="torch.randn(1, 2, 1, 2)")
c.function("F.pad(x, (1, 1), mode='constant')", x="torch.arange(6).reshape(2, 3)")
for mode in "reflect", "replicate", "circular":
    c.function(f"F.pad(x, (2, 1), mode='{mode}')", x="torch.randn(2, 3)")
    c.function(f"F.pad(x, (2, 1), mode='{mode}')", x="torch.randn(1, 2, 3)")
    c.function(f"F.pad(x, (2, 1, 0, 1), '{mode}')", x="torch.randn(2, 3, 3)")
    c.function(f"F.pad(x, (2, 1, 0, 1), '{mode}')", x="torch.randn(1, 2, 3, 3)")
    c.function(f"F.pad(x, (2, 1, 0, 1, 1, 1), '{mode}')", x="torch.randn(1, 3, 3, 3)")
    c.function(f"F.pad(x, (2, 1, 0, 1, 1, 1), '{mode}')", x="torch.randn(1, 1, 3, 3, 3)")
    c.error(f"F.pad(x, (1, 1), mode='{mode}')", x="torch.randn(3)")
    c.error(f"F.pad(x, (1, 1, 1, 1), mode='{mode}')", x="torch.randn(3, 3)")
    c.error(f"F.pad(x, (1, 1), mode='{mode}', value=2.0)", x="torch.randn(2, 3)")
c.function("F.pad(x, (-1, 1), mode='circular')", x="torch.randn(1, 2, 3)")
c.function("F.pad(x, (-1, 1), mode='replicate')", x="torch.randn(1, 2, 3)")
c.error("F.pad(x, (1, 2, 3))", x="torch.randn(2, 2)")
c.error("F.pad(x, (1, 2, 3, 4, 5, 6))", x="torch.randn(2, 2)")
c.error("F.pad(x, (-3, -3))", x="torch.randn(2, 2)")
c.error("F.pad(x, (3, 3), mode='reflect')", x="torch.randn(2, 2)")
c.error("F.pad(x, (5, 0), mode='circular')", x="torch.randn(1, 2, 2)")

c.write()
