package torch.distributions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import torch.Handles;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.golden.HeardWarnings;

/** Which formula counts, formulas of one's own, misuse and memory. */
class KlTest {
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

    // Each test has classes of its own: the registry is the program's
    private static class Base extends Normal {
        Base() {
            super(0, 1);
        }
    }

    private static class Middle extends Base {}

    private static class Leaf extends Middle {}

    private static Tensor number(double value) {
        return Torch.tensor(value);
    }

    @Test
    void subclass_usesTheFormulaOfItsSuperclass() {
        Tensor expected = Kl.klDivergence(new Normal(0, 1), new Normal(1, 2));
        class Own extends Normal {
            Own() {
                super(0, 1);
            }
        }
        assertTrue(Torch.equal(expected, Kl.klDivergence(new Own(), new Normal(1, 2))));
        assertTrue(Kl.klDivergence(new Own(), new Uniform(0, 1)).isinf().itemBoolean());
    }

    @Test
    void mostSpecificFormula_counts() {
        Kl.registerKl(Base.class, Base.class, (p, q) -> number(1));
        Kl.registerKl(Middle.class, Base.class, (p, q) -> number(2));
        Kl.registerKl(Middle.class, Middle.class, (p, q) -> number(3));
        assertEquals(1, Kl.klDivergence(new Base(), new Leaf()).itemDouble());
        assertEquals(2, Kl.klDivergence(new Leaf(), new Base()).itemDouble());
        assertEquals(3, Kl.klDivergence(new Leaf(), new Leaf()).itemDouble());
        Kl.registerKl(Leaf.class, Leaf.class, (p, q) -> number(4));
        assertEquals(4, Kl.klDivergence(new Leaf(), new Leaf()).itemDouble());
        Kl.registerKl(Leaf.class, Leaf.class, (p, q) -> number(5));
        assertEquals(5, Kl.klDivergence(new Leaf(), new Leaf()).itemDouble());
    }

    private static class A extends Cauchy {
        A() {
            super(0, 1);
        }
    }

    private static class B extends A {}

    @Test
    void ambiguousFormulas_areWarnedOf_andThatForPIsTaken() throws ReflectiveOperationException {
        Kl.registerKl(A.class, B.class, (p, q) -> number(1));
        Kl.registerKl(B.class, A.class, (p, q) -> number(2));
        try (var heard = new HeardWarnings("torch.distributions")) {
            assertEquals(2, Kl.klDivergence(new B(), new B()).itemDouble());
            assertEquals(
                    List.of("Ambiguous kl_divergence(B, B). Please register_kl(B, B)"),
                    heard.sentences());
        }
        try (var heard = new HeardWarnings("torch.distributions")) {
            Kl.klDivergence(new B(), new A());
            assertEquals(List.of(), heard.sentences());
        }
    }

    private static class Shared extends Cauchy {
        Shared() {
            super(0, 1);
        }
    }

    @Test
    @Timeout(20)
    void threads_registerAndComputeAtOnce() throws InterruptedException {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                            .start(() -> registerAndCompute(number)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    private static void registerAndCompute(int number) {
        try (var own = Torch.scope()) {
            for (int i = 0; i < 50; i++) {
                Kl.registerKl(Shared.class, Shared.class, (p, q) -> number(number));
                double got = Kl.klDivergence(new Shared(), new Shared()).itemDouble();
                assertTrue(got >= 0 && got < 4);
                assertEquals(0, Kl.klDivergence(new Normal(0, 1), new Normal(0, 1)).itemDouble());
            }
        }
    }

    @Test
    void unknownPair_isNotImplemented() {
        var thrown =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> Kl.klDivergence(new Cauchy(0, 1), new Normal(0, 1)));
        assertEquals(
                "No KL(p || q) is implemented for p type Cauchy and q type Normal",
                thrown.getMessage());
        Tensor result = number(7);
        class Own extends Cauchy {
            Own() {
                super(0, 1);
            }
        }
        Kl.registerKl(Own.class, Normal.class, (p, q) -> result);
        assertSame(result, Kl.klDivergence(new Own(), new Normal(0, 1)));
    }

    @Test
    void vaeLoss_hasTheGradientOfTheFormula() {
        Torch.manualSeed(0);
        Tensor mu = Torch.randn(4, 3).requiresGrad_();
        Tensor sigma = Torch.rand(4, 3).add(0.5).detach().requiresGrad_();
        Kl.klDivergence(new Normal(mu, sigma), new Normal(0, 1)).sum().backward();
        assertTrue(Torch.allclose(mu.detach(), mu.grad()));
        Tensor expected = sigma.detach().sub(sigma.detach().reciprocal());
        // where sigma is near 1, both are differences of nearly equal numbers
        assertTrue(Torch.allclose(expected, sigma.grad(), 1e-5, 1e-6));
        mu.setGrad(null);
        sigma.setGrad(null);
    }

    @Test
    void misuse_isRefused() {
        var normal = new Normal(0, 1);
        assertThrows(NullPointerException.class, () -> Kl.klDivergence(null, normal));
        assertThrows(NullPointerException.class, () -> Kl.klDivergence(normal, null));
        assertThrows(
                NullPointerException.class,
                () -> Kl.registerKl(null, Normal.class, (p, q) -> number(0)));
        assertThrows(
                NullPointerException.class,
                () -> Kl.registerKl(Normal.class, null, (p, q) -> number(0)));
        assertThrows(
                NullPointerException.class, () -> Kl.registerKl(Normal.class, Normal.class, null));
        Tensor loc = Torch.zeros(2);
        var closed = new Normal(loc, Torch.ones(2));
        closed.loc().close();
        assertThrows(IllegalStateException.class, () -> Kl.klDivergence(closed, normal));
        assertThrows(
                RuntimeException.class,
                () ->
                        Kl.klDivergence(
                                new Normal(Torch.zeros(2), Torch.ones(2)),
                                new Normal(Torch.zeros(3), Torch.ones(3))));
    }
}
