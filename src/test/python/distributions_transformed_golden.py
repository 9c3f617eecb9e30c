"""TransformedDistribution and the distributions made with it: samples, densities, moments, printed forms, gradients and
messages. Recorded with PyTorch 2.14.1; seeds are cases.py's."""

import torch
from cases import NAMES, Cases

c = Cases(__file__, "torch/distributions/transformed.txt.gz")

PROPERTIES = ["mean", "mode", "variance", "stddev", "entropy()", "perplexity()"]


def works(expression, names):
    try:
        eval(expression, NAMES, names)
    except Exception:
        return False
    return True


def study(d, *more, expand="(4, 3)", shape="(2,)", value=None, **inputs):
    """All that a distribution computes, with gradients for its parameters."""
    def attempt(expression, **given):
        torch.manual_seed(1)
        names = {}
        for name, text in given.items():
            names[name] = eval(text, NAMES, names)
        if not works(expression, names):
            if ".mode" not in expression:  # its message has the name that the class has in Python
                c.error(expression, **given)
            return
        recorded = len(c.lines)
        try:
            c.function(expression, **given)
        except NotImplementedError:  # no derivative, as of a gamma distribution's cdf
            del c.lines[recorded:]
            c.function(f"{expression}.detach()", **given)

    grown = f"{d}.expand({expand})"
    attempt(f"({d}, {d}.batch_shape, {d}.event_shape, {d}.has_rsample, {d}.arg_constraints)", **inputs)
    attempt(f"({d}.support, {d}.base_dist, {d}.transforms)" if "Logit" not in d and "Exp" not in d.split("(")[0] else f"{d}.support", **inputs)
    attempt(f"({grown}, {grown}.support, {grown}.batch_shape, {grown}.event_shape)", **inputs)
    attempt(f"{d}.sample()", **inputs)
    attempt(f"{d}.sample({shape})", **inputs)
    attempt(f"{d}.rsample((3, 2))", **inputs)
    attempt(f"{grown}.rsample()", **inputs)
    for member in [*PROPERTIES, *more]:
        attempt(f"{d}.{member}", **inputs)
        attempt(f"{grown}.{member}", **inputs)
    scored = dict(inputs, v=value or f"{d}.sample({shape})")
    attempt(f"{d}.log_prob(v)", **scored)
    attempt(f"{d}.cdf(v)", **scored)
    attempt(f"{d}.icdf(u)", **inputs, u=f"torch.rand_like({d}.sample({shape}))")
    on_grown = dict(inputs, v=value or f"{grown}.sample()")
    attempt(f"{grown}.log_prob(v)", **on_grown)
    attempt(f"{grown}.cdf(v)", **on_grown)
    attempt(f"{d}.enumerate_support()", **inputs)


def family(name, a, b, first, second):
    """A distribution of two positive or real parameters."""
    study(f"distributions.{name}(a, b)", a, b, a=first, b=second)
    double = "dtype=torch.float64"
    study(f"distributions.{name}(a, b)", a=f"torch.rand(2, 1, {double}) + 0.5", b=f"torch.rand(3, {double}) + 1.5",
          expand="(2, 2, 3)")
    study(f"distributions.{name}(0.75, 2.5)", a, b, expand="(2,)")
    study(f"distributions.{name}({a}=a, {b}=3)", a, b, a=first)
    study(f"distributions.{name}({a}=1.5, {b}=b)", b="torch.rand(1) + 1.0", expand="(2,)")
    c.error(f"distributions.{name}(torch.ones(2), -torch.ones(2))")
    c.error(f"distributions.{name}(torch.ones(2), torch.ones(3))")
    c.error(f"distributions.{name}(torch.tensor([1.0, float('nan')]), torch.ones(2))")
    c.function(f"distributions.{name}({a}=torch.ones(1), {b}=-torch.ones(1), validate_args=False)")


