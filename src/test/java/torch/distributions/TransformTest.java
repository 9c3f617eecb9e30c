package torch.distributions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Caches, equality, transforms of one's own, misuse and memory. */
class TransformTest {
    private long before;
    private Scope scope;

    @BeforeEach
    void open() {
        before = Handles.settled();
        scope = Torch.scope();
    }

    @AfterEach
    void returnHandles() {
        scope.close();
        assertEquals(before, Torch.memory().liveHandles(), "live handles");
    }

    /** Counts what it computes. */
    private static class Doubling extends Transform {
        int forwards;
        int inverses;

        Doubling(int cacheSize) {
            super(cacheSize);
        }

        @Override
        public Constraint domain() {
            return Constraints.REAL;
        }

        @Override
        public Constraint codomain() {
            return Constraints.REAL;
        }

        @Override
        protected Tensor forward(Tensor x) {
            forwards++;
            return x.mul(2);
        }

        @Override
        protected Tensor inverse(Tensor y) {
            inverses++;
            return y.div(2);
        }
    }

    private static List<IntFunction<Transform>> all() {
        return List.of(
                ExpTransform::new,
                SigmoidTransform::new,
                SoftplusTransform::new,
                TanhTransform::new,
                AbsTransform::new,
                SoftmaxTransform::new,
                StickBreakingTransform::new,
                LowerCholeskyTransform::new,
                PositiveDefiniteTransform::new,
                CorrCholeskyTransform::new,
                n -> new PowerTransform(2, n),
                n -> new AffineTransform(1, 2, o -> o.cacheSize(n)),
                n -> new ComposeTransform(List.of(new ExpTransform()), n),
                n -> new IndependentTransform(new ExpTransform(), 1, n),
                n -> new ReshapeTransform(Size.of(2, 2), Size.of(2, 2), n),
                n -> new CatTransform(List.of(new ExpTransform()), 0, new long[] {2}, n),
                n -> new StackTransform(List.of(new ExpTransform(), new ExpTransform()), 0, n),
                n -> new CumulativeDistributionTransform(new Normal(0, 1), n));
    }

    // Caches

    @Test
    void inverseOfLatestOutput_isTheInput_withACache() {
        for (IntFunction<Transform> made : all()) {
            Transform t = made.apply(1);
            boolean corr = t instanceof CorrCholeskyTransform;
            Tensor x = corr ? Torch.randn(3) : Torch.randn(2, 2);
            Tensor y = t.call(x);
            assertSame(y, t.call(x), t::toString);
            // a chain's parts remember, not the chain
            assertSame(x, t.inv().call(y), t::toString);
            assertSame(y, t.inv().inv().call(x), t::toString);
        }
    }

    @Test
    void withCache_givesACachingCopyOfTheSameKind() {
        for (IntFunction<Transform> made : all()) {
            Transform plain = made.apply(0);
            Transform caching = plain.withCache();
            assertSame(plain, plain.withCache(0), plain::toString);
            assertSame(caching, caching.withCache(1), plain::toString);
            assertNotSame(plain, caching, plain::toString);
            assertEquals(plain.getClass(), caching.getClass());
            assertEquals(1, caching.cacheSize);
            assertEquals(1, plain.inv().withCache(1).cacheSize);
            assertThrows(IllegalArgumentException.class, () -> made.apply(2), plain::toString);
        }
    }

    @Test
    void everyCallComputes_withoutACache() {
        var t = new Doubling(0);
        Tensor x = Torch.ones(2);
        Tensor y = t.call(x);
        assertNotSame(y, t.call(x));
        assertNotSame(x, t.inv().call(y));
        assertEquals(2, t.forwards);
        assertEquals(1, t.inverses);
    }

    @Test
    void latestInputAlone_isRemembered() {
        var t = new Doubling(1);
        Tensor first = Torch.ones(2);
        Tensor second = Torch.ones(2);
        t.call(first);
        t.call(second);
        t.call(second);
        t.call(first);
        assertEquals(3, t.forwards);
        Tensor y = Torch.ones(2);
        Tensor x = t.inv().call(y);
        assertSame(y, t.call(x));
        assertEquals(1, t.inverses);
    }

