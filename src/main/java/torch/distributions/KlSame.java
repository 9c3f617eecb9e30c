package torch.distributions;

import static torch.distributions.DistributionUtils.EULER_CONSTANT;
import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.KlFormulas.INFINITY;
import static torch.distributions.KlFormulas.infiniteLike;
import static torch.distributions.KlFormulas.infiniteWhere;

import java.util.ArrayList;
import java.util.List;
import torch.Autograd;
import torch.Tensor;
import torch.nn.F;

/** Divergences between two distributions of one family. */
final class KlSame {
    private KlSame() {}

    static void register() {
        Kl.registerKl(Bernoulli.class, Bernoulli.class, KlSame::bernoulli);
        Kl.registerKl(Beta.class, Beta.class, KlSame::beta);
        Kl.registerKl(Binomial.class, Binomial.class, KlSame::binomial);
        Kl.registerKl(Categorical.class, Categorical.class, KlSame::categorical);
        Kl.registerKl(
                ContinuousBernoulli.class, ContinuousBernoulli.class, KlSame::continuousBernoulli);
        Kl.registerKl(Dirichlet.class, Dirichlet.class, KlSame::dirichlet);
        Kl.registerKl(Exponential.class, Exponential.class, KlSame::exponential);
        Kl.registerKl(ExponentialFamily.class, ExponentialFamily.class, KlSame::exponentialFamily);
        Kl.registerKl(Gamma.class, Gamma.class, KlSame::gamma);
        Kl.registerKl(Gumbel.class, Gumbel.class, KlSame::gumbel);
        Kl.registerKl(Geometric.class, Geometric.class, KlSame::geometric);
        Kl.registerKl(
                HalfNormal.class,
                HalfNormal.class,
                (p, q) -> normal((Normal) p.baseDist(), (Normal) q.baseDist()));
        Kl.registerKl(Laplace.class, Laplace.class, KlSame::laplace);
        Kl.registerKl(Normal.class, Normal.class, KlSame::normal);
        Kl.registerKl(
                OneHotCategorical.class,
                OneHotCategorical.class,
                (p, q) -> categorical(p.categorical, q.categorical));
        Kl.registerKl(Pareto.class, Pareto.class, KlSame::pareto);
        Kl.registerKl(Poisson.class, Poisson.class, KlSame::poisson);
        Kl.registerKl(
                TransformedDistribution.class, TransformedDistribution.class, KlSame::transformed);
        Kl.registerKl(Uniform.class, Uniform.class, KlSame::uniform);
        Kl.registerKl(Independent.class, Independent.class, KlSame::independent);
        Kl.registerKl(Cauchy.class, Cauchy.class, KlSame::cauchy);
    }

    private static Tensor bernoulli(Bernoulli p, Bernoulli q) {
        Tensor one = p.probs().mul(F.softplus(q.logits().neg()).sub(F.softplus(p.logits().neg())));
        one.set(q.probs().eq(0), INFINITY);
        one.set(p.probs().eq(0), 0);
        Tensor zero =
                difference(1, p.probs()).mul(F.softplus(q.logits()).sub(F.softplus(p.logits())));
        zero.set(q.probs().eq(1), INFINITY);
        zero.set(p.probs().eq(1), 0);
        return one.add(zero);
    }

    private static Tensor beta(Beta p, Beta q) {
        Tensor sumP = p.concentration1().add(p.concentration0());
        Tensor sumQ = q.concentration1().add(q.concentration0());
        Tensor t1 = q.concentration1().lgamma().add(q.concentration0().lgamma()).add(sumP.lgamma());
        Tensor t2 = p.concentration1().lgamma().add(p.concentration0().lgamma()).add(sumQ.lgamma());
        Tensor t3 = p.concentration1().sub(q.concentration1()).mul(p.concentration1().digamma());
        Tensor t4 = p.concentration0().sub(q.concentration0()).mul(p.concentration0().digamma());
        Tensor t5 = sumQ.sub(sumP).mul(sumP.digamma());
        return t1.sub(t2).add(t3).add(t4).add(t5);
    }

