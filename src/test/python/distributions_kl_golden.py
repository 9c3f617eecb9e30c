"""KL divergences of all pairs of distributions: values, gradients, and messages where there is none. Recorded with
PyTorch 2.14.1; seeds are cases.py's."""

import re

import torch
from cases import NAMES, Cases
from torch.distributions.kl import _KL_REGISTRY, _dispatch_kl

c = Cases(__file__, "torch/distributions/kl.txt.gz")

D = "distributions."
LOC_SCALE = [("torch.randn(2, 3)", "torch.rand(2, 3) + 0.5"), ("torch.randn(3)", "torch.rand(2, 1) + 0.5")]
TWO_POSITIVE = [("torch.rand(2, 3) + 0.5", "torch.rand(2, 3) + 0.5"), ("torch.rand(3) + 1.5", "torch.rand(2, 1) + 0.5")]
MATRIX = "torch.eye(3) + torch.ones(3, 3) * 0.25"
# The class, how it is made of a and b, and what these are for p and for q.
MADE = {
    "Bernoulli": ("Bernoulli(a)", [("torch.rand(2, 3)",), ("torch.tensor([0.0, 0.25, 1.0])",)]),
    "Beta": ("Beta(a, b)", TWO_POSITIVE),
    "Binomial": ("Binomial(3, a)", [("torch.rand(2, 3)",), ("torch.rand(3)",)]),
    "Categorical": ("Categorical(a)", [("torch.rand(2, 3)",), ("torch.rand(2, 3)",)]),
    "Cauchy": ("Cauchy(a, b)", LOC_SCALE),
    "Chi2": ("Chi2(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "ContinuousBernoulli": ("ContinuousBernoulli(a)", [("torch.rand(2, 3) * 0.4",), ("torch.rand(3) * 0.4 + 0.55",)]),
    "Dirichlet": ("Dirichlet(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "Exponential": ("Exponential(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "FisherSnedecor": ("FisherSnedecor(a, b)", TWO_POSITIVE),
    "Gamma": ("Gamma(a, b)", TWO_POSITIVE),
    "GeneralizedPareto": ("GeneralizedPareto(loc=a, scale=b, concentration=0.5)", LOC_SCALE),
    "Geometric": ("Geometric(a)", [("torch.rand(2, 3)",), ("torch.rand(3)",)]),
    "Gumbel": ("Gumbel(a, b)", LOC_SCALE),
    "HalfCauchy": ("HalfCauchy(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "HalfNormal": ("HalfNormal(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "Independent": ("Independent(distributions.Normal(a, b), 1)", LOC_SCALE),
    "InverseGamma": ("InverseGamma(a, b)", TWO_POSITIVE),
    "Kumaraswamy": ("Kumaraswamy(a, b)", TWO_POSITIVE),
    "LKJCholesky": ("LKJCholesky(3, a)", [("torch.rand(2) + 0.5",), ("torch.rand(2) + 0.5",)]),
    "Laplace": ("Laplace(a, b)", LOC_SCALE),
    "LogNormal": ("LogNormal(a, b)", LOC_SCALE),
    "LogisticNormal": ("LogisticNormal(a, b)", LOC_SCALE),
    "LowRankMultivariateNormal": ("LowRankMultivariateNormal(a, b, torch.ones(3) * 0.5)",
                                  [("torch.randn(2, 3)", "torch.randn(3, 1)"), ("torch.randn(3)", "torch.randn(2, 3, 2)")]),
    "Multinomial": ("Multinomial(3, a)", [("torch.rand(2, 3)",), ("torch.rand(2, 3)",)]),
    "MultivariateNormal": ("MultivariateNormal(a, b)",
                           [("torch.randn(2, 3)", MATRIX), ("torch.randn(3)", f"torch.stack([{MATRIX}, torch.eye(3)])")]),
    "NegativeBinomial": ("NegativeBinomial(3, a)", [("torch.rand(2, 3)",), ("torch.rand(3)",)]),
    "Normal": ("Normal(a, b)", LOC_SCALE),
    "OneHotCategorical": ("OneHotCategorical(a)", [("torch.rand(2, 3)",), ("torch.rand(2, 3)",)]),
    "OneHotCategoricalStraightThrough": ("OneHotCategoricalStraightThrough(a)",
                                         [("torch.rand(2, 3)",), ("torch.rand(2, 3)",)]),
    "Pareto": ("Pareto(a, b)", [("torch.rand(2, 3) + 0.5", "torch.rand(2, 3) + 2.25"),
                                ("torch.rand(3) + 0.5", "torch.rand(2, 1) + 0.5")]),
    "Poisson": ("Poisson(a)", [("torch.rand(2, 3) + 0.5",), ("torch.rand(3) + 0.5",)]),
    "RelaxedBernoulli": ("RelaxedBernoulli(torch.tensor(1.0), a)", [("torch.rand(2, 3)",), ("torch.rand(3)",)]),
    "RelaxedOneHotCategorical": ("RelaxedOneHotCategorical(torch.tensor(1.0), a)",
                                 [("torch.rand(2, 3)",), ("torch.rand(2, 3)",)]),
    "StudentT": ("StudentT(df=a, loc=b)", TWO_POSITIVE),
    "TransformedDistribution": ("TransformedDistribution(distributions.Normal(a, b), transforms.ExpTransform())", LOC_SCALE),
    "Uniform": ("Uniform(a, b)", [("torch.rand(2, 3) * 0.5", "torch.rand(2, 3) + 0.5"),
                                  ("torch.rand(3) * 0.5", "torch.rand(2, 1) + 0.5")]),
    "VonMises": ("VonMises(a, b)", LOC_SCALE),
    "Weibull": ("Weibull(a, b)", TWO_POSITIVE),
    "Wishart": ("Wishart(a, torch.eye(2))", [("torch.rand(2) + 3.0",), ("torch.rand(2) + 3.0",)]),
}


def kl(p, q, **inputs):
    """A divergence and its gradients, or PyTorch's message."""
    torch.manual_seed(1)
    names = {}
    for name, text in inputs.items():
        names[name] = eval(text, NAMES, names)
    expression = f"distributions.kl_divergence({D}{p}, {D}{q})"
    try:
        eval(expression, NAMES, names)
    except Exception:
        c.error(expression, **inputs)
        return
    recorded = len(c.lines)
    try:
        c.function(expression, **inputs)
    except (NotImplementedError, RuntimeError):  # what a formula overwrites has no derivative
        del c.lines[recorded:]
        c.function(f"{expression}.detach()", **inputs)


def pair(p, q):
    """The divergence of two classes, of batches of one shape and of shapes that broadcast."""
    (make_p, given_p), (make_q, given_q) = MADE[p], MADE[q]
    rename = lambda text: re.sub(r"\bb\b", "d", re.sub(r"\ba\b", "c", text))
    found = _dispatch_kl(getattr(torch.distributions, p), getattr(torch.distributions, q)) is not NotImplemented
    for values_p, values_q in [(given_p[0], given_q[0]), (given_p[1], given_q[0]), (given_p[0], given_q[1])][:3 if found else 1]:
        kl(make_p, rename(make_q), **dict(zip("ab", values_p)), **dict(zip("cd", values_q)))


for p in MADE:
    for q in MADE:
        pair(p, q)
missing = {(p.__name__, q.__name__) for p, q in _KL_REGISTRY} - {(p, q) for p in MADE for q in MADE}
assert missing == {("ExponentialFamily", "ExponentialFamily")}, missing

# Where supports differ, and what else is infinite or refused
N = "Normal(torch.zeros(2), torch.ones(2))"
kl("Bernoulli(a)", "Bernoulli(c)", a="torch.tensor([0.0, 0.5, 1.0, 0.0, 1.0])", c="torch.tensor([0.0, 1.0, 1.0, 0.5, 0.0])")
kl("Bernoulli(logits=a)", "Bernoulli(logits=c)", a="torch.randn(3)", c="torch.randn(3)")
kl("Categorical(a)", "Categorical(c)", a="torch.tensor([[0.0, 0.5, 0.5], [0.5, 0.5, 0.0]])", c="torch.tensor([0.5, 0.5, 0.0])")
kl("Categorical(logits=a)", "Categorical(logits=c)", a="torch.randn(2, 3)", c="torch.randn(3)")
kl("Binomial(torch.tensor([4.0, 3.0]), a)", "Binomial(torch.tensor([3.0, 3.0]), c)", a="torch.rand(2)", c="torch.rand(2)")
kl("Binomial(2, a)", "Binomial(3, c)", a="torch.rand(2)", c="torch.rand(2)")
kl("Uniform(a, b)", "Uniform(c, d)", a="torch.tensor([0.0, 1.0, -1.0])", b="torch.tensor([2.0, 2.0, 2.0])",
   c="torch.tensor([-1.0, 1.5, -1.0])", d="torch.tensor([3.0, 2.0, 1.0])")
for q in ["Beta(torch.ones(3), torch.ones(3) * 2)", "ContinuousBernoulli(torch.ones(3) * 0.3)", "Exponential(torch.ones(3))",
          "Gamma(torch.ones(3) * 2, torch.ones(3))", "Gumbel(torch.ones(3), torch.ones(3))", "Pareto(torch.ones(3) * 0.25, torch.ones(3))"]:
    kl("Uniform(a, b)", q, a="torch.tensor([0.25, -1.0, 0.0])", b="torch.tensor([0.5, 0.5, 2.0])")
for p in ["Beta(a, b)", "ContinuousBernoulli(a / 4)"]:
    kl(p, "Uniform(c, d)", a="torch.rand(3) + 0.5", b="torch.rand(3) + 0.5", c="torch.tensor([0.0, -1.0, 0.5])",
       d="torch.tensor([1.0, 2.0, 2.0])")
for q in ["Exponential(torch.ones(4))", "Gamma(torch.ones(4) * 2, torch.ones(4))", "Normal(torch.zeros(4), torch.ones(4))",
          "Pareto(torch.tensor([0.5, 1.0, 2.0, 1.0]), torch.ones(4))"]:
    kl("Pareto(a, b)", q, a="torch.ones(4)", b="torch.tensor([0.5, 1.0, 2.0, 3.0])")
kl("Independent(distributions.Normal(a, torch.ones(2, 3)), 1)", "Independent(distributions.Normal(c, torch.ones(2, 3)), 2)",
   a="torch.randn(2, 3)", c="torch.randn(2, 3)")
kl("Independent(distributions.Normal(a, torch.ones(2, 3)), 2)", "Independent(distributions.Normal(c, torch.ones(2, 3)), 2)",
   a="torch.randn(2, 3)", c="torch.randn(2, 3)")
kl("Independent(distributions.Normal(a, torch.ones(2)), 1)", "Independent(distributions.Cauchy(c, torch.ones(2)), 1)",
   a="torch.randn(2)", c="torch.randn(2)")
kl("TransformedDistribution(distributions.Normal(a, 1.0), [transforms.ExpTransform(), transforms.AffineTransform(0, 2)])",
   "TransformedDistribution(distributions.Normal(c, 1.0), [transforms.ExpTransform(), transforms.AffineTransform(0, 2)])",
   a="torch.randn(2)", c="torch.randn(2)")
kl("TransformedDistribution(distributions.Normal(a, 1.0), transforms.ExpTransform())",
   "TransformedDistribution(distributions.Normal(c, 1.0), transforms.SigmoidTransform())", a="torch.randn(2)", c="torch.randn(2)")
kl("TransformedDistribution(distributions.Normal(a, 1.0), transforms.StickBreakingTransform())",
   "TransformedDistribution(distributions.Normal(c, 1.0), transforms.StickBreakingTransform())", a="torch.randn(2)", c="torch.randn(3)")
kl("LogNormal(a, torch.ones(2))", "TransformedDistribution(distributions.Normal(c, 1.0), transforms.ExpTransform())",
   a="torch.randn(2)", c="torch.randn(2)")
FULL, LOW = "MultivariateNormal({}, torch.eye({}))", "LowRankMultivariateNormal({}, torch.ones({}, 1), torch.ones({}))"
for p, q in [(FULL, FULL), (FULL, LOW), (LOW, FULL), (LOW, LOW)]:
    kl(p.format("a", 2, 2), q.format("c", 3, 3), a="torch.randn(2)", c="torch.randn(3)")
kl("MultivariateNormal(a, scale_tril=b)", "MultivariateNormal(c, precision_matrix=d)", a="torch.randn(3)",
   b="torch.randn(3, 3).tril(-1) + torch.eye(3)", c="torch.randn(2, 1, 3)", d=MATRIX)
kl("Normal(a, 1.0)", "Normal(c, 1.0)", a="torch.randn(2)", c="torch.randn(3)")
kl("Normal(0.0, 1.0)", "Normal(0.5, 2.0)")
for name, one, other in [("Normal", "torch.randn(3, dtype=torch.float64)", "torch.rand(3, dtype=torch.float64) + 0.5"),
                         ("Gamma", "torch.rand(3, dtype=torch.float64) + 0.5", "torch.rand(3, dtype=torch.float64) + 0.5"),
                         ("Beta", "torch.rand(3, dtype=torch.float64) + 0.5", "torch.rand(3, dtype=torch.float64) + 0.5"),
                         ("Laplace", "torch.randn(3, dtype=torch.float64)", "torch.rand(3, dtype=torch.float64) + 0.5")]:
    kl(f"{name}(a, b)", f"{name}(c, d)", a=one, b=other, c=one, d=other)

c.write()
