"""Distributions: samples, densities, moments, printed forms, gradients and messages. Recorded with PyTorch 2.14.1; seeds
are cases.py's."""

import torch
from cases import NAMES, Cases

c = Cases(__file__, "torch/distributions/distributions.txt.gz")

PROPERTIES = ["mean", "mode", "variance", "stddev"]
CALLS = ["entropy()", "perplexity()"]
FACTS = ["batch_shape", "event_shape", "arg_constraints", "has_rsample", "has_enumerate_support"]


def has(d, member, names):
    """Whether a distribution has it; PyTorch raises NotImplementedError for what it lacks."""
    try:
        eval(f"{d}.{member}", NAMES, names)
    except NotImplementedError:
        return False
    return True


def study(d, *more, expand="(4, 3)", shape="(2,)", value=None, cdf="cdf(v)", draw=None, enumerates=True, grown_entropy=True, **inputs):
    """All that a distribution computes, with gradients for its parameters.

    PyTorch 2.14.1 has no entropy of an expanded multinomial distribution: hence grown_entropy.
    """
    torch.manual_seed(1)
    names = {}
    for name, text in inputs.items():
        names[name] = eval(text, NAMES, names)
    grown = f"{d}.expand({expand})"
    draw = draw or ("rsample" if eval(d, NAMES, names).has_rsample else "sample")
    c.function(f"({d}, {', '.join(f'{d}.{fact}' for fact in FACTS)})", **inputs)
    c.function(f"({d}.support, {grown}.support, {grown}, {grown}.batch_shape, {grown}.event_shape)", **inputs)
    c.function(f"{d}.sample()", **inputs)
    c.function(f"{d}.sample({shape})", **inputs)
    c.function(f"{d}.{draw}((3, 2))", **inputs)
    c.function(f"{grown}.{draw}()", **inputs)
    for member in PROPERTIES + CALLS + list(more):
        if has(d, member, names):
            c.function(f"{d}.{member}", **inputs)
        elif member != "mode":  # whose message has the name of Python's class
            c.error(f"{d}.{member}", **inputs)
    grows = PROPERTIES + CALLS if grown_entropy else PROPERTIES
    shared = [member for member in grows if has(d, member, names)]
    if shared:
        c.function(f"({''.join(f'{grown}.{member}, ' for member in shared)})", **inputs)
    scored = dict(inputs, v=value or f"{d}.sample({shape})")
    c.function(f"{d}.log_prob(v)", **scored)
    c.function(f"{grown}.log_prob(v)", **dict(inputs, v=value or f"{grown}.sample()"))
    torch.manual_seed(1)
    for name, text in scored.items():
        names[name] = eval(text, NAMES, names)
    if has(d, "cdf(v)", names):
        c.function(f"{d}.{cdf}", **scored)
        if has(d, "icdf(torch.tensor(0.5))", names):
            c.function(f"{d}.icdf(u)", **inputs, u=f"torch.rand_like({d}.sample({shape}))")
        else:
            c.error(f"{d}.icdf(torch.tensor(0.5))", **inputs)
    else:
        c.error(f"{d}.cdf(v)", **scored)
    if eval(d, NAMES, names).has_enumerate_support and enumerates:
        c.function(f"({d}.enumerate_support(), {d}.enumerate_support(False), {grown}.enumerate_support(expand=True))",
                   **inputs)
    else:
        c.error(f"{d}.enumerate_support()", **inputs)


def scores(d, *values, **inputs):
    """What a distribution says of values that it does not take."""
    for value in values:
        c.error(f"{d}.log_prob({value})", **inputs)


# Constraints
for name in ["dependent", "boolean", "one_hot", "nonnegative_integer", "positive_integer", "real", "real_vector",
             "positive", "nonnegative", "unit_interval", "simplex", "lower_triangular", "lower_cholesky",
             "corr_cholesky", "square", "symmetric", "positive_semidefinite", "positive_definite"]:
    c.function(f"constraints.{name}")
    if name != "dependent":
        c.function(f"(constraints.{name}.is_discrete, constraints.{name}.event_dim)")
