"""Each way in which a case can say a call. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/golden/harness.txt")
c.module("nn.Linear(5, 3)", x="torch.randn(4, 5)")
c.module("nn.Linear(in_features=5, out_features=3, bias=False, dtype=torch.float64)", x="torch.randn(4, 5, dtype=torch.float64)")
c.module("nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=1)", x="torch.randn(2, 2, 5, 6)")
c.module("nn.Conv2d(2, 3, 3, padding='same', padding_mode='reflect')", x="torch.randn(2, 2, 5, 6)")
c.module("nn.BatchNorm2d(3, momentum=None)", x="torch.randn(2, 3, 2, 2)")
c.module("nn.Dropout(p=0.3)", x="torch.randn(5, 7)")
c.module("nn.ReLU(inplace=True)", call="m(x * 2)", x="torch.randn(5, 7)")
c.module("nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))", x="torch.randn(3, 4)")
c.module("nn.CrossEntropyLoss(weight=torch.tensor([0.5, 1.0, 2.0]), label_smoothing=0.1)",
         x="torch.randn(4, 3)", y="torch.tensor([0, 2, 1, 2])")
c.module("nn.KLDivLoss(reduction='batchmean')", call="m(F.log_softmax(x, 1), F.softmax(y, dim=1))", x="torch.randn(4, 3)",
         y="torch.randn(4, 3)")
c.function("F.softplus(x, 2, 1.5)", x="torch.randn(4, 3)")
c.function("F.dropout(x, p=0.4)", x="torch.randn(40)")
c.function("torch.max(x, 1)", x="torch.randn(4, 3)")
c.function("x.t() @ x - 2 * x.sum()", x="torch.randn(4, 4)")
c.function("torch.mul(x.to(torch.bfloat16), 1.0).mul_(0.3)", x="torch.randn(40)")
c.function("torch.mul(x.to(torch.float16), 1.0).mul_(0.1)", x="torch.randn(40)")
c.function("init.uniform_(x, a=-1, b=2)", x="torch.empty(3)")
c.error("nn.Conv2d(3, 4, 3, groups=2)")
c.error("nn.Dropout(-1.5)")
c.error("F.mse_loss(x, x, reduction='batchmean')", x="torch.randn(2)")
c.write()
