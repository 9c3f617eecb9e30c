"""Transforms of distributions: both ways, log-determinants, shapes, gradients, printed forms and messages; and what
biject_to and transform_to find for each constraint. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

import torch
from cases import NAMES, Cases

c = Cases(__file__, "torch/distributions/transforms.txt.gz")


def study(t, x, y=None, shapes=("()", "(3,)", "(2, 3)", "(4, 3, 3)"), **inputs):
    """All that a transform computes; y is in its codomain where that is not what it makes of x."""
    torch.manual_seed(1)
    names = {}
    for name, text in inputs.items():
        names[name] = eval(text, NAMES, names)
    names["x"] = eval(x, NAMES, names)
    transform = eval(t, NAMES, names)
    c.function(f"({t}, {t}.inv, {t}.inv.inv, {t}.domain, {t}.codomain, {t}.inv.domain, {t}.inv.codomain, {t}.bijective)",
               **inputs)
    c.function(f"({t}.domain.event_dim, {t}.codomain.event_dim, {t}.with_cache(), {t}.inv.with_cache(1))", **inputs)
    attempt(f"{t}.event_dim", names, **inputs)
    attempt(f"({t}.sign, {t}.inv.sign)", names, **inputs)
    attempt(f"{t}(x)", names, **inputs, x=x)
    y = y or (f"{t}(x)" if works(f"{t}(x)", names) else x)
    names["y"] = eval(y, NAMES, names)
    attempt(f"{t}.inv(y)", names, **inputs, x=x, y=f"({y}).detach()")
    attempt(f"{t}.log_abs_det_jacobian(x, y)", names, **inputs, x=x, y=f"({y}).detach()")
    attempt(f"{t}.log_abs_det_jacobian(x, {t}(x))", names, **inputs, x=x)
    attempt(f"{t}.inv.log_abs_det_jacobian(y, x)", names, **inputs, x=x, y=f"({y}).detach()")
    attempt(f"{t}.with_cache(1)(x)", names, **inputs, x=x)
    for shape in shapes:
        attempt(f"{t}.forward_shape(torch.Size({shape}))", names, **inputs)
        attempt(f"{t}.inverse_shape(torch.Size({shape}))", names, **inputs)
    return transform


def works(expression, names):
    try:
        eval(expression, NAMES, names)
    except Exception:
        return False
    return True


def attempt(expression, names, **inputs):
    (c.function if works(expression, names) else c.error)(expression, **inputs)


ONE = "torch.tensor([[-3.0, -0.5, 0.0], [0.25, 2.0, 9.0]])"
POSITIVE = "torch.tensor([[0.25, 1.0, 3.0], [1e-3, 0.5, 40.0]])"
for name in ["Exp", "Sigmoid", "Softplus", "Tanh", "Abs"]:
    study(f"transforms.{name}Transform()", ONE)
    c.function(f"transforms.{name}Transform()(x)", x="torch.randn(3, dtype=torch.float64)")
    c.function(f"(transforms.{name}Transform()(x), transforms.{name}Transform().inv(x))",
               x="torch.tensor([0.0, 1.0, -1.0, math.inf, -math.inf, float('nan'), 1e-30, 100.0])")
    c.function(f"transforms.{name}Transform()(x.to(torch.bfloat16))", x=ONE)
study("transforms.PowerTransform(e)", POSITIVE, e="torch.tensor([0.5, -2.0, 3.0])",
      shapes=("()", "(3,)", "(4, 1)"))
study("transforms.PowerTransform(torch.tensor(2.0))", POSITIVE)
study("transforms.PowerTransform(0.5)", POSITIVE)
study("transforms.AffineTransform(1.5, -2.0)", ONE)
study("transforms.AffineTransform(0, 1)", ONE)
study("transforms.AffineTransform(loc, scale)", ONE, loc="torch.randn(3)", scale="torch.randn(2, 1)",
      shapes=("()", "(3,)", "(4, 1, 1)"))
study("transforms.AffineTransform(loc, 2)", ONE, loc="torch.randn(3)")
study("transforms.AffineTransform(-1, scale)", ONE, scale="torch.randn(3)")
study("transforms.AffineTransform(loc, scale, event_dim=1)", ONE, loc="torch.randn(3)", scale="torch.randn(3)")
study("transforms.AffineTransform(loc, scale, event_dim=2, cache_size=1)", "torch.randn(2, 3, 3)",
      loc="torch.randn(3, 3)", scale="torch.randn(3, 3)", shapes=("(3,)", "(2, 3, 3)"))
study("transforms.AffineTransform(0.5, 3.0, event_dim=1)", ONE)
c.error("transforms.AffineTransform(1.0, 0.0).log_abs_det_jacobian(x, x)", x="torch.ones(2)")
study("transforms.CorrCholeskyTransform()", "torch.randn(6)",
      shapes=("()", "(3,)", "(2, 6)", "(4,)", "(3, 3)", "(2, 4, 4)", "(2, 3)", "(0,)"))
study("transforms.CorrCholeskyTransform()", "torch.randn(2, 3, dtype=torch.float64) * 3")
study("transforms.CorrCholeskyTransform()", "torch.randn(2, 1)")
c.error("transforms.CorrCholeskyTransform()(torch.ones(4))")
study("transforms.SoftmaxTransform()", ONE)
study("transforms.SoftmaxTransform()", "torch.randn(4)")
study("transforms.StickBreakingTransform()", ONE)
study("transforms.StickBreakingTransform()", "torch.randn(2, 2, 4, dtype=torch.float64)")
c.function("transforms.StickBreakingTransform().inv(y)", y="torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])")
study("transforms.LowerCholeskyTransform()", "torch.randn(2, 3, 3)")
study("transforms.PositiveDefiniteTransform()", "torch.randn(2, 3, 3)")
c.error("transforms.PositiveDefiniteTransform().inv(-torch.eye(2))")
study("transforms.ReshapeTransform((2, 3), (3, 2))", "torch.randn(4, 2, 3)",
      shapes=("()", "(2, 3)", "(3, 2)", "(5, 2, 3)", "(5, 3, 2)"))
study("transforms.ReshapeTransform((6,), (2, 3))", "torch.randn(6)", shapes=("(6,)", "(2, 3)", "(2, 6)"))
study("transforms.ReshapeTransform((), (1, 1))", "torch.randn(2)")
c.error("transforms.ReshapeTransform((2, 3), (4,))")
c.error("transforms.ReshapeTransform((2, 3), (6,))(torch.ones(5))")
study("transforms.IndependentTransform(transforms.ExpTransform(), 1)", ONE, shapes=("(3,)", "(2, 3)"))
study("transforms.IndependentTransform(transforms.ExpTransform(), 2)", "torch.randn(2, 2, 3)")
study("transforms.IndependentTransform(transforms.StickBreakingTransform(), 1)", ONE)
study("transforms.IndependentTransform(transforms.ExpTransform(), 0, cache_size=1)", ONE)
c.error("transforms.IndependentTransform(transforms.ExpTransform(), 3)(torch.ones(2))")
c.error("transforms.IndependentTransform(transforms.ExpTransform(), 3).inv(torch.ones(2))")
study("transforms.identity_transform", ONE)
study("transforms.ComposeTransform([transforms.AffineTransform(0.5, -2.0), transforms.ExpTransform()])", ONE)
study("transforms.ComposeTransform([transforms.ExpTransform(), transforms.PowerTransform(e)], cache_size=1)", ONE,
      e="torch.tensor([0.5, -2.0, 3.0])")
study("transforms.ComposeTransform([transforms.ExpTransform(), transforms.StickBreakingTransform()])", ONE)
study("transforms.ComposeTransform([transforms.StickBreakingTransform(), transforms.ExpTransform().inv])", ONE)
study("transforms.ComposeTransform([transforms.ReshapeTransform((6,), (2, 3)), transforms.SigmoidTransform()])",
      "torch.randn(2, 6)", shapes=("(6,)", "(2, 3)"))
study("transforms.ComposeTransform([transforms.AbsTransform(), transforms.SigmoidTransform()])", ONE)
study("transforms.ComposeTransform([transforms.ComposeTransform([transforms.TanhTransform()]), transforms.identity_transform])",
      "torch.randn(2)")
CAT = "transforms.CatTransform([transforms.ExpTransform(), transforms.AffineTransform(1.0, scale), transforms.SigmoidTransform()]"
for dim, x in [("0", "torch.randn(3, 2)"), ("-1", "torch.randn(2, 3)"), ("1", "torch.randn(2, 3, 2)")]:
    study(f"{CAT}, dim={dim}, lengths=[1, 1, 1])", x, scale="torch.randn(1)")
study(f"{CAT})", "torch.randn(3)", scale="torch.randn(1)")
study("transforms.CatTransform([transforms.ExpTransform(), transforms.identity_transform], dim=0, lengths=[2, 4])",
      "torch.randn(6, 2)")
study("transforms.CatTransform([transforms.StickBreakingTransform().inv, transforms.ExpTransform()], dim=-1, lengths=[3, 2])",
      "torch.rand(2, 5)", y="torch.rand(2, 5)")
VECTOR = "transforms.IndependentTransform(transforms.ExpTransform(), 1)"
study(f"transforms.CatTransform([{VECTOR}, transforms.SigmoidTransform()], dim=-1, lengths=[2, 1])", "torch.randn(2, 3)")
study(f"transforms.CatTransform([{VECTOR}, transforms.SigmoidTransform()], dim=-2, lengths=[2, 1])",
      "torch.randn(3, 2)")
study("transforms.CatTransform([transforms.ExpTransform(), transforms.AbsTransform()], dim=0, lengths=[1, 1], cache_size=1)",
      "torch.randn(2)")
STACK = "transforms.StackTransform([transforms.ExpTransform(), transforms.AffineTransform(1.0, scale)]"
for dim, x in [("0", "torch.randn(2, 3)"), ("1", "torch.randn(3, 2)"), ("-2", "torch.randn(2, 2, 3)")]:
    study(f"{STACK}, dim={dim})", x, scale="torch.randn(3)")
study(f"{STACK})", "torch.randn(2, 3)", scale="torch.randn(3)")
study("transforms.StackTransform([transforms.SoftmaxTransform(), transforms.AbsTransform()], dim=0, cache_size=1)",
      "torch.randn(2, 3)")
for t in ["transforms.CatTransform([transforms.ExpTransform(), transforms.ExpTransform()], dim=DIM, lengths=[1, 2])",
          "transforms.StackTransform([transforms.ExpTransform(), transforms.ExpTransform()], dim=DIM)"]:
    for dim in ["0", "2", "-2"]:
        at = t.replace("DIM", dim)
        for call in ["(x)", ".inv(x)", ".log_abs_det_jacobian(x, x)"]:
            c.error(at + call, x="torch.ones(4)")
c.error("transforms.CatTransform([transforms.ExpTransform()], dim=0, lengths=[1, 2])")
study("transforms.CumulativeDistributionTransform(distributions.Normal(loc, 2.0))", "torch.randn(2, 3)",
      loc="torch.randn(3)")
study("transforms.CumulativeDistributionTransform(distributions.Normal(0.0, 1.0), cache_size=1)", "torch.randn(2)")
for name in ["Exp", "Sigmoid", "Softplus", "Tanh", "Abs", "CorrCholesky", "Softmax", "StickBreaking", "LowerCholesky",
             "PositiveDefinite"]:
    c.error(f"transforms.{name}Transform(cache_size=2)")
c.error("transforms.AffineTransform(0.0, 1.0, cache_size=2)")
c.error("transforms.ComposeTransform([], cache_size=-1)")

# Registries
REGIONS = ["real", "real_vector", "positive", "nonnegative", "unit_interval", "greater_than(2.0)",
           "greater_than(torch.tensor([1.0, -1.0, 0.5]))", "greater_than_eq(-1.5)", "greater_than_eq(torch.tensor(2.0))",
           "less_than(0.5)", "less_than(torch.tensor([1.0, -1.0, 0.5]))", "interval(-1.0, 2.5)", "interval(0.0, 1.0)",
           "interval(0.0, 2.0)", "interval(torch.tensor([1.0, -1.0, 0.5]), torch.tensor([3.0, 0.0, 0.75]))",
           "half_open_interval(-1.0, 2.5)", "half_open_interval(0.0, 1.0)",
           "half_open_interval(torch.tensor(0.0), torch.tensor(1.0))", "simplex",
           "independent(constraints.positive, 1)", "independent(constraints.simplex, 1)",
           "stack([constraints.positive, constraints.unit_interval], -2)",
           "stack([constraints.real, constraints.less_than(1.0)], 0)",
           "cat([constraints.positive, constraints.unit_interval], -1, [1, 2])",
           "cat([constraints.positive, constraints.real], 0)", "lower_cholesky", "corr_cholesky", "positive_definite",
           "positive_semidefinite"]
NONE = ["dependent", "boolean", "one_hot", "nonnegative_integer", "positive_integer", "lower_triangular", "square",
        "symmetric", "multinomial(3)", "integer_interval(0, 3)", "independent(constraints.boolean, 1)", "cat([constraints.boolean])", "stack([constraints.positive_integer])"]
for registry in ["biject_to", "transform_to"]:
    for region in REGIONS:
        found = f"distributions.{registry}(constraints.{region})"
        if not works(found, {}):
            c.error(found)
            continue
        x = {"corr_cholesky": "torch.randn(2, 3)"}.get(
            region, "torch.randn(2, 2, 2)" if "cholesky" in region or "definite" in region else "torch.randn(2, 3)")
        c.function(f"({found}, {found}.bijective)")
        c.function(f"({found}(x), constraints.{region}.check({found}(x)))", x=x)
        c.function(f"{found}.inv({found}(x))", x=x)
        if registry == "biject_to":
            c.function(f"{found}.log_abs_det_jacobian(x, {found}(x))", x=x)
    for region in NONE:
        c.error(f"distributions.{registry}(constraints.{region})")

c.write()
