"""Every activation, as a module and as a function. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/nn/activation.txt")
X = "torch.randn(3, 4) * 4"
DOUBLE = "torch.randn(3, 4, dtype=torch.float64) * 4"
IMAGE = "torch.randn(2, 3, 2, 2)"

# Modules: defaults, double precision, each argument, in place
for module in ["ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "ELU", "CELU", "LeakyReLU",
               "Hardtanh", "RReLU", "Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink", "Hardshrink",
               "Softshrink", "Softplus", "GELU", "GLU", "PReLU"]:
    c.module(f"nn.{module}()", x=X)
    c.module(f"nn.{module}()", x="torch.randn(2)")
    if module != "PReLU":
        c.module(f"nn.{module}()", x=DOUBLE)
for module in ["ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid"]:
    c.module(f"nn.{module}(inplace=True)", call="m(x * 2)", x=X)
for module in ["ELU", "CELU", "LeakyReLU"]:
    name = "negative_slope" if module == "LeakyReLU" else "alpha"
    c.module(f"nn.{module}(0.3)", x=X)
    c.module(f"nn.{module}({name}=0.7, inplace=True)", call="m(x * 2)", x=X)
c.module("nn.Threshold(0.1, 20.0)", x=X)
c.module("nn.Threshold(threshold=-0.5, value=-3.0, inplace=True)", call="m(x * 2)", x=DOUBLE)
c.module("nn.Hardtanh(-2.0, 0.5)", x=X)
c.module("nn.Hardtanh(max_val=2.5)", x=X)
c.module("nn.Hardtanh(min_val=-0.25, inplace=True)", call="m(x * 2)", x=X)
c.module("nn.RReLU(0.1, 0.9)", x=X)
c.module("nn.RReLU(upper=0.5)", x=X)
c.module("nn.RReLU(lower=0.2, inplace=True)", call="m(x * 2)", x=X)
c.module("nn.Hardshrink(1.5)", x=X)
c.module("nn.Softshrink(lambd=1.5)", x=X)
c.module("nn.Softplus(2.0)", x=X)
c.module("nn.Softplus(beta=0.5, threshold=1.0)", x=X)
c.module("nn.GELU(approximate='tanh')", x=X)
c.module("nn.GELU('none')", x=X)
c.module("nn.GLU(0)", x="torch.randn(4, 3)")
c.module("nn.GLU(dim=1)", x="torch.randn(2, 6, 2)")
c.module("nn.PReLU(3)", x=IMAGE)
c.module("nn.PReLU(num_parameters=3, init=0.1)", x="torch.randn(4, 3)")
c.module("nn.PReLU(init=0.75, dtype=torch.float64, device='cpu')", x=DOUBLE)
for module in ["Softmax", "Softmin", "LogSoftmax"]:
    c.module(f"nn.{module}(dim=1)", x=X)
    c.module(f"nn.{module}(-1)", x=IMAGE)
    c.module(f"nn.{module}(0)", x=DOUBLE)
    for shape in ["()", "(3,)", "(2, 3)", "(2, 3, 2)", "(2, 3, 2, 1)"]:
        c.module(f"nn.{module}()", x=f"torch.randn({shape})")
c.module("nn.Softmax2d()", x=IMAGE)
c.module("nn.Softmax2d()", x="torch.randn(3, 2, 2, dtype=torch.float64)")

# Functions: positional, by keyword, in place
for function in ["relu", "relu6", "selu", "silu", "mish", "hardswish", "hardsigmoid"]:
    c.function(f"F.{function}(x)", x=X)
    c.function(f"F.{function}(x * 2, inplace=True)", x=X)
for function in ["relu_", "selu_"]:
    c.function(f"F.{function}(x * 2)", x=X)
for function in ["elu", "celu", "leaky_relu"]:
    name = "negative_slope" if function == "leaky_relu" else "alpha"
    c.function(f"F.{function}(x)", x=X)
    c.function(f"F.{function}(x, 0.4)", x=X)
    c.function(f"F.{function}(x * 2, {name}=0.4, inplace=True)", x=X)
    c.function(f"F.{function}_(x * 2)", x=X)
    c.function(f"F.{function}_(x * 2, 0.4)", x=X)
c.function("F.threshold(x, 0.5, -1.5)", x=X)
c.function("F.threshold(x * 2, 0.5, -1.5, inplace=True)", x=X)
c.function("F.threshold_(x * 2, 0.5, -1.5)", x=X)
c.function("F.hardtanh(x)", x=X)
c.function("F.hardtanh(x, -0.5, 2)", x=X)
c.function("F.hardtanh(x, 2, 2)", x=X)
c.function("F.hardtanh(x, max_val=0.5)", x=X)
c.function("F.hardtanh(x * 2, -0.5, 2, True)", x=X)
c.function("F.hardtanh_(x * 2)", x=X)
c.function("F.hardtanh_(x * 2, -0.5, 2)", x=X)
c.function("F.rrelu(x)", x=X)
c.function("F.rrelu(x, 0.2, 0.7)", x=X)
c.function("F.rrelu(x, 0.2, 0.7, True)", x=X)
c.function("F.rrelu(x, training=True, upper=0.4)", x=X)
c.function("F.rrelu(x * 2, 0.2, 0.7, training=False, inplace=True)", x=X)
c.function("F.rrelu_(x * 2)", x=X)
c.function("F.rrelu_(x * 2, 0.2, 0.7, True)", x=X)
c.function("F.prelu(x, w)", x=IMAGE, w="torch.randn(3)")
c.function("F.prelu(x, w)", x=IMAGE, w="torch.randn(1)")
c.function("F.tanh(x)", x=X)
c.function("F.sigmoid(x)", x=X)
c.function("F.logsigmoid(x)", x=X)
c.function("F.softsign(x)", x=X)
c.function("F.tanhshrink(x)", x=X)
c.function("F.hardshrink(x)", x=X)
c.function("F.hardshrink(x, lambd=1)", x=X)
c.function("F.softshrink(x)", x=X)
c.function("F.softshrink(x, 1)", x=X)
c.function("F.softplus(x)", x=X)
c.function("F.softplus(x, 3)", x=X)
c.function("F.softplus(x, beta=3, threshold=2)", x=X)
c.function("F.gelu(x)", x=X)
c.function("F.gelu(x, approximate='tanh')", x=X)
c.function("F.glu(x)", x=X)
c.function("F.glu(x, dim=0)", x="torch.randn(4, 3)")
for function in ["softmax", "softmin", "log_softmax"]:
    c.function(f"F.{function}(x)", x=X)
    c.function(f"F.{function}(x, 0)", x=X)
    c.function(f"F.{function}(x, dim=-1)", x=IMAGE)
    c.function(f"F.{function}(x, 1, dtype=torch.float64)", x=X)
    c.function(f"F.{function}(x, dtype=torch.float64)", x=X)
    c.function(f"F.{function}(x, 0, dtype=torch.float32)", x="torch.arange(4)")
c.function("F.gumbel_softmax(x)", x=X)
c.function("F.gumbel_softmax(x, 0.5)", x=X)
c.function("F.gumbel_softmax(x, 0.5, True)", x=X)
c.function("F.gumbel_softmax(x, hard=True, dim=0)", x=X)
c.function("F.gumbel_softmax(x, tau=2, hard=False, eps=1e-8, dim=1)", x=DOUBLE)

# What is refused
c.error("nn.Hardtanh(1.0, 1.0)")
c.error("nn.Hardtanh(max_val=-2.0)")
c.error("nn.PReLU(-1)")
c.error("F.hardtanh(x, 1, 0)", x="torch.randn(2)")
c.error("F.glu(x)", x="torch.randn(())")
c.error("F.glu(x)", x="torch.randn(3)")
c.error("F.softshrink(x, -1)", x="torch.randn(3)")
c.error("F.prelu(x, w)", x="torch.randn(2, 3)", w="torch.randn(2)")
c.error("F.rrelu(x, 0.5, 0.1)", x="torch.randn(3)")
c.error("F.celu(x, 0)", x="torch.randn(3)")
c.error("F.softmax(x, 2)", x="torch.randn(2, 3)")
c.error("nn.Softmax2d()(x)", x="torch.randn(2, 3)")
c.error("nn.Softmax2d()(x)", x="torch.randn(1, 2, 3, 1, 1)")
c.write()
