package torch.distributions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Scopes, misuse and memory of the distributions that transforms make. */
class TransformedTest {
    private long handles;
    private Scope scope;

    @BeforeEach
    void open() {
        handles = Handles.settled();
        scope = Torch.scope();
    }

    @AfterEach
    void returnHandles() {
        scope.close();
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
    }

    private static Tensor positive() {
        return Torch.rand(3).add(2.5);
    }

    private static List<Supplier<Distribution>> all() {
        return List.of(
                () -> new HalfNormal(positive()),
                () -> new HalfCauchy(positive()),
                () -> new LogNormal(positive(), positive()),
                () -> new Gumbel(positive(), positive()),
                () -> new Kumaraswamy(positive(), positive()),
                () -> new Pareto(positive(), positive()),
                () -> new Weibull(positive(), positive()),
                () -> new InverseGamma(positive(), positive()),
                () -> new LogisticNormal(positive(), positive()),
                () -> new RelaxedBernoulli(Torch.tensor(1.0), Torch.rand(3)),
                () -> new LogitRelaxedBernoulli(Torch.tensor(1.0), o -> o.logits(Torch.rand(3))),
                () -> new RelaxedOneHotCategorical(Torch.tensor(1.0), Torch.rand(3)),
                () -> new ExpRelaxedCategorical(Torch.tensor(1.0), Torch.rand(3)),
                () -> new TransformedDistribution(new Normal(0, 1), new ExpTransform()));
    }

    @Test
    void innerScope_doesNotCloseWhatADistributionNeeds() {
        for (Supplier<Distribution> made : all()) {
            Distribution d = made.get();
            for (int round = 0; round < 2; round++) {
                try (var inner = Torch.scope()) {
                    // a narrow type may round a sample to the end of the simplex
                    Tensor value = d.rsample(2);
                    assertNotNull(d.logProb(value));
                    assertNotNull(
                            d.expand(Sizes.concat(Size.of(2), d.batchShape()).toArray()).sample());
                    assertNotNull(d.toString());
                }
            }
        }
    }

    @Test
    void trainingLoop_keepsBytesAndHandles() {
        Tensor loc = Torch.randn(8).requiresGrad_();
        Tensor scale = Torch.rand(8).add(0.5).detach().requiresGrad_();
        long before = -1;
        for (int step = 0; step < 20; step++) {
            try (var inner = Torch.scope()) {
                var d =
                        new TransformedDistribution(
                                new Normal(loc, scale),
                                List.of(new TanhTransform(1), new AffineTransform(0, 2)));
                Tensor x = d.rsample(16);
                d.logProb(x).mean().add(Kl.klDivergence(d, d).sum()).backward();
            }
            long now = Torch.memory().liveHandles();
            assertTrue(before < 0 || now == before, "step " + step);
            before = step == 0 ? -1 : now;
        }
        loc.setGrad(null);
        scale.setGrad(null);
    }

    @Test
    void failedConstructor_leavesNothing() {
        Tensor negative = Torch.full(Size.of(3), -1);
        for (int i = 0; i < 3; i++) {
            try (var inner = Torch.scope()) {
                assertThrows(
                        IllegalArgumentException.class, () -> new LogNormal(negative, negative));
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new TransformedDistribution(
                                        new Normal(0, 1), new StickBreakingTransform()));
            }
        }
    }

    @Test
    void distributions_areExpandedToTheirOwnKind() {
        for (Supplier<Distribution> made : all()) {
            Distribution d = made.get();
            long[] larger = Sizes.concat(Size.of(4, 2), d.batchShape()).toArray();
            Distribution expanded = d.expand(larger);
            assertEquals(d.getClass(), expanded.getClass());
            assertEquals(Size.of(larger), expanded.batchShape());
            assertEquals(d.eventShape(), expanded.eventShape());
            assertEquals(
                    Sizes.concat(Size.of(5), Size.of(larger), d.eventShape()),
                    expanded.sample(5).shape());
            assertFalse(d.sample().requiresGrad());
            assertThrows(RuntimeException.class, () -> d.expand(-5, 7, 11), d::toString);
        }
    }

    @Test
    void misuse_isRefused() {
        Tensor none = null;
        var normal = new Normal(0, 1);
        for (Supplier<Distribution> made : all()) {
            Distribution d = made.get();
            assertThrows(IllegalArgumentException.class, () -> d.logProb(none), d::toString);
            Tensor closed = d.sample();
            closed.close();
            assertThrows(IllegalStateException.class, () -> d.logProb(closed), d::toString);
        }
        assertThrows(NullPointerException.class, () -> new HalfNormal(none));
        assertThrows(NullPointerException.class, () -> new LogNormal(none, none));
        assertThrows(NullPointerException.class, () -> new Weibull(1, none));
        assertThrows(NullPointerException.class, () -> new RelaxedBernoulli(none, none));
        assertThrows(
                NullPointerException.class, () -> new RelaxedBernoulli(none, o -> o.probs(0.5)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RelaxedBernoulli(Torch.tensor(1.0), o -> {}));
        assertThrows(IllegalArgumentException.class, () -> new Gumbel(o -> o.loc(1)));
        assertThrows(
                NullPointerException.class,
                () -> new TransformedDistribution(null, new ExpTransform()));
        assertThrows(
                NullPointerException.class,
                () -> new TransformedDistribution(normal, (Transform) null));
        assertThrows(
                NullPointerException.class,
                () -> new TransformedDistribution(normal, (List<Transform>) null));
        var missing =
                assertThrows(IllegalArgumentException.class, () -> new Pareto(o -> o.scale(1)));
        assertEquals(
                "Pareto.__init__() missing 1 required positional argument: 'alpha'",
                missing.getMessage());
    }
}
