package torch.distributions;

import static torch.distributions.DistributionUtils.EULER_CONSTANT;
import static torch.distributions.KlFormulas.infiniteLike;
import static torch.distributions.KlFormulas.infiniteWhere;

import java.util.List;
import java.util.function.BiFunction;
import torch.Tensor;

/** Divergences of other distributions from those on the line, a half line or the integers. */
final class KlFromLine {
    private KlFromLine() {}

    static void register() {
        Kl.registerKl(Bernoulli.class, Poisson.class, KlFromLine::bernoulliPoisson);
        Kl.registerKl(Exponential.class, Gamma.class, KlFromLine::exponentialGamma);
        Kl.registerKl(Exponential.class, Gumbel.class, KlFromLine::exponentialGumbel);
        Kl.registerKl(Exponential.class, Normal.class, KlFromLine::exponentialNormal);
        Kl.registerKl(Gamma.class, Exponential.class, KlFromLine::gammaExponential);
        Kl.registerKl(Gamma.class, Gumbel.class, KlFromLine::gammaGumbel);
        Kl.registerKl(Gamma.class, Normal.class, KlFromLine::gammaNormal);
        Kl.registerKl(Gumbel.class, Normal.class, KlFromLine::gumbelNormal);
        Kl.registerKl(Laplace.class, Normal.class, KlFromLine::laplaceNormal);
        Kl.registerKl(Normal.class, Gumbel.class, KlFromLine::normalGumbel);
        Kl.registerKl(Normal.class, Laplace.class, KlFromLine::normalLaplace);
        Kl.registerKl(Pareto.class, Exponential.class, KlFromLine::paretoExponential);
        Kl.registerKl(Pareto.class, Gamma.class, KlFromLine::paretoGamma);
        Kl.registerKl(Pareto.class, Normal.class, KlFromLine::paretoNormal);
        registerInfinite();
    }

    /** Of distributions that have mass where others have none. */
    private static void registerInfinite() {
        List<Class<? extends Distribution>> bounded =
                List.of(Beta.class, ContinuousBernoulli.class, Pareto.class, Uniform.class);
        List<Class<? extends Distribution>> positive =
                List.of(
                        Beta.class,
                        ContinuousBernoulli.class,
                        Exponential.class,
                        Gamma.class,
                        Pareto.class,
                        Uniform.class);
        infinite(Exponential.class, bounded, (p, q) -> infiniteLike(p.rate()));
        infinite(Gamma.class, bounded, (p, q) -> infiniteLike(p.concentration()));
        infinite(Gumbel.class, positive, (p, q) -> infiniteLike(p.loc()));
        infinite(Laplace.class, positive, (p, q) -> infiniteLike(p.loc()));
        infinite(Normal.class, positive, (p, q) -> infiniteLike(p.loc()));
        infinite(
                Pareto.class,
                List.of(Beta.class, ContinuousBernoulli.class, Uniform.class),
                (p, q) -> infiniteLike(p.scale()));
        infinite(
                Poisson.class,
                List.of(Bernoulli.class, Binomial.class),
                (p, q) -> infiniteLike(p.rate()));
    }

    private static <P extends Distribution> void infinite(
            Class<P> typeP,
            List<Class<? extends Distribution>> typesQ,
            BiFunction<P, Distribution, Tensor> formula) {
        typesQ.forEach(typeQ -> Kl.registerKl(typeP, typeQ, formula));
    }

    private static Tensor bernoulliPoisson(Bernoulli p, Poisson q) {
        return p.entropy().neg().sub(p.probs().mul(q.rate().log()).sub(q.rate()));
    }

    // Exponential and Gamma

    private static Tensor exponentialGamma(Exponential p, Gamma q) {
        Tensor ratio = q.rate().div(p.rate());
        return q.concentration()
                .neg()
                .mul(ratio.log())
                .add(ratio)
                .add(q.concentration().lgamma())
                .add(q.concentration().mul(EULER_CONSTANT))
                .sub(1 + EULER_CONSTANT);
    }

    private static Tensor exponentialGumbel(Exponential p, Gumbel q) {
        Tensor product = p.rate().mul(q.scale());
        Tensor ratio = q.loc().div(q.scale());
        Tensor t1 = product.log().sub(1);
        Tensor t2 = ratio.exp().mul(product).div(product.add(1));
        return t1.sub(ratio).add(t2).add(product.reciprocal());
    }

    private static Tensor exponentialNormal(Exponential p, Normal q) {
        Tensor variance = q.scale().pow(2);
        Tensor square = p.rate().pow(2);
        Tensor t1 = square.mul(variance).mul(2).mul(Math.PI).log().mul(0.5);
        Tensor t2 = square.reciprocal();
        Tensor t3 = q.loc().div(p.rate());
        Tensor t4 = q.loc().pow(2).mul(0.5);
        return t1.sub(1).add(t2.sub(t3).add(t4).div(variance));
    }

    private static Tensor gammaExponential(Gamma p, Exponential q) {
        return p.entropy()
                .neg()
                .sub(q.rate().log())
                .add(q.rate().mul(p.concentration()).div(p.rate()));
    }