POSITIVE = "torch.rand(3) + 0.5"
for name in ["HalfNormal", "HalfCauchy"]:
    study(f"distributions.{name}(scale)", "scale", scale=POSITIVE)
    study(f"distributions.{name}(scale)", scale="torch.rand(3, 1, dtype=torch.float64)", expand="(2, 3, 2)")
    study(f"distributions.{name}(2)", "scale", expand="(2,)")
    study(f"distributions.{name}(0.5)", expand="(2,)")
    c.error(f"distributions.{name}(-1.0)")
    c.error(f"distributions.{name}(torch.tensor([1.0, -1.0]))")
    c.error(f"distributions.{name}(torch.ones(2)).log_prob(torch.tensor([1.0, -1.0]))")
    c.error(f"distributions.{name}(torch.ones(2)).cdf(torch.tensor([1.0, -1.0]))")
    c.function(f"distributions.{name}(scale=torch.ones(2), validate_args=False).log_prob(v)", v="torch.tensor([1.0, -1.0])")
    c.function(f"distributions.{name}(scale=torch.ones(2), validate_args=False).cdf(v)", v="torch.tensor([1.0, -1.0])")
    c.function(f"distributions.{name}(torch.ones(2)).log_prob(torch.ones(2, dtype=torch.float64))")
family("LogNormal", "loc", "scale", "torch.randn(3)", POSITIVE)
family("Gumbel", "loc", "scale", "torch.randn(3)", POSITIVE)
family("Kumaraswamy", "concentration1", "concentration0", POSITIVE, "torch.rand(3) + 1.5")
family("Pareto", "scale", "alpha", POSITIVE, "torch.rand(3) + 2.5")
family("Weibull", "scale", "concentration", POSITIVE, "torch.rand(3) + 1.5")
study("distributions.Weibull(a, b)", "concentration_reciprocal", a=POSITIVE, b=POSITIVE)
family("InverseGamma", "concentration", "rate", "torch.rand(3) + 2.5", POSITIVE)
study("distributions.LogisticNormal(a, b)", "loc", "scale", a="torch.randn(3)", b=POSITIVE, expand="(4,)")
study("distributions.LogisticNormal(a, b)", a="torch.randn(2, 1, dtype=torch.float64)",
      b="torch.rand(3, dtype=torch.float64) + 0.5", expand="(3, 2)")
study("distributions.LogisticNormal(0.5, 2.0)", expand="(2,)")
c.error("distributions.LogisticNormal(torch.zeros(2), -torch.ones(2))")
c.error("distributions.LogisticNormal(torch.zeros(2), torch.ones(2)).log_prob(torch.tensor([0.5, 0.25, 0.5]))")
c.error("distributions.LogisticNormal(torch.zeros(2), torch.ones(2)).log_prob(torch.tensor([0.5, 0.5]))")
for name in ["distributions.RelaxedBernoulli", "distributions.relaxed_bernoulli.LogitRelaxedBernoulli"]:
    values = None if "Logit" in name else "torch.rand(2, 3) * 0.8 + 0.1"
    members = ["temperature", "probs", "logits", *(["param_shape"] if "Logit" in name else [])]
    study(f"{name}(t, p)", *members, t="torch.tensor(0.75)", p="torch.rand(3)")
    study(f"{name}(t, logits=l)", *members, t="torch.tensor([1.25])", l="torch.randn(3)")
    study(f"{name}(t, probs=p)", t="torch.rand(1, dtype=torch.float64) + 0.5",
          p="torch.rand(2, 1, dtype=torch.float64)", expand="(2, 2)")
    study(f"{name}(t, probs=0.3)", *members, t="torch.tensor(2.0)", expand="(2,)")
    study(f"{name}(t, logits=-0.3)", t="torch.tensor(2.0)", expand="(2,)")
    c.error(f"{name}(torch.tensor(1.0), probs=torch.tensor([0.5, 1.5]))")
    c.error(f"{name}(torch.tensor(1.0), logits=torch.tensor(float('nan')))")
    c.error(f"{name}(torch.tensor(1.0), probs=torch.ones(1), logits=torch.ones(1))")