    @Test
    void outputThatAScopeClosed_isComputedAnew() {
        var t = new Doubling(1);
        Tensor x = Torch.ones(2);
        try (var inner = Torch.scope()) {
            t.call(x);
        }
        assertEquals(2.0, t.call(x).get(0).item());
        assertEquals(2, t.forwards);
        Tensor y = Torch.ones(2);
        try (var inner = Torch.scope()) {
            t.inv().call(y);
        }
        assertEquals(0.5, t.inv().call(y).get(0).item());
    }

    @Test
    void boundaryValues_surviveTheCachedTanh() {
        Tensor x = Torch.tensor(new float[] {50, -50});
        var t = new TanhTransform(1);
        assertSame(x, t.inv().call(t.call(x)));
        Tensor exact = new TanhTransform().inv().call(new TanhTransform().call(x));
        assertTrue(exact.isinf().all().itemBoolean());
    }

    // Equality and inverses

    @Test
    void transforms_areEqualAsInPyTorch() {
        assertEquals(new ExpTransform(), new ExpTransform(1));
        assertEquals(new ExpTransform().hashCode(), new ExpTransform(1).hashCode());
        assertNotEquals(new ExpTransform(), new SigmoidTransform());
        assertEquals(new ExpTransform().inv(), new ExpTransform().inv());
        assertNotEquals(new ExpTransform().inv(), new ExpTransform());
        assertNotEquals(new CorrCholeskyTransform(), new CorrCholeskyTransform());
        Tensor one = Torch.ones(2);
        assertEquals(new AffineTransform(0, 1), new AffineTransform(0.0, 1.0));
        assertEquals(new AffineTransform(0, one), new AffineTransform(0, 1));
        assertEquals(new AffineTransform(0, 1), new AffineTransform(0, one));
        assertNotEquals(new AffineTransform(0, 1), new AffineTransform(0, 2));
        assertNotEquals(new AffineTransform(one, one), new AffineTransform(one, one.mul(2)));
        assertEquals(new PowerTransform(2), new PowerTransform(Torch.tensor(2.0)));
        assertNotEquals(new PowerTransform(2), new PowerTransform(3));
        assertEquals(
                new ComposeTransform(List.of(new ExpTransform())),
                new ComposeTransform(List.of(new ExpTransform())));
        assertNotEquals(new ComposeTransform(List.of(new ExpTransform())), Transforms.IDENTITY);
        var base = new ExpTransform();
        assertNotEquals(new IndependentTransform(base, 1), new IndependentTransform(base, 1));
    }

    @Test
    void inverseOfTheInverse_isTheTransformItself() {
        for (IntFunction<Transform> made : all()) {
            Transform t = made.apply(0);
            assertSame(t, t.inv().inv());
            assertSame(t.inv(), t.inv());
        }
    }

    // A transform of one's own

    @Test
    void ownTransform_lacksWhatItDoesNotSay() {
        var t = new Doubling(0);
        Tensor x = Torch.ones(1);
        assertFalse(t.bijective());
        assertEquals("Doubling()", t.toString());
        assertEquals("_InverseTransform(Doubling())", t.inv().toString());
        assertEquals(Size.of(3), t.forwardShape(Size.of(3)));
        assertThrows(UnsupportedOperationException.class, t::sign);
        assertThrows(UnsupportedOperationException.class, () -> t.logAbsDetJacobian(x, x));
        var error = assertThrows(UnsupportedOperationException.class, t::withCache);
        assertTrue(error.getMessage().endsWith(".with_cache is not implemented"));
    }