for name in ["boolean", "nonnegative_integer", "positive_integer", "real", "positive", "nonnegative", "unit_interval",
             "integer_interval(1, 3)", "integer_interval(1, torch.tensor([[2.0], [1.0]]))", "greater_than(0.5)",
             "greater_than_eq(1.0)", "less_than(0.5)", "interval(-1.0, 1.5)", "half_open_interval(-1.0, 1.0)",
             "interval(torch.tensor(-1.0), torch.tensor([[2.0], [1.0]]))", "greater_than(torch.tensor([[1.0], [0.0]]))",
             "half_open_interval(torch.tensor([[1.0], [0.0]]), torch.tensor(3.0))",
             "less_than(torch.tensor([[1.0], [0.0]]))", "greater_than_eq(torch.tensor([[1.0], [0.0]]))"]:
    c.function(f"(constraints.{name}.check(v), constraints.{name}.event_dim, constraints.{name}.is_discrete)",
               v="torch.tensor([[0.0, 1.0, 0.5, -1.0, 2.0], [math.inf, -math.inf, float('nan'), 3.0, 1.5]])")
    c.function(f"constraints.{name}")
for name in ["real_vector", "one_hot", "simplex", "multinomial(2)", "independent(constraints.positive, 1)",
             "independent(constraints.boolean, 2)", "independent(constraints.boolean, 0)"]:
    c.function(f"(constraints.{name}.check(v), constraints.{name}.event_dim, constraints.{name}.is_discrete)",
               v="torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25], [1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])")
    c.function(f"constraints.{name}")
for name in ["lower_triangular", "lower_cholesky", "corr_cholesky", "square", "symmetric", "positive_semidefinite",
             "positive_definite"]:
    for value in ["torch.eye(3)", "torch.tensor([[1.0, 0.0], [0.6, 0.8]])", "torch.tensor([[1.0, 0.5], [0.5, 2.0]])",
                  "torch.tensor([[-1.0, 0.0], [0.0, 2.0]])", "torch.ones(2, 2, 2)", "torch.ones(3, 2, 3)",
                  "torch.tensor([[0.0, 0.0], [0.0, 0.0]])"]:
        c.function(f"constraints.{name}.check(v)", v=value)
for name in ["cat([constraints.positive, constraints.real, constraints.boolean], 1, [2, 1, 1])",
             "cat([constraints.positive, constraints.boolean], dim=-1)", "cat([constraints.positive, constraints.boolean])",
             "stack([constraints.positive, constraints.boolean])",
             "stack([constraints.positive, constraints.boolean, constraints.simplex], -2)"]:
    c.function(f"(constraints.{name}, constraints.{name}.event_dim, constraints.{name}.is_discrete)")
c.function("constraints.cat([constraints.positive, constraints.boolean], 1, [2, 1]).check(v)",
           v="torch.tensor([[1.0, -1.0, 1.0], [0.5, 0.5, 0.5]])")
c.function("constraints.stack([constraints.positive, constraints.boolean], 1).check(v)",
           v="torch.tensor([[1.0, 1.0], [0.5, 0.5], [-1.0, 0.0]])")
c.function("constraints.stack([constraints.simplex, constraints.real_vector], -2).check(v)",
           v="torch.tensor([[[1.0, 1.0, 1.0], [0.5, 0.5, 0.0]], [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]]])")
c.error("constraints.cat([constraints.positive], 2).check(torch.ones(3))")
c.error("constraints.stack([constraints.positive], -2).check(torch.ones(3))")
c.error("constraints.cat([constraints.positive], 0, [1, 2])")
c.error("constraints.dependent.check(torch.ones(1))")
c.error("constraints.dependent.event_dim")
c.error("constraints.dependent.is_discrete")
c.error("constraints.independent(constraints.real, -1)")
c.error("constraints.independent(constraints.real, 2).check(torch.ones(3))")

# Normal
study("distributions.Normal(loc, scale)", loc="torch.randn(3)", scale="torch.rand(3) + 0.5")
study("distributions.Normal(loc, scale)", loc="torch.randn(2, 1, dtype=torch.float64)",
      scale="torch.rand(3, dtype=torch.float64)", expand="(4, 2, 3)")
study("distributions.Normal(0.5, 2.0)", expand="(2,)")
study("distributions.Normal(loc, 2)", loc="torch.randn(3)")
study("distributions.Normal(0, scale)", scale="torch.rand(1) + 0.5", expand="(2,)")
scores("distributions.Normal(torch.zeros(2), torch.ones(2))", "torch.zeros(3)", "torch.tensor([0.0, float('nan')])", "None")
c.error("distributions.Normal(torch.zeros(1), -torch.ones(1))")
c.error("distributions.Normal(0.0, -1.0)")
c.error("distributions.Normal(torch.tensor([0.0, float('nan')]), torch.ones(3, 2))")
c.error("distributions.Normal(torch.zeros(2), torch.ones(3))")
c.function("distributions.Normal(loc=torch.zeros(1), scale=-torch.ones(1), validate_args=False)")
c.function("distributions.Normal(torch.zeros(1), torch.ones(1), validate_args=False).log_prob(torch.tensor(float('nan')))")

