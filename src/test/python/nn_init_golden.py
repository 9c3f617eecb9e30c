"""Every initialization, its values bit for bit. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/nn/init/init.txt")
X = "torch.empty(3, 4)"
KERNEL = "torch.empty(4, 3, 2, 3)"
DOUBLE = "torch.empty(3, 4, dtype=torch.float64)"
G = "torch.Generator().manual_seed(5)"

c.function("init.uniform_(x)", x=X)
c.function("init.uniform_(x, -1, 2)", x=DOUBLE)
c.function("init.uniform_(x, a=-1, b=2, generator=" + G + ")", x=X)
c.function("init.normal_(x)", x=X)
c.function("init.normal_(x, 1, 0.02)", x=DOUBLE)
c.function("init.normal_(x, mean=1.0, std=2.0, generator=" + G + ")", x=X)
c.function("init.constant_(x, 0.3)", x=X)
c.function("init.constant_(x, val=7)", x="torch.empty(3, dtype=torch.int64)")
c.function("init.ones_(x)", x=X)
c.function("init.zeros_(x)", x="torch.empty(())")
c.function("init.eye_(x)", x=X)
c.function("init.eye_(x)", x="torch.empty(4, 2, dtype=torch.float64)")
c.function("init.dirac_(x)", x="torch.empty(4, 3, 5)")
c.function("init.dirac_(x)", x="torch.empty(2, 3, 4, 3)")
c.function("init.dirac_(x, 2)", x="torch.empty(4, 1, 3, 2)")
c.function("init.dirac_(x, groups=3)", x="torch.empty(6, 4, 1, 2, 3, dtype=torch.float64)")
for f in ["xavier_uniform_", "xavier_normal_", "orthogonal_"]:
    c.function(f"init.{f}(x)", x=X)
    c.function(f"init.{f}(x)", x=DOUBLE)
    c.function(f"init.{f}(x, 2)", x=KERNEL)
    c.function(f"init.{f}(x, gain=1.5, generator={G})", x="torch.empty(5, 2)")
    c.error(f"init.{f}(x)", x="torch.empty(3)")
c.function("init.orthogonal_(x)", x="torch.empty(4, 4)")
c.function("init.orthogonal_(x)", x="torch.empty(0, 4)")
for f in ["kaiming_uniform_", "kaiming_normal_"]:
    c.function(f"init.{f}(x)", x=X)
    c.function(f"init.{f}(x, 0.2)", x=KERNEL)
    c.function(f"init.{f}(x, mode='fan_out', nonlinearity='relu')", x=KERNEL)
    c.function(f"init.{f}(x, 0.5, 'fan_in', 'leaky_relu', generator={G})", x=DOUBLE)
    c.function(f"init.{f}(x, a=math.pi)", x=X)
    for nonlinearity in ["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
                         "conv_transpose3d", "sigmoid", "tanh", "selu"]:
        c.function(f"init.{f}(x, nonlinearity='{nonlinearity}')", x="torch.empty(2, 2)")
    c.function(f"init.{f}(x)", x="torch.empty(0, 3)")
    c.error(f"init.{f}(x)", x="torch.empty(3)")
for x in [X, DOUBLE, "torch.empty(40, 5)", "torch.empty(9, dtype=torch.bfloat16)"]:
    c.function("init.trunc_normal_(x)", x=x)
    c.function("init.trunc_normal_(x, std=0.02)", x=x)
    c.function("init.trunc_normal_(x, 1, 2, -1, 0.5)", x=x)
    c.function("init.trunc_normal_(x, 0.0, 1.0, 1.5, 3.0)", x=x)
    c.function("init.trunc_normal_(x, mean=-3.0, std=0.5, a=-1.0, b=1.0)", x=x)
c.function("init.trunc_normal_(x, std=2.0, a=-1.0, b=1.0, generator=" + G + ")", x=X)
c.function("init.trunc_normal_(x, 0.0, 1.0, 1.5, 3.0, generator=" + G + ")", x=X)
c.function("init.sparse_(x, 0.5)", x="torch.empty(4, 3)")
c.function("init.sparse_(x, 0.3, 2)", x="torch.empty(5, 3, dtype=torch.float64)")
c.function("init.sparse_(x, sparsity=0.1, std=1.0, generator=" + G + ")", x="torch.empty(4, 3)")
for nonlinearity in ["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
                     "sigmoid", "tanh", "relu", "leaky_relu", "selu"]:
    c.function(f"x * init.calculate_gain('{nonlinearity}')", x="torch.ones(1, dtype=torch.float64)")
    c.function(f"x * init.calculate_gain('{nonlinearity}', 0.37)", x="torch.ones(1, dtype=torch.float64)")
c.function("x * init.calculate_gain(nonlinearity='leaky_relu', param=math.pi)", x="torch.ones(1, dtype=torch.float64)")
c.error("init.eye_(x)", x="torch.empty(3)")
c.error("init.dirac_(x)", x="torch.empty(3, 3)")
c.error("init.dirac_(x, 2)", x="torch.empty(3, 3, 1)")
c.error("init.sparse_(x, 0.5)", x="torch.empty(3)")
c.error("init.uniform_(x, 2.0, 1.0)", x=X)
c.error("init.normal_(x, 0.0, -1.0)", x=X)
c.write()
