package gpu;

import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;
import torch.cuda.Event;
import torch.cuda.Stream;

/** Work on two streams, ordered by events and timed by them. */
final class Streams {
    private static final int SIZE = 4096;
    private static final int PRODUCTS = 20;

    private Streams() {}

    public static void main(String[] arguments) {
        Tensor a = Torch.rand(new long[] {SIZE, SIZE}, Torch.device("cuda"));
        Tensor scaled = a.div(a.sum(1, true)); // its rows sum to 1, and those of its powers
        Tensor b = Torch.zerosLike(a);
        Cuda.synchronize();

        var start = new Event(o -> o.enableTiming(true));
        var end = new Event(o -> o.enableTiming(true));
        var first = new Stream();
        var second = new Stream();
        check(!first.equals(second), "two streams are one");
        check(first.query(), "a new stream is busy");

        long began = System.nanoTime();
        try (var on = Cuda.stream(first)) {
            check(Cuda.currentStream().equals(first), "the stream is not the current one");
            start.record();
            Tensor power = scaled;
            for (int i = 0; i < PRODUCTS; i++) power = power.matmul(scaled);
            b.copy_(power);
            end.record();
        }
        long queued = System.nanoTime() - began;
        check(
                Cuda.currentStream().equals(Cuda.defaultStream()),
                "the default stream did not come back");
        boolean busy = !end.query();

        // The second stream sees what the first one wrote, because it waits for the event.
        Tensor sums;
        try (var on = Cuda.stream(second)) {
            second.waitEvent(end);
            sums = b.sum(1);
        }
        Cuda.currentStream().waitStream(second);
        double worst = sums.sub(1).abs().max().itemDouble();
        check(worst < 1e-3, "a stream did not wait for the other: sums are off by " + worst);

        end.synchronize();
        check(end.query() && first.query(), "not done after synchronize");
        double milliseconds = start.elapsedTime(end);
        check(milliseconds > 0, "the events are " + milliseconds + " ms apart");
        double rate = 2.0 * SIZE * SIZE * SIZE * PRODUCTS / milliseconds / 1e9;
        System.out.printf(
                "%d products of %d took %.1f ms (%.0f TFLOP/s), queued in %.1f ms, busy after that: %s%n",
                PRODUCTS, SIZE, milliseconds, rate, queued / 1e6, busy);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }
}