# Bernoulli
study("distributions.Bernoulli(probs)", "probs", "logits", "param_shape", probs="torch.rand(3)")
study("distributions.Bernoulli(logits=logits)", "probs", "logits", "param_shape", logits="torch.randn(3)")
study("distributions.Bernoulli(probs)", probs="torch.tensor([[0.0], [0.5], [1.0]], dtype=torch.float64)",
      expand="(3, 2)")
study("distributions.Bernoulli(0.3)", "logits", expand="(2,)")
study("distributions.Bernoulli(logits=0.3)", "probs", expand="(2,)")
scores("distributions.Bernoulli(0.3)", "torch.tensor(0.5)", "torch.tensor([0.0, 1.0, 2.0])")
c.error("distributions.Bernoulli(1.5)")
c.error("distributions.Bernoulli(torch.tensor([0.5, -0.1]))")
c.error("distributions.Bernoulli(logits=torch.tensor(float('nan')))")
c.error("distributions.Bernoulli(torch.ones(1), logits=torch.ones(1))")

# Laplace, Cauchy, Exponential, Poisson and Uniform
for name in ["Laplace", "Cauchy"]:
    study(f"distributions.{name}(loc, scale)", loc="torch.randn(3)", scale="torch.rand(3) + 0.5")
    study(f"distributions.{name}(loc, scale)", loc="torch.randn(2, 1, dtype=torch.float64)",
          scale="torch.rand(3, dtype=torch.float64)", expand="(4, 2, 3)")
    study(f"distributions.{name}(0, 2.0)", expand="(2,)")
    study(f"distributions.{name}(loc, 2.0)", loc="torch.randn(3)")
    c.error(f"distributions.{name}(0.0, -1.0)")
    scores(f"distributions.{name}(torch.zeros(2), torch.ones(2))", "torch.zeros(3)", "torch.tensor([0.0, math.nan])")
for rate in ["torch.rand(3) + 0.5", "torch.rand(2, 3, dtype=torch.float64)"]:
    for name in ["Exponential", "Poisson"]:
        study(f"distributions.{name}(rate)", rate=rate, expand="(2, 2, 3)" if "2," in rate else "(4, 3)")
study("distributions.Exponential(2.0)", expand="(2,)")
study("distributions.Poisson(2.5)", expand="(2,)")
study("distributions.Poisson(rate)", rate="torch.tensor([0.0, 12.5])", expand="(3, 2)")
scores("distributions.Exponential(torch.ones(1))", "torch.tensor(-1.0)")
scores("distributions.Poisson(torch.ones(1))", "torch.tensor(-1.0)", "torch.tensor(0.5)")
c.error("distributions.Exponential(-1.0)")
c.error("distributions.Poisson(rate)", rate="torch.tensor([1.0, -1.0])")
study("distributions.Uniform(low, high)", low="torch.rand(3)", high="torch.rand(3) + 1.0")
study("distributions.Uniform(low, high)", low="torch.randn(2, 1, dtype=torch.float64)", high="torch.rand(3, dtype=torch.float64) + 4",
      expand="(4, 2, 3)")
study("distributions.Uniform(-1.0, 2)", expand="(2,)")
study("distributions.Uniform(low, 2)", low="torch.rand(1)", expand="(2,)")
study("distributions.Uniform(low, 2)", low="torch.rand(())", expand="(2,)")
c.error("distributions.Uniform(2.0, 1.0)")
c.error("distributions.Uniform(torch.ones(2), torch.tensor([2.0, 0.0]))")
scores("distributions.Uniform(0.0, 1.0)", "torch.tensor(1.5)")
scores("distributions.Uniform(torch.zeros(2), torch.ones(2))", "torch.tensor(1.5)")

# Gamma and what is made of it: the derivative of its cdf is not implemented
study("distributions.Gamma(a, rate)", a="torch.rand(3) + 0.1", rate="torch.rand(3) + 0.5", cdf="cdf(v).detach()")
study("distributions.Gamma(a, rate)", a="3 * torch.rand(2, 1, dtype=torch.float64)",
      rate="torch.rand(3, dtype=torch.float64)", expand="(4, 2, 3)", cdf="cdf(v).detach()")
study("distributions.Gamma(2.0, 3.0)", expand="(2,)", cdf="cdf(v).detach()")
study("distributions.Gamma(a, 2.0)", a="torch.rand(3) + 0.5", cdf="cdf(v).detach()")
c.error("distributions.Gamma(-1.0, 1.0)")
c.error("distributions.Gamma(torch.ones(2), torch.tensor([1.0, 0.0]))")
scores("distributions.Gamma(torch.ones(1), torch.ones(1))", "torch.tensor(-1.0)")
c.function("distributions.Gamma(a, rate).sample((2,), generator=torch.Generator().manual_seed(5))", a="torch.rand(3) + 0.1",
           rate="torch.rand(3) + 0.5")