    private static Tensor gammaGumbel(Gamma p, Gumbel q) {
        Tensor product = p.rate().mul(q.scale());
        Tensor ratio = q.loc().div(q.scale());
        Tensor t1 =
                p.concentration()
                        .sub(1)
                        .mul(p.concentration().digamma())
                        .sub(p.concentration().lgamma())
                        .sub(p.concentration());
        Tensor t2 = product.log().add(p.concentration().div(product));
        Tensor t3 =
                ratio.exp()
                        .mul(product.reciprocal().add(1).pow(p.concentration().neg()))
                        .sub(ratio);
        return t1.add(t2).add(t3);
    }

    private static Tensor gammaNormal(Gamma p, Normal q) {
        Tensor variance = q.scale().pow(2);
        Tensor square = p.rate().pow(2);
        Tensor t1 =
                square.mul(variance)
                        .mul(2)
                        .mul(Math.PI)
                        .log()
                        .mul(0.5)
                        .sub(p.concentration())
                        .sub(p.concentration().lgamma());
        Tensor t2 = p.concentration().pow(2).add(p.concentration()).mul(0.5).div(square);
        Tensor t3 = q.loc().mul(p.concentration()).div(p.rate());
        Tensor t4 = q.loc().pow(2).mul(0.5);
        return t1.add(p.concentration().sub(1).mul(p.concentration().digamma()))
                .add(t2.sub(t3).add(t4).div(variance));
    }

    // Gumbel, Laplace and Normal

    private static Tensor gumbelNormal(Gumbel p, Normal q) {
        Tensor ratio = p.scale().div(q.scale());
        Tensor t1 = ratio.div(Math.sqrt(2 * Math.PI)).log();
        Tensor t2 = ratio.mul(Math.PI).mul(0.5).pow(2).div(3);
        Tensor t3 =
                p.loc()
                        .add(p.scale().mul(EULER_CONSTANT))
                        .sub(q.loc())
                        .div(q.scale())
                        .pow(2)
                        .mul(0.5);
        return t1.neg().add(t2).add(t3).sub(EULER_CONSTANT + 1);
    }

    private static Tensor laplaceNormal(Laplace p, Normal q) {
        Tensor variance = q.scale().pow(2);
        Tensor ratio = p.scale().pow(2).div(variance);
        Tensor t1 = ratio.mul(2).div(Math.PI).log().mul(0.5);
        Tensor t2 = p.loc().pow(2).mul(0.5);
        Tensor t3 = p.loc().mul(q.loc());
        Tensor t4 = q.loc().pow(2).mul(0.5);
        return t1.neg().add(ratio).add(t2.sub(t3).add(t4).div(variance)).sub(1);
    }

    private static Tensor normalGumbel(Normal p, Gumbel q) {
        Tensor mean = p.loc().div(q.scale());
        Tensor variance = p.scale().div(q.scale()).pow(2);
        Tensor loc = q.loc().div(q.scale());
        Tensor t1 = variance.log().mul(0.5);
        Tensor t2 = mean.sub(loc);
        Tensor t3 = mean.neg().add(variance.mul(0.5)).add(loc).exp();
        return t1.neg().add(t2).add(t3).sub(0.5 * (1 + Math.log(2 * Math.PI)));
    }

    private static Tensor normalLaplace(Normal p, Laplace q) {
        Tensor difference = p.loc().sub(q.loc());
        Tensor ratio = p.scale().div(q.scale());
        Tensor scaled = difference.div(p.scale());
        Tensor t1 = ratio.log();
        Tensor t2 = p.scale().mul(Math.sqrt(2 / Math.PI)).mul(scaled.pow(2).mul(-0.5).exp());
        Tensor t3 = difference.mul(scaled.mul(Math.sqrt(0.5)).erf());
        return t1.neg().add(t2.add(t3).div(q.scale())).sub(0.5 * (1 + Math.log(0.5 * Math.PI)));
    }

    // Pareto

    private static Tensor paretoExponential(Pareto p, Exponential q) {
        Tensor product = p.scale().mul(q.rate());
        Tensor t1 = p.alpha().div(product).log();
        Tensor t2 = p.alpha().reciprocal();
        Tensor t3 = p.alpha().mul(product).div(p.alpha().sub(1));
        return infiniteWhere(p.alpha().le(1), t1.sub(t2).add(t3).sub(1));
    }

    private static Tensor paretoGamma(Pareto p, Gamma q) {
        Tensor common = p.scale().log().add(p.alpha().reciprocal());
        Tensor t1 = p.alpha().log().sub(common);
        Tensor t2 = q.concentration().lgamma().sub(q.concentration().mul(q.rate().log()));
        Tensor t3 = DistributionUtils.difference(1, q.concentration()).mul(common);
        Tensor t4 = q.rate().mul(p.alpha()).mul(p.scale()).div(p.alpha().sub(1));
        return infiniteWhere(p.alpha().le(1), t1.add(t2).add(t3).add(t4).sub(1));
    }

    private static Tensor paretoNormal(Pareto p, Normal q) {
        Tensor variance = q.scale().pow(2).mul(2);
        Tensor common = p.scale().div(p.alpha().sub(1));
        Tensor t1 = q.scale().mul(Math.sqrt(2 * Math.PI)).mul(p.alpha()).div(p.scale()).log();
        Tensor t2 = p.alpha().reciprocal();
        Tensor t3 = p.alpha().mul(common.pow(2)).div(p.alpha().sub(2));
        Tensor t4 = p.alpha().mul(common).sub(q.loc()).pow(2);
        return infiniteWhere(p.alpha().le(2), t1.sub(t2).add(t3.add(t4).div(variance)).sub(1));
    }
}
