package torch.distributions;

import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Divergences between multivariate normal distributions, {@code ½ (log |Σ_q| - log |Σ_p| + tr(Σ_q⁻¹ Σ_p) + m - n)} with
 * the squared Mahalanobis distance {@code m} of the means in {@code n} dimensions.
 */
final class KlMultivariate {
    private KlMultivariate() {}

    static void register() {
        Kl.registerKl(
                LowRankMultivariateNormal.class,
                LowRankMultivariateNormal.class,
                KlMultivariate::lowRanks);
        Kl.registerKl(
                MultivariateNormal.class,
                LowRankMultivariateNormal.class,
                KlMultivariate::toLowRank);
        Kl.registerKl(
                LowRankMultivariateNormal.class,
                MultivariateNormal.class,
                KlMultivariate::fromLowRank);
        Kl.registerKl(MultivariateNormal.class, MultivariateNormal.class, KlMultivariate::full);
    }

    private static Tensor lowRanks(LowRankMultivariateNormal p, LowRankMultivariateNormal q) {
        check(p, q, "two Low Rank Multivariate Normals");
        Tensor determinants = logdet(q).sub(logdet(p));
        Tensor distance = mahalanobis(q, p.loc());
        // With C the capacitance, D the diagonal and W the factor of a covariance, A = chol(C)⁻¹ Wᵀ
        // D⁻¹ of q:
        // tr(Σ_q⁻¹ Σ_p) = tr((D_q⁻¹ - Aᵀ A) (D_p + W_p W_pᵀ))
        Tensor a = whitened(q);
        Tensor t1 = p.unbroadcastedCovDiag().div(q.unbroadcastedCovDiag()).sum(-1);
        Tensor t2 =
                traceXXT(
                        p.unbroadcastedCovFactor()
                                .mul(q.unbroadcastedCovDiag().rsqrt().unsqueeze(-1)));
        Tensor t3 = traceXXT(a.mul(p.unbroadcastedCovDiag().sqrt().unsqueeze(-2)));
        Tensor t4 = traceXXT(a.matmul(p.unbroadcastedCovFactor()));
        return half(determinants, t1.add(t2).sub(t3).sub(t4), distance, p);
    }

    private static Tensor toLowRank(MultivariateNormal p, LowRankMultivariateNormal q) {
        check(p, q, "two (Low Rank) Multivariate Normals");
        Tensor determinants =
                logdet(q).sub(BatchMatrices.logDiagonal(p.unbroadcastedScaleTril()).mul(2));
        Tensor distance = mahalanobis(q, p.loc());
        Tensor a = whitened(q);
        Tensor t1 =
                traceXXT(
                        p.unbroadcastedScaleTril()
                                .mul(q.unbroadcastedCovDiag().rsqrt().unsqueeze(-1)));
        Tensor t2 = traceXXT(a.matmul(p.unbroadcastedScaleTril()));
        return half(determinants, t1.sub(t2), distance, p);
    }

    private static Tensor fromLowRank(LowRankMultivariateNormal p, MultivariateNormal q) {
        check(p, q, "two (Low Rank) Multivariate Normals");
        Tensor determinants =
                BatchMatrices.logDiagonal(q.unbroadcastedScaleTril()).mul(2).sub(logdet(p));
        Tensor distance =
                BatchMatrices.mahalanobis(q.unbroadcastedScaleTril(), q.loc().sub(p.loc()));
        Size batch = batch(q.unbroadcastedScaleTril(), p.unbroadcastedCovFactor());
        long n = p.eventShape().get(0);
        Tensor tril = q.unbroadcastedScaleTril().expand(Sizes.append(batch, n, n));
        Tensor factor =
                p.unbroadcastedCovFactor().expand(Sizes.append(batch, n, p.covFactor().size(-1)));
        Tensor diag = p.unbroadcastedCovDiag().sqrt().diagEmbed().expand(Sizes.append(batch, n, n));
        Tensor t1 = traceXXT(Linalg.solveTriangular(tril, factor, false));
        Tensor t2 = traceXXT(Linalg.solveTriangular(tril, diag, false));
        return half(determinants, t1.add(t2), distance, p);
    }

    private static Tensor full(MultivariateNormal p, MultivariateNormal q) {
        check(p, q, "two Multivariate Normals");
        Tensor trilP = p.unbroadcastedScaleTril();
        Tensor trilQ = q.unbroadcastedScaleTril();
        Tensor determinants =
                BatchMatrices.logDiagonal(trilQ).sub(BatchMatrices.logDiagonal(trilP));
        Size batch = batch(trilQ, trilP);
        long n = p.eventShape().get(0);
        Size shape = Sizes.append(batch, n, n);
        Tensor trace =
                traceXXT(Linalg.solveTriangular(trilQ.expand(shape), trilP.expand(shape), false));
        Tensor distance = BatchMatrices.mahalanobis(trilQ, q.loc().sub(p.loc()));
        return determinants.add(trace.add(distance).sub(n).mul(0.5));
    }

    private static void check(Distribution p, Distribution q, String kinds) {
        if (!p.eventShape().equals(q.eventShape())) {
            // the gap is PyTorch's
            throw new IllegalArgumentException(
                    "KL-divergence between "
                            + kinds
                            + " with"
                            + " ".repeat(26)
                            + "different event shapes cannot be computed");
        }
    }

    private static Tensor half(Tensor determinants, Tensor trace, Tensor distance, Distribution p) {
        return determinants.add(trace).add(distance).sub(p.eventShape().get(0)).mul(0.5);
    }

    private static Tensor logdet(LowRankMultivariateNormal d) {
        return LowRankMultivariateNormal.logDet(d.unbroadcastedCovDiag(), d.capacitanceTril());
    }

    private static Tensor mahalanobis(LowRankMultivariateNormal q, Tensor loc) {
        return LowRankMultivariateNormal.mahalanobis(
                q.unbroadcastedCovFactor(),
                q.unbroadcastedCovDiag(),
                q.loc().sub(loc),
                q.capacitanceTril());
    }

    private static Tensor whitened(LowRankMultivariateNormal q) {
        Tensor scaled = q.unbroadcastedCovFactor().mT().div(q.unbroadcastedCovDiag().unsqueeze(-2));
        return Linalg.solveTriangular(q.capacitanceTril(), scaled, false);
    }

    private static Size batch(Tensor a, Tensor b) {
        return Torch.broadcastShapes(a.shape().slice(0, -2), b.shape().slice(0, -2));
    }

    /** The trace of {@code X Xᵀ}. */
    private static Tensor traceXXT(Tensor x) {
        Tensor flat = x.reshape(-1, x.size(-2) * x.size(-1));
        return flat.pow(2).sum(-1).reshape(x.shape().slice(0, -2));
    }
}