study("distributions.Chi2(df)", "df", "concentration", "rate", df="torch.rand(3) + 0.1", cdf="cdf(v).detach()")
study("distributions.Chi2(df)", df="4 * torch.rand(2, 1, dtype=torch.float64)", expand="(2, 3)", cdf="cdf(v).detach()")
study("distributions.Chi2(3)", "df", expand="(2,)", cdf="cdf(v).detach()")
c.error("distributions.Chi2(-1.0)")
c.error("distributions.Chi2(torch.tensor([1.0, -1.0]))")
study("distributions.FisherSnedecor(df1, df2)", df1="6 * torch.rand(3)", df2="6 * torch.rand(3)")
study("distributions.FisherSnedecor(df1, df2)", df1="torch.tensor([[1.0], [5.0]], dtype=torch.float64)",
      df2="torch.tensor([1.0, 3.0, 7.0], dtype=torch.float64)", expand="(2, 3)")
study("distributions.FisherSnedecor(3.0, 5.0)", expand="(2,)")
c.error("distributions.FisherSnedecor(-1.0, 1.0)")
scores("distributions.FisherSnedecor(torch.ones(1), torch.ones(1))", "torch.tensor(0.0)")
study("distributions.StudentT(df)", df="torch.tensor([0.5, 1.5, 2.5])")
study("distributions.StudentT(df, loc, scale)", df="torch.tensor([[3.0], [1.0]], dtype=torch.float64)",
      loc="torch.randn(3, dtype=torch.float64)", scale="torch.rand(3, dtype=torch.float64)", expand="(2, 3)")
study("distributions.StudentT(2.5)", expand="(2,)")
study("distributions.StudentT(df=3.0, scale=scale)", scale="torch.rand(3)")
c.error("distributions.StudentT(-1.0)")
c.error("distributions.StudentT(torch.ones(2), torch.ones(2), torch.tensor([1.0, -1.0]))")

# Von Mises
study("distributions.VonMises(loc, k)", loc="torch.randn(3)", k="torch.tensor([0.5, 2.0, 5.0])")
study("distributions.VonMises(loc, k)", loc="torch.randn(2, 1, dtype=torch.float64)",
      k="torch.tensor([1e-6, 3.0, 40.0], dtype=torch.float64)", expand="(4, 2, 3)")
study("distributions.VonMises(0.5, 2.0)", expand="(2,)")
c.error("distributions.VonMises(torch.zeros(1), torch.zeros(1))")

# Generalized Pareto
study("distributions.GeneralizedPareto(loc, scale, k)", "log_survival_function(torch.tensor(3.0))",
      "log_cdf(torch.tensor(3.0))", loc="torch.rand(3)", scale="torch.rand(3) + 1", k="torch.tensor([0.3, 0.0, 1.5])")
study("distributions.GeneralizedPareto(0.0, 1.0, 0.2)", expand="(2,)")
study("distributions.GeneralizedPareto(0.0, 1.0, -0.5)", expand="(2,)")
c.function("distributions.GeneralizedPareto(loc, scale, k).rsample((2,))", loc="torch.rand(2, 1, dtype=torch.float64)",
           scale="torch.rand(3, dtype=torch.float64)", k="torch.rand(3, dtype=torch.float64)")
c.error("distributions.GeneralizedPareto(loc, scale, k).log_prob(loc + 1)", loc="torch.rand(2, 1, dtype=torch.float64)",
        scale="torch.rand(3, dtype=torch.float64)", k="torch.rand(3, dtype=torch.float64)")
c.error("distributions.GeneralizedPareto(0.0, -1.0, 0.2)")
scores("distributions.GeneralizedPareto(0.0, 1.0, -0.5)", "torch.tensor(2.5)", "torch.tensor(-0.5)")

# Probabilities or logits of success
for name in ["Geometric", "ContinuousBernoulli"]:
    study(f"distributions.{name}(probs)", "probs", "logits", probs="torch.rand(3)")
    study(f"distributions.{name}(logits=logits)", "probs", "logits", logits="torch.randn(2, 3, dtype=torch.float64)",
          expand="(2, 2, 3)")
    study(f"distributions.{name}(0.3)", "logits", expand="(2,)")
    study(f"distributions.{name}(logits=0.3)", "probs", expand="(2,)")
    c.error(f"distributions.{name}(torch.ones(1), logits=torch.ones(1))")
