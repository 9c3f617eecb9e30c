package torch.distributions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.MemoryStats;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.optim.Adam;

/** What holds for all distributions, and what is said of those that cannot be. */
class DistributionTest {
    /** A distribution of each kind. */
    private static final List<Supplier<Distribution>> ALL =
            List.of(
                    () -> new Bernoulli(Torch.rand(2)),
                    () -> new Beta(Torch.rand(2).add(1), Torch.rand(2).add(1)),
                    () -> new Binomial(3, Torch.rand(2)),
                    () -> new Categorical(o -> o.logits(Torch.randn(2, 3))),
                    () -> new Cauchy(Torch.randn(2), Torch.rand(2).add(1)),
                    () -> new Chi2(Torch.rand(2).add(1)),
                    () -> new ContinuousBernoulli(Torch.rand(2)),
                    () -> new Dirichlet(Torch.rand(2, 3).add(1)),
                    () -> new Exponential(Torch.rand(2).add(1)),
                    () -> new FisherSnedecor(Torch.rand(2).add(1), Torch.rand(2).add(1)),
                    () -> new Gamma(Torch.rand(2).add(1), Torch.rand(2).add(1)),
                    () -> new GeneralizedPareto(Torch.rand(2), Torch.ones(2), Torch.rand(2)),
                    () -> new Geometric(Torch.rand(2)),
                    () -> new Independent(new Normal(Torch.zeros(2, 3), Torch.ones(2, 3)), 1),
                    () -> new LKJCholesky(3, Torch.ones(2)),
                    () -> new Laplace(Torch.randn(2), Torch.rand(2).add(1)),
                    () ->
                            new LowRankMultivariateNormal(
                                    Torch.randn(2, 3), Torch.randn(2, 3, 1), Torch.ones(2, 3)),
                    () ->
                            new MixtureSameFamily(
                                    new Categorical(Torch.rand(2, 4)),
                                    new Normal(Torch.randn(2, 4), Torch.ones(2, 4))),
                    () -> new Multinomial(3, Torch.rand(2, 3)),
                    () -> new MultivariateNormal(Torch.randn(2, 3), Torch.eye(3)),
                    () -> new NegativeBinomial(Torch.ones(2), Torch.rand(2)),
                    () -> new Normal(Torch.randn(2), Torch.rand(2).add(1)),
                    () -> new OneHotCategorical(Torch.rand(2, 3)),
                    () -> new OneHotCategoricalStraightThrough(Torch.rand(2, 3)),
                    () -> new Poisson(Torch.rand(2)),
                    () -> new StudentT(Torch.rand(2).add(1)),
                    () -> new Uniform(Torch.zeros(2), Torch.ones(2)),
                    () -> new VonMises(Torch.randn(2), Torch.ones(2)),
                    () -> new Wishart(Torch.ones(2).mul(4), Torch.eye(2)));

    @Test
    void everyDistribution_inAScope_leavesNothing() {
        Handles.settled();
        MemoryStats before = Torch.memory();
        for (var kind : ALL) {
            try (var scope = Torch.scope()) {
                Distribution d = kind.get();
                d.logProb(d.sample(2));
                d.expand(3, 2).logProb(d.sample(3));
                d.support();
                if (d.hasEnumerateSupport()) {
                    d.enumerateSupport();
                }
            }
            assertEquals(before.liveHandles(), Torch.memory().liveHandles(), "live handles");
        }
        assertEquals(before.liveBytes(), Torch.memory().liveBytes());
    }

    @Test
    void everyDistribution_ofAnyBatch_drawsTheShapesThatItSays() {
        for (var kind : ALL) {
            try (var scope = Torch.scope()) {
                Distribution d = kind.get();
                assertEquals(Size.of(2), d.batchShape(), d::toString);
                Size expected = Sizes.concat(Size.of(3, 2), d.eventShape());
                assertEquals(expected, d.sample(3).shape(), d::toString);
                assertEquals(expected, d.expand(3, 2).sample().shape(), d::toString);
                assertEquals(Size.of(3, 2), d.logProb(d.sample(3)).shape(), d::toString);
                assertTrue(d.support().check(d.sample(3)).all().itemBoolean(), d::toString);
                assertSame(d.getClass(), d.expand(3, 2).getClass());
                assertFalse(d.sample().requiresGrad());
            }
        }
    }

    @Test
    void expand_ofABatchThatCannotBeBroadcast_leavesNothing() {
        for (var kind : ALL) {
            try (var scope = Torch.scope()) {
                Distribution d = kind.get();
                long before = Torch.memory().liveHandles();
                try (var inner = Torch.scope()) {
                    assertThrows(TorchException.class, () -> d.expand(3).sample(), d::toString);
                }
                assertEquals(before, Torch.memory().liveHandles(), d::toString);
            }
        }
    }