c.error("distributions.RelaxedBernoulli(torch.tensor(1.0), probs=torch.rand(2)).log_prob(torch.tensor([0.5, 1.5]))")
c.error("distributions.RelaxedBernoulli(torch.tensor(1.0), probs=torch.tensor([1.5]), validate_args=False)")
for name in ["distributions.RelaxedOneHotCategorical", "distributions.relaxed_categorical.ExpRelaxedCategorical"]:
    members = ["temperature", "probs", "logits", *(["param_shape"] if "Exp" in name else [])]
    study(f"{name}(t, p)", *members, t="torch.tensor(0.75)", p="torch.rand(4)", expand="(3,)")
    study(f"{name}(t, logits=l)", *members, t="torch.tensor(1.25)", l="torch.randn(2, 3)", expand="(2, 2)")
    study(f"{name}(t, probs=p)", t="torch.tensor(0.5, dtype=torch.float64)",
          p="torch.rand(2, 1, 3, dtype=torch.float64)", expand="(2, 2)")
    c.error(f"{name}(torch.tensor(1.0), probs=torch.tensor([0.5, -0.5]))")
    c.error(f"{name}(torch.tensor(1.0), probs=torch.tensor(0.5))")
    c.error(f"{name}(torch.tensor(1.0), probs=torch.ones(2), logits=torch.ones(2))")
c.error("distributions.RelaxedOneHotCategorical(torch.tensor(1.0), torch.rand(2)).log_prob(torch.tensor([0.5, 0.75]))")

for name, p in [("RelaxedBernoulli", "torch.rand(3)"), ("relaxed_bernoulli.LogitRelaxedBernoulli", "torch.rand(3)"),
                ("RelaxedOneHotCategorical", "torch.rand(2, 3)"),
                ("relaxed_categorical.ExpRelaxedCategorical", "torch.rand(2, 3, dtype=torch.float64)")]:
    c.function(f"distributions.{name}(0.3, probs=p).rsample((2,))", p=p)
    c.function(f"distributions.{name}(0.3, logits=p).expand((4, {p[11]})).sample()" if "Cat" not in name else
               f"distributions.{name}(0.3, logits=p).expand((4, 2)).sample()", p=p)

# TransformedDistribution itself
T = "distributions.TransformedDistribution"
NORMAL = "distributions.Normal(loc, scale)"
BASE = dict(loc="torch.randn(3)", scale=POSITIVE)
study(f"{T}({NORMAL}, [])", **BASE)
study(f"{T}({NORMAL}, transforms.ExpTransform())", **BASE)
study(f"{T}({NORMAL}, [transforms.AffineTransform(1.0, -2.0)])", **BASE)
study(f"{T}({NORMAL}, [transforms.AffineTransform(shift, factor), transforms.SigmoidTransform()])", **BASE,
      shift="torch.randn(3)", factor="torch.randn(2, 1)", expand="(4, 2, 3)")
study(f"{T}({NORMAL}, [transforms.TanhTransform(cache_size=1), transforms.PowerTransform(3.0)])", **BASE)
study(f"{T}({NORMAL}, transforms.StickBreakingTransform())", **BASE, expand="(4,)")
study(f"{T}({NORMAL}, transforms.SoftmaxTransform())", **BASE, expand="(4,)")
study(f"{T}({NORMAL}, transforms.AbsTransform())", **BASE)
study(f"{T}({NORMAL}, [transforms.AffineTransform(shift, 2.0, event_dim=1)])", **BASE, shift="torch.randn(2, 3)",
      expand="(4, 2)")
study(f"{T}({NORMAL}, [transforms.ExpTransform(), transforms.IndependentTransform(transforms.ExpTransform().inv, 1)])",
      **BASE, expand="(4,)")