study("distributions.Geometric(probs)", probs="torch.tensor([[0.5], [1.0]])", expand="(2, 2)", value="torch.zeros(2, 2)")
study("distributions.ContinuousBernoulli(probs)", probs="torch.tensor([0.0, 0.4995, 0.5, 0.501, 1.0])", expand="(2, 5)")
study("distributions.ContinuousBernoulli(probs, lims=(0.4, 0.6))", probs="torch.tensor([0.39, 0.41, 0.61])", expand="(2, 3)")
c.error("distributions.Geometric(1.5)")
c.error("distributions.Geometric(torch.tensor([0.5, 0.0]))")
scores("distributions.Geometric(0.3)", "torch.tensor(0.5)", "torch.tensor(-1.0)")
c.error("distributions.ContinuousBernoulli(torch.tensor([1.5]), validate_args=True)")
c.error("distributions.ContinuousBernoulli(torch.tensor([1.5]), validate_args=False)")
c.function("distributions.ContinuousBernoulli(torch.tensor([1.5]))")
scores("distributions.ContinuousBernoulli(0.3)", "torch.tensor(1.5)")

# Counts
study("distributions.Binomial(4, probs)", "total_count", "probs", "logits", "param_shape", probs="torch.rand(3)")
study("distributions.Binomial(total_count=4, logits=logits)", "total_count", "probs", "logits",
      logits="torch.randn(2, 3, dtype=torch.float64)", expand="(2, 2, 3)")
study("distributions.Binomial(n, probs)", n="torch.tensor([[4.0], [5.0]])", probs="torch.rand(3)", expand="(2, 2, 3)",
      enumerates=False)
c.function("distributions.Binomial(n, probs).log_prob(torch.zeros(3))", n="torch.tensor([[0.0], [5.0]])", probs="torch.rand(3)")
study("distributions.Binomial(probs=probs)", probs="torch.tensor([0.0, 1.0])", expand="(2, 2)")
study("distributions.Binomial(3, 0.25)", expand="(2,)")
c.error("distributions.Binomial(torch.tensor([1.0, 2.0]), torch.tensor([0.5, 0.5])).entropy()")
c.error("distributions.Binomial(torch.tensor([1.0, 2.0]), torch.tensor([0.5, 0.5])).enumerate_support()")
c.error("distributions.Binomial(torch.tensor([1.5, 2.0]), torch.tensor([0.5, 0.5]))")
c.error("distributions.Binomial(total_count=3)")
c.error("distributions.Binomial(3, torch.tensor(1.5))")
scores("distributions.Binomial(3, torch.tensor([0.5]))", "torch.tensor(4.0)", "torch.tensor(0.5)")
study("distributions.NegativeBinomial(4, probs)", "total_count", "probs", "logits", "param_shape", probs="torch.rand(3)")
study("distributions.NegativeBinomial(total_count=2.5, logits=logits)", "total_count", "probs", "logits",
      logits="torch.randn(2, 3, dtype=torch.float64)", expand="(2, 2, 3)")
study("distributions.NegativeBinomial(n, probs)", n="torch.tensor([[0.0], [5.0]])", probs="torch.rand(3)", expand="(2, 2, 3)")
study("distributions.NegativeBinomial(3, 0.25)", expand="(2,)")
c.error("distributions.NegativeBinomial(-1.0, torch.tensor([0.5, 0.5]))")
c.error("distributions.NegativeBinomial(3.0, torch.tensor([0.5, 1.0]))")
c.error("distributions.NegativeBinomial(total_count=3.0, probs=torch.ones(1), logits=torch.ones(1))")
scores("distributions.NegativeBinomial(3.0, torch.tensor([0.5]))", "torch.tensor(0.5)")

# Events
for name in ["Categorical", "OneHotCategorical", "OneHotCategoricalStraightThrough"]:
    study(f"distributions.{name}(probs)", "probs", "logits", "param_shape", probs="torch.rand(3)", expand="(2,)")
    study(f"distributions.{name}(logits=logits)", "probs", "logits", "param_shape",
          logits="torch.randn(2, 3, dtype=torch.float64)", expand="(4, 2)")
    study(f"distributions.{name}(probs)", "probs", "logits", probs="torch.tensor([[0.0, 2.0], [1.0, 1.0]])", expand="(3, 2)")
    c.function(f"distributions.{name}(probs).sample((3, 2))", probs="torch.rand(2, 4)")
    c.error(f"distributions.{name}(torch.tensor(1.0))")
    c.error(f"distributions.{name}(logits=torch.tensor(1.0))")
    c.error(f"distributions.{name}(torch.tensor([-0.5, 1.5]))")
    c.error(f"distributions.{name}(torch.tensor([[0.0, 0.0]]))")
    c.error(f"distributions.{name}(logits=torch.tensor([math.nan, 0.0]))")
    c.error(f"distributions.{name}(torch.ones(1), logits=torch.ones(1))")
    c.function(f"distributions.{name}(torch.ones(2), validate_args=False)")
