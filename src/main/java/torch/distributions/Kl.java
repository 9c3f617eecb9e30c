package torch.distributions;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import torch.Tensor;
import torch.internal.Warnings;

/**
 * Kullback-Leibler divergences {@code KL(p ‖ q) = ∫ p(x) log(p(x) / q(x)) dx} in closed form.
 *
 * {@snippet :
 * Tensor kl = Kl.klDivergence(new Normal(mu, sigma), new Normal(0, 1));
 * Kl.registerKl(MyDistribution.class, Normal.class, (p, q) -> p.crossEntropy(q).sub(p.entropy()));
 * }
 *
 * <p>The most specific pair of classes for which a formula is registered counts. Where one formula fits {@code p} better
 * and another {@code q}, that for {@code p} is taken, with a warning to the logger {@code torch.distributions}.
 *
 * <p>Mirrors {@code torch.distributions.kl}.
 */
public final class Kl {
    private static final Map<Pair, BiFunction<?, ?, Tensor>> REGISTRY = new LinkedHashMap<>();

    /** The formulas found so far; empty where there is none. Both maps are used in the lock of the first. */
    private static final Map<Pair, Optional<BiFunction<?, ?, Tensor>>> FOUND = new HashMap<>();

    static {
        KlSame.register();
        KlMultivariate.register();
        KlFromInterval.register();
        KlFromLine.register();
    }

    private Kl() {}

    /** Two classes of distributions. */
    private record Pair(Class<?> first, Class<?> second) {
        boolean covers(Pair other) {
            return first.isAssignableFrom(other.first) && second.isAssignableFrom(other.second);
        }

        /** Whether this is more specific than another: by the first class, by the second where these are the same. */
        boolean isBefore(Pair other) {
            return first == other.first
                    ? second != other.second && other.second.isAssignableFrom(second)
                    : other.first.isAssignableFrom(first);
        }

        Pair reversed() {
            return new Pair(second, first);
        }
    }

    /**
     * The divergence of {@code q} from {@code p}. Mirrors {@code torch.distributions.kl_divergence}.
     *
     * <p><b>Shape</b> that of the batch
     *
     * @throws UnsupportedOperationException if there is no formula for these two
     */
    @SuppressWarnings("unchecked") // the registry holds formulas under the classes that they take
    public static Tensor klDivergence(Distribution p, Distribution q) {
        var classes =
                new Pair(
                        TransformUtils.required(p, "p").getClass(),
                        TransformUtils.required(q, "q").getClass());
        Optional<BiFunction<?, ?, Tensor>> formula;
        synchronized (REGISTRY) {
            formula = FOUND.computeIfAbsent(classes, Kl::mostSpecific);
        }
        return ((BiFunction<Distribution, Distribution, Tensor>)
                        formula.orElseThrow(() -> notImplemented(classes)))
                .apply(p, q);
    }

    private static UnsupportedOperationException notImplemented(Pair classes) {
        return new UnsupportedOperationException(
                "No KL(p || q) is implemented for p type %s and q type %s"
                        .formatted(classes.first.getSimpleName(), classes.second.getSimpleName()));
    }

    /**
     * Registers a formula for two classes and their subclasses, in the place of an earlier one. Mirrors {@code
     * torch.distributions.register_kl}.
     *
     * @param formula {@code KL(p ‖ q)} from {@code p} and {@code q}
     */
    public static <P extends Distribution, Q extends Distribution> void registerKl(
            Class<P> typeP, Class<Q> typeQ, BiFunction<? super P, ? super Q, Tensor> formula) {
        TransformUtils.required(formula, "formula");
        var pair =
                new Pair(
                        TransformUtils.required(typeP, "type_p"),
                        TransformUtils.required(typeQ, "type_q"));
        synchronized (REGISTRY) {
            REGISTRY.put(pair, formula);
            FOUND.clear();
        }
    }

    private static Optional<BiFunction<?, ?, Tensor>> mostSpecific(Pair classes) {
        List<Pair> matches =
                REGISTRY.keySet().stream().filter(pair -> pair.covers(classes)).toList();
        if (matches.isEmpty()) {
            return Optional.empty();
        }
        Pair byP = first(matches);
        Pair byQ = first(matches.stream().map(Pair::reversed).toList()).reversed();
        if (REGISTRY.get(byP) != REGISTRY.get(byQ)) {
            Warnings.warnOnce(
                    "torch.distributions",
                    "Ambiguous kl_divergence(%s, %s). Please register_kl(%s, %s)"
                            .formatted(
                                    classes.first.getSimpleName(),
                                    classes.second.getSimpleName(),
                                    byP.first.getSimpleName(),
                                    byQ.second.getSimpleName()));
        }
        return Optional.ofNullable(REGISTRY.get(byP));
    }

    private static Pair first(List<Pair> pairs) {
        return pairs.stream()
                .reduce((best, pair) -> pair.isBefore(best) ? pair : best)
                .orElseThrow();
    }
}
