package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Many threads, a small heap, and nobody who thinks of memory. */
class StressTest {
    @Test
    void threads_thatCloseScopeAndDropStayWithinASmallHeap() {
        ChildJvm.Ended ended =
                new ChildJvm()
                        .flag(
                                "-Xmx64m",
                                "-XX:-CreateCoredumpOnCrash",
                                "-Djtorch.memoryBudget=50000000")
                        .run(120, Threads.class, "8000");
        assertEquals(0, ended.status(), ended::output);
        assertTrue(ended.output().contains("back where it began"), ended::output);
    }

    /** The child JVM. */
    static final class Threads {
        private static final int COUNT = 8;

        public static void main(String[] arguments) throws InterruptedException {
            Torch.setNumThreads(1);
            Tensor shared = Torch.ones(64, 64);
            long handles = Torch.memory().liveHandles();
            long end = System.currentTimeMillis() + Long.parseLong(arguments[0]);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                int kind = i % 4;
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                while (System.currentTimeMillis() < end
                                                        && failure.get() == null)
                                                    work(kind, shared);
                                            } catch (Throwable e) {
                                                failure.set(e);
                                            }
                                        }));
            }
            for (Thread thread : threads) thread.join();
            if (failure.get() != null) {
                failure.get().printStackTrace(System.out);
                System.exit(1);
            }
            threads.clear();
            for (int i = 0; i < 200 && Torch.memory().liveHandles() > handles; i++) {
                System.gc();
                Thread.sleep(20);
            }
            long now = Torch.memory().liveHandles();
            System.out.println(
                    now == handles ? "back where it began" : handles + " handles became " + now);
        }

        private static void work(int kind, Tensor shared) {
            long size = ThreadLocalRandom.current().nextInt(1, 64);
            switch (kind) {
                case 0 -> {
                    try (Tensor a = Torch.randn(size, 64);
                            Tensor b = a.matmul(shared)) {
                        b.add_(1);
                    }
                }
                case 1 -> {
                    try (Scope scope = Torch.scope()) {
                        Tensor a = Torch.randn(size, 64);
                        try (Scope inner = Torch.scope()) {
                            inner.keep(a.matmul(shared)).relu();
                        }
                        if (size == 7) shared.add(Torch.randn(2, 2, 2, 2, 2));
                    } catch (TorchException expected) {
                        if (size != 7) throw expected;
                    }
                }
                case 2 -> Torch.randn(size, 64).matmul(shared).relu().sum();
                default -> {
                    Tensor x = Torch.randn(size, 64).requiresGrad_();
                    x.registerHook(gradient -> size % 2 == 0 ? gradient.mul(2) : null);
                    x.matmul(shared).relu().sum().backward();
                    x.grad().add(1);
                }
            }
        }
    }
}