scores("distributions.Categorical(torch.ones(2))", "torch.tensor(2)", "torch.tensor(0.5)", "torch.tensor(-1)")
scores("distributions.Categorical(torch.ones(2, 2))", "torch.tensor([0, 0, 0])")
c.function("distributions.Categorical(logits=logits).log_prob(torch.tensor([[1], [0]]))", logits="torch.randn(2, 3)")
scores("distributions.OneHotCategorical(torch.ones(2))", "torch.tensor([1.0, 1.0])", "torch.tensor([0.5, 0.5])",
       "torch.tensor(1.0)", "torch.ones(3)")
study("distributions.Multinomial(5, probs)", "probs", "logits", "param_shape", "total_count", probs="torch.rand(3)", expand="(2,)",
      grown_entropy=False)
study("distributions.Multinomial(total_count=3, logits=logits)", "probs", "logits", "param_shape",
      logits="torch.randn(2, 3, dtype=torch.float64)", expand="(4, 2)", grown_entropy=False)
study("distributions.Multinomial(probs=probs)", probs="torch.tensor([[0.0, 2.0], [1.0, 1.0]])", expand="(3, 2)",
      grown_entropy=False)
c.error("distributions.Multinomial(3, torch.tensor([-0.5, 1.5]))")
c.error("distributions.Multinomial(3, torch.tensor(1.0))")
scores("distributions.Multinomial(3, torch.ones(2))", "torch.tensor([2.0, 2.0])", "torch.tensor([-1.0, 2.0])", "torch.ones(3)")

# Probabilities
study("distributions.Dirichlet(a)", a="3 * torch.rand(3)", expand="(2,)")
study("distributions.Dirichlet(a)", a="torch.rand(2, 3, dtype=torch.float64) + 0.5", expand="(4, 2)")
study("distributions.Dirichlet(a)", a="torch.tensor([[0.5, 0.25], [2.0, 3.0]])", expand="(3, 2)")
c.error("distributions.Dirichlet(torch.tensor(1.0))")
c.error("distributions.Dirichlet(torch.tensor([1.0, -1.0]))")
scores("distributions.Dirichlet(torch.ones(2))", "torch.tensor([1.0, 1.0])", "torch.tensor(1.0)")
study("distributions.Beta(a, b)", "concentration1", "concentration0", a="3 * torch.rand(3)", b="torch.rand(3) + 0.5")
study("distributions.Beta(a, b)", a="3 * torch.rand(2, 1, dtype=torch.float64)", b="torch.rand(3, dtype=torch.float64) + 0.5",
      expand="(4, 2, 3)")
study("distributions.Beta(2.0, 3)", "concentration1", expand="(2,)")
study("distributions.Beta(a, 0.5)", "concentration1", a="torch.rand(1)", expand="(2,)")
c.error("distributions.Beta(-1.0, 1.0)")
scores("distributions.Beta(torch.ones(1), torch.ones(1))", "torch.tensor(1.5)")

# Independent and mixtures
study("distributions.Independent(distributions.Normal(loc, scale), 1)", "base_dist", "reinterpreted_batch_ndims",
      loc="torch.randn(2, 3)", scale="torch.rand(3) + 0.5", expand="(4, 2)")
study("distributions.Independent(distributions.Bernoulli(probs), 0)", probs="torch.rand(3)", expand="(2, 3)")
study("distributions.Independent(distributions.Dirichlet(a), 2)", a="torch.rand(2, 1, 3, dtype=torch.float64) + 0.5", expand="(2,)")
c.error("distributions.Independent(distributions.Bernoulli(torch.rand(3)), 1).enumerate_support()")
c.error("distributions.Independent(distributions.Bernoulli(torch.rand(3)), 2)")
c.function("distributions.Independent(distributions.Categorical(torch.ones(3, 2)), 1, validate_args=False)")
scores("distributions.Independent(distributions.Bernoulli(torch.rand(3)), 1)", "torch.tensor([0.0, 0.5, 1.0])")
study("distributions.MixtureSameFamily(distributions.Categorical(p), distributions.Normal(loc, scale))",
      "mixture_distribution", "component_distribution", p="torch.rand(4)", loc="torch.randn(4)",
      scale="torch.rand(4) + 0.5", expand="(2,)")