    @Test
    void ownTransform_isUsedByADistribution() {
        var t =
                new Doubling(0) {
                    @Override
                    public Tensor logAbsDetJacobian(Tensor x, Tensor y) {
                        return Torch.fullLike(x, Math.log(2));
                    }

                    @Override
                    public Object sign() {
                        return 1;
                    }
                };
        var d = new TransformedDistribution(new Normal(1, 2), t);
        var expected = new Normal(2, 4);
        Tensor value = Torch.tensor(new float[] {-1, 0, 3});
        assertTrue(Torch.allclose(expected.logProb(value), d.logProb(value)));
        assertTrue(Torch.allclose(expected.cdf(value), d.cdf(value)));
        Tensor p = Torch.tensor(new float[] {0.1f, 0.5f, 0.9f});
        assertTrue(Torch.allclose(expected.icdf(p), d.icdf(p)));
    }

    // Registries

    private static final class Even extends Constraint {
        @Override
        public Tensor check(Tensor value) {
            return value.remainder(2).eq(0);
        }
    }

    @Test
    void registeredTransform_isFound_forItsClassAlone() {
        var registry = new ConstraintRegistry();
        var thrown =
                assertThrows(UnsupportedOperationException.class, () -> registry.call(new Even()));
        assertEquals("Cannot transform Even constraints", thrown.getMessage());
        registry.register(Even.class, c -> new Doubling(0));
        assertTrue(registry.call(new Even()) instanceof Doubling);
        registry.register(new Even(), c -> new ExpTransform());
        assertTrue(registry.call(new Even()) instanceof ExpTransform);
        assertThrows(
                UnsupportedOperationException.class, () -> registry.call(Constraints.POSITIVE));
        assertThrows(
                UnsupportedOperationException.class,
                () -> ConstraintRegistry.BIJECT_TO.call(new Even()));
    }

    // Misuse

    @Test
    void null_isRefusedByName() {
        var nothing = (Tensor) null;
        for (IntFunction<Transform> made : all()) {
            Transform t = made.apply(0);
            assertThrows(NullPointerException.class, () -> t.call(nothing), t::toString);
            assertThrows(NullPointerException.class, () -> t.inv().call(nothing), t::toString);
        }
        assertThrows(NullPointerException.class, () -> new PowerTransform(nothing));
        assertThrows(NullPointerException.class, () -> new AffineTransform(nothing, 1));
        assertThrows(NullPointerException.class, () -> new AffineTransform(0, nothing));
        assertThrows(NullPointerException.class, () -> new AffineTransform(0, 1, null));
        assertThrows(NullPointerException.class, () -> new ComposeTransform(null));
        assertThrows(NullPointerException.class, () -> new StackTransform(null));
        assertThrows(NullPointerException.class, () -> new CatTransform(null));
        assertThrows(NullPointerException.class, () -> new IndependentTransform(null, 1));
        assertThrows(NullPointerException.class, () -> new ReshapeTransform(null, Size.of(1)));
        assertThrows(NullPointerException.class, () -> new CumulativeDistributionTransform(null));
        assertThrows(NullPointerException.class, () -> ConstraintRegistry.BIJECT_TO.call(null));
        var x = assertThrows(NullPointerException.class, () -> new ExpTransform().call(null));
        assertEquals("argument 'x' must not be null", x.getMessage());
    }

    @Test
    void closedTensor_isRefused() {
        Tensor x = Torch.ones(2, 2);
        x.close();
        for (IntFunction<Transform> made : all()) {
            Transform t = made.apply(0);
            assertThrows(IllegalStateException.class, () -> t.call(x), t::toString);
        }
    }

    @Test
    void wrongInput_isRefused() {
        Tensor scalar = Torch.tensor(1.0);
        assertThrows(RuntimeException.class, () -> new StickBreakingTransform().call(scalar));
        assertThrows(RuntimeException.class, () -> new LowerCholeskyTransform().call(scalar));
        assertThrows(RuntimeException.class, () -> new CorrCholeskyTransform().call(scalar));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new SigmoidTransform()
                                .inv()
                                .call(Torch.ones(new long[] {2}, Torch.dtype(torch.DType.INT64))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new IndependentTransform(new ExpTransform(), -1).domain());
        assertNull(scalar.grad());
    }
}
