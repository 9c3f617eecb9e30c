package torch.distributions;

import static torch.distributions.DistributionUtils.difference;
import static torch.distributions.KlFormulas.INFINITY;
import static torch.distributions.KlFormulas.infiniteWhere;
import static torch.distributions.KlFormulas.xLogX;

import torch.Tensor;
import torch.Torch;

/** Divergences of other distributions from those on an interval. */
final class KlFromInterval {
    private KlFromInterval() {}

    static void register() {
        Kl.registerKl(
                Beta.class, ContinuousBernoulli.class, KlFromInterval::betaContinuousBernoulli);
        Kl.registerKl(
                Beta.class, Pareto.class, (p, q) -> KlFormulas.infiniteLike(p.concentration1()));
        Kl.registerKl(Beta.class, Exponential.class, KlFromInterval::betaExponential);
        Kl.registerKl(Beta.class, Gamma.class, KlFromInterval::betaGamma);
        Kl.registerKl(Beta.class, Normal.class, KlFromInterval::betaNormal);
        Kl.registerKl(Beta.class, Uniform.class, KlFromInterval::betaUniform);
        Kl.registerKl(
                ContinuousBernoulli.class,
                Pareto.class,
                (p, q) -> KlFormulas.infiniteLike(p.probs()));
        Kl.registerKl(
                ContinuousBernoulli.class,
                Exponential.class,
                KlFromInterval::continuousBernoulliExponential);
        Kl.registerKl(
                ContinuousBernoulli.class, Normal.class, KlFromInterval::continuousBernoulliNormal);
        Kl.registerKl(
                ContinuousBernoulli.class,
                Uniform.class,
                KlFromInterval::continuousBernoulliUniform);
        Kl.registerKl(Uniform.class, Beta.class, KlFromInterval::uniformBeta);
        Kl.registerKl(
                Uniform.class,
                ContinuousBernoulli.class,
                KlFromInterval::uniformContinuousBernoulli);
        Kl.registerKl(Uniform.class, Exponential.class, KlFromInterval::uniformExponential);
        Kl.registerKl(Uniform.class, Gamma.class, KlFromInterval::uniformGamma);
        Kl.registerKl(Uniform.class, Gumbel.class, KlFromInterval::uniformGumbel);
        Kl.registerKl(Uniform.class, Normal.class, KlFromInterval::uniformNormal);
        Kl.registerKl(Uniform.class, Pareto.class, KlFromInterval::uniformPareto);
    }

    // Beta

    private static Tensor betaContinuousBernoulli(Beta p, ContinuousBernoulli q) {
        return crossEntropy(p, q).sub(q.logNorm());
    }

    /** But for the normalization of {@code q}. */
    private static Tensor crossEntropy(Distribution p, ContinuousBernoulli q) {
        return p.entropy().neg().sub(p.mean().mul(q.logits())).sub(q.probs().neg().log1p());
    }

    private static Tensor sum(Beta p) {
        return p.concentration1().add(p.concentration0());
    }

    private static Tensor betaExponential(Beta p, Exponential q) {
        return p.entropy()
                .neg()
                .sub(q.rate().log())
                .add(q.rate().mul(p.concentration1().div(sum(p))));
    }

    private static Tensor betaGamma(Beta p, Gamma q) {
        Tensor t1 = p.entropy().neg();
        Tensor t2 = q.concentration().lgamma().sub(q.concentration().mul(q.rate().log()));
        Tensor t3 =
                q.concentration().sub(1).mul(p.concentration1().digamma().sub(sum(p).digamma()));
        Tensor t4 = q.rate().mul(p.concentration1()).div(sum(p));
        return t1.add(t2).sub(t3).add(t4);
    }

    private static Tensor betaNormal(Beta p, Normal q) {
        Tensor mean = p.concentration1().div(sum(p));
        Tensor variance = q.scale().pow(2);
        Tensor t1 = p.entropy().neg();
        Tensor t2 = variance.mul(2).mul(Math.PI).log().mul(0.5);
        Tensor t3 = mean.mul(difference(1, mean)).div(sum(p).add(1)).add(mean.pow(2)).mul(0.5);
        Tensor t4 = q.loc().mul(mean);
        Tensor t5 = q.loc().pow(2).mul(0.5);
        return t1.add(t2).add(t3.sub(t4).add(t5).div(variance));
    }

    private static Tensor betaUniform(Beta p, Uniform q) {
        Tensor result = p.entropy().neg().add(q.high().sub(q.low()).log());
        return infiniteWhere(q.low().gt(0).bitwiseOr(q.high().lt(1)), result);
    }

    // Continuous Bernoulli