    // https://math.stackexchange.com/questions/2214993
    private static Tensor binomial(Binomial p, Binomial q) {
        if (p.totalCount().lt(q.totalCount()).any().itemBoolean()) {
            throw new UnsupportedOperationException(
                    "KL between Binomials where q.total_count > p.total_count is not implemented");
        }
        Tensor each =
                p.probs()
                        .mul(p.logits().sub(q.logits()))
                        .add(p.probs().neg().log1p())
                        .sub(q.probs().neg().log1p());
        Tensor kl = p.totalCount().mul(each);
        Tensor more = p.totalCount().gt(q.totalCount());
        kl.set(more, infiniteLike(kl.get(more)));
        return kl;
    }

    private static Tensor categorical(Categorical p, Categorical q) {
        Tensor t = p.probs().mul(p.logits().sub(q.logits()));
        t.set(q.probs().eq(0).expandAs(t), INFINITY);
        t.set(p.probs().eq(0).expandAs(t), 0);
        return t.sum(-1);
    }

    private static Tensor continuousBernoulli(ContinuousBernoulli p, ContinuousBernoulli q) {
        Tensor t1 = p.mean().mul(p.logits().sub(q.logits()));
        Tensor t2 = p.logNorm().add(p.probs().neg().log1p());
        Tensor t3 = q.logNorm().neg().sub(q.probs().neg().log1p());
        return t1.add(t2).add(t3);
    }

    // https://statproofbook.github.io/P/dir-kl.html
    private static Tensor dirichlet(Dirichlet p, Dirichlet q) {
        Tensor sumP = p.concentration().sum(-1);
        Tensor sumQ = q.concentration().sum(-1);
        Tensor t1 = sumP.lgamma().sub(sumQ.lgamma());
        Tensor t2 = p.concentration().lgamma().sub(q.concentration().lgamma()).sum(-1);
        Tensor t3 = p.concentration().sub(q.concentration());
        Tensor t4 = p.concentration().digamma().sub(sumP.digamma().unsqueeze(-1));
        return t1.sub(t2).add(t3.mul(t4).sum(-1));
    }

    private static Tensor exponential(Exponential p, Exponential q) {
        Tensor ratio = q.rate().div(p.rate());
        return ratio.log().neg().add(ratio).sub(1);
    }

    /** By the Bregman divergence of the log-normalizer. */
    private static Tensor exponentialFamily(ExponentialFamily p, ExponentialFamily q) {
        if (p.getClass() != q.getClass()) {
            // the gap is PyTorch's
            throw new UnsupportedOperationException(
                    "The cross KL-divergence between different exponential families cannot "
                            + " ".repeat(28)
                            + "be computed using Bregman divergences");
        }
        List<Tensor> paramsP = new ArrayList<>();
        for (Tensor param : p.naturalParams()) {
            paramsP.add(param.detach().requiresGrad_());
        }
        List<Tensor> paramsQ = q.naturalParams();
        Tensor normalizer = p.logNormalizer(paramsP);
        List<Tensor> gradients =
                Autograd.grad(List.of(normalizer.sum()), paramsP, o -> o.createGraph(true));
        Tensor result = q.logNormalizer(paramsQ).sub(normalizer);
        for (int i = 0; i < paramsP.size(); i++) {
            Tensor term = paramsQ.get(i).sub(paramsP.get(i)).mul(gradients.get(i));
            result.sub_(DistributionUtils.sumRightmost(term, q.eventShape().size()));
        }
        return result;
    }

    private static Tensor gamma(Gamma p, Gamma q) {
        Tensor t1 = q.concentration().mul(p.rate().div(q.rate()).log());
        Tensor t2 = q.concentration().lgamma().sub(p.concentration().lgamma());
        Tensor t3 = p.concentration().sub(q.concentration()).mul(p.concentration().digamma());
        Tensor t4 = q.rate().sub(p.rate()).mul(p.concentration().div(p.rate()));
        return t1.add(t2).add(t3).add(t4);
    }