study(f"{T}(distributions.Normal(loc, 1.0), [transforms.ReshapeTransform((2, 3), (6,)), transforms.SigmoidTransform()])",
      loc="torch.randn(2, 3)", expand="(4,)")
study(f"{T}(distributions.Independent({NORMAL}, 1), [transforms.AffineTransform(0.5, 2.0), transforms.ExpTransform()])",
      **BASE, expand="(4,)")
study(f"{T}(distributions.Independent({NORMAL}, 1), [transforms.StickBreakingTransform(), transforms.StickBreakingTransform().inv])",
      **BASE, expand="(2,)")
study(f"{T}(distributions.MultivariateNormal(loc, torch.eye(3)), [transforms.ExpTransform()])", loc="torch.randn(3)",
      expand="(2,)")
study(f"{T}(distributions.MultivariateNormal(loc, torch.eye(3)), transforms.CumulativeDistributionTransform(distributions.Normal(0.0, 1.0)))",
      loc="torch.randn(3)", expand="(2,)")
study(f"{T}(distributions.Normal(loc, 1.0), transforms.CorrCholeskyTransform())", loc="torch.randn(3)", expand="(2,)")
study(f"{T}(distributions.Normal(loc, 1.0), transforms.LowerCholeskyTransform())", loc="torch.randn(2, 2)", expand="(2,)")
study(f"{T}(distributions.Uniform(0.0, 1.0), [transforms.SigmoidTransform().inv, transforms.AffineTransform(loc, scale)])",
      **BASE)
study(f"{T}(distributions.Normal(loc, 1.0), transforms.CatTransform([transforms.ExpTransform(), transforms.identity_transform], -1, [1, 2]))",
      loc="torch.randn(3)", expand="(2, 3)")
study(f"{T}(distributions.Normal(loc, 1.0), transforms.StackTransform([transforms.ExpTransform(), transforms.identity_transform], -1))",
      loc="torch.randn(3, 2)", expand="(2, 3)")
study(f"{T}({T}({NORMAL}, transforms.ExpTransform()), [transforms.AffineTransform(1.0, 2.0)])", **BASE)
study(f"{T}(distributions.Poisson(rate), transforms.AffineTransform(1, 2))", rate="torch.rand(3) + 0.5")
c.error(f"{T}(distributions.Normal(0.0, 1.0), transforms.StickBreakingTransform())")
c.error(f"{T}(distributions.Normal(torch.zeros(2), 1.0), transforms.LowerCholeskyTransform())")
c.error(f"{T}(distributions.Normal(torch.zeros(4), 1.0), transforms.CorrCholeskyTransform())")
c.error(f"{T}(distributions.Normal(torch.zeros(4), 1.0), [transforms.ReshapeTransform((3,), (3, 1))])")
c.error(f"{T}(distributions.Normal(0.0, 1.0), [transforms.ExpTransform()]).log_prob(torch.tensor(-1.0))")
c.error(f"{T}(distributions.Normal(0.0, 1.0), [transforms.ExpTransform()]).log_prob(torch.tensor([float('nan'), 1.0]))")
c.error(f"{T}(distributions.Uniform(0.0, 1.0), [transforms.AffineTransform(0.0, 2.0)]).cdf(torch.tensor(3.0))")
c.function(f"{T}(distributions.Uniform(0.0, 1.0), [transforms.AffineTransform(0.0, 2.0)]).log_prob(v)", v="torch.tensor([0.5, 1.5])")
c.error(f"{T}(distributions.Uniform(low=0.0, high=1.0, validate_args=False), [transforms.AffineTransform(0.0, 2.0)]).cdf(torch.tensor(3.0))")
c.function(f"{T}(distributions.Uniform(low=0.0, high=1.0, validate_args=False), [transforms.AffineTransform(0.0, 2.0)], validate_args=False).cdf(v)",
           v="torch.tensor([0.5, 1.5, 3.0])")

c.write()
