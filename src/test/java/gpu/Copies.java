package gpu;

import java.util.function.Consumer;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;

/** How fast copies to and from the device are; copies.py is this program in Python. */
final class Copies {
    private static final int ROUNDS = 10;

    private final Device device;
    private final long bytes;

    private Copies(Settings settings) {
        device = settings.device;
        bytes = settings.bytes;
    }

    public static void main(String[] arguments) {
        new Copies(Settings.of(arguments)).run();
    }

    private void run() {
        Tensor host = Torch.ones(new long[] {bytes}, Torch.dtype(DType.UINT8));
        Tensor there = Torch.zeros(new long[] {bytes}, Torch.dtype(DType.UINT8).device(device));
        measure("to device", x -> there.copy_(host));
        measure("from device", x -> host.copy_(there));
        if (isCuda()) {
            Tensor pinned = host.pinMemory();
            measure("pinned to device", x -> there.copy_(pinned, true));
            measure("pinned from device", x -> pinned.copy_(there, true));
            measure("within device", x -> there.copy_(x));
        }
        if (there.sum(DType.INT64).itemLong() != bytes)
            throw new AssertionError("not all was copied");
    }

    private boolean isCuda() {
        return device.type().equals("cuda");
    }

    /** The best of some rounds. */
    private void measure(String name, Consumer<Tensor> copy) {
        Tensor source = Torch.ones(new long[] {bytes}, Torch.dtype(DType.UINT8).device(device));
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            synchronize();
            long start = System.nanoTime();
            copy.accept(source);
            synchronize();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        source.close();
        System.out.println(name + ": " + Math.round(bytes / best / 1e7) / 100.0 + " GB/s");
    }

    private void synchronize() {
        if (isCuda()) Cuda.synchronize();
    }
}