    @Test
    void refusedParameters_leaveNothing() {
        try (var scope = Torch.scope()) {
            Tensor loc = Torch.zeros(2);
            Tensor scale = Torch.tensor(1.0, -1.0);
            Handles.settled();
            long before = Torch.memory().liveHandles();
            try (var inner = Torch.scope()) {
                Exception refused =
                        assertThrows(IllegalArgumentException.class, () -> new Normal(loc, scale));
                assertEquals(
                        """
                        Expected parameter scale (Tensor of shape (2,)) of distribution Normal(loc: torch.Size([2]), \
                        scale: torch.Size([2])) to satisfy the constraint GreaterThan(lower_bound=0.0), \
                        but found invalid values:
                        tensor([ 1., -1.])""",
                        refused.getMessage());
                assertEquals(2, inner.size(), "the views of the parameters alone");
            }
            assertEquals(before, Torch.memory().liveHandles());
        }
    }

    @Test
    void refusedValue_isShown() {
        try (var scope = Torch.scope()) {
            var d = new Uniform(0, 1);
            Exception refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> d.logProb(Torch.tensor(new double[] {0.5, 1.5})));
            assertEquals(
                    """
                    Expected value argument (Tensor of shape (2,)) to be within the support \
                    (Interval(lower_bound=0.0, upper_bound=1.0)) of the distribution Uniform(low: 0.0, high: 1.0), \
                    but found invalid values:
                    tensor([0.5000, 1.5000])""",
                    refused.getMessage().replace(", dtype=torch.float64", ""));
        }
    }

    @Test
    void lazyParameter_isKept_untilItsScopeEnds() {
        try (var scope = Torch.scope()) {
            var d = new Bernoulli(0.25);
            assertEquals("Bernoulli(probs: 0.25)", d.toString());
            double logit;
            try (var inner = Torch.scope()) {
                assertSame(d.logits(), d.logits());
                logit = d.logits().item().doubleValue();
                assertEquals("Bernoulli(probs: 0.25, logits: -1.0986123085021973)", d.toString());
            }
            assertEquals("Bernoulli(probs: 0.25)", d.toString());
            assertEquals(logit, d.logits().item().doubleValue());
            assertEquals(
                    "Bernoulli(probs: torch.Size([3]), logits: torch.Size([3]))",
                    d.expand(3).toString());
        }
    }

    @Test
    void lazyParameter_computedWithoutGradients_hasGradientsStill() {
        try (var scope = Torch.scope()) {
            Tensor probs = Torch.rand(3).requiresGrad_();
            var d = new Bernoulli(probs);
            assertTrue(Torch.noGrad(() -> d.logits()).requiresGrad());
        }
    }

    @Test
    void distributionOfAClosedScope_cannotBeUsed() {
        Distribution d;
        try (var scope = Torch.scope()) {
            d = new Normal(0, 1);
        }
        assertThrows(IllegalStateException.class, d::sample);
        Tensor closed = Torch.ones(1);
        closed.close();
        assertThrows(IllegalStateException.class, () -> new Normal(closed, 1));
        assertThrows(IllegalStateException.class, () -> new Categorical(closed));
    }

    @Test
    void defaultValidation_off_checksNothing() {
        try (var scope = Torch.scope()) {
            Distribution.setDefaultValidateArgs(false);
            try {
                var d = new Normal(0, -1);
                assertEquals("Normal(loc: 0.0, scale: -1.0)", d.toString());
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Normal(o -> o.loc(0).scale(-1).validateArgs(true)));
                assertTrue(new Uniform(0, 1).logProb(Torch.tensor(2.0)).isinf().itemBoolean());
            } finally {
                Distribution.setDefaultValidateArgs(true);
            }
            assertThrows(IllegalArgumentException.class, () -> new Normal(0, -1));
        }
    }

    @Test
    void numbers_haveTheTypeOfTheTensor() {
        try (var scope = Torch.scope()) {
            Tensor loc = Torch.zeros(Size.of(2), Torch.dtype(DType.FLOAT64));
            assertEquals(DType.FLOAT64, new Normal(loc, 1).scale().dtype());
            assertEquals(DType.FLOAT64, new Normal(1, loc.add(1)).loc().dtype());
            assertEquals(DType.FLOAT32, new Normal(1, 1).loc().dtype());
            assertEquals(Size.of(), new Normal(1, 1).batchShape());
            assertEquals(Size.of(2), new Normal(loc, 1).batchShape());
        }
    }

    @Test
    void missingAndNullArguments_areNamed() {
        try (var scope = Torch.scope()) {
            assertMessage(
                    "Normal.__init__() missing 1 required positional argument: 'scale'",
                    IllegalArgumentException.class,
                    () -> new Normal(o -> o.loc(0)));
            assertMessage(
                    "Either `probs` or `logits` must be specified, but not both.",
                    IllegalArgumentException.class,
                    () -> new Categorical(o -> {}));
            assertMessage("loc", NullPointerException.class, () -> new Normal(null, 1.0));
            assertMessage(
                    "options",
                    NullPointerException.class,
                    () -> new Normal(Torch.ones(1), Torch.ones(1), null));
            assertMessage(
                    "The value argument to log_prob must be a Tensor",
                    IllegalArgumentException.class,
                    () -> new Normal(0, 1).logProb(null));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> new MixtureSameFamily(new Categorical(Torch.ones(3)), new Poisson(1)));
        }
    }

    private static void assertMessage(
            String part, Class<? extends Exception> kind, Supplier<Distribution> made) {
        assertMessage(part, kind, (Runnable) made::get);
    }

    private static void assertMessage(String part, Class<? extends Exception> kind, Runnable call) {
        Exception thrown = assertThrows(kind, call::run);
        assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
    }

    @Test
    void whatADistributionLacks_isSaid() {
        try (var scope = Torch.scope()) {
            var lacking = new ContinuousBernoulli(0.3);
            Exception thrown = assertThrows(UnsupportedOperationException.class, lacking::mode);
            assertEquals(
                    "class torch.distributions.ContinuousBernoulli does not implement mode",
                    thrown.getMessage());
            assertThrows(UnsupportedOperationException.class, () -> new Poisson(1).rsample());
            assertThrows(
                    UnsupportedOperationException.class, () -> new Normal(0, 1).enumerateSupport());
        }
    }

    /** A distribution of one's own: a point. */
    private static final class Point extends Distribution {
        Point(Tensor at) {
            super(Map.of("at", at), at.shape(), Size.of(), null);
        }

        @Override
        public Map<String, Constraint> argConstraints() {
            return Map.of("at", Constraints.POSITIVE);
        }

        @Override
        public Constraint support() {
            return Constraints.POSITIVE;
        }

        @Override
        public boolean hasRsample() {
            return true;
        }

        @Override
        public Tensor rsample(long... sampleShape) {
            return parameter("at").expand(extendedShape(sampleShape));
        }

        @Override
        public Tensor logProb(Tensor value) {
            validateSample(value);
            return value.eq(parameter("at")).toFloat().log();
        }
    }

    @Test
    void distributionOfOnesOwn_isCheckedPrintedAndExpanded() {
        try (var scope = Torch.scope()) {
            var d = new Point(Torch.tensor(new float[] {1, 2}));
            assertEquals("Point(at: torch.Size([2]))", d.toString());
            assertEquals(Size.of(3, 2), d.expand(3, 2).sample().shape());
            assertEquals(0, d.logProb(d.sample()).sum().item().doubleValue());
            assertEquals(
                    "Independent(Point(at: torch.Size([2])), 1)", new Independent(d, 1).toString());
            assertMessage(
                    "to be within the support (GreaterThan(lower_bound=0.0)) of the distribution Point(at:",
                    IllegalArgumentException.class,
                    () -> d.logProb(Torch.tensor(-1.0)));
            assertMessage(
                    "Expected parameter at (Tensor of shape ()) of distribution Point(at: -1.0)",
                    IllegalArgumentException.class,
                    () -> new Point(Torch.tensor(-1.0)));
        }
    }

    @Test
    void oneDistribution_servesSeveralThreads() throws Exception {
        var d = new Categorical(Torch.rand(5));
        double expected = d.logProb(Torch.tensor(3)).item().doubleValue();
        var fresh = new Categorical(d.probs());
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Future<Double>> found =
                    IntStream.range(0, 40)
                            .mapToObj(
                                    i ->
                                            pool.submit(
                                                    () -> {
                                                        fresh.sample(10);
                                                        return fresh.logProb(Torch.tensor(3))
                                                                .item()
                                                                .doubleValue();
                                                    }))
                            .toList();
            for (Future<Double> one : found) {
                assertEquals(expected, one.get(), 1e-6);
            }
        }
    }

    @Test
    void reparameterizedSamples_fitADistribution() {
        long before = Handles.settled();
        fit();
        assertTrue(Handles.settled() <= before, "handles are left");
    }

    private static void fit() {
        Torch.manualSeed(0);
        try (var all = Torch.scope()) {
            Tensor loc = Torch.zeros(1).requiresGrad_();
            Tensor logScale = Torch.zeros(1).requiresGrad_();
            var target = new Normal(2, 0.5);
            var optimizer = new Adam(List.of(loc, logScale), o -> o.lr(0.05));
            long steady = 0;
            for (int step = 0; step < 300; step++) {
                try (var scope = Torch.scope()) {
                    optimizer.zeroGrad();
                    var q = new Normal(loc, logScale.exp());
                    Tensor z = q.rsample(64);
                    q.logProb(z).sub(target.logProb(z)).mean().backward();
                    optimizer.step();
                }
                if (step == 1) {
                    steady = Torch.memory().liveHandles();
                }
            }
            assertEquals(steady, Torch.memory().liveHandles(), "handles grow with the steps");
            assertEquals(2, loc.item().doubleValue(), 0.05);
            assertEquals(0.5, logScale.exp().item().doubleValue(), 0.05);
        }
    }
}