MIXTURE = "distributions.MixtureSameFamily(distributions.Categorical(p), distributions.Normal(loc, scale))"
c.function(f"({MIXTURE}, {MIXTURE}.mean, {MIXTURE}.variance, {MIXTURE}.log_prob(v), {MIXTURE}.cdf(v))",
           p="torch.rand(4)", loc="torch.randn(3, 4)", scale="torch.rand(4) + 0.5", v="torch.randn(2, 3)")
c.error(f"{MIXTURE}.sample()", p="torch.rand(4)", loc="torch.randn(3, 4)", scale="torch.rand(4) + 0.5")
study("distributions.MixtureSameFamily(distributions.Categorical(logits=p), distributions.Poisson(rate))",
      p="torch.randn(2, 3, dtype=torch.float64)", rate="torch.rand(2, 3, dtype=torch.float64)", expand="(4, 2)")
study("distributions.MixtureSameFamily(distributions.Categorical(p), distributions.Independent(distributions.Normal(loc, scale), 1))",
      p="torch.rand(2, 3)", loc="torch.randn(2, 3, 2)", scale="torch.rand(2, 3, 2) + 0.5", expand="(4, 2)")
c.error("distributions.MixtureSameFamily(distributions.Categorical(torch.ones(3)), distributions.Poisson(torch.ones(4)))")
c.error("distributions.MixtureSameFamily(distributions.Categorical(torch.ones(2, 4)), distributions.Poisson(torch.ones(3, 4)))")
c.error("distributions.MixtureSameFamily(None, distributions.Poisson(torch.ones(4)))")
c.error("distributions.MixtureSameFamily(distributions.Categorical(torch.ones(3)), None)")
scores("distributions.MixtureSameFamily(distributions.Categorical(torch.ones(3)), distributions.Poisson(torch.ones(3)))",
       "torch.tensor(0.5)")
c.function("constraints.MixtureSameFamilyConstraint(constraints.positive)")
c.function("constraints.MixtureSameFamilyConstraint(constraints.simplex).check(v)", v="torch.tensor([[0.5, 0.5], [1.0, 1.0]])")

# Vectors
COVARIANCE = "torch.tensor([[2.0, 0.5], [0.5, 1.0]])"
COVARIANCES = "torch.stack([torch.eye(2, dtype=torch.float64), 3 * torch.eye(2, dtype=torch.float64)])"
MATRICES = ["covariance_matrix", "precision_matrix", "scale_tril"]
for i, matrix in enumerate(MATRICES):
    m = "torch.tensor([[2.0, 0.0], [0.5, 1.0]])" if i == 2 else COVARIANCE
    d = f"distributions.MultivariateNormal(loc, {matrix}=m)"
    study(d, *MATRICES, loc="torch.randn(2)", m=m, expand="(3,)")
    study(d, *MATRICES, loc="torch.randn(3, 2, 2, dtype=torch.float64)", m=COVARIANCES, expand="(2, 3, 2)")
    c.error(f"distributions.MultivariateNormal(torch.zeros(2), {matrix}=-torch.eye(2))")
    c.error(f"distributions.MultivariateNormal(torch.zeros(2), {matrix}=torch.ones(2))")
    c.error(f"distributions.MultivariateNormal(torch.zeros(2), {matrix}=torch.eye(3)).sample()")
    c.function(f"distributions.MultivariateNormal(loc, {matrix}=torch.eye(2)).rsample((2,))", loc="torch.randn(3, 1, 2)")
    w = f"distributions.Wishart(df, {matrix}=m)"
    # PyTorch 2.14.1 cannot go backward through its samples, whose mask it changes.
    study(w, *MATRICES, df="torch.tensor(3.5)", m=m, expand="(3,)", draw="sample")
    study(w, *MATRICES, df="torch.tensor([3.0, 4.5], dtype=torch.float64)", m=COVARIANCES, expand="(3, 2)", draw="sample")
    c.error(f"distributions.Wishart(3.0, {matrix}=-torch.eye(2))")
    c.error(f"distributions.Wishart(3.0, {matrix}=torch.ones(2))")
