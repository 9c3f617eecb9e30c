"""Every loss with every argument and reduction. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

from cases import Cases

c = Cases(__file__, "torch/nn/loss.txt")
REDUCTIONS = ["mean", "sum", "none"]
DOUBLE = "dtype=torch.float64"


def loss(name, function, arguments, call, inputs, settings=(), reductions=REDUCTIONS, modules=True):
    """A module and its function: defaults, every reduction, and settings (for module and function alike)."""
    parameters = ", ".join(inputs)
    choices = [""] + [f"reduction='{reduction}'" for reduction in reductions] + list(settings)
    for choice in choices:
        given = ", ".join(filter(None, [arguments, choice]))
        if modules:
            c.module(f"nn.{name}({given})", call=call and f"m({call})", **inputs)
        c.function(f"F.{function}({', '.join(filter(None, [call or parameters, choice]))})", **inputs)


def pair(shape, target="randn", dtype=""):
    tail = f", {dtype}" if dtype else ""
    return dict(x=f"torch.randn({shape}{tail})", y=f"torch.{target}({shape}{tail})")


# Numbers
for name, function in (("L1Loss", "l1_loss"), ("MSELoss", "mse_loss")):
    loss(name, function, "", "", pair("3, 4"))
    c.module(f"nn.{name}()", **pair("3", dtype=DOUBLE))
    c.module(f"nn.{name}()", x="torch.randn(3, 1)", y="torch.randn(4)")
    for reduction in REDUCTIONS:
        c.function(f"F.{function}(x, y, reduction='{reduction}', weight=w)", w="torch.rand(3, 4)", **pair("3, 4"))
    c.function(f"F.{function}(x, y, weight=w)", w="torch.rand(3, 4)", x="torch.randn(3, 4)", y="torch.randn(4)")
    c.error(f"F.{function}(x, y, weight=w)", w="torch.rand(4)", **pair("3, 4"))
    c.error(f"F.{function}(x, y, reduction='batchmean')", **pair("3, 4"))
    c.error(f"F.{function}(x, y, reduction='batchmean', weight=x)", **pair("3, 4"))
    c.error(f"F.{function}(x, y)", x="torch.randn(3)", y="torch.randn(4)")
loss("SmoothL1Loss", "smooth_l1_loss", "", "", pair("3, 4"), ["beta=0.5", "beta=0", "reduction='none', beta=2.5"])
c.module("nn.SmoothL1Loss(reduction='sum', beta=0.25)", **pair("5", dtype=DOUBLE))
c.function("F.smooth_l1_loss(x, y)", x="torch.randn(3, 1)", y="torch.randn(4)")
c.error("F.smooth_l1_loss(x, y, beta=-1.0)", **pair("3"))
loss("HuberLoss", "huber_loss", "", "", pair("3, 4"), ["delta=0.5", "reduction='none', delta=2.5"])
c.module("nn.HuberLoss('sum', 0.25)", **pair("5", dtype=DOUBLE))
c.function("F.huber_loss(x, y)", x="torch.randn(3, 1)", y="torch.randn(4)")
for reduction in REDUCTIONS:
    c.function(f"F.huber_loss(x, y, reduction='{reduction}', delta=0.5, weight=w)", w="torch.rand(3, 4)", **pair("3, 4"))
c.error("F.huber_loss(x, y, weight=w)", w="torch.rand(4)", **pair("3, 4"))
c.error("F.huber_loss(x, y, reduction='batchmean', weight=x)", **pair("3, 4"))
c.error("F.huber_loss(x, y, reduction='batchmean')", **pair("3, 4"))
c.error("F.huber_loss(x, y, delta=0.0)", **pair("3, 4"))
COUNTS = dict(x="torch.rand(3, 4)", y="torch.tensor([0.0, 1.0, 2.0, 3.0])")
loss("PoissonNLLLoss", "poisson_nll_loss", "", "", COUNTS,
     ["log_input=False", "full=True", "log_input=False, eps=0.01", "log_input=False, full=True, reduction='none'"])
c.module("nn.PoissonNLLLoss(False, True)", x="torch.rand(4, dtype=torch.float64)", y="torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64)")
c.error("F.poisson_nll_loss(x, x, reduction='batchmean')", x="torch.randn(3)")
GAUSS = dict(pair("3, 4"), v="torch.rand(3, 4)")
loss("GaussianNLLLoss", "gaussian_nll_loss", "", "x, y, v", GAUSS, ["full=True", "eps=0.5", "full=True, eps=0.1, reduction='none'"])
for variance in ("torch.rand(3)", "torch.rand(3, 1)", "torch.rand(1, 4)"):
    c.module("nn.GaussianNLLLoss(reduction='none')", call="m(x, y, v)", v=variance, **pair("3, 4"))
c.module("nn.GaussianNLLLoss()", call="m(x, y, 0.5)", **pair("3, 4", dtype=DOUBLE))
c.module("nn.GaussianNLLLoss()", call="m(x, y, v)", v="torch.rand(())", **pair("4"))
c.function("F.gaussian_nll_loss(x, y, 2.0, full=True)", **pair("3, 4"))
c.function("F.gaussian_nll_loss(x, y, 1e-9)", **pair("3, 4"))
c.function("F.gaussian_nll_loss(x, y, v)", x="torch.randn(())", y="torch.randn(())", v="torch.rand(())")
c.error("F.gaussian_nll_loss(x, y, -1.0)", **pair("3, 4"))
c.error("F.gaussian_nll_loss(x, y, v)", v="torch.tensor([0.5, -0.5, 1.0])", **pair("3, 4"))
c.error("F.gaussian_nll_loss(x, y, v)", v="torch.rand(2)", **pair("3, 4"))
c.error("F.gaussian_nll_loss(x, y, v)", v="torch.rand(1, 1)", **pair("3, 4"))
c.error("F.gaussian_nll_loss(x, y, v, reduction='batchmean')", v="torch.rand(3, 4)", **pair("3, 4"))

# Probabilities
UNIT = dict(x="torch.rand(3, 4)", y="torch.rand(3, 4)")
WEIGHT4 = "weight=torch.tensor([0.5, 1.0, 2.0, 0.25])"
loss("BCELoss", "binary_cross_entropy", "", "", UNIT, [WEIGHT4, WEIGHT4 + ", reduction='none'"])
c.module("nn.BCELoss()", x="torch.rand(3, dtype=torch.float64)", y="torch.rand(3, dtype=torch.float64)")
c.function("F.binary_cross_entropy(x, y, weight=torch.tensor([[0.5], [1.0], [2.0]]))", **UNIT)
c.function("F.binary_cross_entropy(x, y)", x="torch.tensor([0.0, 1.0, 0.0, 1.0])", y="torch.tensor([0.0, 1.0, 1.0, 0.0])")
c.error("F.binary_cross_entropy(x, y)", x="torch.rand(3, 4)", y="torch.rand(3)")
c.error("F.binary_cross_entropy(x, x, reduction='batchmean')", x="torch.rand(3, 4)")
c.error("F.binary_cross_entropy(x, y)", x="torch.tensor([1.5])", y="torch.tensor([1.0])")
LOGITS = dict(x="torch.randn(3, 4)", y="torch.rand(3, 4)")
loss("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "", "", LOGITS,
     [WEIGHT4, "pos_" + WEIGHT4, WEIGHT4 + ", pos_weight=torch.tensor([2.0, 0.5, 1.0, 3.0]), reduction='none'"])
c.module("nn.BCEWithLogitsLoss()", x="torch.randn(3, dtype=torch.float64)", y="torch.rand(3, dtype=torch.float64)")
c.error("F.binary_cross_entropy_with_logits(x, y)", x="torch.randn(3, 4)", y="torch.rand(3)")
c.error("F.binary_cross_entropy_with_logits(x, x, reduction='batchmean')", x="torch.randn(3, 4)")
KL = dict(x="torch.randn(3, 4)", y="torch.rand(3, 4)")
loss("KLDivLoss", "kl_div", "", "", KL, ["log_target=True", "log_target=True, reduction='batchmean'"], REDUCTIONS + ["batchmean"])
c.module("nn.KLDivLoss(reduction='batchmean')", x="torch.randn(4, dtype=torch.float64)", y="torch.rand(4, dtype=torch.float64)")
c.function("F.kl_div(x, y, reduction='batchmean')", x="torch.randn(())", y="torch.rand(())")

# Classes
WEIGHT3 = "weight=torch.tensor([0.5, 1.0, 2.0])"
CLASSES = dict(x="torch.randn(5, 3)", y="torch.tensor([0, 2, 1, 2, 0])")
MORE = [WEIGHT3, "ignore_index=2", WEIGHT3 + ", ignore_index=0, reduction='none'", WEIGHT3 + ", reduction='sum'"]
for name, function in (("NLLLoss", "nll_loss"), ("CrossEntropyLoss", "cross_entropy")):
    soft = name == "CrossEntropyLoss"
    loss(name, function, "", "", CLASSES, MORE + (["label_smoothing=0.1", WEIGHT3 + ", label_smoothing=0.2, ignore_index=1"] if soft else []))
    c.module(f"nn.{name}()", x="torch.randn(3)", y="torch.tensor(1)")
    c.module(f"nn.{name}()", x="torch.randn(5, 3, dtype=torch.float64)", y="torch.tensor([0, 2, 1, 2, 0])")
    for setting in ("", WEIGHT3, WEIGHT3 + ", reduction='none'", "ignore_index=1", "label_smoothing=0.1, reduction='sum'"):
        if soft or "smoothing" not in setting:
            c.module(f"nn.{name}({setting})", x="torch.randn(2, 3, 4)", y="torch.tensor([[0, 2, 1, 2], [1, 1, 0, 2]])")
    c.module(f"nn.{name}({WEIGHT3})", x="torch.randn(2, 3, 2, 2)", y="torch.tensor([[[0, 2], [1, 2]], [[1, 1], [0, 2]]])")
    c.module(f"nn.{name}()", x="torch.randn(1, 3, 1, 1, 2)", y="torch.tensor([[[[0, 2]]]])")
    c.error(f"F.{function}(x, y)", x="torch.randn(5, 3)", y="torch.tensor([0, 2])")
    c.error(f"F.{function}(x, y)", x="torch.randn(2, 3)", y="torch.tensor([0, 3])")
    c.error(f"F.{function}(x, y, reduction='batchmean')", **CLASSES)
    c.error(f"F.{function}(x, y, weight=torch.tensor([1.0, 2.0]))", **CLASSES)
SOFT = dict(x="torch.randn(5, 3)", y="F.softmax(torch.randn(5, 3), 1)")
for setting in [""] + [f"reduction='{r}'" for r in REDUCTIONS] + [WEIGHT3, "label_smoothing=0.1", WEIGHT3 + ", label_smoothing=0.3, reduction='none'"]:
    c.module(f"nn.CrossEntropyLoss({setting})", **SOFT)
c.module("nn.CrossEntropyLoss(label_smoothing=0.1)", x="torch.randn(2, 3, 4)", y="F.softmax(torch.randn(2, 3, 4), 1)")
c.module("nn.CrossEntropyLoss()", x="torch.randn(3)", y="F.softmax(torch.randn(3), 0)")
c.error("F.cross_entropy(x, y, label_smoothing=1.5)", **CLASSES)

# Labels
LABELS = dict(x="torch.randn(2, 4)", y="torch.tensor([[3, 0, -1, 1], [1, 2, 3, -1]])")
loss("MultiLabelMarginLoss", "multilabel_margin_loss", "", "", LABELS)
c.module("nn.MultiLabelMarginLoss()", x="torch.randn(4, dtype=torch.float64)", y="torch.tensor([3, 0, -1, 1])")
c.error("F.multilabel_margin_loss(x, y)", x="torch.randn(2, 4)", y="torch.tensor([[3, 0]])")
loss("MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", "", "", LOGITS, [WEIGHT4, WEIGHT4 + ", reduction='none'", WEIGHT4 + ", reduction='sum'"])
c.module("nn.MultiLabelSoftMarginLoss()", x="torch.randn(4, dtype=torch.float64)", y="torch.rand(4, dtype=torch.float64)")
c.error("F.multilabel_soft_margin_loss(x, x, reduction='batchmean')", x="torch.randn(2, 4)")
loss("MultiMarginLoss", "multi_margin_loss", "", "", CLASSES,
     ["p=2", "margin=0.5", WEIGHT3, "p=2, margin=2.0, " + WEIGHT3 + ", reduction='none'"])
c.module("nn.MultiMarginLoss(2, 0.5)", x="torch.randn(5, 3, dtype=torch.float64)", y="torch.tensor([0, 2, 1, 2, 0])")
c.module("nn.MultiMarginLoss(2)", x="torch.randn(3)", y="torch.tensor(1)")
c.error("nn.MultiMarginLoss(3)")
c.error("nn.MultiMarginLoss(weight=torch.tensor([[0.5]]))")
c.error("F.multi_margin_loss(x, y, p=3)", **CLASSES)
c.error("F.multi_margin_loss(x, y, weight=torch.tensor([[0.5]]))", **CLASSES)
c.error("F.multi_margin_loss(x, y, reduction='batchmean')", **CLASSES)

# Signs
SIGNS = dict(x="torch.randn(2, 3)", y="torch.tensor([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])")
loss("SoftMarginLoss", "soft_margin_loss", "", "x, y.detach()", SIGNS)
c.module("nn.SoftMarginLoss()", call="m(x, y.detach())", x="torch.randn(2, dtype=torch.float64)", y="torch.tensor([1.0, -1.0], dtype=torch.float64)")
loss("HingeEmbeddingLoss", "hinge_embedding_loss", "", "", SIGNS, ["margin=0.5", "margin=2.0, reduction='none'"])
c.module("nn.HingeEmbeddingLoss(1.5)", x="torch.randn(2, dtype=torch.float64)", y="torch.tensor([1.0, -1.0], dtype=torch.float64)")
for name in ("soft_margin_loss", "hinge_embedding_loss", "multilabel_margin_loss"):
    c.error(f"F.{name}(x, x, reduction='batchmean')", x="torch.randn(2)")

# Three tensors
RANKED = dict(a="torch.randn(4)", b="torch.randn(4)", y="torch.tensor([1.0, -1.0, 1.0, -1.0])")
loss("MarginRankingLoss", "margin_ranking_loss", "", "", RANKED, ["margin=0.5", "margin=0.5, reduction='none'"])
c.module("nn.MarginRankingLoss(0.25)", a="torch.randn(2, 2, dtype=torch.float64)", b="torch.randn(2, 2, dtype=torch.float64)",
         y="torch.tensor([[1.0, -1.0], [1.0, 1.0]], dtype=torch.float64)")
c.module("nn.MarginRankingLoss()", a="torch.randn(())", b="torch.randn(())", y="torch.tensor(1.0)")
c.error("F.margin_ranking_loss(a, b, y)", a="torch.randn(4)", b="torch.randn(4, 1)", y="torch.randn(4)")
c.error("F.margin_ranking_loss(a, a, a, reduction='batchmean')", a="torch.randn(4)")
COSINES = dict(a="torch.randn(4, 5)", b="torch.randn(4, 5)", y="torch.tensor([1.0, -1.0, 1.0, -1.0])")
loss("CosineEmbeddingLoss", "cosine_embedding_loss", "", "", COSINES, ["margin=0.5", "margin=-0.5, reduction='none'"])
c.module("nn.CosineEmbeddingLoss(0.25)", a="torch.randn(5, dtype=torch.float64)", b="torch.randn(5, dtype=torch.float64)", y="torch.tensor(-1.0, dtype=torch.float64)")
c.error("F.cosine_embedding_loss(a, a, y)", a="torch.randn(4, 5)", y="torch.randn(3)")
c.error("F.cosine_embedding_loss(a, a, y)", a="torch.randn(4, 5)", y="torch.randn(4, 5)")
c.error("F.cosine_embedding_loss(a, a, y, reduction='batchmean')", a="torch.randn(4, 5)", y="torch.randn(4)")
TRIPLE = dict(a="torch.randn(4, 5)", p="torch.randn(4, 5)", n="torch.randn(4, 5)")
loss("TripletMarginLoss", "triplet_margin_loss", "", "", TRIPLE,
     ["margin=0.5", "p=1.0", "p=3.0, margin=2.0", "eps=0.1", "swap=True", "margin=2.0, p=1.0, eps=0.01, swap=True, reduction='none'"])
c.module("nn.TripletMarginLoss(2.0, 1.0)", a="torch.randn(5, dtype=torch.float64)", p="torch.randn(5, dtype=torch.float64)", n="torch.randn(5, dtype=torch.float64)")
c.error("nn.TripletMarginLoss(margin=-1.0)")
c.error("nn.TripletMarginLoss(0.0)")
c.error("F.triplet_margin_loss(a, p, n, margin=-0.5)", **TRIPLE)
c.error("F.triplet_margin_loss(a, p, n)", a="torch.randn(4, 5)", p="torch.randn(5)", n="torch.randn(4, 5)")
c.error("F.triplet_margin_loss(a, p, n, reduction='batchmean')", **TRIPLE)
loss("TripletMarginWithDistanceLoss", "triplet_margin_with_distance_loss", "", "", TRIPLE,
     ["margin=0.5", "swap=True", "margin=2.0, swap=True, reduction='none'"])
c.module("nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance(1.0), swap=True)", **TRIPLE)
c.function("F.triplet_margin_with_distance_loss(a, p, n, distance_function=nn.PairwiseDistance(3.0))", **TRIPLE)
c.error("nn.TripletMarginWithDistanceLoss(margin=-1.0)")
c.error("F.triplet_margin_with_distance_loss(a, p, n, margin=0.0)", **TRIPLE)
c.error("F.triplet_margin_with_distance_loss(a, p, n)", a="torch.randn(4, 5)", p="torch.randn(5)", n="torch.randn(4, 5)")
c.error("F.triplet_margin_with_distance_loss(a, p, n, reduction='batchmean')", **TRIPLE)

# Sequences
CTC = dict(x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])", i="torch.tensor([6, 5])", t="torch.tensor([3, 2])")
loss("CTCLoss", "ctc_loss", "", "F.log_softmax(x, 2), y, i, t", CTC, ["blank=3", "zero_infinity=True", "blank=3, reduction='none', zero_infinity=True"])
c.module("nn.CTCLoss()", call="m(F.log_softmax(x, 2), y, [6, 5], [3, 2])", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])")
c.module("nn.CTCLoss()", call="m(F.log_softmax(x, 2), y, (6, 5), (3, 2))", x="torch.randn(6, 2, 4)", y="torch.tensor([1, 2, 3, 2, 2])")
c.module("nn.CTCLoss(reduction='none')", call="m(F.log_softmax(x, 2), y, i, t)", x="torch.randn(6, 2, 4, dtype=torch.float64)", y="torch.tensor([1, 2, 3, 2, 2])",
         i="torch.tensor([6, 5])", t="torch.tensor([3, 2])")
c.module("nn.CTCLoss(3, 'sum')", call="m(F.log_softmax(x, 1), y, i, t)", x="torch.randn(6, 4)", y="torch.tensor([1, 2, 0])", i="torch.tensor(6)", t="torch.tensor(3)")
for zero in ("False", "True"):
    c.function(f"F.ctc_loss(F.log_softmax(x, 2), y, i, t, reduction='none', zero_infinity={zero})", x="torch.randn(2, 2, 4)",
               y="torch.tensor([[1, 2, 3], [2, 1, 1]])", i="torch.tensor([2, 2])", t="torch.tensor([3, 1])")
c.function("F.ctc_loss(F.log_softmax(x, 2), y, [6, 5], [3, 2], 3)", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 0], [2, 2, 1]])")
c.function("F.ctc_loss(F.log_softmax(x, 2), y, i, t, 3)", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 0], [2, 2, 1]])",
           i="torch.tensor([6, 5])", t="torch.tensor([3, 2])")
c.error("F.ctc_loss(x, y, [7, 5], [3, 2])", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])")
c.error("F.ctc_loss(x, y, [6], [3, 2])", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])")
c.error("F.ctc_loss(x, y, [6, 5], [3, 2], blank=4)", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])")
c.error("F.ctc_loss(x, y, i, i)", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])", i="torch.tensor([0.5, 1.0])")
c.error("F.ctc_loss(x, y, [6, 5], [3, 2], reduction='batchmean')", x="torch.randn(6, 2, 4)", y="torch.tensor([[1, 2, 3], [2, 2, 1]])")

# A layer and its loss in one
ROWS = dict(x="torch.randn(6, 4)", y="torch.tensor([0, 2, 1, 2, 0, 1])")
for setting in ["", *[f"reduction='{r}'" for r in REDUCTIONS], "bias=True", "ignore_index=2", "label_smoothing=0.1", WEIGHT3,
                "bias=True, " + WEIGHT3 + ", ignore_index=0, label_smoothing=0.2, reduction='none'"]:
    c.module(f"nn.LinearCrossEntropyLoss({', '.join(filter(None, ['4, 3', setting]))})", **ROWS)
c.module("nn.LinearCrossEntropyLoss(4, 3, bias=True, dtype=torch.float64, device='cpu')", x="torch.randn(6, 4, dtype=torch.float64)", y=ROWS["y"])
c.module("nn.LinearCrossEntropyLoss(4, 3)", x="torch.randn(4)", y="torch.tensor(2)")
c.module("nn.LinearCrossEntropyLoss(4, 3, bias=True)", x="torch.randn(6, 4)", y="F.softmax(torch.randn(6, 3), 1)")
c.module("nn.LinearCrossEntropyLoss(4, 3, out_features=(2,), bias=True)", x="torch.randn(2, 4)", y="torch.tensor([[0, 2], [1, 1]])")
c.module("nn.LinearCrossEntropyLoss(4, 3, out_features=(2, 2), reduction='none')", x="torch.randn(1, 4)", y="torch.tensor([[[0, 2], [1, 1]]])")
c.module("nn.LinearCrossEntropyLoss(4, 3, out_features=(2,))", x="torch.randn(2, 4)", y="F.softmax(torch.randn(2, 3, 2), 1)")
LINEAR = dict(x="torch.randn(6, 4)", a="torch.randn(3, 4)", b="torch.randn(3)", y="torch.tensor([0, 2, 1, 2, 0, 1])")
for setting in ["", *[f"reduction='{r}'" for r in REDUCTIONS], "linear_bias=b", "linear_bias=b, " + WEIGHT3 + ", ignore_index=2, label_smoothing=0.1"]:
    c.function(f"F.linear_cross_entropy({', '.join(filter(None, ['x, a, y', setting]))})", **LINEAR)
CHUNKS = ["", "batch_chunk_size=2", "batch_chunk_size=4, chunking_method=None", "chunking_method='aspect_ratio'", "chunking_method='aspect_ratio:2'",
          "acc_policy='accurate'", "acc_policy='compact'", "batch_chunk_size=1, acc_policy='accurate', allow_retain_graph=True", "chunking_method=None"]
for chunks in CHUNKS:
    options = f"options=nn.LinearCrossEntropyOptions({chunks})"
    for setting in [*[f"reduction='{r}'" for r in REDUCTIONS], WEIGHT3 + ", ignore_index=1", "ignore_index=-100, " + WEIGHT3 + ", reduction='sum'"]:
        c.function(f"F.linear_cross_entropy(x, a, y, linear_bias=b, {setting}, {options})", **LINEAR)
    for wide in ("6, 2", "6, 12"):
        c.function(f"F.linear_cross_entropy(x, a, y, {options})", x=f"torch.randn({wide})", a=f"torch.randn(3, {wide[3:]})", y=LINEAR["y"])
    for reduction in ("mean", "sum"):
        c.function(f"F.linear_cross_entropy(x, a, F.softmax(z, 1).detach(), linear_bias=b, reduction='{reduction}', {options})",
                   x="torch.randn(6, 4)", a="torch.randn(3, 4)", b="torch.randn(3)", z="torch.randn(6, 3)")
    c.function(f"F.linear_cross_entropy(x, a, F.softmax(z, 1).detach(), {WEIGHT3}, {options})", x="torch.randn(6, 4)", a="torch.randn(3, 4)", z="torch.randn(6, 3)")
for dtype in ("float64", "bfloat16", "float16"):
    for chunks in ["", "batch_chunk_size=4, acc_policy='accurate'", "batch_chunk_size=4, acc_policy='compact'",
                   *(["acc_policy='compact', acc_dtype=torch.float32", "acc_policy='accurate', acc_dtype=torch.float32"] if dtype != "float64" else [])]:
        options = f"options=nn.LinearCrossEntropyOptions({chunks})"
        like = f"dtype=torch.{dtype}"
        given = dict(x=f"torch.randn(6, 4, {like})", a=f"torch.randn(3, 4, {like})", b=f"torch.randn(3, {like})")
        for reduction in REDUCTIONS:
            c.function(f"F.linear_cross_entropy(x, a, y, linear_bias=b, reduction='{reduction}', {options})", **given, y=LINEAR["y"])
        c.function(f"F.linear_cross_entropy(x, a, F.softmax(z, 1).detach(), linear_bias=b, weight=torch.tensor([0.5, 1.0, 2.0], {like}), {options})",
                   **given, z=f"torch.randn(6, 3, {like})")
OPTIONS = "options=nn.LinearCrossEntropyOptions(batch_chunk_size=2)"
c.module(f"nn.LinearCrossEntropyLoss(4, 3, bias=True, {OPTIONS})", **ROWS)
c.module(f"nn.LinearCrossEntropyLoss(4, 3, {OPTIONS})", x="torch.randn(4)", y="torch.tensor(2)")
c.module(f"nn.LinearCrossEntropyLoss(4, 3, reduction='none', {OPTIONS})", x="torch.randn(4)", y="torch.tensor(2)")
c.module(f"nn.LinearCrossEntropyLoss(4, 3, label_smoothing=0.1, {OPTIONS})", **ROWS)
c.module(f"nn.LinearCrossEntropyLoss(4, 3, {OPTIONS})", x="torch.randn(6, 4)", y="F.softmax(torch.randn(6, 3), 1)")
c.module(f"nn.LinearCrossEntropyLoss(4, 3, out_features=(2,), {OPTIONS})", x="torch.randn(2, 4)", y="torch.tensor([[0, 2], [1, 1]])")
c.function(f"F.linear_cross_entropy(x, a, y, {OPTIONS})", x="torch.empty(0, 4)", a="torch.randn(3, 4)", y="torch.empty(0, dtype=torch.int64)")
c.function(f"F.linear_cross_entropy(x, a, y, ignore_index=0, {OPTIONS})", x="torch.randn(2, 4)", a="torch.randn(3, 4)", y="torch.tensor([0, 0])")
for wrong in ("batch_chunk_size=0", "chunking_method='half'", "chunking_method='aspect_ratio:0'", "acc_dtype=torch.int64"):
    c.error(f"nn.LinearCrossEntropyOptions({wrong})")
c.error("F.linear_cross_entropy(x, a, y, options=nn.LinearCrossEntropyOptions(batch_chunk_size=3, chunking_method='aspect_ratio:2'))", **LINEAR)
c.error("F.linear_cross_entropy(x, a, y, options=nn.LinearCrossEntropyOptions(acc_dtype=torch.float64))", **LINEAR)
c.error("nn.LinearCrossEntropyLoss(4, 3, weight=torch.tensor([0.5, 1.0]))")
c.error("nn.LinearCrossEntropyLoss(4, 3, label_smoothing=1.5)")
c.error("F.linear_cross_entropy(x, a, y)", **dict(LINEAR, x="torch.randn(2, 3, 4)"))
c.error("F.linear_cross_entropy(x, x, y)", **dict(LINEAR, x="torch.randn(4)"))
c.error("F.linear_cross_entropy(x, a, y)", **dict(LINEAR, x="torch.randn(6, 5)"))
c.error("F.linear_cross_entropy(x, a, y, linear_bias=x)", **LINEAR)
c.error("F.linear_cross_entropy(x, a, y)", **dict(LINEAR, x="torch.randn(4)", a="torch.randn(3, 2, 4)"))
c.error("F.linear_cross_entropy(x, a, b, ignore_index=1)", **dict(LINEAR, b="torch.randn(6, 3)"))
c.error("F.linear_cross_entropy(x, a, y, reduction='batchmean')", **LINEAR)

# A softmax in clusters
for setting in ("[2, 5]", "[3]", "[2, 5], div_value=2.0", "(2, 5), div_value=2.0, head_bias=True", "[2, 5], 3.0", "[1, 2, 3], div_value=1.5, dtype=torch.float64, device='cpu'"):
    dtype = "dtype=torch.float64" if "float64" in setting else "dtype=torch.float32"
    c.module(f"nn.AdaptiveLogSoftmaxWithLoss(8, 9, {setting})", x=f"torch.randn(6, 8, {dtype})", y="torch.tensor([0, 8, 3, 5, 1, 2])")
ADAPTIVE = "nn.AdaptiveLogSoftmaxWithLoss(8, 9, [2, 5])"
c.module(ADAPTIVE, x="torch.randn(6, 8)", y="torch.tensor([0, 1, 0, 1, 0, 0])")
c.module(ADAPTIVE, x="torch.randn(2, 8)", y="torch.tensor([7, 7])")
for target in ("1", "4", "8"):
    c.module(ADAPTIVE, x="torch.randn(8)", y=f"torch.tensor({target})")
c.module(ADAPTIVE, call="m.log_prob(x)", x="torch.randn(6, 8)")
c.module(ADAPTIVE, call="m.predict(x)", x="torch.randn(6, 8)")
c.module(ADAPTIVE, call="m.predict(x * 4)", x="torch.randn(24, 8)")
c.module("nn.AdaptiveLogSoftmaxWithLoss(8, 20, [1, 4])", call="m.predict(x)", x="torch.randn(1, 8)")
c.module("nn.AdaptiveLogSoftmaxWithLoss(8, 20, [15, 17])", call="m.predict(x)", x="torch.randn(2, 8)")
for wrong in ("[]", "[5, 2]", "[2, 2]", "[0, 2]", "[2, 9]"):
    c.error(f"nn.AdaptiveLogSoftmaxWithLoss(8, 9, {wrong})")
for x, y in (("6, 8", "torch.tensor([0, 1])"), ("2, 2, 8", "torch.tensor([0, 1])"), ("2, 8", "torch.tensor(1)"),
             ("2, 8", "torch.tensor([[0], [1]])"), ("2, 8", "torch.tensor([0, 9])"), ("2, 8", "torch.tensor([-1, 3])")):
    c.error(f"{ADAPTIVE}(x, y)", x=f"torch.randn({x})", y=y)

c.write()
