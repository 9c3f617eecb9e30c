package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tensors that threads share, and what belongs to one thread. */
@ExtendWith(HandlesReturn.class)
class ThreadsTest {
    private static final int THREADS = 4;

    private interface Part<T> {
        T of(int thread) throws Exception;
    }

    /** Runs a part on each of several platform threads at once; what one throws comes out. */
    private static <T> List<T> onThreads(int threads, Part<T> part) throws Exception {
        try (ExecutorService pool =
                Executors.newFixedThreadPool(threads, Thread.ofPlatform().factory())) {
            List<Callable<T>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                parts.add(() -> part.of(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : pool.invokeAll(parts)) {
                try {
                    results.add(one.get());
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Exception cause) throw cause;
                    throw e;
                }
            }
            return results;
        }
    }

    private static <T> T onAnotherThread(Callable<T> body) throws Exception {
        return onThreads(1, thread -> body.call()).getFirst();
    }

    @Test
    void disjointViews_writtenByThreadsFillTheTensor() throws Exception {
        int rows = 64;
        int columns = 1000;
        try (Scope scope = Torch.scope()) {
            Tensor shared = Torch.zeros(rows, columns);
            onThreads(
                    THREADS,
                    thread -> {
                        for (int step = 0; step < 50; step++) {
                            for (int row = thread; row < rows; row += THREADS) {
                                try (Scope mine = Torch.scope()) {
                                    shared.select(0, row).add_(row);
                                }
                            }
                        }
                        return null;
                    });
            Tensor expected =
                    Torch.arange(rows).mul(50).toFloat().unsqueeze(1).expand(rows, columns);
            assertTrue(Torch.equal(expected, shared));
        }
    }

    @Test
    void oneTensor_readByThreadsGivesTheSame() throws Exception {
        try (Scope scope = Torch.scope()) {
            Tensor shared = Torch.arange(10_000).toDouble();
            List<Double> sums =
                    onThreads(
                            THREADS,
                            thread -> {
                                double sum = 0;
                                for (int i = 0; i < 200; i++) {
                                    try (Scope mine = Torch.scope()) {
                                        sum += shared.mul(2).sum().itemDouble();
                                    }
                                }
                                return sum;
                            });
            for (double sum : sums) assertEquals(200.0 * 10_000 * 9_999, sum);
        }
    }

    @Test
    void backward_onSeveralThreadsAccumulatesIntoOneLeaf() throws Exception {
        try (Scope scope = Torch.scope()) {
            Tensor weight = Torch.ones(100).requiresGrad_();
            weight.setGrad(Torch.zeros(100));
            onThreads(
                    THREADS,
                    thread -> {
                        for (int i = 0; i < 100; i++) {
                            try (Scope mine = Torch.scope()) {
                                weight.mul(thread + 1).sum().backward();
                            }
                        }
                        return null;
                    });
            double expected = 100 * IntStream.rangeClosed(1, THREADS).sum();
            assertArrayEquals(
                    IntStream.range(0, 100).mapToDouble(i -> expected).toArray(),
                    weight.grad().toDoubleArray());
        }
    }

    @Test
    void backward_onOneSharedGraphGivesEveryThreadItsGradient() throws Exception {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.arange(50).toDouble().requiresGrad_();
            Tensor y = x.mul(x).exp().log().sum();
            List<double[]> gradients =
                    onThreads(
                            THREADS,
                            thread -> {
                                double[] last = null;
                                for (int i = 0; i < 50; i++) {
                                    try (Scope mine = Torch.scope()) {
                                        last =
                                                Autograd.grad(
                                                                List.of(y.mul(1)),
                                                                List.of(x),
                                                                List.of(),
                                                                true,
                                                                false,
                                                                false)
                                                        .getFirst()
                                                        .toDoubleArray();
                                    }
                                }
                                return last;
                            });
            double[] expected = LongStream.range(0, 50).mapToDouble(i -> 2.0 * i).toArray();
            // exp(x²) of more than 26 overflows.
            for (double[] gradient : gradients)
                assertArrayEquals(
                        java.util.Arrays.copyOf(expected, 27),
                        java.util.Arrays.copyOf(gradient, 27),
                        1e-9);
        }
    }

    @Test
    void gradMode_belongsToItsThread() throws Exception {
        try (GradMode off = Torch.noGrad()) {
            assertTrue(onAnotherThread(Torch::isGradEnabled));
            assertFalse(Torch.isGradEnabled());
        }
    }

    @Test
    void scope_ofOneThreadLeavesItsTensorsToOthersWhileOpen() throws Exception {
        Tensor made;
        try (Scope scope = Torch.scope()) {
            made = Torch.ones(3);
            Tensor same = made;
            assertEquals(
                    3.0,
                    onAnotherThread(
                            () -> {
                                try (Scope theirs = Torch.scope()) {
                                    return same.sum().itemDouble();
                                }
                            }));
            // What another thread makes is not this scope's.
            Tensor theirs = onAnotherThread(() -> Torch.ones(2));
            assertEquals(1, scope.size());
            theirs.close();
        }
        Tensor closed = made;
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> onAnotherThread(closed::sum));
        assertTrue(thrown.getMessage().contains("closed"), thrown.getMessage());
    }

    @Test
    void scope_usedByAnotherThreadSaysWhoseItIs() throws Exception {
        try (Scope scope = Torch.scope()) {
            Tensor made = Torch.ones(3);
            String name = Thread.currentThread().getName();
            for (Callable<Object> misuse :
                    List.<Callable<Object>>of(
                            () -> scope.keep(made),
                            () -> {
                                scope.close();
                                return null;
                            })) {
                IllegalStateException thrown =
                        assertThrows(IllegalStateException.class, () -> onAnotherThread(misuse));
                assertTrue(
                        thrown.getMessage().contains("this scope belongs to thread " + name),
                        thrown.getMessage());
            }
            assertFalse(made.isClosed());
        }
    }

    @Test
    void scope_closedOutOfOrderOrUsedAfterItsEndSaysSo() {
        Scope outer = Torch.scope();
        Scope inner = Torch.scope();
        Tensor made = Torch.ones(1);
        assertTrue(
                assertThrows(IllegalStateException.class, outer::close)
                        .getMessage()
                        .contains("opened later is still open"));
        inner.close();
        assertTrue(made.isClosed());
        assertTrue(
                assertThrows(IllegalStateException.class, () -> inner.keep(made))
                        .getMessage()
                        .contains("this scope is closed"));
        inner.close();
        outer.close();
    }

    @Test
    void errors_ofThreadsDoNotMix() throws Exception {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.ones(3);
            onThreads(
                    THREADS,
                    thread -> {
                        for (int i = 0; i < 500; i++) {
                            try (Scope mine = Torch.scope()) {
                                int dim = thread + 5;
                                String text =
                                        assertThrows(
                                                        IndexOutOfBoundsException.class,
                                                        () -> x.sum(dim))
                                                .getMessage();
                                assertTrue(text.contains("got " + dim), text);
                            }
                        }
                        return null;
                    });
        }
    }
}