study("distributions.MultivariateNormal(loc, m)", loc="torch.randn(1, 2)", m=COVARIANCE, expand="(3,)")
study("distributions.Wishart(3.0, m)", m=COVARIANCE, expand="(3,)", draw="sample")
c.function("distributions.Wishart(1.5, m).sample((3,))", m=COVARIANCE)
c.function("distributions.Wishart(4, m).sample((2, 2))", m="torch.eye(3)")
c.error("distributions.MultivariateNormal(torch.tensor(1.0), torch.eye(2))")
c.error("distributions.MultivariateNormal(torch.zeros(2))")
c.error("distributions.MultivariateNormal(torch.zeros(2), torch.eye(2), scale_tril=torch.eye(2))")
c.error("distributions.MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 0.5], [0.0, 1.0]]))")
c.error("distributions.MultivariateNormal(torch.tensor([math.nan, 0.0]), torch.eye(2))")
scores("distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))", "torch.zeros(3)", "torch.tensor([0.0, math.nan])")
c.error("distributions.Wishart(1.0, torch.eye(2))")
c.error("distributions.Wishart(torch.tensor([3.0, 1.0]), torch.eye(2))")
c.error("distributions.Wishart(3.0)")
c.error("distributions.Wishart(df=3.0, covariance_matrix=torch.eye(2), precision_matrix=torch.eye(2))")
scores("distributions.Wishart(3.0, torch.eye(2))", "-torch.eye(2)", "torch.eye(3)", "torch.ones(3, 2)")
study("distributions.LowRankMultivariateNormal(loc, w, diag)", *MATRICES, "cov_factor", "cov_diag", loc="torch.randn(3)",
      w="torch.randn(3, 2)", diag="torch.rand(3) + 0.5", expand="(2,)")
study("distributions.LowRankMultivariateNormal(loc, w, diag)", *MATRICES, "cov_factor", "cov_diag", expand="(3, 2)",
      loc="torch.randn(2, 3, dtype=torch.float64)", w="torch.randn(2, 3, 1, dtype=torch.float64)",
      diag="torch.rand(3, dtype=torch.float64) + 0.5")
c.error("distributions.LowRankMultivariateNormal(torch.tensor(1.0), torch.ones(3, 1), torch.ones(3))")
c.error("distributions.LowRankMultivariateNormal(torch.ones(3), torch.ones(3), torch.ones(3))")
c.error("distributions.LowRankMultivariateNormal(torch.ones(3), torch.ones(2, 1), torch.ones(3))")
c.error("distributions.LowRankMultivariateNormal(torch.ones(3), torch.ones(3, 1), torch.ones(2))")
c.error("distributions.LowRankMultivariateNormal(torch.ones(4, 3), torch.ones(2, 3, 1), torch.ones(3))")
c.error("distributions.LowRankMultivariateNormal(torch.zeros(3), torch.tensor([[math.nan], [0.0], [1.0]]), torch.ones(3))")
study("distributions.LKJCholesky(3, a)", "concentration", "dim", a="torch.rand(2) + 0.5", expand="(3, 2)")
study("distributions.LKJCholesky(2, a)", a="torch.tensor(1.5, dtype=torch.float64)", expand="(3,)")
study("distributions.LKJCholesky(4)", expand="(2,)")
study("distributions.LKJCholesky(3, 0.5)", expand="(2,)")
c.error("distributions.LKJCholesky(1)")
c.error("distributions.LKJCholesky(3, -1.0)")
c.error("distributions.LKJCholesky(3, torch.tensor([1.0, -1.0]))")
scores("distributions.LKJCholesky(2)", "torch.ones(2, 2)", "torch.eye(3)")

# Helpers
c.function("distributions.utils.broadcast_all(x, 2, y)", x="torch.randn(3)", y="torch.randn(2, 1)")
c.function("distributions.utils.broadcast_all(1, 2.5)")
c.function("distributions.utils.tril_matrix_to_vec(x, 0)", x="torch.randn(2, 3, 3)")
c.function("distributions.utils.tril_matrix_to_vec(x, -1)", x="torch.randn(3, 3)")
c.function("distributions.utils.tril_matrix_to_vec(x, 1)", x="torch.randn(3, 3)")
c.error("distributions.utils.tril_matrix_to_vec(x, 3)", x="torch.randn(3, 3)")
c.function("distributions.utils.vec_to_tril_matrix(x, 0)", x="torch.randn(2, 6)")
c.function("distributions.utils.vec_to_tril_matrix(x, -1)", x="torch.randn(3)")
c.error("distributions.utils.vec_to_tril_matrix(x, 0)", x="torch.randn(5)")
c.function("distributions.utils.clamp_probs(x)", x="torch.tensor([0.0, 0.5, 1.0])")
c.function("distributions.utils.clamp_probs(x)", x="torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)")
c.function("distributions.utils.probs_to_logits(x, True)", x="torch.rand(3)")
c.function("distributions.utils.logits_to_probs(x, False)", x="torch.randn(3)")

c.write()