    private static Tensor gumbel(Gumbel p, Gumbel q) {
        Tensor scales = p.scale().div(q.scale());
        Tensor locQ = q.loc().div(q.scale());
        Tensor locP = p.loc().div(q.scale());
        Tensor t1 = scales.log().neg().sub(locQ).add(locP);
        Tensor t2 = scales.mul(EULER_CONSTANT);
        Tensor t3 = locQ.add(scales.add(1).lgamma()).sub(locP).exp();
        return t1.add(t2).add(t3).sub(1 + EULER_CONSTANT);
    }

    private static Tensor geometric(Geometric p, Geometric q) {
        return p.entropy().neg().sub(q.probs().neg().log1p().div(p.probs())).sub(q.logits());
    }

    // http://www.mast.queensu.ca/~communications/Papers/gil-msc11.pdf
    private static Tensor laplace(Laplace p, Laplace q) {
        Tensor ratio = p.scale().div(q.scale());
        Tensor distance = p.loc().sub(q.loc()).abs();
        Tensor t1 = ratio.log().neg();
        Tensor t2 = distance.div(q.scale());
        Tensor t3 = ratio.mul(distance.neg().div(p.scale()).exp());
        return t1.add(t2).add(t3).sub(1);
    }

    private static Tensor normal(Normal p, Normal q) {
        Tensor ratio = p.scale().div(q.scale()).pow(2);
        Tensor distance = p.loc().sub(q.loc()).div(q.scale()).pow(2);
        return ratio.add(distance).sub(1).sub(ratio.log()).mul(0.5);
    }

    // http://www.mast.queensu.ca/~communications/Papers/gil-msc11.pdf
    private static Tensor pareto(Pareto p, Pareto q) {
        Tensor scales = p.scale().div(q.scale());
        Tensor alphas = q.alpha().div(p.alpha());
        Tensor t1 = q.alpha().mul(scales.log());
        Tensor t2 = alphas.log().neg();
        return infiniteWhere(p.scale().lt(q.scale()), t1.add(t2).add(alphas).sub(1));
    }

    private static Tensor poisson(Poisson p, Poisson q) {
        return p.rate().mul(p.rate().log().sub(q.rate().log())).sub(p.rate().sub(q.rate()));
    }

    private static Tensor transformed(TransformedDistribution p, TransformedDistribution q) {
        if (!p.transforms().equals(q.transforms())) {
            throw new UnsupportedOperationException(
                    "KL between distributions of different transforms is not implemented");
        }
        if (!p.eventShape().equals(q.eventShape())) {
            throw new UnsupportedOperationException(
                    "KL between distributions of different event shapes is not implemented");
        }
        return Kl.klDivergence(p.baseDist(), q.baseDist());
    }

    private static Tensor uniform(Uniform p, Uniform q) {
        Tensor result = q.high().sub(q.low()).div(p.high().sub(p.low())).log();
        return infiniteWhere(q.low().gt(p.low()).bitwiseOr(q.high().lt(p.high())), result);
    }

    private static Tensor independent(Independent p, Independent q) {
        if (p.reinterpretedBatchNdims() != q.reinterpretedBatchNdims()) {
            throw new UnsupportedOperationException(
                    "KL between independent distributions of different event dimensions is not"
                            + " implemented");
        }
        return DistributionUtils.sumRightmost(
                Kl.klDivergence(p.baseDist(), q.baseDist()), p.reinterpretedBatchNdims());
    }

    // https://arxiv.org/abs/1905.10965
    private static Tensor cauchy(Cauchy p, Cauchy q) {
        Tensor t1 = p.scale().add(q.scale()).pow(2).add(p.loc().sub(q.loc()).pow(2)).log();
        Tensor t2 = p.scale().mul(4).mul(q.scale()).log();
        return t1.sub(t2);
    }
}