    private static Tensor continuousBernoulliExponential(ContinuousBernoulli p, Exponential q) {
        return p.entropy().neg().sub(q.rate().log()).add(q.rate().mul(p.mean()));
    }

    private static Tensor continuousBernoulliNormal(ContinuousBernoulli p, Normal q) {
        Tensor t1 = p.entropy().neg();
        Tensor t2 =
                q.loc()
                        .div(q.scale())
                        .square()
                        .add(Math.log(2 * Math.PI))
                        .mul(0.5)
                        .add(q.scale().log());
        Tensor t3 =
                p.variance()
                        .add(p.mean().square())
                        .sub(q.loc().mul(2.0).mul(p.mean()))
                        .div(q.scale().square().mul(2.0));
        return t1.add(t2).add(t3);
    }

    private static Tensor continuousBernoulliUniform(ContinuousBernoulli p, Uniform q) {
        Tensor result = p.entropy().neg().add(q.high().sub(q.low()).log());
        return infiniteIf(Torch.max(q.low().ge(0), q.high().le(1)), result);
    }

    private static Tensor infiniteIf(Tensor mask, Tensor result) {
        return Torch.where(mask, Torch.onesLike(result).mul(INFINITY), result);
    }

    // Uniform

    private static Tensor width(Uniform p) {
        return p.high().sub(p.low());
    }

    private static Tensor uniformBeta(Uniform p, Beta q) {
        Tensor width = width(p);
        Tensor t1 = width.log();
        Tensor t2 =
                q.concentration1()
                        .sub(1)
                        .mul(xLogX(p.high()).sub(xLogX(p.low())).sub(width))
                        .div(width);
        Tensor t3 =
                q.concentration0()
                        .sub(1)
                        .mul(
                                xLogX(difference(1, p.high()))
                                        .sub(xLogX(difference(1, p.low())))
                                        .add(width))
                        .div(width);
        Tensor t4 =
                q.concentration1().lgamma().add(q.concentration0().lgamma()).sub(sum(q).lgamma());
        return infiniteWhere(p.high().gt(1).bitwiseOr(p.low().lt(0)), t3.add(t4).sub(t1).sub(t2));
    }

    private static Tensor uniformContinuousBernoulli(Uniform p, ContinuousBernoulli q) {
        Tensor result = crossEntropy(p, q).sub(q.logNorm());
        return infiniteIf(Torch.max(p.high().ge(1), p.low().le(0)), result);
    }

    private static Tensor uniformExponential(Uniform p, Exponential q) {
        Tensor t1 = q.rate().mul(p.high().add(p.low())).div(2);
        Tensor t2 = width(p).mul(q.rate()).log();
        return infiniteWhere(p.low().lt(0), t1.sub(t2));
    }

    private static Tensor uniformGamma(Uniform p, Gamma q) {
        Tensor width = width(p);
        Tensor t1 = width.log();
        Tensor t2 = q.concentration().lgamma().sub(q.concentration().mul(q.rate().log()));
        Tensor t3 =
                difference(1, q.concentration())
                        .mul(xLogX(p.high()).sub(xLogX(p.low())).sub(width))
                        .div(width);
        Tensor t4 = q.rate().mul(p.high().add(p.low())).div(2);
        return infiniteWhere(p.low().lt(0), t1.neg().add(t2).add(t3).add(t4));
    }

    private static Tensor uniformGumbel(Uniform p, Gumbel q) {
        Tensor ratio = q.scale().div(width(p));
        Tensor high = p.high().sub(q.loc()).div(q.scale());
        Tensor low = p.low().sub(q.loc()).div(q.scale());
        Tensor t1 = ratio.log().add(high.add(low).mul(0.5));
        Tensor t2 = ratio.mul(high.neg().exp().sub(low.neg().exp()));
        return t1.sub(t2);
    }

    private static Tensor uniformNormal(Uniform p, Normal q) {
        Tensor width = width(p);
        Tensor t1 = q.scale().mul(Math.sqrt(Math.PI * 2)).div(width).log();
        Tensor t2 = width.pow(2).div(12);
        Tensor t3 = p.high().add(p.low()).sub(q.loc().mul(2)).div(2).pow(2);
        return t1.add(t2.add(t3).mul(0.5).div(q.scale().pow(2)));
    }

    private static Tensor uniformPareto(Uniform p, Pareto q) {
        Tensor width = width(p);
        Tensor t1 = q.alpha().mul(q.scale().pow(q.alpha())).mul(width).log();
        Tensor t2 = xLogX(p.high()).sub(xLogX(p.low())).sub(width).div(width);
        return infiniteWhere(p.low().lt(q.scale()), t2.mul(q.alpha().add(1)).sub(t1));
    }
}
